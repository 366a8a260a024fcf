# SPDX-License-Identifier: GPL-2.0
#
# One TCP transfer, as iperf3 does it, which also proves that what arrives is
# what was sent: the server answers with a digest.
#
#	transfer.py serve ADDRESS
#	transfer.py send ADDRESS MEGABYTES
#
# Called by lib-frames.sh.

import hashlib
import socket
import sys

PORT = 5201
BLOCK = bytes(i * 7 & 255 for i in range(1 << 18))


def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def serve(address):
    s = socket.socket(family(address))
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((address, PORT))
    s.listen()
    print("ready", flush=True)
    while True:
        c, _ = s.accept()
        digest = hashlib.sha1()
        while True:
            data = c.recv(1 << 18)
            if not data:
                break
            digest.update(data)
        c.sendall(digest.digest())
        c.close()


def send(address, megabytes):
    c = socket.socket(family(address))
    c.connect((address, PORT))
    digest = hashlib.sha1()
    for _ in range(4 * megabytes):
        digest.update(BLOCK)
        c.sendall(BLOCK)
    c.shutdown(socket.SHUT_WR)
    answer = b""
    while len(answer) < 20:
        data = c.recv(20)
        if not data:
            sys.exit("the connection broke")
        answer += data
    if answer != digest.digest():
        sys.exit("what arrived is not what was sent")


if sys.argv[1] == "serve":
    serve(sys.argv[2])
else:
    send(sys.argv[2], int(sys.argv[3]))
