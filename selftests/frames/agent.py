# SPDX-License-Identifier: GPL-2.0
#
# One process that sends and receives for all guests of a script, for as long
# as the script runs. Reads names of tests from standard input, one a line,
# with words after them as arguments; for each runs the function of that name
# in the suite, and answers with lines for people and then "done 0" or
# "done 1" (or "skip WHY").
#
#	agent.py SUITE SWITCHNS SWITCH END...
#
# An END is NAME=KIND:NETNS:DEV:PORT: a packet socket ("packet") on the guest's
# DEV in NETNS, whose other end is the port device PORT; or a "tap" DEV, made in
# NETNS. With "+vnet" behind the kind, frames have a virtio header.
# Called by lib-frames.sh.

import importlib
import json
import os
import subprocess
import sys
import traceback

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import ends
import oracle
from busywait import busywait
from order import Order

SECONDS = 30        # for what must happen, on slow machines


class Failure(Exception):
    """The test cannot go on."""


class Skip(Exception):
    """The test cannot be tried here."""


def say(text):
    for line in str(text).splitlines():
        print("# " + line, flush=True)


def show(frame):
    text = frame[:34].hex()
    return "%d bytes %s%s" % (len(frame), text, "..." * (len(frame) > 34))


class Lab:
    """The switch, the ends, and the checks; what a test is called with."""

    def __init__(self, netns, switch, specs):
        self.netns = netns
        self.switch = switch
        self.ends = {}
        self.kind = {}
        self.port = {}
        self.netns_of = {}
        self.failed = False
        self.undo = []
        self.serial = 0
        for spec in specs:
            name, rest = spec.split("=", 1)
            kind, where, dev, port = rest.split(":")
            make = {"packet": ends.Packet, "tap": ends.Tap}
            kind, _, vnet = kind.partition("+")
            end = make[kind](where, dev, vnet=vnet == "vnet")
            self.ends[name] = end
            self.kind[name] = kind
            self.netns_of[name] = where
            self.port[name] = port

    # ---- commands ------------------------------------------------------

    def run(self, *argv):
        ends.order.settle()
        p = subprocess.run(argv, stdin=subprocess.DEVNULL, text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if p.returncode:
            raise Failure("%s: %s" % (" ".join(argv), p.stdout))
        return p.stdout

    def ip(self, *argv, netns=None):
        netns = netns or self.netns
        where = [] if netns == "-" else ["-n", netns]
        return self.run("ip", *where, *argv)

    def ctl(self, *argv):
        where = [] if self.netns == "-" else ["-n", self.netns]
        return self.run("vswitchctl", *where, *argv)

    def ethtool(self, *argv, netns=None):
        netns = netns or self.netns
        where = [] if netns == "-" else ["ip", "netns", "exec", netns]
        return self.run(*where, "ethtool", *argv)

    def tc(self, *argv):
        where = [] if self.netns == "-" else ["-n", self.netns]
        return self.run("tc", *where, *argv)

    def defer(self, func, *args, **kwargs):
        """Call it when the test ends."""
        self.undo.append((func, args, kwargs))

    # ---- checks --------------------------------------------------------

    def fail(self, text):
        self.failed = True
        say("FAIL: " + text)

    def check(self, text, holds):
        if not holds:
            self.fail(text)
        return holds

    def check_eq(self, text, got, want):
        if got != want:
            self.fail("%s: got %r, want %r" % (text, got, want))
        return got == want

    # ---- counters ------------------------------------------------------

    def counters(self):
        """{(device, counter or (direction, reason)): n}, without zeroes."""
        total = {}
        for row in json.loads(self.ctl("-j", "stats", "show", self.switch)):
            dev = row.get("port_ifname", "")
            for key in oracle.COUNTERS:
                if row.get(key):
                    total[dev, key] = row[key]
            for drop in row.get("drops", []):
                if drop["frames"]:
                    total[dev, (drop["direction"],
                                drop["reason"])] = drop["frames"]
        return total

    def since(self, old):
        new = self.counters()
        return {k: n - old.get(k, 0) for k, n in new.items()
                if n != old.get(k, 0)}

    def check_counters(self, text, old, want):
        """What was counted since is this and nothing else."""
        want = {k: n for k, n in want.items() if n}
        got = busywait(0.2 if self.failed else 3,
                       lambda: self.same(self.since(old), want))
        if got:
            return
        got = self.since(old)
        for key in sorted(set(got) | set(want), key=str):
            if got.get(key, 0) != want.get(key, 0):
                name = key[1] if isinstance(key[1], str) else (
                    "%s drop %s" % key[1])
                self.fail("%s: %s %s: counted %d, want %d" % (
                    text, key[0], name, got.get(key, 0), want.get(key, 0)))

    @staticmethod
    def same(got, want):
        return got == want

    # ---- frames --------------------------------------------------------

    def drain(self):
        for end in self.ends.values():
            end.recv()

    def collect(self, want, seconds=SECONDS):
        """{end: frames}, once each end has as many as it is to have, and
        none has more to say; or when the time is up."""
        got = {name: [] for name in self.ends}

        def complete():
            quiet = True
            for name, end in self.ends.items():
                frames = [frame for frame, _ in end.recv()]
                got[name] += frames
                if frames:
                    quiet = False
            return quiet and all(len(got[n]) >= len(want.get(n, ()))
                                 for n in got)

        # Once something was lost, the rest is for information only.
        busywait(min(seconds, 2) if self.failed else seconds, complete)
        return got


def serve(suite, lab):
    for line in sys.stdin:
        words = line.split()
        if not words:
            continue
        lab.failed = False
        try:
            getattr(suite, words[0])(lab, *words[1:])
        except Skip as e:
            print("skip %s" % e, flush=True)
            continue
        except Failure as e:
            lab.fail(str(e))
        except Exception:
            lab.fail(traceback.format_exc())
        finally:
            while lab.undo:
                func, args, kwargs = lab.undo.pop()
                try:
                    func(*args, **kwargs)
                except Exception as e:
                    lab.fail("undo: %s" % e)
        print("done %d" % lab.failed, flush=True)


def main():
    name, netns, switch = sys.argv[1:4]
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
    ends.order = Order()
    lab = Lab(netns, switch, sys.argv[4:])
    suite = importlib.import_module(name)
    if hasattr(suite, "start"):
        suite.start(lab)
    print("done 0", flush=True)
    serve(suite, lab)


if __name__ == "__main__":
    # The suites import this file by its name; there shall be one of it.
    sys.modules["agent"] = sys.modules["__main__"]
    main()
