# SPDX-License-Identifier: GPL-2.0
#
# Frames of many senders all the time, for tests that pull the ground away
# under them: a device that goes is tried again until it is back. It ends by
# itself after SECONDS, and sends at most RATE frames in each.
#
#	traffic.py CPU SECONDS RATE SOURCE...
#
# A SOURCE is KIND:NETNS:DEV:N: a packet socket ("packet") on a device, or a
# tap ("tap") that is made, written, and made again when it was deleted, whose
# address is craft's number N. On standard output, two lines a second: how
# many frames were sent and received so far.
# Called by the scripts that need traffic.

import os
import random
import socket
import struct
import sys
import time

from ends import Packet, Refused, Tap

BATCH = 16


def mac(n):
    return struct.pack(">HHH", 0x0200, 0, n)


class Source:
    def __init__(self, spec):
        self.kind, self.netns, self.dev, n = spec.split(":")
        self.mac = mac(int(n))
        self.end = None
        self.again = 0
        self.where = None

    def place(self):
        """Which namespace has the name now."""
        try:
            return os.stat("/var/run/netns/" + self.netns).st_ino
        except OSError:
            return None

    def open(self, now):
        if now < self.again:
            return False
        self.again = now + 0.2
        self.where = self.place()
        try:
            make = Packet if self.kind == "packet" else Tap
            self.end = make(self.netns, self.dev)
        except OSError:
            return False
        return True

    def lost(self):
        # A tap is ours: it stays until its file is closed.
        self.end.close()
        self.end = None


def main():
    cpu, seconds, rate = (int(a) for a in sys.argv[1:4])
    sources = [Source(spec) for spec in sys.argv[4:]]
    os.sched_setaffinity(0, [cpu % os.cpu_count()])
    os.nice(5)
    rng = random.Random(cpu)
    others = [s.mac for s in sources]
    dsts = others * 4 + [mac(n) for n in range(1, 9)] + [
        b"\xff" * 6, bytes.fromhex("3333ff000007"), mac(0x7777),
        bytes.fromhex("0180c2000000"), bytes.fromhex("0180c200000e")]
    bodies = [b"\x88\xb5" + bytes(n) for n in (46, 100, 500, 1486)] + [
        b"\x81\x00\x00\x05\x88\xb5" + bytes(60),
        # Small, and from an address that comes only once.
        None]
    start = time.monotonic()
    tick = start
    sent = got = 0

    while True:
        now = time.monotonic()
        if now >= start + seconds:
            break
        if now >= tick:
            # A namespace that lost its name lives for as long as we are in.
            for source in sources:
                if source.end and source.where != source.place():
                    source.lost()
            print("sent %d received %d" % (sent, got), flush=True)
            tick += 0.5
        if sent > rate * (now - start + 0.1):
            time.sleep(0.005)
            continue
        source = rng.choice(sources)
        if not source.end and not source.open(now):
            time.sleep(0.001)
            continue
        try:
            for _ in range(BATCH):
                body = rng.choice(bodies)
                src = source.mac
                if body is None:
                    body = b"\x88\xb5" + bytes(46)
                    src = b"\x02\x01" + struct.pack(">I", rng.getrandbits(32))
                source.end.send(rng.choice(dsts) + src + body)
                sent += 1
            for _ in range(2 * BATCH):
                if not source.end.recv_one():
                    break
                got += 1
        except Refused as e:
            if str(e).endswith(("ENODEV", "ENXIO", "EBADFD")):
                source.lost()
            elif str(e).endswith(("ENETDOWN", "EIO")):
                # Down, or gone: who knows, the next opening tells.
                if source.kind == "packet":
                    source.lost()
                time.sleep(0.001)
            else:
                time.sleep(0.001)
        except OSError:
            source.lost()


if __name__ == "__main__":
    socket.setdefaulttimeout(1)
    main()
