# SPDX-License-Identifier: GPL-2.0
#
# The tests of acl_mirror.sh in which frames come all the time, while a session
# and its port, or the rules, change: each frame has one copy, in one place.
#
# Ends: see acl_lab.py. Called by agent.py, by way of acl_mirror.py.

import random

import craft
from acl_edit import Traffic, packet
from acl_lab import (acl_add, bind, known, mirror_add, mirror_set, mirrored,
                     number, request, rule_set)
from acl_rules import Rule
from busywait import busywait

SNAP = 64
AWAY = "2001:db8::/32"  # where no frame is from


class Watched(Traffic):
    """The same, and the copies: {end: {bytes: n}}."""

    COPIES = "t3", "g2"

    def __init__(self, lab, frames):
        self.copies = {name: {} for name in self.COPIES}
        super().__init__(lab, frames)

    def look(self):
        sent = self.sender.sent()
        for name, found in self.copies.items():
            for frame, _ in self.lab.ends[name].recv():
                found[frame] = found.get(frame, 0) + 1
        super().look()
        # No more than what was looked at everywhere.
        self.sender.looked(sent)

    def total(self):
        return sum(n for found in self.copies.values()
                   for n in found.values())

    def settle(self, losses=()):
        """All is over: what was sent, and copies that arrived and that were
        lost for these reasons."""
        drops = self.end()
        lab, lost = self.lab, 0
        lab.check("nothing else was lost: %s" % drops,
                  set(drops) <= set(losses))

        def settled():
            self.look()
            got = lab.since(self.old)
            return self.total() == sum(
                got.get((lab.port[n], "tx_frames"), 0) for n in self.copies)

        lab.check("what left arrived", busywait(30, settled))
        lost = sum(drops.values())
        lab.check_eq("frames arrived", sum(self.seen.values()), self.sent)
        return self.total(), lost


class Moving(Watched):
    """Traffic.end() takes each loss for that of a frame; here copies are lost
    that have nothing to do with it."""

    def end(self):
        self.sent = self.sender.stop()
        lab, dev = self.lab, self.lab.port["g1"]

        def settled():
            self.look()
            got = lab.since(self.old)
            return got.get((dev, "rx_frames")) == self.sent and \
                got.get((lab.port["t2"], "tx_frames"), 0) == \
                sum(self.seen.values())

        lab.check("what was sent came in, and arrived", busywait(30, settled))
        drops = {}
        for (_, key), count in lab.since(self.old).items():
            if isinstance(key, tuple):
                drops[key[1]] = drops.get(key[1], 0) + count
        print("# %d frames, %d copies, drops %s" % (
            self.sent, self.total(), drops), flush=True)
        return drops


def watch(lab, *texts):
    """A session m to t3, one to g2, and rules at g1's port."""
    known(lab)
    mirror_add(lab, "m", "t3")
    mirror_add(lab, "n", "g2")
    rules = acl_add(lab, "a", *texts)
    bind(lab, "a", "port-ingress", "g1")
    return rules


def port_moves(lab, n="500"):
    """The session's port and its length change: each frame has one copy, whole
    or cut short, and the counters go on."""
    watch(lab, "mirror m")
    frame = packet(lab, 1001)
    frame += craft.pattern(200 - len(frame))
    traffic = Moving(lab, [frame])
    try:
        for i in range(int(n)):
            mirror_set(lab, "m", ("g2", "t3")[i % 2],
                       (0, SNAP)[i // 2 % 2])
            traffic.look()
    finally:
        copies, _ = traffic.settle()
    lab.check_eq("copies", copies, traffic.sent)
    lab.check_eq("frames of the session", mirrored(lab, "m")[0],
                 traffic.sent)
    for name, found in traffic.copies.items():
        lab.check("%s has had its share: %d" % (name, sum(found.values())),
                  sum(found.values()) >= traffic.sent // 100)
        lab.check("%s has whole ones and short ones" % name,
                  set(found) == {frame, frame[:SNAP]})
    size = sum(len(frame) * count for found in traffic.copies.values()
               for frame, count in found.items())
    lab.check_eq("bytes of the session", mirrored(lab, "m")[1], size)


def swap(lab, rule, name, text, gone, port):
    """In one transaction: a session comes, the rule is given it, and the one
    that it had goes."""
    txn = lab.nl.call("txn-begin", switch=lab.sw)[0]["id"]
    steps = [("mirror-add", dict(name=name, port=port)), None,
             ("mirror-del", dict(name=gone))]
    for step in steps:
        if step:
            lab.nl.call(step[0], switch=lab.sw, txn=txn, **step[1])
        else:
            request(lab, "rule-set", {"acl": "a", "handle": rule.handle,
                                      "txn": txn}, Rule(text))
    lab.nl.call("txn-commit", switch=lab.sw, id=txn)


def session_moves(lab, n="300"):
    """Sessions come and go with the rules that use them, and rules change from
    one to another: each frame has one copy."""
    rng = random.Random(7)
    rule, = watch(lab, "mirror m")
    lab.nl.call("mirror-add", switch=lab.sw, name="x0",
                port=number(lab, "t3"))
    rule_set(lab, "a", rule, "mirror x0")
    last = "x0"
    traffic = Moving(lab, [packet(lab, 1001), packet(lab, 1002)])
    try:
        for i in range(int(n)):
            name = "x%d" % (i % 7 + 1)
            if name == last:
                name = "y"
            port = number(lab, rng.choice(traffic.COPIES))
            how = rng.randrange(3)
            if how == 0:
                swap(lab, rule, name, "mirror " + name, last, port)
                last = name
            elif how == 1:
                rule_set(lab, "a", rule, "mirror " + rng.choice("mn"))
                lab.nl.call("mirror-del", switch=lab.sw, name=last)
                lab.nl.call("mirror-add", switch=lab.sw, name=name, port=port)
                rule_set(lab, "a", rule, "mirror " + name)
                last = name
            else:
                rule_set(lab, "a", rule,
                         "not src %s mirror %s" % (AWAY, last))
            traffic.look()
    finally:
        copies, _ = traffic.settle()
        rule_set(lab, "a", rule, "count")
        lab.nl.call("mirror-del", switch=lab.sw, name=last)
    lab.check_eq("copies", copies, traffic.sent)


def port_fails(lab, n="60"):
    """The session's port goes down, loses its device and has it again: each
    copy arrives or is booked, and no frame suffers from it."""
    watch(lab, "mirror m", "mirror n")
    dev = lab.port["t3"]
    traffic = Moving(lab, [packet(lab, 1001)])
    try:
        for i in range(int(n)):
            lab.ip("link", "set", dev, ("down", "up")[i % 2])
            for _ in range(5):
                traffic.look()
    finally:
        copies, lost = traffic.settle(("egress-down", "egress-queue"))
        lab.ip("link", "set", dev, "up")
    lab.check_eq("copies and losses", copies + lost, 2 * traffic.sent)
    lab.check("there were some of both: %d, %d" % (copies, lost),
              copies > traffic.sent and lost)
    for name in "mn":
        lab.check_eq("frames of %s" % name, mirrored(lab, name)[0],
                     traffic.sent)
