#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Prints how many bytes the kernel allocates to change one port. Called by
config.sh: alloc.py TRACE SWITCH PORT, where TRACE is a directory of tracefs
that is there for this alone."""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import nl

EVENTS = ["kmalloc", "kmalloc_node", "kmem_cache_alloc",
          "kmem_cache_alloc_node", "mm_page_alloc"]


def write(name, text):
    with open(name, "w", encoding="ascii") as file:
        file.write(text)


def main(trace, switch, port):
    client = nl.Client()
    with open("/sys/class/net/%s/ifindex" % switch, encoding="ascii") as file:
        index = int(file.read())
    write(trace + "/set_event_pid", str(os.getpid()))
    for event in EVENTS:
        enable = trace + "/events/kmem/%s/enable" % event
        if os.path.exists(enable):
            write(enable, "1")

    def cost(pvid):
        write(trace + "/tracing_on", "1")
        write(trace + "/trace", "")
        client.call("port-set", switch=index, number=int(port),
                    vlan_mode="access", pvid=pvid)
        write(trace + "/tracing_on", "0")
        with open(trace + "/trace", encoding="ascii") as file:
            said = file.read()
        return (sum(int(n) for n in re.findall(r"bytes_alloc=(\d+)", said)) +
                sum(4096 << int(n) for n in re.findall(r"order=(\d+)", said)))

    # What others left to be done in this thread, and new slabs of caches, are
    # not meant.
    print(min(cost(pvid) for pvid in range(5, 10)))


main(*sys.argv[1:])
