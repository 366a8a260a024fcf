#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Commits, to be confirmed within so many seconds, that a port of a switch, or
port 1, is in VLAN 42. Called by ctl_batch.sh and ctl_replies.sh: pending.py
SWITCH SECONDS [NUMBER]."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import nl


def main(switch, seconds, number=1):
    client = nl.Client()
    with open("/sys/class/net/%s/ifindex" % switch, encoding="ascii") as file:
        index = int(file.read())
    txn = client.call("txn-begin", switch=index)[0]["id"]
    client.call("port-set", switch=index, number=int(number),
                vlan_mode="access", pvid=42, txn=txn)
    client.call("txn-commit", switch=index, id=txn,
                confirm_timeout=int(seconds))


main(*sys.argv[1:])
