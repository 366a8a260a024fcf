#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Listens, as tcpdump does, to what a device sends, until a frame from an
address has left; then prints it. Called by xmit.sh: outgoing.py DEV ADDRESS."""

import socket
import sys

PACKET_OUTGOING = 4
ETH_P_ALL = 3


def main(dev, address):
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                         socket.htons(ETH_P_ALL))
    sock.bind((dev, ETH_P_ALL))
    print("ready", flush=True)
    source = bytes.fromhex(address.replace(":", ""))
    while True:
        frame, where = sock.recvfrom(1 << 16)
        if where[2] == PACKET_OUTGOING and frame[6:12] == source:
            print(frame.hex(), flush=True)
            return


main(*sys.argv[1:])
