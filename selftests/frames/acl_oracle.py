# SPDX-License-Identifier: GPL-2.0
#
# ACLs as Documentation/acl.md describes them: what rules can see of a frame,
# written from the RFCs, and what becomes of it at the points that it passes. It
# shares nothing with the module but the names of fields and reasons.
# Called by acl_lab.py and the suites about ACLs.

import copy
import functools
import ipaddress
import struct

import vlan_oracle

TPIDS = (0x8100, 0x88a8)
HOP_BY_HOP, ROUTING, FRAGMENT, AUTH, OPTIONS = 0, 43, 44, 51, 60
# Mobility, HIP and Shim6 are of the same form.
EXTENSIONS = (HOP_BY_HOP, ROUTING, FRAGMENT, AUTH, OPTIONS, 135, 139, 140)
ICMP, TCP, UDP, DCCP, ICMP6, SCTP, UDPLITE = 1, 6, 17, 33, 58, 132, 136
# How long the header of a transport is at least.
TRANSPORT = {ICMP: 8, TCP: 20, UDP: 8, DCCP: 12, ICMP6: 8, SCTP: 12,
             UDPLITE: 8}
SNAP = b"\xaa\xaa\x03\0\0\0"
HEADERS = 512           # bytes in which all headers must be
MOST_EXTENSIONS = 8
MOST_RULES = 16         # that a frame may meet on one side


class Malformed(Exception):
    """What should be there is not."""


class Packet:
    """Bytes that end; to read behind the end is an error."""

    def __init__(self, data, at=0):
        self.data, self.at = data[:HEADERS], at
        self.left = len(data) - at

    def holds(self, n):
        """So many bytes are there, whether headers may be in them or not."""
        return n <= self.left

    def need(self, n):
        if self.at + n > len(self.data):
            raise Malformed()

    def get(self, form, offset=0):
        self.need(offset + struct.calcsize(form))
        return struct.unpack_from(form, self.data, self.at + offset)

    def skip(self, n):
        self.need(n)
        self.at += n
        self.left -= n

    def end(self, n):
        """Nothing counts that is more than n bytes from here on."""
        self.data = self.data[:self.at + n]


@functools.lru_cache(maxsize=1 << 16)
def parse(frame):
    """Fields of a frame: {name: value}. What it does not have is not there;
    a malformed one has only its Ethernet header's."""
    kind, = struct.unpack_from(">H", frame, 12)
    out = {"dmac": int.from_bytes(frame[:6], "big"),
           "smac": int.from_bytes(frame[6:12], "big"), "malformed": False}
    more = {}
    packet = Packet(frame, 14)
    try:
        for _ in range(2):
            if kind in TPIDS:
                kind, = packet.get(">2xH")
                packet.skip(4)
        if kind in TPIDS or kind < 0x600 and hidden(packet):
            raise Malformed()
        if kind == 0x0800:
            ipv4(packet, more)
        elif kind == 0x86dd:
            ipv6(packet, more)
        elif kind == 0x0806:
            arp(packet, more)
    except Malformed:
        more = {"malformed": True}
    out["ethertype"] = kind if kind >= 0x600 else 0
    out.update(more)
    return out


def hidden(packet):
    """Is there an EtherType of interest behind LLC and SNAP?"""
    at = packet.at
    return packet.data[at:at + 6] == SNAP and packet.data[at + 6:at + 8] in (
        b"\x08\x00", b"\x86\xdd", b"\x08\x06", b"\x81\x00", b"\x88\xa8")


def ipv4(packet, out):
    first, tos, total, _, frag, _, proto, _, src, dst = packet.get(
        ">BBHHHBBHII")
    size = (first & 15) * 4
    if first >> 4 != 4 or size < 20 or 0 < total < size or \
            not packet.holds(total):
        raise Malformed()
    if total:
        packet.end(total)
    packet.skip(size)
    offset = frag & 0x1fff
    out.update(src=ipaddress.IPv4Address(src), dst=ipaddress.IPv4Address(dst),
               proto=proto, dscp=tos >> 2)
    out["frag"] = bool(frag & 0x3fff), bool(offset)
    transport(packet, out, proto, offset)


