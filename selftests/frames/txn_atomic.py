# SPDX-License-Identifier: GPL-2.0
#
# The tests of txn.sh in which frames come all the time while the configuration
# is changed under them: each is judged by all of the one or all of the other.
#
# One process sends on one CPU, while this one commits on the other.
# Called by agent.py, by way of txns.py.

import mmap
import os
import struct
import time

import craft
import nl
from agent import Failure
from busywait import busywait
from ends import Refused
from txn_lab import MAC, Txn, master, restore
from vlan_lab import client, ifindex

# What g1 sends to g2, by tag: one policy drops all but U, the other all but T.
# X is dropped by both, but for two halves of them.
U, T, X = b"", b"\x81\x00\x00\x14", b"\x81\x00\x00\x64"     # VLANs 20, 100

TWO = {"range": [dict(first=10), dict(first=20)]}
NONE = {}

# Which frames are taken, by type, VLAN or translation, and where they go, by
# role and tag: (port, attributes). Two ports change in each.
POLICIES = {
    # Untagged frames pass, and leave with tag 10.
    "U": [(1, dict(vlan_mode="hybrid", vlans=TWO, pvid=10, accept="untagged",
                   vlan_maps={"map": [dict(tag=100, vid=20)]},
                   role="promiscuous")),
          (2, dict(vlan_mode="hybrid", vlans=TWO, role="isolated",
                   vlan_maps={"map": [dict(tag=200, vid=20)]}))],
    # Frames of VLAN 20 pass, and leave with tag 20; 100 is no VLAN here.
    "T": [(1, dict(vlan_mode="hybrid", vlans=TWO, accept="tagged",
                   vlan_maps=NONE, role="isolated")),
          (2, dict(vlan_mode="hybrid", vlans=TWO, role="promiscuous",
                   vlan_maps={"map": [dict(tag=100, vid=10)]}))],
}
# With which tag they may leave.
LEAVES = {U: b"\x81\x00\x00\x0a", T: b"\x81\x00\x00\x14"}

# The same by membership. To leave a VLAN waits for the frames under way.
ONE = {"range": [dict(first=10)]}
OTHER = {"range": [dict(first=20)]}
MEMBERS = {
    "U": [(1, dict(vlan_mode="hybrid", vlans=ONE, pvid=10, accept="untagged")),
          (2, dict(vlan_mode="trunk", vlans=ONE))],
    "T": [(1, dict(vlan_mode="hybrid", vlans=OTHER, accept="tagged")),
          (2, dict(vlan_mode="trunk", vlans=OTHER))],
}


class Sender:
    """A process that sends on a CPU of its own until it is told to stop, and
    then the @last, which no other overtakes. Between two calls of looked() it
    sends about @most, for queues are not endless where a reader is slow."""

    def __init__(self, lab, end, frames, cpu=1, last=None, most=None):
        self.pipe, out = os.pipe()
        # How many were sent, and how many when somebody looked.
        self.counts = memoryview(mmap.mmap(-1, 16)).cast("Q")
        self.most = most
        stop, self.stop_fd = os.pipe()
        self.child = os.fork()
        if not self.child:
            os.close(self.stop_fd)
            try:
                self.work(lab.ends[end], frames, cpu, stop, out, last)
            finally:
                os._exit(1)
        os.close(out)
        os.close(stop)

    def looked(self, sent):
        """At all that had arrived of so many; see sent()."""
        self.counts[1] = sent

    def sent(self):
        return self.counts[0]

    def work(self, end, frames, cpu, stop, out, last):
        os.sched_setaffinity(0, {cpu % os.cpu_count()})
        os.set_blocking(stop, False)
        sent = 0
        while True:
            try:
                if os.read(stop, 1) == b"":
                    break
            except BlockingIOError:
                pass
            if self.most and sent - self.counts[1] >= self.most:
                time.sleep(0.001)
                continue
            for frame in frames:
                try:
                    end.send(frame)
                    sent += 1
                    self.counts[0] = sent
                except Refused:
                    time.sleep(0.001)
        if last:
            end.send(last)
        os.write(out, b"%d" % sent)
        os._exit(0)

    def stop(self):
        """How many it sent, in all."""
        os.close(self.stop_fd)
        sent = int(os.read(self.pipe, 32) or 0)
        os.close(self.pipe)
        os.waitpid(self.child, 0)
        return sent


def frame(tag):
    body = craft.plain(MAC["g2"], MAC["g1"], 60)
    return body[:12] + tag + body[12:]


def encoded(by, policy, sw):
    """The changes of a policy as bytes, but for the transaction."""
    out = []
    for number, attrs in policy:
        attrs = dict(dict(pcp=8), **attrs)
        attrs.setdefault("accept", "all")
        out.append(by.encode("port-set", dict(switch=sw, number=number,
                                              **attrs)))
    return out


LAST = b"the last one"


def look(lab, seen):
    """Note what arrived at g2: {tag it left with: n}. Was LAST among it?"""
    last = False
    for data, _ in lab.ends["g2"].recv():
        last |= data.endswith(LAST)
        if data[12:14] == b"\x81\x00":
            key = data[12:16]
        else:
            key = b""
        seen[key] = seen.get(key, 0) + 1
    return last


def known(lab):
    """g2 is where it is: what may not pass is dropped, not flooded."""
    for vid in 10, 20, 100:
        lab.nl.call("fdb-add", switch=lab.sw, address=MAC["g2"], vid=vid,
                    port=2)


