# SPDX-License-Identifier: GPL-2.0
#
# A process of a storm that sends all the time, on a CPU of its own: what
# guests, hosts and taps send, and what they should not. Used by storm.py.

import os
import random
import struct
import time

from ends import Packet, Refused, Tap
from place import GUESTS, HOMES, SWITCHES, VETHS, mac

BURST = 16
BROADCAST = b"\xff" * 6
SHAPES = ("broadcast", "unicast", "multicast", "tagged", "S-tagged",
          "tagged twice", "runt", "jumbo", "random")
KINDS = tuple("sent " + shape for shape in SHAPES) + (
    "sent by tap", "received", "received by tap")


class Sender:
    def __init__(self, world, number, cpu):
        self.world = world
        self.number = number
        self.rng = random.Random(world.seed * 1000 + number)
        self.tap = None
        self.tap_name = "t%d" % number
        self.tap_home = None
        os.sched_setaffinity(0, [cpu % os.cpu_count()])
        os.nice(5)

    def frame(self, shape):
        rng = self.rng
        if shape == "random":
            return rng.randbytes(rng.randrange(14, 300))
        dst = BROADCAST
        if shape == "multicast":
            dst = rng.choice((bytes.fromhex("01005e000001"),
                              bytes.fromhex("3333ff000007"),
                              bytes.fromhex("0180c2000000"),
                              bytes.fromhex("0180c200000e")))
        elif shape != "broadcast" and rng.randrange(4):
            dst = mac(rng.randrange(VETHS + 2))
        src = mac(rng.randrange(VETHS))
        if rng.randrange(8) == 0:
            src = b"\x02\x01" + struct.pack(">I", rng.getrandbits(12))
        tags = b""
        if shape in ("tagged", "tagged twice"):
            tags = struct.pack(">HH", 0x8100, self.tci())
        elif shape == "S-tagged":
            tags = struct.pack(">HH", 0x88a8, self.tci())
        if shape == "tagged twice":
            tags += struct.pack(">HH", 0x8100, self.tci())
        size = rng.choice((46, 100, 500, 1486))
        if shape == "runt":
            size = rng.randrange(46)
        elif shape == "jumbo":
            size = rng.randrange(1500, 9000)
        return dst + src + tags + b"\x88\xb5" + bytes(size)

    def tci(self):
        return self.rng.randrange(13) | self.rng.randrange(16) << 12

    def burst(self, end, by_tap=False):
        """Some frames of one shape; and what has come."""
        shape = self.rng.choice(SHAPES)
        sent = got = 0
        try:
            for _ in range(BURST):
                try:
                    end.send(self.frame(shape))
                    sent += 1
                except Refused as said:
                    # Too large, or too many, or down; else it is gone.
                    if not str(said).endswith(("EMSGSIZE", "ENOBUFS",
                                               "ENETDOWN", "EIO", "EINVAL",
                                               "EAGAIN")):
                        return False
            while got < 4 * BURST and end.recv_one():
                got += 1
        except OSError:
            return False
        finally:
            self.world.count(self.number, "sent " + shape, sent)
            if by_tap:
                self.world.count(self.number, "sent by tap", sent)
            self.world.count(self.number, "received by tap" if by_tap
                             else "received", got)
        return True

    def packets(self):
        """A guest, or a host, for a moment."""
        rng = self.rng
        n = rng.randrange(VETHS)
        netns, dev = GUESTS[n % 2], "e%d" % n
        if rng.randrange(6) == 0:
            netns, dev = rng.choice(HOMES), rng.choice(SWITCHES)
        try:
            end = Packet(self.world.real(netns), dev)
        except OSError:
            return
        try:
            for _ in range(rng.randrange(1, 12)):
                if self.world.over() or not self.burst(end):
                    break
                time.sleep(0.005)
        finally:
            end.close()

    def taps(self):
        """It is there until someone deletes it, or we are tired of it. Its
        file holds the namespace."""
        home = self.tap_home
        if self.tap and (home[1] != self.world.there(home[0]) or
                         self.rng.randrange(40) == 0 or
                         not self.burst(self.tap, by_tap=True)):
            self.tap.close()
            self.tap = None
        if not self.tap:
            name = self.rng.choice(HOMES)
            self.tap_home = name, self.world.there(name)
            try:
                self.tap = Tap(self.world.real(name), self.tap_name)
            except OSError:
                pass

    def run(self):
        try:
            while not self.world.over():
                self.packets()
                self.taps()
                time.sleep(0.005)
        finally:
            if self.tap:
                self.tap.close()
