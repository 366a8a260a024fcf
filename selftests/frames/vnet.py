# SPDX-License-Identifier: GPL-2.0
#
# Frames with a virtio header: checksums that are left to the device, and
# large frames that are cut into segments at the end of their way. Holds a
# reference for what the kernel makes of them, written from the RFCs.
# Called by the suites.

import struct

import craft
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import Dot1Q, Ether
from scapy.packet import Raw

NEEDS_CSUM = 1
GSO_NONE, GSO_TCPV4, GSO_UFO, GSO_TCPV6, GSO_UDP_L4 = 0, 1, 3, 4, 5
TPIDS = (0x8100, 0x88a8)


def fold(data):
    """The ones' complement sum of 16-bit words (RFC 1071)."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(">%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return total


def put16(frame, at, value):
    return frame[:at] + struct.pack(">H", value) + frame[at + 2:]


def get16(frame, at):
    return struct.unpack_from(">H", frame, at)[0]


class Header:
    """struct virtio_net_hdr, as tap and packet sockets have it here."""

    def __init__(self, data):
        (self.flags, self.gso_type, self.hdr_len, self.gso_size,
         self.csum_start, self.csum_offset) = struct.unpack("<BBHHHH", data)

    def __repr__(self):
        return "flags %d, gso %d of %d, csum at %d+%d" % (
            self.flags, self.gso_type, self.gso_size, self.csum_start,
            self.csum_offset)


class Layout:
    """Where the headers of a TCP or UDP frame are. No options, extensions."""

    def __init__(self, frame):
        self.net = 14
        while get16(frame, self.net - 2) in TPIDS:
            self.net += 4
        self.v4 = get16(frame, self.net - 2) == 0x0800
        if self.v4:
            self.proto = frame[self.net + 9]
            self.trans = self.net + 20
        else:
            self.proto = frame[self.net + 6]
            self.trans = self.net + 40
        self.tcp = self.proto == 6
        self.csum = 16 if self.tcp else 6
        self.data = self.trans + (
            (frame[self.trans + 12] >> 4) * 4 if self.tcp else 8)

    def pseudo(self, frame):
        """The sum of the pseudo header (RFC 9293 3.1, RFC 8200 8.1)."""
        if self.v4:
            addresses = frame[self.net + 12:self.net + 20]
        else:
            addresses = frame[self.net + 8:self.net + 40]
        return fold(addresses + struct.pack(
            ">II", self.proto, len(frame) - self.trans))


def checksum(frame):
    """The frame with its TCP or UDP checksum made right."""
    lay = Layout(frame)
    at = lay.trans + lay.csum
    frame = put16(frame, at, lay.pseudo(frame))
    value = 0xffff ^ fold(frame[lay.trans:])
    if not lay.tcp and not value:
        value = 0xffff
    return put16(frame, at, value)


def canonical(frame):
    """Zero has two forms in a ones' complement sum; in TCP both are good."""
    at = Layout(frame).trans + Layout(frame).csum
    return put16(frame, at, get16(frame, at) or 0xffff)


def finish(frame, hdr):
    """What a device makes of a frame whose checksum was left to it."""
    if not hdr.flags & NEEDS_CSUM:
        return frame
    value = 0xffff ^ fold(frame[hdr.csum_start:])
    if not value and hdr.csum_offset == 6:
        value = 0xffff
    return put16(frame, hdr.csum_start + hdr.csum_offset, value)


class Parcel:
    """A TCP or UDP frame on its way through the switch."""

    def __init__(self, dst, src, v4=True, tcp=True, size=100, gso_size=0,
                 tags=(), partial=True, sport=1000, ufo=False):
        frame = Ether(dst=dst, src=src)
        for tpid, vid in tags:
            frame.lastlayer().type = tpid
            frame /= Dot1Q(vlan=vid)
        if v4:
            frame /= IP(src="192.0.2.1", dst="192.0.2.2", id=7, flags=0 if
                        ufo else "DF")
        else:
            frame /= IPv6(src="2001:db8::1", dst="2001:db8::2")
        if tcp:
            frame /= TCP(sport=sport, dport=2000, seq=1 << 20, ack=1,
                         flags="PA")
        else:
            frame /= UDP(sport=sport, dport=2000)
        self.frame = checksum(bytes(frame / Raw(craft.pattern(size))))
        self.lay = Layout(self.frame)
        self.partial = partial
        self.gso_size = gso_size
        self.gso_type = GSO_NONE
        if gso_size:
            self.gso_type = (GSO_UFO if ufo else GSO_UDP_L4) if not tcp else (
                GSO_TCPV4 if v4 else GSO_TCPV6)

    def __str__(self):
        return "%s over IPv%d of %d bytes" % (
            "TCP" if self.lay.tcp else "UDP", 4 if self.lay.v4 else 6,
            len(self.frame))

    def sent(self):
        """The frame and its virtio header, as a guest sends it."""
        if not self.partial:
            return self.frame, bytes(10)
        lay = self.lay
        at = lay.trans + lay.csum
        frame = put16(self.frame, at, lay.pseudo(self.frame))
        return frame, struct.pack(
            "<BBHHHH", NEEDS_CSUM, self.gso_type,
            lay.data if self.gso_type else 0, self.gso_size, lay.trans,
            lay.csum)

    def segments(self):
        """The frames that it is cut into (RFC 9293, UDP_SEGMENT)."""
        lay = self.lay
        head, data = self.frame[:lay.data], self.frame[lay.data:]
        pieces = [data[i:i + self.gso_size]
                  for i in range(0, len(data), self.gso_size)]
        out = []
        for n, piece in enumerate(pieces):
            h = head
            if lay.v4:
                h = put16(h, lay.net + 2, lay.data - lay.net + len(piece))
                h = put16(h, lay.net + 4, 7 + n)
                h = put16(h, lay.net + 10, 0)
                h = put16(h, lay.net + 10,
                          0xffff ^ fold(h[lay.net:lay.net + 20]))
            else:
                h = put16(h, lay.net + 4, lay.data - lay.net - 40 + len(piece))
            if lay.tcp:
                seq = (1 << 20) + n * self.gso_size
                h = h[:lay.trans + 4] + struct.pack(">I", seq) + h[
                    lay.trans + 8:]
                if n < len(pieces) - 1:     # PSH is the last one's
                    h = h[:lay.trans + 13] + bytes([
                        h[lay.trans + 13] & ~8]) + h[lay.trans + 14:]
            else:
                h = put16(h, lay.trans + 4, 8 + len(piece))
            out.append(checksum(h + piece))
        return out
