#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Somebody who does not stop changing ports of a switch, though less and less
often, so that on the slowest machine others come to their turn; tells how many
times he did, on a line each. Called by config.sh: meddle.py SWITCH."""

import os
import random
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import nl


def main(switch):
    client = nl.Client()
    rng = random.Random(1)
    with open("/sys/class/net/%s/ifindex" % switch, encoding="ascii") as file:
        index = int(file.read())
    done = 0
    while True:
        try:
            client.call("port-set", switch=index, number=1 + done % 3,
                        hairpin=done % 2, learning=done // 2 % 2)
        except nl.Refused:
            pass                        # a port that is gone now
        done += 1
        print(done, flush=True)
        time.sleep(rng.random() * (0.1 + done / 200))


main(*sys.argv[1:])
