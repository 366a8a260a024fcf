# SPDX-License-Identifier: GPL-2.0
#
# Frames, crafted with scapy: each function returns bytes, or pairs of a label
# and bytes. Addresses are those of RFC 5737 and RFC 3849.
# Called by the suites.

from scapy.layers.inet import ICMP, IP, TCP, UDP
from scapy.layers.inet6 import (ICMPv6EchoRequest, ICMPv6MLReport,
                                ICMPv6ND_NA, ICMPv6ND_NS, ICMPv6ND_RS,
                                ICMPv6NDOptSrcLLAddr, IPv6,
                                IPv6ExtHdrFragment, IPv6ExtHdrHopByHop,
                                RouterAlert)
from scapy.layers.l2 import ARP, LLC, SNAP, STP, Dot1Q, Dot3, Ether
from scapy.packet import Raw

EXPERIMENT = 0x88b5     # IEEE 802 local experimental ethertype 1
MARK = 0x88b6           # and 2
BROADCAST = "ff:ff:ff:ff:ff:ff"


def mac(n):
    return "02:00:00:00:%02x:%02x" % (n >> 8, n & 255)


def raw(text):
    return bytes.fromhex(text.replace(":", ""))


def pattern(size):
    """Bytes in which a shift or a swap shows."""
    return bytes((i * 7 + i // 256) & 255 for i in range(size))


def plain(dst, src, size=60, kind=EXPERIMENT):
    """A frame of exactly this size, at least 14."""
    return bytes(Ether(dst=dst, src=src, type=kind)) + pattern(size - 14)


def tags(dst, src, stack, inner=EXPERIMENT, size=64):
    """A frame with a stack of (TPID, priority, DEI, VID), outer first."""
    kinds = [tpid for tpid, *_ in stack] + [inner]
    frame = Ether(dst=dst, src=src, type=kinds[0])
    for (_, prio, dei, vid), kind in zip(stack, kinds[1:]):
        frame /= Dot1Q(prio=prio, id=dei, vlan=vid, type=kind)
    data = bytes(frame)
    return data + pattern(max(size - len(data), 2))


def tag_stacks():
    """Labels and stacks of one to four tags."""
    c, s = 0x8100, 0x88a8
    for vid in 0, 1, 100, 4094, 4095:
        yield "C-tag VID %d" % vid, [(c, 0, 0, vid)]
        yield "S-tag VID %d" % vid, [(s, 0, 0, vid)]
    yield "priority 7, DEI", [(c, 7, 1, 100)]
    yield "priority tag, priority 5", [(c, 5, 0, 0)]
    yield "S-tag priority tag, DEI", [(s, 3, 1, 0)]
    for kinds in (s, c), (c, c), (s, s), (c, s):
        yield "2 tags %x %x" % kinds, [(k, i, 0, 100 + i)
                                       for i, k in enumerate(kinds)]
    yield "2 priority tags", [(c, 1, 0, 0), (c, 2, 0, 0)]
    yield "2 tags VID 4095", [(s, 0, 0, 4095), (c, 0, 0, 4095)]
    yield "3 tags", [(s, 1, 0, 10), (c, 2, 0, 20), (c, 3, 1, 30)]
    yield "3 S-tags", [(s, 1, 0, 10), (s, 2, 0, 20), (s, 3, 1, 30)]
    yield "4 tags", [(c, 0, 0, 1), (c, 1, 0, 0), (s, 2, 0, 4095),
                     (c, 3, 0, 4094)]
    yield "4 S-tags", [(s, i, 1, 40 + i) for i in range(4)]
    # A tag of other kinds is a payload like any.
    yield "QinQ 9100", [(0x9100, 0, 0, 5), (c, 0, 0, 6)]
    yield "tag over 9200", [(c, 0, 0, 7), (0x9200, 0, 0, 8)]


def group_addresses():
    """Group addresses of all kinds that a bridge forwards."""
    return [
        ("broadcast", BROADCAST),
        ("nearly broadcast", "ff:ff:ff:ff:ff:fe"),
        ("IPv4 all hosts", "01:00:5e:00:00:01"),
        ("IPv4 OSPF", "01:00:5e:00:00:05"),
        ("IPv4 mDNS", "01:00:5e:00:00:fb"),
        ("IPv4 last", "01:00:5e:7f:ff:ff"),
        ("IPv6 all nodes", "33:33:00:00:00:01"),
        ("IPv6 all routers", "33:33:00:00:00:02"),
        ("IPv6 DHCP", "33:33:00:01:00:02"),
        ("IPv6 solicited node", "33:33:ff:00:00:07"),
        ("after the reserved ones", "01:80:c2:00:00:10"),
        ("MMRP", "01:80:c2:00:00:20"),
        ("MVRP", "01:80:c2:00:00:21"),
        ("CFM", "01:80:c2:00:00:30"),
        ("802.1 next block", "01:80:c2:00:01:00"),
        ("CDP, VTP", "01:00:0c:cc:cc:cc"),
        ("PVST+", "01:00:0c:cc:cc:cd"),
        ("PTP", "01:1b:19:00:00:00"),
        ("AppleTalk", "09:00:07:ff:ff:ff"),
        ("NetBIOS", "03:00:00:00:00:01"),
        ("one bit from reserved", "01:80:c2:00:80:00"),
        ("reserved, as if local", "03:80:c2:00:00:0e"),
    ]


def group_frame(address, src):
    """What is really sent to such an address, where that is known."""
    if address.startswith("01:00:5e"):
        return bytes(Ether(dst=address, src=src) /
                     IP(src="192.0.2.1", dst="224.0.0.251", ttl=1) /
                     UDP(sport=5353, dport=5353) / Raw(pattern(40)))
    if address.startswith("33:33:ff"):
        return solicit(src)
    if address.startswith("33:33"):
        return bytes(Ether(dst=address, src=src) /
                     IPv6(src="fe80::1", dst="ff02::1") /
                     ICMPv6EchoRequest(data=pattern(16)))
    if address == BROADCAST:
        return arp(src)
    return plain(address, src)


def reserved(last):
    return "01:80:c2:00:00:%02x" % last


def reserved_frame(last, src):
    """STP, MAC control, LACP, LLDP ... to 01:80:c2:00:00:0X."""
    dst = reserved(last)
    if last == 0x00:
        return bytes(Dot3(dst=dst, src=src) / LLC() / STP())
    if last == 0x01:
        return raw(dst) + raw(src) + raw("880800010007") + bytes(42)
    if last == 0x02:
        return plain(dst, src, 124, 0x8809)
    if last == 0x03:
        return plain(dst, src, 60, 0x888e)
    if last == 0x0e:
        return plain(dst, src, 90, 0x88cc)
    return plain(dst, src)


def arp(src, dst=BROADCAST):
    return bytes(Ether(dst=dst, src=src) /
                 ARP(op="who-has", hwsrc=src, psrc="192.0.2.1",
                     pdst="192.0.2.2"))


def solicit(src, target="2001:db8::7"):
    return bytes(Ether(dst="33:33:ff:00:00:07", src=src) /
                 IPv6(src="2001:db8::1", dst="ff02::1:ff00:7", hlim=255) /
                 ICMPv6ND_NS(tgt=target) / ICMPv6NDOptSrcLLAddr(lladdr=src))


def neighbours(src):
    """Labels and frames of which IPv6 neighbour discovery is made."""
    yield "NS", solicit(src)
    yield "DAD", bytes(Ether(dst="33:33:ff:00:00:08", src=src) /
                       IPv6(src="::", dst="ff02::1:ff00:8", hlim=255) /
                       ICMPv6ND_NS(tgt="2001:db8::8"))
    yield "NA", bytes(Ether(dst="33:33:00:00:00:01", src=src) /
                      IPv6(src="2001:db8::1", dst="ff02::1", hlim=255) /
                      ICMPv6ND_NA(tgt="2001:db8::1", R=0, S=0, O=1))
    yield "RS", bytes(Ether(dst="33:33:00:00:00:02", src=src) /
                      IPv6(src="fe80::1", dst="ff02::2", hlim=255) /
                      ICMPv6ND_RS())
    yield "MLD report", bytes(
        Ether(dst="33:33:ff:00:00:07", src=src) /
        IPv6(src="fe80::1", dst="ff02::1:ff00:7", hlim=1) /
        IPv6ExtHdrHopByHop(options=[RouterAlert()]) /
        ICMPv6MLReport(mladdr="ff02::1:ff00:7"))


def talk(dst, src, size=64):
    """Labels and whole unicast frames of the common protocols."""
    yield "ARP", arp(src, dst)
    e = Ether(dst=dst, src=src)
    v4 = IP(src="192.0.2.1", dst="192.0.2.2")
    v6 = IPv6(src="2001:db8::1", dst="2001:db8::2")
    data = Raw(pattern(size))
    yield "IPv4 UDP", bytes(e / v4 / UDP(sport=1, dport=2) / data)
    yield "IPv4 TCP", bytes(e / v4 / TCP(sport=1, dport=2) / data)
    yield "IPv4 ICMP", bytes(e / v4 / ICMP() / data)
    yield "IPv4 options", bytes(e / IP(src="192.0.2.1", dst="192.0.2.2",
                                       options=[b"\x94\x04\0\0"]) /
                                UDP(sport=1, dport=2) / data)
    yield "IPv4 fragment", bytes(e / IP(src="192.0.2.1", dst="192.0.2.2",
                                        frag=100, flags="MF") / data)
    yield "IPv6 UDP", bytes(e / v6 / UDP(sport=1, dport=2) / data)
    yield "IPv6 TCP", bytes(e / v6 / TCP(sport=1, dport=2) / data)
    yield "IPv6 fragment", bytes(e / v6 / IPv6ExtHdrFragment(
        offset=10, m=1, nh=17) / data)


def truncations(dst, src):
    """Frames that end within their headers, at every byte."""
    for label, frame in talk(dst, src):
        if label in ("ARP", "IPv4 TCP", "IPv4 options", "IPv6 UDP",
                     "IPv6 fragment"):
            for size in range(14, min(len(frame), 14 + 48)):
                yield "%s cut at %d" % (label, size), frame[:size]
    for version in range(16):
        yield "IPv4 ethertype, version %d" % version, raw(
            dst) + raw(src) + b"\x08\x00" + bytes([version << 4]) + bytes(45)
    for ihl in range(16):
        yield "IPv4, IHL %d" % ihl, raw(dst) + raw(
            src) + b"\x08\x00" + bytes([0x40 | ihl]) + pattern(45)


def tag_truncations(dst, src):
    """Frames that end within their tags."""
    for tpid in "8100", "88a8":
        for rest in range(0, 8):
            yield "%s and %d bytes" % (tpid, rest), raw(dst) + raw(
                src) + raw(tpid) + raw("0064") [:rest] + (
                    raw("0800") + pattern(8))[:max(rest - 2, 0)]
        # The outer tag is whole, one under it is not.
        for rest in range(2, 8):
            yield "0x8100, then %s and %d bytes" % (tpid, rest), raw(
                dst) + raw(src) + raw("81000064") + raw(tpid) + (
                    raw("00c8") + raw("0800") + pattern(8))[:rest]


def ethertypes(dst, src):
    """Frames of which no layer 3 is known, and LLC."""
    for kind in (0x0000, 0x0001, 0x002e, 0x05dc, 0x05dd, 0x05ff, 0x0600,
                 0x0601, 0x0806, 0x0842, 0x22f3, 0x6002, 0x6559, 0x8035,
                 0x8137, 0x8808, 0x8809, 0x8847, 0x8848, 0x8863, 0x8864,
                 0x886d, 0x888e, 0x8892, 0x88a2, 0x88a4, 0x88cc, 0x88e5,
                 0x88e7, 0x88f7, 0x8902, 0x8906, 0x8914, 0x891d, 0x893f,
                 0x9000, 0xdada, 0xfffe, 0xffff):
        yield "ethertype %04x" % kind, plain(dst, src, 60, kind)
    for label, body in (("LLC", LLC(dsap=0xaa, ssap=0xaa, ctrl=3)),
                        ("LLC SNAP", LLC() / SNAP(OUI=0, code=0x0800)),
                        ("LLC STP", LLC() / STP()),
                        ("LLC NetBIOS", LLC(dsap=0xf0, ssap=0xf0))):
        yield label, bytes(Dot3(dst=dst, src=src) / body / Raw(pattern(30)))
    yield "Novell raw 802.3", bytes(
        Dot3(dst=dst, src=src, len=46) / Raw(b"\xff\xff" + pattern(44)))
    yield "length above the frame", bytes(
        Dot3(dst=dst, src=src, len=1500) / Raw(pattern(46)))
    yield "length below the frame", bytes(
        Dot3(dst=dst, src=src, len=3) / Raw(pattern(200)))
