#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Adds ports that translate as many VIDs as a port can. Called by
limits_memory.sh: map_all.py SWITCH PORTS."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import nl

MAPS = 1024


def add(client, index, ports, txn=0):
    """Adds them to a switch, or to a transaction."""
    # The same for all: it is much to encode.
    settings = client.encode("port-add", {
        "switch": index, "vlan_mode": "trunk",
        "vlans": {"range": [{"first": 1, "last": 4094}]},
        "vlan_maps": {"map": [{"tag": vid, "vid": vid}
                              for vid in range(2, 2 + MAPS)]}})
    for n in range(int(ports)):
        attrs = {"name": "web%d" % n}
        if txn:
            attrs["txn"] = txn
        client.raw("port-add", settings + client.encode("port-add", attrs))


def main(switch, ports):
    with open("/sys/class/net/%s/ifindex" % switch, encoding="ascii") as file:
        add(nl.Client(), int(file.read()), ports)


if __name__ == "__main__":
    main(*sys.argv[1:])