def ipv6(packet, out):
    first, size, proto = packet.get(">IHB")
    packet.need(40)
    if first >> 28 != 6:
        raise Malformed()
    src, dst = (ipaddress.IPv6Address(a) for a in packet.get(">8x16s16s"))
    packet.skip(40)
    if not packet.holds(size):
        raise Malformed()
    if size:
        packet.end(size)
    out.update(src=src, dst=dst, dscp=first >> 22 & 63, frag=(False, False))
    offset = n = 0
    while proto in EXTENSIONS and not offset:
        n += 1
        if n > MOST_EXTENSIONS:
            raise Malformed()
        packet.need(8)
        following, size = packet.get(">BB")
        if proto == FRAGMENT:
            word, = packet.get(">2xH")
            offset = word >> 3
            # Neither: it is whole (RFC 6946).
            if word & 0xfff9:
                out["frag"] = True, bool(offset)
            size = 8
        elif proto == AUTH:
            size = max(size * 4 + 8, 12)
        else:
            size = size * 8 + 8
        packet.skip(size)
        proto = following
    out["proto"] = proto
    transport(packet, out, proto, offset)


def transport(packet, out, proto, offset):
    if offset:
        # RFC 1858: the flags of TCP could be written anew.
        if proto == TCP and offset == 1:
            raise Malformed()
        return
    six = isinstance(out["src"], ipaddress.IPv6Address)
    if proto not in TRANSPORT or proto == (ICMP if six else ICMP6):
        return
    packet.need(TRANSPORT[proto])
    if proto == ICMP:
        out["icmp-type"], out["icmp-code"] = packet.get("BB")
    elif proto == ICMP6:
        out["icmp6-type"], out["icmp6-code"] = packet.get("BB")
    else:
        out["sport"], out["dport"] = packet.get(">HH")
    if proto == TCP:
        word, = packet.get(">12xH")
        size = word >> 12
        if size < 5:
            raise Malformed()
        packet.need(size * 4)
        out["tcp-flags"] = word & 0xfff


def arp(packet, out):
    hard, proto, hlen, plen, oper, spa, tpa = packet.get(">HHBBH6xI6xI")
    if (hard, proto, hlen, plen) != (1, 0x0800, 6, 4):
        raise Malformed()
    out["arp-op"] = oper
    out["arp-spa"] = ipaddress.IPv4Address(spa)
    out["arp-tpa"] = ipaddress.IPv4Address(tpa)


def ones(*words):
    """Their ones' complement sum (RFC 1071)."""
    total = sum(words)
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return total


def set_dscp(body, dscp):
    """The frame with another DSCP; a checksum that was right is right."""
    at = 14
    while struct.unpack_from(">H", body, at - 2)[0] in TPIDS:
        at += 4
    out = bytearray(body)
    if out[at] >> 4 == 4:
        old, = struct.unpack_from(">H", out, at)
        out[at + 1] = out[at + 1] & 3 | dscp << 2
        new, = struct.unpack_from(">H", out, at)
        was, = struct.unpack_from(">H", out, at + 10)
        # RFC 1624, so that one that was wrong stays as wrong.
        value = ones(was ^ 0xffff, old ^ 0xffff, new) ^ 0xffff
        struct.pack_into(">H", out, at + 10, value)
    else:
        word, = struct.unpack_from(">I", out, at)
        struct.pack_into(">I", out, at, word & ~(63 << 22) | dscp << 22)
    return bytes(out)


class Passing:
    """A frame on its way past its points."""

    def __init__(self, inside, port, size):
        self.inside, self.port, self.size = inside, port, size
        self.fields = dict(parse(inside.body), vid=inside.vid,
                           pcp=inside.priority >> 13, len=size)
        self.fields["in-port"] = port.number
        self.met = 0            # rules, on this side
        self.asked = self.decided = False
        self.redirect = None    # number of a port
        self.actions = []       # what rules do that does not decide

    def lost(self, reason):
        """Why it is dropped behind all points of a side, or None: what hides
        from the rules gets past none of them."""
        if self.fields["malformed"] and self.asked and not self.decided and \
                self.port.number:
            return reason
        return None


class Session:
    """A mirror session, and what it counted."""

    def __init__(self, dev, snap=0):
        self.dev, self.snap = dev, snap
        self.frames = self.bytes = 0


