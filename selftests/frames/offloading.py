# SPDX-License-Identifier: GPL-2.0
#
# The tests of tap.sh, gso.sh and offload.sh that need frames with a virtio
# header: what was left to the device, the checksum or the cutting into
# segments, is still left to it where the device behind the egress port can do
# it, and done where it cannot.
# Called by agent.py.

import errno
import struct

import craft
import vnet
from agent import Skip
from carry import (ALL, MAC, USO, barrier, can, carry, hello, kinds, offload,
                   start)
from ends import TUN_F_CSUM, TUN_F_TSO4, TUN_F_TSO6, Refused
from tcp import stack_in, stack_out
from vnet import Parcel

__all__ = ["start", "stack_in", "stack_out"]


def odd_sizes(dst, **more):
    return [Parcel(dst, MAC["t1"], v4=v4, tcp=tcp, size=size, **more)
            for v4 in (True, False) for tcp in (True, False)
            for size in (0, 1, 2, 3, 99, 1400)]


# ---- tap.sh: checksums -------------------------------------------------

def csum_kept(lab):
    """To a guest that does checksums itself."""
    hello(lab)
    offload(lab, t2=TUN_F_CSUM)
    old = lab.counters()
    parcels = odd_sizes(MAC["t2"])
    carry(lab, "partial", parcels, ["t2"])
    carry(lab, "partial, to a veth", odd_sizes(MAC["g1"]), ["g1"])
    carry(lab, "partial, to the host", odd_sizes(MAC["host"]), ["host"])
    carry(lab, "complete", odd_sizes(MAC["t2"], partial=False), ["t2"])
    got = lab.since(old)
    lab.check_eq("forwarded", got.get(("t1", "forwarded")), 3 * len(parcels))
    lab.check_eq("delivered", got.get(("t1", "delivered")), len(parcels))
    lab.check("nothing was dropped", not [k for k in got if k[1] in (
        "dropped", "tx_dropped")])


def csum_filled(lab):
    """To a guest that does not, it is done on the way."""
    hello(lab)
    carry(lab, "partial", odd_sizes(MAC["t2"]), ["t2"])
    carry(lab, "complete", odd_sizes(MAC["t2"], partial=False), ["t2"])
    # A sum that comes out as zero is sent as 0xffff in UDP (RFC 768).
    for v4 in True, False:
        base = Parcel(MAC["t2"], MAC["t1"], v4=v4, tcp=False, sport=0)
        at = base.lay.trans
        total = vnet.get16(base.frame, at + 6)
        zero = Parcel(MAC["t2"], MAC["t1"], v4=v4, tcp=False, sport=total)
        lab.check_eq("the sum of what is sent", vnet.get16(
            zero.frame, at + 6), 0xffff)
        carry(lab, "zero sum", [zero], ["t2"])


def csum_flooded(lab):
    """The copies of a flooded frame do not disturb each other."""
    hello(lab)
    others = ["t2", "t3", "g1"]
    for able in (("t2",), ("t3",), ("t2", "t3"), ()):
        offload(lab, **{n: TUN_F_CSUM if n in able else 0
                        for n in ("t2", "t3")})
        text = "able: %s" % ", ".join(able)
        carry(lab, "broadcast, " + text, kinds(craft.BROADCAST),
              others + ["host"])
        carry(lab, "unknown, " + text, kinds(craft.mac(0x7777)), others)
        # From a veth, whose checksum the guest left to its device.
        carry(lab, "from a veth, " + text, kinds(craft.BROADCAST, "g1"),
              ["t1", "t2", "t3", "host"], "g1")


def csum_tagged(lab):
    """Behind tags, wherever the kernel keeps them."""
    hello(lab)
    for tags in ([(0x8100, 5)], [(0x88a8, 5)], [(0x8100, 0)],
                 [(0x88a8, 5), (0x8100, 6)], [(0x8100, 5), (0x8100, 6)],
                 [(0x88a8, 5), (0x8100, 6), (0x8100, 7)]):
        for able in TUN_F_CSUM, 0:
            offload(lab, t2=able)
            carry(lab, "tags %s, able %d" % (tags, able),
                  kinds(MAC["t2"], tags=tags), ["t2"])
        carry(lab, "tags %s, flooded" % (tags,),
              kinds(craft.BROADCAST, tags=tags), ["t2", "t3", "g1", "host"])


def header_sizes(lab):
    """Taps whose virtio header has a size of its own each."""
    hello(lab)
    for size in 10, 12, 20:
        # TUNSETVNETHDRSZ is the device's, of which t3 is the one reader.
        end = lab.ends["t3"]
        old = end.hdr_size
        end.set_hdr_size(size)
        lab.defer(end.set_hdr_size, old)
        offload(lab, t3=TUN_F_CSUM)
        carry(lab, "header of %d bytes" % size, kinds(MAC["t3"]), ["t3"])
        carry(lab, "from a header of %d bytes" % size,
              kinds(MAC["g1"], "t3"), ["g1"], "t3")


