#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Sends a datagram, and says which NAPI instance its receiver was told of, by
which it could poll the device itself; 0 is none. Called by port_devices.sh:

    napi.py NETNS ADDRESS NETNS ADDRESS     who receives, who sends
"""

import os
import socket
import sys

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from busywait import busywait
from ends import Netns

SO_INCOMING_NAPI_ID = 56
PORT = 5000
SECONDS = 60        # for the addresses to be resolved


def bound(netns, address):
    with Netns(netns):
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.bind((address, PORT))
        return sock


def main(to, to_address, source, source_address):
    receiver = bound(to, to_address)
    receiver.setblocking(False)
    sender = bound(source, source_address)

    def arrives():
        sender.sendto(b"?", (to_address, PORT))
        try:
            return receiver.recv(1)
        except BlockingIOError:
            return None

    if not busywait(SECONDS, arrives):
        sys.exit("no datagram arrives")
    print(receiver.getsockopt(socket.SOL_SOCKET, SO_INCOMING_NAPI_ID))


main(*sys.argv[1:])
