# SPDX-License-Identifier: GPL-2.0
#
# Frames for the suites about ACLs: each protocol that rules can look into,
# with options, extension headers, tags, as fragments, and damaged. What is
# behind the addresses of a frame, by label; made once, for scapy is slow.
# Called by acl_lab.py and the suites about ACLs.

import functools
import struct

import craft
from scapy.layers.inet import ICMP, IP, TCP, UDP
from scapy.layers.inet6 import (ICMPv6EchoReply, ICMPv6EchoRequest,
                                ICMPv6ND_NA, ICMPv6ND_NS, ICMPv6TimeExceeded,
                                IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrFragment,
                                IPv6ExtHdrHopByHop, IPv6ExtHdrRouting, PadN,
                                RouterAlert)
from scapy.layers.l2 import ARP, LLC, SNAP, Dot3, Ether
from scapy.packet import Raw

NOBODY = craft.mac(0x7777)
C, S = 0x8100, 0x88a8
# The outermost is that of the port's own VLAN.
TAGS = b"\x81\x00\x00\x01\x81\x00\x00\xc8"
DATA = Raw(craft.pattern(24))
# Source and destination, by number.
V4 = [("192.0.2.1", "192.0.2.2"), ("192.0.2.7", "198.51.100.5"),
      ("198.51.100.200", "192.0.2.129"), ("203.0.113.77", "224.0.0.251"),
      ("0.0.0.0", "255.255.255.255")]
V6 = [("2001:db8::1", "2001:db8::2"), ("2001:db8:0:1::7", "2001:db8:1::8"),
      ("fe80::1", "ff02::1"), ("2001:db8:ffff:1::", "2001:db8::ffff:2"),
      ("::", "ff02::1:ff00:7")]


def body(packet):
    return bytes(Ether(dst=NOBODY, src=NOBODY) / packet)[12:]


def v4(n=0, **more):
    return IP(src=V4[n][0], dst=V4[n][1], id=7, **more)


def v6(n=0, **more):
    return IPv6(src=V6[n][0], dst=V6[n][1], **more)


def sctp(sport, dport):
    """The common header, and a chunk (RFC 9260 3)."""
    return Raw(struct.pack(">HHII", sport, dport, 9, 0) + b"\0\3\0\x10" +
               bytes(12))


def dccp(sport, dport):
    """RFC 4340 5.1: a generic header of 12 bytes, and a Data packet's data."""
    return Raw(struct.pack(">HHBBHI", sport, dport, 3, 0, 0, 4) + bytes(8))


def transports():
    """(label, protocol, what is behind the header of IP)"""
    for sport, dport, flags in ((1000, 80, "S"), (443, 1000, "SA"),
                                (40000, 443, "A"), (1024, 8080, "FA"),
                                (1, 22, "R"), (65535, 1023, "PA"),
                                (2000, 8000, ""), (53, 65535, "SFRPAUECN")):
        yield ("TCP %d-%d %s" % (sport, dport, flags), 6, TCP(
            sport=sport, dport=dport, flags=flags) / DATA)
    yield "TCP options", 6, TCP(sport=5, dport=80, flags="S", options=[
        ("MSS", 1460), ("NOP", None), ("WScale", 7)]) / DATA
    for sport, dport in (1000, 53), (53, 1000), (68, 67), (0, 0), \
            (65535, 8443):
        yield "UDP %d-%d" % (sport, dport), 17, UDP(
            sport=sport, dport=dport) / DATA
    yield "UDP-Lite", 136, Raw(struct.pack(">HHHH", 1000, 80, 0, 7) +
                               bytes(20))
    yield "SCTP", 132, sctp(1000, 80)
    yield "DCCP", 33, dccp(1000, 80)
    for proto in 2, 4, 41, 47, 50, 89, 103, 253, 255:
        yield "protocol %d" % proto, proto, Raw(craft.pattern(24))


def ipv4_plain():
    for n, (label, proto, inner) in enumerate(transports()):
        yield "IPv4 " + label, v4(n % len(V4), proto=proto) / inner
    for kind, code in (8, 0), (0, 0), (3, 1), (3, 3), (11, 0), (255, 255):
        yield "ICMP %d/%d" % (kind, code), v4(kind % 3) / ICMP(
            type=kind, code=code) / DATA
    for tos in 0x01, 0x28, 0x2b, 0xb8, 0xfc, 0xff:
        yield "IPv4 TOS %#x" % tos, v4(1, tos=tos) / UDP(
            sport=1000, dport=53) / DATA
    yield "IPv4 AH", v4(proto=51) / Raw(b"\6\4" + bytes(22) + bytes(20))
    yield "ICMPv6 in IPv4", v4(proto=58) / Raw(b"\x80\0\0\0" + bytes(20))


