#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Sends a frame from one place and says at which places it arrived.

Started once for a script by lib.sh's probe_start, for the start of Python is
slow; then it reads commands, a line each, and answers each with a line:

    at NAME NETNS DEV [TYPE]    a place: a packet socket on the device, for
                                frames of this ethertype only (hexadecimal)
    tap NAME NETNS DEV          a place: a new tap device, up
    probe NAME DST SRC [KEY=VALUE]...
        n=1         so many frames
        step=0      each from an address that is so much higher
        len=60      bytes
        type=88b5   ethertype (this one is for local experiments)
        raw=HEX     the whole frame instead; DST and SRC do not matter
        The answer: "h2 h3*2 host!" is h2 once, h3 twice, and at host
        something that is not byte for byte what was sent.
    stop NAME                   forget a place; its tap goes away

How it knows that nothing more will come: all happens on one CPU, where the
kernel hands frames from veth to veth by one queue, in order. After a probe a
frame of its own goes over a veth pair, three times; what was caused by the
probe is before it in that queue.
"""

import os
import select
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "frames"))
from ends import Netns, Packet, Tap     # noqa: E402

HOPS = 3


class Probe:
    def __init__(self, fence):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        self.places = {}
        self.count = 0
        self.fence_in = Packet(fence, "fence0")
        self.fence_out = Packet(fence, "fence1")

    def fence(self):
        for hop in range(HOPS):
            mark = b"\xff" * 12 + b"\x88\xb5fence%08d-%d" % (self.count, hop)
            self.fence_in.send(mark.ljust(60, b"\0"))
            while not any(mark in f for f, _ in self.fence_out.recv()):
                if not select.select([self.fence_out], [], [], 60)[0]:
                    raise TimeoutError("the fence is stuck")

    def frames(self, dst, src, n="1", len="60", type="88b5", raw=None,
               step="0"):
        """What is to be sent: all have this probe's number in them."""
        self.count += 1
        if raw:
            return [bytes.fromhex(raw)] * int(n)
        dst = bytes.fromhex(dst.replace(":", ""))
        src = int(src.replace(":", ""), 16)
        tail = bytes.fromhex(type) + b"probe %08d" % self.count
        return [(dst + (src + i * int(step)).to_bytes(6, "big") + tail)
                .ljust(int(len), b"\0") for i in range(int(n))]

    def probe(self, name, dst, src, options):
        frames = self.frames(dst, src, **options)
        number = b"probe %08d" % self.count if "raw" not in options \
            else frames[0][12:]
        for place in self.places.values():
            place.recv()
        for frame in frames:
            self.places[name].send(frame)
        self.fence()
        sent = set(frames)
        seen = []
        for place in sorted(self.places):
            got = [f for f, _ in self.places[place].recv() if number in f]
            if got:
                seen.append(place + ("*%d" % len(got) if len(got) > 1 else "")
                            + ("" if sent.issuperset(got) else "!"))
        return " ".join(seen)

    def command(self, verb, name, *args):
        if verb == "at":
            self.forget(name)
            netns, dev, *proto = args
            self.places[name] = Packet(netns, dev, *(int(p, 16)
                                                     for p in proto))
        elif verb == "tap":
            self.forget(name)
            tap = self.places[name] = Tap(*args)
            with Netns(args[0]):
                os.system("ip link set %s up" % tap.dev)
        elif verb == "probe":
            options = dict(a.split("=", 1) for a in args[2:])
            return self.probe(name, args[0], args[1], options)
        elif verb == "stop":
            self.forget(name)
        else:
            raise ValueError("no such command")
        return ""

    def forget(self, name):
        place = self.places.pop(name, None)
        if place:
            place.close()


def main():
    probe = Probe(sys.argv[1])
    print("ready", flush=True)
    for line in sys.stdin:
        try:
            answer = "ok " + probe.command(*line.split())
        except Exception as error:      # the script is to see it and go on
            answer = "error %s: %s" % (type(error).__name__, error)
        print(answer, flush=True)


main()
