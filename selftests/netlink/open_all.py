#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Opens all transactions that a switch can have, and more; says what became
of it. Called by limits.sh and limits_memory.sh: open_all.py SWITCH [PORTS]. With
PORTS, that many of map_all.py are added in each, and they stay open until the
script is ended."""

import os
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import map_all
import nl


def main(switch, ports=0):
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
        if ports:
            map_all.add(client, index, ports, txn)
    if ports:
        print("full", flush=True)
        signal.pause()
    show()
    client.call("txn-abort", switch=index, id=txn)
    begin()
    show()


main(*sys.argv[1:])