def ipv4_options():
    for size in 4, 12, 40:
        options = [b"\x94\x04\0\0" + b"\1" * (size - 4)]
        yield "IPv4 %d bytes of options, TCP" % size, v4(
            options=options) / TCP(sport=1000, dport=80) / DATA
        yield "IPv4 %d bytes of options, UDP" % size, v4(
            1, options=options, tos=0xb8) / UDP(sport=1000, dport=53) / DATA
        yield "IPv4 %d bytes of options, ICMP" % size, v4(
            2, options=options) / ICMP() / DATA


def ipv4_fragments():
    for label, proto, inner in (("TCP", 6, TCP(sport=1000, dport=80)),
                                ("UDP", 17, UDP(sport=1000, dport=53)),
                                ("ICMP", 1, ICMP())):
        yield "IPv4 first fragment of " + label, v4(
            flags="MF") / inner / DATA
        yield "IPv4 middle fragment of " + label, v4(
            flags="MF", frag=100, proto=proto) / DATA
        yield "IPv4 last fragment of " + label, v4(
            frag=100, proto=proto) / DATA
        yield "IPv4 don't fragment " + label, v4(flags="DF") / inner / DATA
    yield "IPv4 UDP at offset 1", v4(frag=1, proto=17) / DATA


def ipv6_plain():
    for n, (label, proto, inner) in enumerate(transports()):
        # 2, 4 ... are headers of IPv6 as well as anything.
        yield "IPv6 " + label, v6(n % len(V6), nh=proto) / inner
    for n, (label, inner) in enumerate((
            ("echo", ICMPv6EchoRequest()), ("reply", ICMPv6EchoReply()),
            ("NS", ICMPv6ND_NS(tgt="2001:db8::7")),
            ("NA", ICMPv6ND_NA(tgt="2001:db8::7")),
            ("time exceeded", ICMPv6TimeExceeded(code=1)))):
        yield "ICMPv6 " + label, v6(n) / inner / DATA
    for tc in 0x01, 0x28, 0xb8, 0xff:
        yield "IPv6 traffic class %#x" % tc, v6(1, tc=tc, fl=0xabcde) / UDP(
            sport=1000, dport=53) / DATA
    yield "ICMP in IPv6", v6(nh=1) / Raw(b"\x08\0" + bytes(20))


def chains():
    """Extension headers of IPv6 in many orders, and how many."""
    hop = IPv6ExtHdrHopByHop(options=[RouterAlert()])
    opt = IPv6ExtHdrDestOpt(options=[PadN(optdata=bytes(12))])
    rout = IPv6ExtHdrRouting(addresses=["2001:db8::9", "2001:db8::a"],
                             segleft=0)
    frag = IPv6ExtHdrFragment(offset=0, m=1)
    atomic = IPv6ExtHdrFragment(offset=0, m=0)
    for label, parts in (("hop-by-hop", [hop]), ("options", [opt]),
                         ("routing", [rout]), ("hop, options", [hop, opt]),
                         ("hop, options, routing, options",
                          [hop, opt, rout, opt]),
                         ("first fragment", [frag]),
                         ("atomic fragment", [atomic]),
                         ("hop, first fragment, options", [hop, frag, opt]),
                         ("8 options", [opt] * 8)):
        for n, (name, inner) in enumerate((
                ("TCP", TCP(sport=1000, dport=80)),
                ("UDP", UDP(sport=1000, dport=53)),
                ("ICMPv6", ICMPv6EchoRequest()))):
            packet = v6(n)
            for part in parts:
                packet /= part.copy()
            yield "IPv6 %s, %s" % (label, name), packet / inner / DATA
    for proto in 6, 17, 58:
        for label, before in ("", []), (" behind options", [opt]):
            packet = v6(1)
            for part in before:
                packet /= part.copy()
            yield "IPv6 later fragment of %d%s" % (proto, label), packet / \
                IPv6ExtHdrFragment(offset=100, m=1, nh=proto) / DATA
    yield "IPv6 AH, UDP", v6(nh=51) / Raw(
        b"\x11\4" + bytes(22) + bytes(UDP(sport=1000, dport=53) / DATA))
    yield "IPv6 AH, options, TCP", v6(nh=51) / Raw(
        b"\x3c\1" + bytes(10) + b"\6\0\1\4\0\0\0\0" +
        bytes(TCP(sport=1000, dport=80) / DATA))
    yield "IPv6 no next header", v6(nh=59) / Raw(bytes(20))
    yield "IPv6 options, no next header", v6() / IPv6ExtHdrDestOpt(
        nh=59) / DATA


