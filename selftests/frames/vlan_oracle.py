# SPDX-License-Identifier: GPL-2.0
#
# VLANs as IEEE 802.1Q-2018 and RFC 5517 describe them, in the plainest way that
# works: which VLAN a frame is in, who has a copy of it, and with which tag. It
# shares nothing with the module but the names of counters and reasons.
# Called by the suites about VLANs.

import struct

import oracle
from oracle import is_group

C_TAG, S_TAG = 0x8100, 0x88a8
ALL = range(1, 4095)


class Port(oracle.Port):
    """A port; the settings are those of vlan_set() in vlan_lab.py."""

    def __init__(self, number, dev, mtu=1500, strips=True):
        super().__init__(number, dev, mtu, strips)
        self.settings = {}
        self.configure(mode="access", pvid=1)

    def configure(self, mode, pvid=0, tagged=(), untagged=(), maps=None,
                  accept="all", pcp=8, protocol="8021q", role="normal",
                  community=""):
        """As if it were new."""
        self.mode, self.pvid = mode, pvid
        self.accept, self.pcp = accept, pcp
        self.role, self.community = role, community
        self.tpid = C_TAG if protocol == "8021q" else S_TAG
        self.vid_of = dict(maps or {})      # the VID in a tag: the VLAN
        self.tag_of = {vid: tag for tag, vid in self.vid_of.items()}
        if mode in ("access", "dot1q-tunnel"):
            self.untagged, self.tagged = {pvid}, set()
        else:
            self.untagged = set(untagged)
            self.tagged = set(tagged) - self.untagged
        if mode == "trunk" and pvid:
            self.untagged, self.tagged = {pvid}, self.tagged - {pvid}

    def has(self, vid):
        return vid in self.untagged or vid in self.tagged

    def dress(self, inside):
        """A frame as it leaves, also one of a VLAN that is not the port's."""
        if inside.vid in self.untagged or self.mode in ("access",
                                                        "dot1q-tunnel"):
            return inside.body
        tag = self.tag_of.get(inside.vid, inside.vid)
        return inside.body[:12] + struct.pack(
            ">HH", self.tpid, inside.priority | tag) + inside.body[12:]


class Inside:
    """A frame within the switch: its VLAN, and what of it is not the tag."""

    def __init__(self, vid, priority, body):
        self.vid, self.priority, self.body = vid, priority, body


def classify(port, frame):
    """(drop reason or None, Inside)"""
    tpid, tci = struct.unpack_from(">HH", frame.ljust(16, b"\0"), 12)
    tagged = port.mode != "dot1q-tunnel" and tpid == port.tpid
    vid = tci & 0xfff if tagged else 0
    priority = tci & 0xf000 if tagged else 0
    body = frame[:12] + frame[16:] if tagged else frame

    if (port.accept == "tagged" and not vid) or (
            port.accept == "untagged" and vid):
        return "vlan-frame-type", None
    if not vid:
        vid = port.pvid
        if not vid:
            return "vlan-no-pvid", None
    elif vid == 4095:
        return "vlan-reserved", None
    else:
        if vid in port.vid_of:
            vid = port.vid_of[vid]
        elif vid in port.tag_of:
            return "vlan-ingress", None     # it has another tag here
        if not port.has(vid):
            return "vlan-ingress", None
    if port.pcp < 8:
        priority = priority & 0x1000 | port.pcp << 13
    return None, Inside(vid, priority, body)


def may_talk(a, b):
    """RFC 5517: do the roles of two ports let them?"""
    if "promiscuous" in (a.role, b.role):
        return True
    if a.role == b.role == "community":
        return a.community == b.community
    return a.role == b.role == "normal"


class Switch(oracle.Switch):
    """self.fdb has (VLAN, address), self.counted the VLANs with counters."""

    def __init__(self, host, mac):
        super().__init__(host, mac)
        number_0 = Port(0, host)
        number_0.flood_unicast = False
        self.host = self.ports[host] = number_0
        self.host_default()
        self.inside = None
        self.static = {}
        self.counted = {}       # VLAN: {counter: n}

    def host_default(self):
        self.host.configure(mode="trunk", pvid=1, tagged=ALL,
                            role="promiscuous")

    def find(self, vid, mac):
        """The device behind which an address is in a VLAN, or None."""
        known = self.static.get((vid, mac), self.fdb.get((vid, mac)))
        if known is None and mac == self.mac and self.host.has(vid):
            return self.host.dev
        return known

    def judge(self, ingress, frame):
        port = self.ports[ingress]
        self.inside = None
        account, flag = self.early(port, frame)
        if account:
            return account, []
        reason, self.inside = classify(port, frame)
        if reason:
            return reason, []
        vid, dst, src = self.inside.vid, frame[:6], frame[6:12]
        if (self.find(vid, src) == self.host.dev and src == self.mac and
                port is not self.host):
            return "source-local", []
        if is_group(dst):
            return self.flood_vlan(port, dst, flag)
        known = self.find(vid, dst)
        if known is None:
            return self.flood_vlan(port, dst, flag)
        to = self.ports[known]
        if to is port and not port.hairpin:
            return "same-port", []
        if not to.has(vid):
            return "vlan-egress", []
        if not may_talk(port, to):
            return "role", []
        if to is self.host:
            return "delivered", [known]
        listens = (self.promisc and port is not self.host and
                   self.host.has(vid) and may_talk(port, self.host))
        return "forwarded", [known] + ([self.host.dev] if listens else [])

    def flood_vlan(self, port, dst, flag):
        account, out = self.flood(port, dst, flag)
        out = [dev for dev in out if self.ports[dev].has(self.inside.vid) and
               may_talk(port, self.ports[dev])]
        return ("flooded" if out else "no-destination"), out

    def learn(self, ingress, frame, account):
        src = frame[6:12]
        if (account in oracle.UNLEARNT or not self.ports[ingress].learning or
                (self.inside.vid, src) in self.static or
                self.find(self.inside.vid, src) == self.host.dev and
                src == self.mac):
            return
        self.fdb[self.inside.vid, src] = ingress

    def leaves(self, dev, frame):
        return self.ports[dev].dress(self.inside)

    def refuses(self, to, frame):
        """Untagged beside tagged ones: it must not look like one of those."""
        tpid, = struct.unpack_from(">H", frame.ljust(14, b"\0"), 12)
        if (to.mode in ("trunk", "hybrid") and tpid == to.tpid and
                self.inside.vid in to.untagged):
            return "egress-inner-tag"
        return None

    def count_vlan(self, side, size):
        if not self.inside or self.inside.vid not in self.counted:
            return
        counters = self.counted[self.inside.vid]
        for key, n in (side + "_frames", 1), (side + "_bytes", size):
            counters[key] = counters.get(key, 0) + n

    def forget(self):
        """Addresses that were learnt where they cannot be any more, or that
        are the host's now."""
        self.fdb = {(vid, mac): dev for (vid, mac), dev in self.fdb.items()
                    if self.ports[dev].has(vid) and
                    not (mac == self.mac and self.host.has(vid))}