def bad_headers(lab):
    """Virtio headers that make no sense: refused at the tap, or carried or
    dropped with a reason, but never half."""
    hello(lab)
    base = Parcel(MAC["t3"], MAC["t1"], size=3000, gso_size=1000)
    frame, _ = base.sent()
    taken = 0
    old = lab.counters()
    for kind in 0, 1, 3, 4, 5, 2, 0x81, 0xff:
        for flags in 0, 1, 3, 0xff:
            for hdr_len, size, begin, offset in (
                    (54, 1000, 34, 16), (0, 1000, 34, 16), (54, 0, 34, 16),
                    (54, 1, 34, 16), (54, 65535, 34, 16), (14, 1000, 34, 16),
                    (54, 1000, 0, 0), (54, 1000, 14, 2), (54, 1000, 60, 16),
                    (54, 1000, 3052, 0), (54, 1000, 65535, 65535),
                    (65535, 1000, 34, 16), (13, 1000, 34, 16)):
                for body in (frame, frame[:60], frame[:40], frame[:14],
                             frame[:12] + b"\x81\x00\x00\x05" + frame[12:],
                             frame[:12] + b"\x86\xdd" + frame[14:]):
                    try:
                        lab.ends["t1"].send(body, struct.pack(
                            "<BBHHHH", flags, kind, hdr_len, size, begin,
                            offset))
                        taken += 1
                    except Refused:
                        pass
            lab.ends["t3"].recv()
    barrier(lab)
    got = lab.since(old)
    lab.check("some were taken", taken > 100)
    lab.check("no more were counted than were taken: %s of %d" % (
        got.get(("t1", "rx_frames")), taken),
        0 < got.get(("t1", "rx_frames"), 0) <= taken + 8)


# ---- gso.sh: large frames ----------------------------------------------

def large(dst, v4, src="t1", size=None, gso_size=1400, **more):
    """Nearly as large as the kernel lets a frame be, which is 64 KB."""
    if size is None:
        size = 65000
    return Parcel(dst, MAC[src], v4=v4, size=size, gso_size=gso_size, **more)


def gso_whole(lab):
    """64 KB cross as one frame to who can take it."""
    hello(lab)
    offload(lab, t2=ALL)
    old = lab.counters()
    parcels = [large(MAC["t2"], v4, size=size)
               for v4 in (True, False) for size in (1401, 2800, 20000, None)]
    carry(lab, "TCP", parcels, ["t2"])
    got = lab.since(old)
    # And two markers of t3 and g1.
    lab.check_eq("frames that t2 took", got["t2", "tx_frames"],
                 len(parcels) + 2)
    lab.check_eq("bytes that t2 took", got["t2", "tx_bytes"],
                 sum(len(p.frame) for p in parcels) + 2 * 60)
    for to in "g1", "host":
        carry(lab, "TCP to %s" % to, [large(MAC[to], v4)
                                      for v4 in (True, False)], [to])


def gso_segmented(lab):
    """To a guest that can do less, in pieces that fit it."""
    hello(lab)
    for able in 0, TUN_F_CSUM, TUN_F_CSUM | TUN_F_TSO4, \
            TUN_F_CSUM | TUN_F_TSO6:
        offload(lab, t2=able)
        for v4 in True, False:
            for size in 1401, 2799, 10000, None:
                carry(lab, "able %d, TCPv%d of %s" % (
                    able, 4 if v4 else 6, size),
                    [large(MAC["t2"], v4, size=size)], ["t2"])


def gso_flooded(lab):
    """Each receiver of a flooded frame has it in its own way."""
    hello(lab)
    for t2, t3 in (ALL, 0), (0, ALL), (TUN_F_CSUM, TUN_F_CSUM | TUN_F_TSO4):
        offload(lab, t2=t2, t3=t3)
        for v4 in True, False:
            carry(lab, "t2 able %d, t3 %d" % (t2, t3),
                  [large(craft.BROADCAST, v4, size=9000)],
                  ["t2", "t3", "g1", "host"])


def gso_tagged(lab):
    """A large frame in one and in two VLANs."""
    hello(lab)
    for tags in [(0x8100, 5)], [(0x8100, 0)], [(0x88a8, 5), (0x8100, 6)]:
        for able in ALL, 0:
            offload(lab, t2=able)
            for v4 in True, False:
                # Large frames with two tags are always cut for a tap: the
                # inner one is not in what its driver says that it can do.
                if len(tags) > 1 and able:
                    continue
                carry(lab, "tags %s, able %d" % (tags, able),
                      [large(MAC["t2"], v4, size=9000, tags=tags)], ["t2"])


