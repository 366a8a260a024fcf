# SPDX-License-Identifier: GPL-2.0
#
# The tests of acl_mirror.sh with frames that are not in one piece, that are
# still to be cut into segments, or whose checksum is still to be done: a whole
# copy is as good as the frame, one that is cut short has the bytes as they are.
#
# Ends: see acl_lab.py. Called by agent.py, by way of acl_mirror.py.

import struct

import carry
import craft
from acl_lab import (acl_add, bind, judge, known, mirror_add, mirror_set,
                     mirrored, rule_set, to, trunks, unbind)
from acl_large import Remarked, parcels
from agent import SECONDS
from busywait import busywait
from carry import ALL, offload
from ends import TUN_F_CSUM
from play import set_mtu
from vnet import NEEDS_CSUM, Header

POINTS = (("port-ingress", "t1"), ("port-egress", "t2"))
SENDERS = ("g1", "t1", "t2")
SNAPS = (64, 65, 67, 68, 70, 128, 1000, 1499, 1514, 65535)


def sizes(lab, sender, dst="t2", tag=b"", more=()):
    """Frames about as long as one of SNAPS."""
    lengths = {n + d for n in SNAPS[:-1] for d in (-1, 0, 1, 4, 5)}
    bodies = {}
    for size in sorted(lengths | {15, 60, *more}):
        if 14 + len(tag) < size <= max((1514, *more)):
            head = tag + b"\x88\xb5"
            bodies["%d bytes" % size] = head + craft.pattern(
                size - 12 - len(head))
    return to(lab, sender, bodies, dst)


class Paged:
    """A tap into which frames are written so that all behind their first bytes
    is in pages, where they are longer than one."""

    def __init__(self, end, linear):
        self.end, self.linear = end, linear

    def send(self, frame):
        self.end.send(frame, struct.pack(
            "<BBHHHH", 0, 0, min(self.linear, len(frame)), 0, 0, 0))

    def recv(self):
        return self.end.recv()


def snap_jumbo(lab):
    """Frames that are not in one piece."""
    trunks(lab, *SENDERS, "t3")
    mirror_add(lab, "m", "t3")
    mirror_add(lab, "veth", "g2")
    acl_add(lab, "a", "mirror m", "mirror veth")
    bind(lab, "a", "switch")
    set_mtu(lab, {name: 9000 for name in ("g1", "t1", "t2", "t3", "g2")})
    real = lab.ends["t1"]
    lab.defer(lab.ends.__setitem__, "t1", real)
    more = (4097, 5000, 8000, 9000, 9014)
    for linear in 20, 64, 300:
        lab.ends["t1"] = Paged(real, linear)
        frames = sizes(lab, "t1", more=more)[-8:] + \
            sizes(lab, "g1", more=more)[-8:] + \
            sizes(lab, "t1", craft.BROADCAST, b"\x81\x00\x60\x0a", more)[-8:]
        for n in 0, 64, 100, 299, 301, 2000, 4096, 5000, 8999, 65535:
            mirror_set(lab, "m", snap=n)
            mirror_set(lab, "veth", snap=n)
            judge(lab, "%d bytes, %d in front" % (n, linear), frames)


def prepare(lab, to="t3"):
    """Marks are no IP, and have no copy more."""
    carry.start(lab)
    known(lab)
    mirror_add(lab, "m", to)
    return acl_add(lab, "a", "ethertype ipv4,ipv6 mirror m")[0]


def all_kinds(lab):
    return parcels(lab, size=4000, gso_size=1400) + \
        parcels(lab, size=20000, gso_size=1000) + \
        parcels(lab, tcp=True) + parcels(lab, tcp=False) + \
        parcels(lab, partial=False)


def large(lab):
    """Whole copies: each receiver has what it can do of the frame, the segments
    and checksums, and the other does not matter."""
    rule = prepare(lab)
    for point, where in POINTS:
        bind(lab, "a", point, where)
        for mine, other in (ALL, ALL), (0, ALL), (ALL, 0), (TUN_F_CSUM, 0):
            offload(lab, t2=mine, t3=other)
            was = mirrored(lab, "m")
            rule_set(lab, "a", rule, "ethertype ipv4,ipv6 mirror m")
            frames = size = 0
            # With as many bytes as it has, none is cut short.
            for n in 0, 65535, None:
                for parcel in all_kinds(lab):
                    mirror_set(lab, "m", snap=len(parcel.frame) if n is None
                               else n)
                    carry.carry(lab, "at %s, able %d and %d" % (
                        point, mine, other), [parcel], ["t2", "t3"])
                    frames, size = frames + 1, size + len(parcel.frame)
            lab.check_eq("frames, bytes at %s" % point, tuple(
                b - a for a, b in zip(was, mirrored(lab, "m"))),
                (frames, size))
            mirror_set(lab, "m", snap=0)
            rule_set(lab, "a", rule, "ethertype ipv4,ipv6 mirror m deny")
            for parcel in all_kinds(lab):
                carry.carry(lab, "denied at %s" % point, [parcel], ["t3"])
            rule_set(lab, "a", rule,
                     "ethertype ipv4,ipv6 set-dscp 46 mirror m")
            for parcel in all_kinds(lab):
                carry.carry(lab, "DSCP before", [Remarked(parcel, 46)],
                            ["t2", "t3"])
            rule_set(lab, "a", rule,
                     "ethertype ipv4,ipv6 mirror m set-dscp 46")
            for parcel in all_kinds(lab):
                both(lab, "DSCP behind", parcel, Remarked(parcel, 46))
        unbind(lab, "a", point, where)