class Switch(vlan_oracle.Switch):
    """self.acls: {name: [Rule]}; self.points: {("port-ingress", device) or
    ("vlan", VID) or ("switch",) or ("port-egress", device): [(name, default)]};
    self.sets: {name: Set}; self.sessions: {name: Session}."""

    def __init__(self, host, mac):
        super().__init__(host, mac)
        self.acls, self.points, self.sets = {}, {}, {}
        self.sessions = {}
        self.passing = None
        self.lost = None

    def judge(self, ingress, frame):
        port = self.ports[ingress]
        self.passing = self.lost = None
        account, _ = self.early(port, frame)
        if account:
            return account, []
        reason, self.inside = vlan_oracle.classify(port, frame)
        if reason:
            return reason, []
        if self.points:
            self.passing = Passing(self.inside, port, len(frame))
            for point in (("port-ingress", ingress),
                          ("vlan", self.inside.vid), ("switch",)):
                reason = self.ask(point, self.passing)
                if reason:
                    break
            reason = reason or self.passing.lost("acl-malformed")
            self.act(self.passing, reason)
            if reason:
                return reason, []
        body = self.inside
        redirect = self.passing and self.passing.redirect
        if redirect is not None:
            return self.redirected(port, redirect)
        account, out = super().judge(ingress, frame)
        self.inside = body
        return account, out

    def redirected(self, port, number):
        to = [p for p in self.ports.values() if p.number == number][0]
        if not to.has(self.inside.vid):
            return "vlan-egress", []
        if not vlan_oracle.may_talk(port, to):
            return "role", []
        return ("delivered" if to is self.host else "forwarded"), [to.dev]

    def learn(self, ingress, frame, account):
        if not account.startswith("acl-"):
            super().learn(ingress, frame, account)

    def leaves(self, dev, frame):
        """The copy for one port, which that port's rules may change."""
        inside, self.lost = self.inside, None
        if self.passing and ("port-egress", dev) in self.points:
            copied = Passing(copy.copy(inside), self.passing.port,
                             self.passing.size)
            lost = self.ask(("port-egress", dev), copied) or \
                copied.lost("egress-acl")
            self.act(copied, lost, dev)
            self.lost = lost
            self.inside = copied.inside
        out = super().leaves(dev, frame)
        self.inside = inside
        return out

    def refuses(self, to, frame):
        return self.lost or super().refuses(to, frame)

    def ask(self, point, passing):
        """Why the frame is dropped at this point, or None."""
        egress = point[0] == "port-egress"
        denied = "egress-acl" if egress else "acl-ingress"
        for name, default in self.points.get(point, []):
            passing.asked = True
            for rule in self.acls[name]:
                if not rule.holds(passing.fields, self.sets):
                    continue
                passing.met += 1
                if passing.met > MOST_RULES:
                    return "egress-acl" if egress else "acl-depth"
                rule.frames += 1
                rule.bytes += passing.size
                passing.actions += [(name, rule, action)
                                    for action in rule.actions]
                verdict = rule.verdict
                if verdict is None:
                    continue
                passing.decided = True
                if verdict.kind == "redirect" and passing.redirect is None:
                    passing.redirect = verdict.port
                return denied if verdict.kind == "deny" else None
            if default == "deny":
                return denied if egress or not passing.fields["malformed"] \
                    else "acl-malformed"
            if default == "allow":
                return None
        return None

    def act(self, passing, lost, dev=None):
        """What the rules do to a frame, or to a copy that is to leave by this
        device; on this side all of them have seen it as it was. One that is
        lost is not changed."""
        inside = passing.inside
        for _, _, action in passing.actions:
            if action.kind == "mirror":
                self.mirror(passing, self.sessions[action.session], dev)
            elif lost:
                continue
            elif action.kind == "set-pcp":
                inside.priority = inside.priority & 0x1000 | action.value << 13
            elif action.kind == "set-dscp" and "dscp" in passing.fields:
                inside.body = set_dscp(inside.body, action.value)

    def mirror(self, passing, session, dev):
        """One more copy, past roles and rules; not of what the port of the
        session received, or is to have anyway."""
        to, inside = self.ports[session.dev], passing.inside
        if passing.port is to or dev == to.dev:
            return
        body = inside.body
        if session.snap:
            # A tag of another kind than the port's is beside the frame, too.
            beside = struct.unpack_from(">H", body, 12)[0] in TPIDS and \
                len(body) == passing.size
            body = body[:session.snap + 4 * beside]
        session.frames += 1
        session.bytes += len(body)
        self.count(passing.port.dev, "copies")
        copied = vlan_oracle.Inside(inside.vid, inside.priority, body)
        copied = to.dress(copied)
        if self.send(to, copied):
            self.arrives.append((to.dev, copied))
