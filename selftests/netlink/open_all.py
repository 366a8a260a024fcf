#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Opens all transactions that a switch can have, and more; says what became
of it. Called by limits.sh: open_all.py SWITCH."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import nl


def main(switch):
    client = nl.Client()
    with open("/sys/class/net/%s/ifindex" % switch, encoding="ascii") as file:
        index = int(file.read())

    def begin():
        return client.call("txn-begin", switch=index)[0]["id"]

    def show():
        limit = client.call("limits-get", switch=index,
                            limit="transactions")[0]
        print(limit["used"], limit["hits"])

    while True:
        try:
            txn = begin()
        except nl.Refused as why:
            print(why)
            break
    show()
    client.call("txn-abort", switch=index, id=txn)
    begin()
    show()


main(*sys.argv[1:])
