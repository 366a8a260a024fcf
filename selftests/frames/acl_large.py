# SPDX-License-Identifier: GPL-2.0
#
# The tests of acl.sh with frames that are still to be cut into segments, or
# whose checksum is still to be done: rules see their headers, and the length of
# their largest segment.
#
# Ends: see acl_lab.py. Called by agent.py, by way of acls.py.

import copy
import struct

import carry
import craft
from acl_lab import acl_add, bind, hits, known, rule_set
from acl_oracle import set_dscp
from busywait import busywait
from carry import ALL, offload
from vnet import NEEDS_CSUM, Parcel, put16


class Remarked:
    """A parcel that arrives with another DSCP than it was sent with."""

    def __new__(cls, parcel, dscp):
        out = copy.copy(parcel)
        out.frame = set_dscp(parcel.frame, dscp)
        out.sent = parcel.sent
        return out


def parcels(lab, **more):
    return [Parcel(lab.mac["t2"], lab.mac["t1"], v4=v4, **more)
            for v4 in (True, False)]


def prepare(lab):
    carry.start(lab)
    known(lab)
    # carry() has marks of its own.
    return acl_add(lab, "a", "allow", "ethertype %d allow" % craft.MARK)[0]


def large(lab):
    """Large frames, and checksums left to the device, through all kinds of
    rules; what a rule changes is right in each segment."""
    rule = prepare(lab)
    bind(lab, "a", "port-ingress", "t1", "deny")
    bind(lab, "a", "port-egress", "t2", "deny")
    large_ones = parcels(lab, size=4000, gso_size=1400)
    small = parcels(lab, tcp=True) + parcels(lab, tcp=False)
    for able in ALL, 0:
        offload(lab, t2=able)
        for text, passes in (
                ("proto tcp dport 2000", lambda p: p.lay.tcp),
                ("src 192.0.2.1", lambda p: p.lay.v4),
                ("not src 192.0.2.1", lambda p: not p.lay.v4),
                ("dst 2001:db8::/64 proto udp sport 1000",
                 lambda p: not p.lay.v4 and not p.lay.tcp),
                ("proto tcp tcp-flags 0x18/0x18", lambda p: p.lay.tcp)):
            rule_set(lab, "a", rule, text + " allow")
            for parcel in large_ones + small:
                to = ["t2"] if passes(parcel) else []
                carry.carry(lab, "%s, able %d" % (text, able), [parcel], to)
        rule_set(lab, "a", rule, "set-dscp 46 allow")
        for parcel in large_ones + small:
            carry.carry(lab, "DSCP, able %d" % able, [Remarked(parcel, 46)],
                        ["t2"])


def length_of_large(lab):
    """A large frame has the length of its largest segment; it is counted once,
    with all of its bytes."""
    rule = prepare(lab)
    bind(lab, "a", "port-ingress", "t1", "deny")
    offload(lab, t2=ALL)
    for size in 700, 1400:
        for parcel in parcels(lab, size=4000, gso_size=size):
            segment = max(len(s) for s in parcel.segments())
            for low, high, passes in ((segment, segment, True),
                                      (0, segment - 1, False),
                                      (segment + 1, 65535, False),
                                      (0, segment, True)):
                rule_set(lab, "a", rule, "len %d-%d allow" % (low, high))
                old = hits(lab, "a")[0]
                carry.carry(lab, str(rule), [parcel],
                            ["t2"] if passes else [])
                new = hits(lab, "a")[0]
                lab.check_eq("%s: frames, bytes" % rule, (
                    new[0] - old[0], new[1] - old[1]),
                    (1, len(parcel.frame)) if passes else (0, 0))
    # What has no segments has its own length.
    for parcel in parcels(lab, size=1000):
        n = len(parcel.frame)
        rule_set(lab, "a", rule, "len %d allow" % n)
        carry.carry(lab, str(rule), [parcel], ["t2"])


def malformed(lab, what, frame, header):
    """The frame is dropped for what it is, whatever rules say of others."""
    old = lab.counters()
    lab.ends["t1"].send(frame, header)
    lab.check(what, busywait(10, lambda: lab.since(old).get(
        (lab.port["t1"], ("ingress", "acl-malformed"))) == 1))


def forged(lab):
    """What a guest leaves to devices must not become what rules were not
    shown: fragments that are numbered anew, a checksum over a port."""
    rule = prepare(lab)
    bind(lab, "a", "port-ingress", "t1")
    rule_set(lab, "a", rule, "proto udp dport 2000 deny")
    for tcp in True, False:
        frame, header = Parcel(lab.mac["t2"], lab.mac["t1"], tcp=tcp,
                               size=8000, gso_size=1400, ufo=True).sent()
        for frag in 1, 0x2000, 0x2001, 185:
            malformed(lab, "to be cut, fragment 0x%x" % frag,
                      put16(frame, 20, frag), header)
    for v4 in True, False:
        for tcp in True, False:
            parcel = Parcel(lab.mac["t2"], lab.mac["t1"], v4=v4, tcp=tcp)
            frame, lay = put16(parcel.frame, parcel.lay.trans + 2,
                               80), parcel.lay
            places = [(lay.trans, 2), (lay.trans, 0), (lay.trans, 3),
                      (lay.net + 8, 12)] + [(lay.trans, 12)] * tcp
            for start, offset in places:
                malformed(lab, "%s: a sum at %d+%d" % (parcel, start, offset),
                          frame, struct.pack("<BBHHHH", NEEDS_CSUM, 0, 0, 0,
                                             start, offset))
            # Behind the headers there may be a packet in the packet.
            frame, header = parcel.sent()
            frame = put16(frame, lay.trans + 2, 80)
            old = lab.counters()
            lab.ends["t1"].send(frame, struct.pack(
                "<BBHHHH", NEEDS_CSUM, 0, 0, 0, lay.data + 8, 4))
            lab.check("%s: a sum in its data" % parcel, busywait(
                10, lambda: lab.since(old).get(
                    (lab.port["t2"], "tx_frames")) == 1))
    lab.drain()
