# SPDX-License-Identifier: GPL-2.0
#
# The tests of tap.sh and gso.sh that need frames with a virtio header: what
# was left to the device, the checksum or the cutting into segments, is still
# left to it where the device behind the egress port can do it, and done where
# it cannot.
#
# Ends: t1, t2, t3 (tap), g1 (veth), host (the switch device itself).
# Called by agent.py.

import errno
import socket
import struct
import threading

import craft
import ends
import oracle
import vnet
from agent import SECONDS, Failure, Skip, show
from ends import (TUN_F_CSUM, TUN_F_TSO4, TUN_F_TSO6, TUN_F_USO4, TUN_F_USO6,
                  Netns, Refused)
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

    if not ends.busywait(SECONDS, complete):
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
            for hdr_len, size, start, offset in (
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
                            "<BBHHHH", flags, kind, hdr_len, size, start,
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


# ---- gso.sh: real TCP --------------------------------------------------

class Peer:
    """A very small TCP behind a tap; only what a test needs."""

    def __init__(self, end, src, dst, v4, sport, dport):
        self.end, self.v4 = end, v4
        self.src, self.dst, self.sport, self.dport = src, dst, sport, dport
        self.seq, self.ack = 1000, 0
        self.ip = ("192.0.2.4", "192.0.2.1") if v4 else (
            "2001:db8::4", "2001:db8::1")

    def send(self, flags, data=b"", gso_size=0, options=()):
        from scapy.layers.inet import IP, TCP
        from scapy.layers.inet6 import IPv6
        from scapy.layers.l2 import Ether
        net = IP if self.v4 else IPv6
        frame = vnet.checksum(bytes(
            Ether(dst=self.dst, src=self.src) /
            net(src=self.ip[0], dst=self.ip[1]) /
            TCP(sport=self.sport, dport=self.dport, seq=self.seq,
                ack=self.ack, flags=flags, window=65535,
                options=list(options)) / data))
        lay = vnet.Layout(frame)
        hdr = bytes(10)
        if gso_size:
            frame = vnet.put16(frame, lay.trans + lay.csum, lay.pseudo(frame))
            hdr = struct.pack(
                "<BBHHHH", vnet.NEEDS_CSUM,
                vnet.GSO_TCPV4 if self.v4 else vnet.GSO_TCPV6,
                lay.data, gso_size, lay.trans, lay.csum)
        self.seq += len(data) + ("S" in flags) + ("F" in flags)
        self.end.send(frame, hdr)

    def segments(self):
        """(header, flags, seq, data) of TCP frames to us, that are there."""
        for frame, hdr in self.end.recv():
            kind = vnet.get16(frame, 12)
            if kind != (0x0800 if self.v4 else 0x86dd):
                continue
            lay = vnet.Layout(frame)
            if not lay.tcp or vnet.get16(frame, lay.trans + 2) != self.sport:
                continue
            hdr = Header(hdr)
            whole = vnet.finish(frame, hdr)
            if not hdr.gso_type and vnet.checksum(whole) != whole:
                raise Failure("a wrong checksum: %s" % show(whole))
            size = vnet.get16(frame, 16) if self.v4 else (
                vnet.get16(frame, 18) + 40)
            seq, = struct.unpack_from(">I", frame, lay.trans + 4)
            yield hdr, frame[lay.trans + 13], seq, frame[lay.data:14 + size]

    def wait(self, flag):
        found = ends.busywait(SECONDS, lambda: [
            s for s in self.segments() if s[1] & flag])
        if not found:
            raise Failure("the guest's TCP does not answer")
        return found[0]


def addresses(lab, name, v4):
    """The guest has an address, and knows that of the tap."""
    netns = lab.netns_of[name]
    if v4:
        lab.ip("addr", "add", "192.0.2.1/24", "dev", "eth0", netns=netns)
        lab.defer(lab.ip, "addr", "flush", "dev", "eth0", netns=netns)
        to = "192.0.2.4"
    else:
        def ipv6(off):
            with Netns(netns):
                for dev in "all", "eth0":
                    with open("/proc/sys/net/ipv6/conf/%s/disable_ipv6" %
                              dev, "w") as f:
                        f.write(off)
        ipv6("0")
        lab.defer(ipv6, "1")
        lab.ip("addr", "add", "2001:db8::1/64", "dev", "eth0", "nodad",
               netns=netns)
        to = "2001:db8::4"
    lab.ip("neigh", "replace", to, "lladdr", MAC["t1"], "dev", "eth0",
           netns=netns)


def stack_in(lab, family="4"):
    """A large frame from a tap reaches the TCP of a guest, and its program
    reads what was sent."""
    v4 = family == "4"
    hello(lab)
    addresses(lab, "g1", v4)
    with Netns(lab.netns_of["g1"]):
        server = socket.socket(socket.AF_INET if v4 else socket.AF_INET6)
    lab.defer(server.close)
    server.bind(("192.0.2.1" if v4 else "2001:db8::1", 7))
    server.listen()
    server.settimeout(SECONDS)

    peer = Peer(lab.ends["t1"], MAC["t1"], MAC["g1"], v4, 5000, 7)
    peer.send("S", options=[("MSS", 1400), ("WScale", 7)])
    _, _, seq, _ = peer.wait(0x12)
    peer.ack = seq + 1
    peer.send("A")
    client, _ = server.accept()
    lab.defer(client.close)
    client.settimeout(SECONDS)

    old = lab.counters()
    sent = b""
    for size in 60000, 1401, 5000, 1400, 1:
        data = craft.pattern(size)
        peer.send("PA", data, 1400 if size > 1400 else 0)
        sent += data
        # Not faster than the window allows: the guest has acknowledged it.
        data = b""
        while len(data) < size:
            data += client.recv(size - len(data))
        lab.check("the data of %d" % size, data == craft.pattern(size))
    got = lab.since(old)
    lab.check_eq("frames, of any size, from the tap",
                 got.get(("t1", "rx_frames")), 5)
    peer.send("RA")


def stack_out(lab, family="4"):
    """What a guest's TCP sends arrives at a tap whole where that can take it,
    and in segments with good checksums where not."""
    v4 = family == "4"
    hello(lab)
    addresses(lab, "g1", v4)
    data = craft.pattern(400000)
    for able in ALL, 0:
        offload(lab, t1=able)
        with Netns(lab.netns_of["g1"]):
            client = socket.socket(socket.AF_INET if v4 else socket.AF_INET6)
        lab.defer(client.close)
        client.settimeout(SECONDS)
        peer = Peer(lab.ends["t1"], MAC["t1"], MAC["g1"], v4, 5000, 0)
        to = (peer.ip[0], peer.sport)

        def talk():
            try:
                client.connect(to)
                client.sendall(data)
            except OSError:
                pass        # the test has failed already

        thread = threading.Thread(target=talk)
        thread.start()
        # Which port it calls from is in its first segment.
        first = []
        ends.busywait(SECONDS, lambda: first or first.extend(
            s for s in peer_syn(peer)))
        if not first:
            raise Failure("the guest's TCP does not call")
        peer.dport, seq = first[0]
        peer.ack = seq + 1
        peer.send("SA", options=[("MSS", 1400), ("WScale", 7)])
        peer.seq = 1001
        biggest, received = 0, {}
        total = 0

        def complete():
            nonlocal biggest, total
            for hdr, _, seq, part in peer.segments():
                at = (seq - peer.ack_base) & 0xffffffff
                if part and at not in received:
                    received[at] = part
                    total += len(part)
                biggest = max(biggest, len(part))
                if able:
                    lab.check("a large frame says so: %r" % hdr,
                              len(part) <= 1400 or hdr.gso_size == 1400 or
                              0 < hdr.gso_size <= 1400)
                else:
                    lab.check("nothing is left to the guest: %r" % hdr,
                              not hdr.flags & 1 and not hdr.gso_type)
            end = 0
            while end in received:
                end += len(received[end])
            if end > peer.acked:
                peer.acked = end
                peer.ack = (peer.ack_base + end) & 0xffffffff
                peer.send("A")
            return peer.acked >= len(data)

        peer.ack_base, peer.acked = peer.ack, 0
        ends.busywait(2 * SECONDS, complete)
        peer.send("RA")
        thread.join(SECONDS)
        stream = b"".join(received[at] for at in sorted(received))
        lab.check("able %d: %d of %d bytes arrived as they were sent" % (
            able, len(stream), len(data)), stream == data)
        if able:
            lab.check("the largest frame had %d bytes" % biggest,
                      biggest >= 2800)
        else:
            lab.check("the largest segment had %d bytes" % biggest,
                      0 < biggest <= 1400)


def peer_syn(peer):
    """(port, seq) of a call to us, where there is one."""
    for frame, _ in peer.end.recv():
        kind = vnet.get16(frame, 12)
        if kind != (0x0800 if peer.v4 else 0x86dd):
            continue
        lay = vnet.Layout(frame)
        if lay.tcp and frame[lay.trans + 13] & 2 and (
                vnet.get16(frame, lay.trans + 2) == peer.sport):
            yield vnet.get16(frame, lay.trans), struct.unpack_from(
                ">I", frame, lay.trans + 4)[0]