def both(lab, text, first, then):
    """What is sent as the one arrives so at t3, and as the other at t2."""
    lab.ends["t1"].send(*first.sent())
    got = carry.barrier(lab)
    for name, parcel in ("t3", first), ("t2", then):
        carry.arrived(lab, "%s: at %s" % (text, name), got[name],
                      carry.expected(name, parcel), carry.can[name])


CUTS = (64, 77, 100, 1000, 1400, 1514, 2000, 5000)
MTU = 1500


def cut(lab, text, parcel, snap, name):
    """The frame arrives whole at t2, and its first bytes, as they were sent, at
    the session's port, where these are not too long."""
    frame, header = parcel.sent()
    if snap >= len(frame):
        return
    old = lab.counters()
    lab.drain()
    lab.ends["t1"].send(frame, header)
    want = [frame[:snap]] if snap - 14 <= MTU else []
    whole = carry.expected("t2", parcel)
    got, seen = [], []

    def complete():
        new = lab.ends[name].recv()
        seen.extend(new)
        more = [(f, Header(h)) for f, h in lab.ends["t2"].recv()]
        got.extend(more)
        return not new and not more and len(seen) >= len(want) and \
            len(got) >= len(whole) and lab.since(old).get(
                (lab.port[name], "tx_copies")) == 1

    busywait(1 if lab.failed else SECONDS, complete)
    carry.arrived(lab, "%s, %s: at t2" % (text, parcel), got, whole,
                  carry.can["t2"])
    lab.check_eq("%s, %s, %d bytes" % (text, parcel, snap),
                 [f for f, _ in seen], want)
    for _, hdr in seen:
        if hdr is None:
            continue
        hdr = Header(hdr)
        lab.check("%s, %s: nothing is left to be done: %r" % (
            text, parcel, hdr), not hdr.flags & NEEDS_CSUM and
            not hdr.gso_type)
    lost = lab.since(old).get((lab.port[name], ("egress", "egress-mtu")), 0)
    lab.check_eq("%s, %s, %d bytes: too long" % (text, parcel, snap), lost,
                 1 - len(want))


def large_cut(lab):
    """Copies that are cut short: not a segment, nor a checksum is made."""
    prepare(lab)
    for name in "t3", "g2":
        mirror_set(lab, "m", to=name)
        for point, where in POINTS:
            bind(lab, "a", point, where)
            for mine, other in (ALL, ALL), (0, 0), (ALL, 0):
                offload(lab, t2=mine, t3=other)
                was = mirrored(lab, "m")
                frames = size = 0
                for n in CUTS:
                    mirror_set(lab, "m", snap=n)
                    for parcel in all_kinds(lab):
                        cut(lab, "%s, to %s, able %d and %d" % (
                            point, name, mine, other), parcel, n, name)
                        if n < len(parcel.frame):
                            frames, size = frames + 1, size + n
                lab.check_eq("frames, bytes", tuple(
                    b - a for a, b in zip(was, mirrored(lab, "m"))),
                    (frames, size))
            unbind(lab, "a", point, where)
    # Longer than the MTU of most.
    set_mtu(lab, {"t3": 9000})
    mirror_set(lab, "m", to="t3", snap=5000)
    bind(lab, "a", *POINTS[0])
    for parcel in parcels(lab, size=60000, gso_size=1400):
        frame, header = parcel.sent()
        lab.ends["t1"].send(frame, header)
        got = carry.barrier(lab)["t3"]
        lab.check_eq("5000 bytes of %s" % parcel,
                     [f for f, _ in got], [frame[:5000]])


def policed_large(lab):
    """A frame that is dropped by its rate has no copy; one that passes has all
    of it."""
    rule = prepare(lab)
    bind(lab, "a", "port-ingress", "t1")
    offload(lab, t2=ALL, t3=ALL)
    parcel = parcels(lab, size=60000, gso_size=1400)[0]
    for text, copies in (("police 1 packets burst 40 mirror m", 1),
                         ("mirror m police 1 packets burst 40", 3)):
        rule_set(lab, "a", rule, "ethertype ipv6 allow")
        rule_set(lab, "a", rule, "ethertype ipv4,ipv6 " + text)
        was, old = mirrored(lab, "m"), lab.counters()
        for _ in range(3):
            lab.ends["t1"].send(*parcel.sent())
        got = carry.barrier(lab)
        new = mirrored(lab, "m")
        passed = len(got["t2"])
        lab.check("%s: %d passed" % (text, passed), passed <= 1)
        if copies == 1:
            copies = passed
        lab.check_eq(text, (new[0] - was[0], len(got["t3"])),
                     (copies, copies))
        lab.check_eq("%s: bytes" % text, new[1] - was[1],
                     copies * len(parcel.frame))
        lab.check_eq("%s: dropped" % text, lab.since(old).get(
            (lab.port["t1"], ("ingress", "acl-policed"))), 3 - passed)