def arps():
    for oper in 1, 2, 3, 8, 0xffff:
        for spa, tpa in (("192.0.2.1", "192.0.2.2"),
                         ("198.51.100.200", "192.0.2.129"),
                         ("0.0.0.0", "203.0.113.77")):
            yield "ARP %d from %s" % (oper, spa), ARP(
                op=oper, hwsrc=NOBODY, psrc=spa, pdst=tpa)


def others():
    """Labels and bodies without IP."""
    for kind in 0x0600, 0x0842, 0x8035, 0x8847, 0x8863, 0x88cc, craft.\
            EXPERIMENT, 0xffff:
        yield "ethertype %#x" % kind, struct.pack(">H", kind) + bytes(46)
    for length in 0, 3, 46, 1500, 1501, 1535:
        yield "length %d" % length, struct.pack(">H", length) + bytes(46)
    yield "LLC SNAP", bytes(Dot3(dst=NOBODY, src=NOBODY) / LLC() /
                            SNAP(OUI=0, code=0x0800) / DATA)[12:]


def put(data, at, new):
    return data[:at] + new + data[at + len(new):]


@functools.lru_cache(maxsize=None)
def damaged():
    """Of which the headers are not what they should be, and neighbours of
    these that are."""
    out = {}
    udp = body(v4() / UDP(sport=1000, dport=53) / DATA)
    tcp = body(v4() / TCP(sport=1000, dport=80) / DATA)
    six = body(v6() / TCP(sport=1000, dport=80) / DATA)
    arp = body(ARP(psrc="192.0.2.1", pdst="192.0.2.2"))
    for version in range(16):
        out["IPv4, version %d" % version] = put(
            tcp, 2, bytes([version << 4 | 5]))
        out["IPv6, version %d" % version] = put(six, 2, bytes([version << 4]))
    for ihl in range(16):
        out["IPv4, IHL %d" % ihl] = put(udp, 2, bytes([0x40 | ihl]))
    for total in 0, 1, 19, 20, 24, 27, 28, 29, 52, 53, 1500, 65535:
        out["IPv4 UDP, total length %d" % total] = put(
            udp, 4, struct.pack(">H", total))
        out["IPv4 TCP, total length %d" % total] = put(
            tcp, 4, struct.pack(">H", total))
    for size in 0, 1, 4, 19, 20, 21, 1500, 65535:
        out["IPv6 TCP, payload length %d" % size] = put(
            six, 6, struct.pack(">H", size))
    for doff in range(16):
        out["IPv4 TCP, offset %d" % doff] = put(tcp, 34, bytes([doff << 4]))
        out["IPv6 TCP, offset %d" % doff] = put(six, 54, bytes([doff << 4]))
    for offset in 1, 2:
        out["IPv4 TCP at offset %d" % offset] = body(
            v4(frag=offset, proto=6) / DATA)
        out["IPv6 TCP at offset %d" % offset] = body(
            v6() / IPv6ExtHdrFragment(offset=offset, m=1, nh=6) / DATA)
    for size in 4, 8, 19, 20:
        part = bytes(TCP(sport=1000, dport=80))[:size]
        out["IPv4 first fragment, %d bytes of TCP" % size] = body(
            v4(flags="MF", proto=6) / Raw(part))
        out["IPv6 first fragment, %d bytes of TCP" % size] = body(
            v6() / IPv6ExtHdrFragment(offset=0, m=1, nh=6) / Raw(part))
    opt = IPv6ExtHdrDestOpt(options=[PadN(optdata=bytes(4))])
    for n in 7, 8, 9, 20:
        packet = v6()
        for _ in range(n):
            packet /= opt.copy()
        out["IPv6 %d options" % n] = body(
            packet / UDP(sport=1000, dport=53) / DATA)
    for size in 1, 30, 60:
        out["IPv6 options of %d bytes" % (size * 8 + 8)] = body(
            v6(nh=60) / Raw(bytes([17, size]) + bytes(size * 8 + 6) + bytes(
                UDP(sport=1000, dport=53) / DATA)))
    # Priority tags, as many as one likes: a receiver may skip them all.
    for n in 2, 3, 4, 6:
        for tpid in b"\x81\x00", b"\x88\xa8":
            out["%d tags %s" % (n, tpid.hex())] = b"\x81\0\0\0" + \
                (tpid + b"\0\0") * (n - 1) + udp
    for kind in 0x800, 0x86dd, 0x806, 0x8100, 0x8137:
        for oui in 0, 0xc:
            llc = b"\xaa\xaa\x03" + oui.to_bytes(3, "big") + \
                kind.to_bytes(2, "big") + udp[2:]
            out["SNAP %x of %x" % (kind, oui)] = struct.pack(
                ">H", len(llc)) + llc
    for at, new in ((2, b"\0\6"), (4, b"\x86\xdd"), (6, b"\x08"),
                    (7, b"\x10"), (2, b"\0\1")):
        out["ARP, byte %d is %s" % (at, new.hex())] = put(arp, at, new)
    return out


