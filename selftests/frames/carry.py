# SPDX-License-Identifier: GPL-2.0
#
# Carries frames with a virtio header through the switch, and compares what
# arrives with the reference (vnet.py), given what each receiver can do.
#
# Ends: t1, t2, t3 (tap), g1 (veth), host (the switch device itself).
# Called by offloading.py and tcp.py.

import struct

import craft
import vnet
from agent import SECONDS, Failure, show
from busywait import busywait
from ends import (TUN_F_CSUM, TUN_F_TSO4, TUN_F_TSO6, TUN_F_USO4, TUN_F_USO6,
                  Refused)
from vnet import Header, Parcel

MAC = {"t1": craft.mac(1), "t2": craft.mac(2), "t3": craft.mac(3),
       "g1": craft.mac(4), "host": craft.mac(0x99)}
ALL = TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6
USO = TUN_F_USO4 | TUN_F_USO6
TSO_OF = {vnet.GSO_TCPV4: TUN_F_TSO4, vnet.GSO_TCPV6: TUN_F_TSO6,
          vnet.GSO_UDP_L4: USO}
can = {}        # end: what its receiver can do, as TUN_F_*


def start(lab):
    for name in lab.ends:
        # A veth, and the host, can do anything.
        can[name] = 0 if lab.kind[name] == "tap" else ALL | USO


def offload(lab, **flags):
    """What the guests behind these taps can do, until the test ends."""
    for name, value in flags.items():
        lab.ends[name].offload(value)
        can[name] = value
        lab.defer(can.__setitem__, name, 0)
        lab.defer(lab.ends[name].offload, 0)


def hello(lab):
    """The switch knows where everybody is."""
    for name in lab.ends:
        lab.ends[name].send(craft.plain(craft.BROADCAST, MAC[name]))
    barrier(lab)
    lab.drain()


def barrier(lab):
    """All that was sent has arrived; returns what arrived, by end."""
    got = {name: [] for name in lab.ends}
    marks = set()
    lab.serial += 1
    tail = struct.pack(">I", lab.serial)
    for name in "g1", "t3":
        lab.ends[name].send(craft.plain(craft.BROADCAST, MAC[name], 56,
                                        craft.MARK) + tail)
    want = {(to, by) for to in lab.ends for by in ("g1", "t3") if to != by}

    def complete():
        for name, end in lab.ends.items():
            for frame, hdr in end.recv():
                if frame[12:14] == b"\x88\xb6":
                    if frame[-4:] == tail:
                        marks.update((name, by) for by in ("g1", "t3")
                                     if frame[6:12] == craft.raw(MAC[by]))
                    continue
                got[name].append((frame, Header(hdr)))
        return marks >= want

    if not busywait(SECONDS, complete):
        raise Failure("markers did not arrive: %s" % (want - marks))
    return got


def carry(lab, text, parcels, to, sender="t1"):
    """Send the parcels; each arrives at the ends of to, and there only."""
    for parcel in parcels:
        try:
            lab.ends[sender].send(*parcel.sent())
        except Refused as e:
            raise Failure("%s: not sent: %s" % (text, e))
    got = barrier(lab)
    for name in lab.ends:
        want = []
        for parcel in parcels if name in to else []:
            want += expected(name, parcel)
        arrived(lab, "%s: at %s" % (text, name), got[name], want, can[name])


def expected(name, parcel):
    """[(frame with its checksum, GSO type and size, parcel)]"""
    kind = parcel.gso_type
    if not kind:
        return [(parcel.frame, 0, 0, parcel)]
    if can[name] & TSO_OF[kind] == TSO_OF[kind] and can[name] & TUN_F_CSUM:
        return [(parcel.frame, kind, parcel.gso_size, parcel)]
    return [(f, 0, 0, parcel) for f in parcel.segments()]


def arrived(lab, text, got, want, able):
    if len(got) != len(want):
        lab.fail("%s: %d frames, want %d: %s" % (
            text, len(got), len(want), [(show(f), h) for f, h in got[:3]]))
        return
    for n, ((frame, hdr), (whole, kind, size, parcel)) in enumerate(
            zip(got, want)):
        where = "%s: frame %d (%r)" % (text, n, hdr)
        if not able & TUN_F_CSUM:
            lab.check("%s: the checksum is still to be done" % where,
                      not hdr.flags & vnet.NEEDS_CSUM)
        elif parcel.partial and (kind or not parcel.gso_type):
            lab.check("%s: the checksum is no longer left to the guest" %
                      where, hdr.flags & vnet.NEEDS_CSUM)
        if hdr.flags & vnet.NEEDS_CSUM:
            lay = vnet.Layout(whole)
            lab.check_eq("%s: place of the checksum" % where,
                         (hdr.csum_start, hdr.csum_offset),
                         (lay.trans, lay.csum))
        lab.check_eq("%s: type and size of segments" % where,
                     (hdr.gso_type & 0x7f, hdr.gso_size), (kind, size))
        done = vnet.finish(frame, hdr)
        if len(done) != len(whole) or (
                vnet.canonical(done) != vnet.canonical(whole)):
            at = next((i for i, (a, b) in enumerate(zip(done, whole))
                       if a != b), min(len(done), len(whole)))
            lab.fail("%s: differs at byte %d: got %s..., want %s..." % (
                where, at, done[at:at + 16].hex(), whole[at:at + 16].hex()))


def kinds(dst, src="t1", **more):
    """TCP and UDP over IPv4 and IPv6."""
    return [Parcel(dst, MAC[src], v4=v4, tcp=tcp, **more)
            for v4 in (True, False) for tcp in (True, False)]