def gso_udp(lab):
    """UDP in segments, where the kernel has that for taps."""
    hello(lab)
    try:
        offload(lab, t2=ALL | USO)
    except OSError as e:
        if e.errno != errno.EINVAL:
            raise
        raise Skip("no UDP segmentation for taps in this kernel")
    parcels = [large(MAC["t2"], v4, tcp=False, size=size)
               for v4 in (True, False) for size in (1401, 2800, 50000)]
    carry(lab, "able", parcels, ["t2"])
    offload(lab, t2=TUN_F_CSUM)
    carry(lab, "checksum only", parcels, ["t2"])
    offload(lab, t2=0)
    carry(lab, "not able", parcels, ["t2"])


def gso_fragments(lab):
    """The UDP fragmentation of old guests: nobody can take it any more, so
    all get the fragments of IP, and the whole datagram is in them."""
    hello(lab)
    parcel = Parcel(MAC["t2"], MAC["t1"], tcp=False, size=8000,
                    gso_size=1480, ufo=True)
    lab.ends["t1"].send(*parcel.sent())
    datagram = {}
    for frame, hdr in barrier(lab)["t2"]:
        lab.check("a fragment: %r" % hdr, not hdr.flags & 1 and
                  not hdr.gso_type and len(frame) <= 1514)
        at = (vnet.get16(frame, 20) & 0x1fff) * 8
        datagram[at] = frame[34:]
    data = b"".join(datagram[at] for at in sorted(datagram))
    lab.check_eq("the datagram", data.hex(), parcel.frame[34:].hex())


def gso_mtu(lab):
    """What counts is the size of the segments."""
    hello(lab)
    offload(lab, t2=ALL)
    lab.ip("link", "set", "t2", "mtu", "1400")
    lab.defer(lab.ip, "link", "set", "t2", "mtu", "1500")
    for able in ALL, 0:
        offload(lab, t2=able)
        for tags in (), [(0x8100, 5)]:
            for v4, head in (True, 40), (False, 60):
                old = lab.counters()
                carry(lab, "segments that just fit",
                      [large(MAC["t2"], v4, gso_size=1400 - head, tags=tags,
                             size=9000)], ["t2"])
                carry(lab, "segments of one byte more",
                      [large(MAC["t2"], v4, gso_size=1401 - head, tags=tags,
                             size=9000)], [])
                got = lab.since(old)
                lab.check_eq("able %d, tags %s, IPv%d: counted" % (
                    able, tags, 4 if v4 else 6),
                    got.get(("t2", ("egress", "egress-mtu"))), 1)


# ---- offload.sh --------------------------------------------------------

def veth_unable(lab):
    """A veth whose features were switched off is sent what it can take."""
    hello(lab)
    for feature, able in (("tso", TUN_F_CSUM), ("gso", ALL), ("sg", 0),
                          ("tx", 0), ("rx", ALL)):
        lab.ethtool("-K", "p1", feature, "off")
        lab.defer(lab.ethtool, "-K", "p1", feature, "on")
        lab.defer(can.__setitem__, "g1", can["g1"])
        # Without scatter-gather it has no segments either, but checksums.
        can["g1"] = able if feature != "sg" else TUN_F_CSUM
        carry(lab, feature + " off", kinds(MAC["g1"]), ["g1"])
        carry(lab, feature + " off, flooded", kinds(craft.BROADCAST),
              ["t2", "t3", "g1", "host"])
        for v4 in True, False:
            carry(lab, feature + " off, large", [large(MAC["g1"], v4)],
                  ["g1"])
        lab.ethtool("-K", "p1", feature, "on")
        can["g1"] = ALL | USO


def host_unable(lab):
    """What the host sends, with the features of its own port off and on, is
    right wherever it arrives."""
    hello(lab)
    for feature in "tso", "sg", "tx":
        lab.ethtool("-K", lab.switch, feature, "off")
        lab.defer(lab.ethtool, "-K", lab.switch, feature, "on")
        for able in ALL, 0:
            offload(lab, t2=able)
            # Checksums and segments are done before the switch sees them.
            parcels = kinds(MAC["t2"], "host") + [
                large(MAC["t2"], v4, "host") for v4 in (True, False)]
            for parcel in parcels:
                finished(lab, "%s off, able %d" % (feature, able), parcel)
        lab.ethtool("-K", lab.switch, feature, "on")


def finished(lab, text, parcel):
    """The host sends a parcel; t2 has it whole or in segments, and all its
    checksums are right."""
    lab.ends["host"].send(*parcel.sent())
    got = [vnet.canonical(vnet.finish(frame, hdr))
           for frame, hdr in barrier(lab)["t2"]]
    ways = [[parcel.frame]]
    if parcel.gso_type:
        ways.append(parcel.segments())
    lab.check("%s: %s arrives" % (text, parcel), got in [
        [vnet.canonical(f) for f in way] for way in ways])