def cuts(lengths=None):
    """(label, body): whole frames of all kinds, ended at every byte."""
    opt = IPv6ExtHdrDestOpt(options=[PadN(optdata=bytes(4))])
    packets = {
        "IPv4 TCP": v4() / TCP(sport=1000, dport=80, options=[
            ("MSS", 1460)]) / b"data",
        "IPv4 options UDP": v4(options=[b"\x94\x04\0\0"]) / UDP(
            sport=1000, dport=53) / b"data",
        "IPv4 ICMP": v4() / ICMP() / b"data",
        "IPv4 SCTP": v4(proto=132) / sctp(1000, 80),
        "IPv4 later fragment": v4(frag=100, proto=6) / b"data",
        "IPv6 UDP": v6() / UDP(sport=1000, dport=53) / b"data",
        "IPv6 chain TCP": v6() / IPv6ExtHdrHopByHop(
            options=[RouterAlert()]) / opt / TCP(sport=1000, dport=80) /
            b"data",
        "IPv6 fragment ICMPv6": v6() / IPv6ExtHdrFragment(
            offset=0, m=1) / ICMPv6EchoRequest() / b"data",
        "ARP": ARP(psrc="192.0.2.1", pdst="192.0.2.2"),
    }
    for label, packet in packets.items():
        data = body(packet)
        # With the length that it had, and with none, so that only the headers
        # tell how much there is to be.
        at = {"IPv4": 4, "IPv6": 6}.get(label[:4])
        kinds = {"": data, " in tags": TAGS + data}
        if at:
            kinds[" without length"] = put(data, at, b"\0\0")
        for how, whole in kinds.items():
            for size in lengths or range(2, len(whole) + 1):
                yield "%s%s cut at %d" % (label, how, size), whole[:size]


@functools.lru_cache(maxsize=None)
def well_formed():
    """{label: body}, untagged."""
    out = {}
    for source in (ipv4_plain, ipv4_options, ipv4_fragments, ipv6_plain,
                   chains, arps):
        for label, packet in source():
            out[label] = body(packet)
    out.update(others())
    return out


# Some of each kind, for what is tried with many rules, in tags, at points.
SOME = ("IPv4 TCP 1000-80 S", "IPv4 TCP 443-1000 SA", "IPv4 UDP 1000-53",
        "ICMP 8/0", "IPv4 first fragment of TCP", "IPv4 last fragment of TCP",
        "IPv4 4 bytes of options, TCP", "IPv4 protocol 47", "IPv4 TOS 0xb8",
        "IPv6 TCP 1000-80 S", "IPv6 UDP 53-1000", "ICMPv6 echo",
        "IPv6 hop, options, routing, options, TCP",
        "IPv6 first fragment, UDP", "IPv6 later fragment of 6",
        "IPv6 traffic class 0xb8", "ARP 1 from 192.0.2.1",
        "ARP 2 from 198.51.100.200", "ethertype 0x88b5", "length 46")


def some():
    return {label: well_formed()[label] for label in SOME}


STACKS = {"none": b"", "C 0": b"\x81\x00\xa0\x00", "C 10": b"\x81\x00\x60\x0a",
          "S 10": b"\x88\xa8\x20\x0a", "C 20": b"\x81\x00\xf0\x14",
          "C 10, C 30": b"\x81\x00\x00\x0a\x81\x00\x40\x1e",
          "S 10, C 30": b"\x88\xa8\x20\x0a\x81\x00\x40\x1e",
          "C 10, S 30": b"\x81\x00\x80\x0a\x88\xa8\x00\x1e"}


def tagged(bodies):
    """The same in stacks of up to two tags."""
    return {"%s in %s" % (label, stack): tags + data
            for label, data in bodies.items()
            for stack, tags in STACKS.items()}