def swaps(lab, policies, n, by):
    """Commit the one and the other in turns, so many times."""
    changes = [encoded(by, policies[name], lab.sw) for name in ("U", "T")]
    begin = by.encode("txn-begin", dict(switch=lab.sw))
    for i in range(n):
        ident = by.decode("txn-begin", by.raw("txn-begin", begin))[0]["id"]
        txn = nl.nla(by.spec.attr("port-set", "txn")["number"],
                     struct.pack("=I", ident))
        for data in changes[i % 2]:
            by.raw("port-set", data + txn)
        by.call("txn-commit", switch=lab.sw, id=ident)
        yield i


def judge(lab, text, old, sent, seen, most):
    """Nothing of a mix in what arrived and what was counted."""
    got = lab.since(old)
    drops = {key[1][1]: n for key, n in got.items()
             if key[0] == "p1" and isinstance(key[1], tuple)}
    lab.check("%s: drops for other reasons than the policies': %s" % (
        text, drops), set(drops) <= {"vlan-frame-type", "vlan-ingress"})
    lab.check("%s: arrived: %s" % (text, seen), set(seen) == set(
        LEAVES.values()))
    lab.check_eq("%s: all frames were received" % text,
                 got.get(("p1", "rx_frames")), sent)
    lab.check_eq("%s: and forwarded or dropped" % text, got.get(
        ("p1", "forwarded"), 0) + sum(drops.values()), sent)
    lab.check_eq("%s: what was forwarded has arrived" % text,
                 sum(seen.values()), got.get(("p1", "forwarded")))
    # Of each half, one policy passes one, and both drop the third kind.
    lab.check("%s: each policy had its share: %s" % (text, seen), min(
        seen.get(tag, 0) for tag in LEAVES.values()) > most / 100)
    lab.check("%s: no more than a third got through: %d of %d" % (
        text, sum(seen.values()), sent), sum(seen.values()) <= sent * 2 // 3)


def atomic(lab, policies, n):
    """Frames of three kinds all the time, through so many swaps."""
    restore(lab)
    known(lab)
    by = client(lab)
    lab.defer(by.close)
    for _ in swaps(lab, policies, 2, by):
        pass
    lab.drain()
    old, seen = lab.counters(), {}
    began = time.monotonic()
    sender = Sender(lab, "g1", [frame(kind) for kind in (U, T, X)])
    try:
        for _ in swaps(lab, policies, n, by):
            look(lab, seen)
    finally:
        sent = sender.stop()
    took = time.monotonic() - began

    def settled():
        look(lab, seen)
        got = lab.since(old)
        return got.get(("p1", "rx_frames")) == sent and \
            got.get(("p1", "forwarded")) == sum(seen.values())

    lab.check("all that was sent came in, and what went on arrived",
              busywait(30, settled))
    print("# %d swaps, %d frames in %.1f s" % (n, sent, took))
    lab.check("frames enough: %d" % sent, sent > n / 2)
    judge(lab, "%d swaps" % n, old, sent, seen, n / 4)


def never_mixed(lab, n="10000"):
    atomic(lab, POLICIES, int(n))
    atomic(lab, MEMBERS, int(n) // 20)


def mixed(lab):
    """The same, with each change by itself: then a mix is seen, which proves
    that the test would see one."""
    restore(lab)
    known(lab)
    by = client(lab)
    lab.defer(by.close)
    for _ in swaps(lab, POLICIES, 2, by):
        pass
    changes = [encoded(by, POLICIES[name], lab.sw) for name in ("U", "T")]
    old, seen = lab.counters(), {}
    sender = Sender(lab, "g1", [frame(kind) for kind in (U, T, X)])
    found = None
    end = time.monotonic() + 60
    try:
        while not found and time.monotonic() < end:
            for change in changes:
                for data in change:
                    by.raw("port-set", data)
            look(lab, seen)
            found = set(seen) - set(LEAVES.values()) or (
                "p1", ("ingress", "role")) in lab.since(old)
    finally:
        sender.stop()
    lab.check("a mix is seen: %s" % seen, found)


def no_bare_moment(lab, n="100"):
    """A port that waits has its policy in the very moment in which its device
    comes: nothing unfiltered gets through."""
    restore(lab)
    p1 = ifindex(lab, "p1")
    lab.nl.call("port-set", switch=lab.sw, number=1, name="waits",
                vlan_mode="trunk", vlans=OTHER, accept="tagged")
    lab.nl.call("port-set", switch=lab.sw, number=2, vlan_mode="trunk",
                pvid=1, vlans={"range": [dict(first=1, last=4094)]})
    lab.drain()
    seen = {}
    sender = Sender(lab, "g1", [frame(kind) for kind in (U, T, X)],
                    last=frame(T) + LAST)
    try:
        for i in range(int(n)):
            lab.ip("link", "set", "p1", "nomaster") if i % 2 else \
                lab.nl.call("port-set", switch=lab.sw, number=1, ifindex=0)
            if i % 3 == 0:
                lab.ip("link", "set", "p1", "master", lab.switch)
            elif i % 3 == 1:
                lab.nl.call("port-add", switch=lab.sw, name="waits",
                            ifindex=p1)
            else:
                txn = Txn(lab)
                txn.port(1, ifindex=p1)
                txn.commit()
            look(lab, seen)
    finally:
        sender.stop()
    lab.check("the last arrives", busywait(30, lambda: look(lab, seen)))
    if master(lab, "p1")[0] != lab.switch:
        raise Failure("p1 is no port")
    lab.check("only tagged frames of VLAN 20 arrive: %s" % seen,
              set(seen) == {T})
