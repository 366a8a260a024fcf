# SPDX-License-Identifier: GPL-2.0
#
# The switch as the documents describe it, in the plainest way that works: it
# says where a frame is to arrive and which accounts it is to hit. It shares
# nothing with the module but the names of counters and reasons.
# Called by agent.py.

BROADCAST = bytes.fromhex("ffffffffffff")
ZERO = bytes(6)
RESERVED = bytes.fromhex("0180c20000")      # and a last byte of 0 to 15
PAUSE, LACP, LLDP = 0x01, 0x02, 0x0e
TPIDS = (b"\x81\x00", b"\x88\xa8")

# What becomes of a frame before its source is looked at.
UNLEARNT = ("switch-down", "source-group", "source-zero", "source-local",
            "consumed", "pause", "reserved-group", "vlan-frame-type",
            "vlan-no-pvid", "vlan-reserved", "vlan-ingress")

COUNTERS = ("rx_frames", "rx_bytes", "forwarded", "flooded", "delivered",
            "consumed", "dropped", "copies", "tx_copies", "tx_frames",
            "tx_bytes", "tx_dropped")


def is_group(mac):
    return bool(mac[0] & 1)


def cut_tag(frame):
    """A tagged frame that ends too early for the kernel to take its outer
    tag off: it drops such a frame at receive, before anyone sees it."""
    return frame[12:14] in TPIDS and len(frame) < 20


class Port:
    def __init__(self, number, dev, mtu=1500, strips=True):
        self.number = number
        self.dev = dev
        self.mtu = mtu
        # What arrives here goes through the kernel's receive path.
        self.strips = strips
        self.up = True
        self.learning = True
        self.flood_unicast = True
        self.flood_multicast = True
        self.flood_broadcast = True
        self.hairpin = False
        self.forward_lldp = False
        self.forward_lacp = False

    def floods(self, dst):
        if dst == BROADCAST:
            return self.flood_broadcast
        if is_group(dst):
            return self.flood_multicast
        return self.flood_unicast


class Switch:
    """Ports by device name; the host's own has number 0."""

    def __init__(self, host, mac):
        self.host = Port(0, host)
        self.host.flood_unicast = False
        self.mac = mac
        self.up = True
        self.promisc = False
        self.fdb = {}           # address: device
        self.ports = {host: self.host}
        self.counters = {}      # (device, counter or (direction, reason)): n
        self.arrives = []       # (device, what left by it) of this frame

    def add(self, port):
        self.ports[port.dev] = port

    def count(self, dev, key, n=1):
        self.counters[dev, key] = self.counters.get((dev, key), 0) + n

    # ---- the decision --------------------------------------------------

    def early(self, port, frame):
        """(account or drop reason, None) where no VLAN matters, or else (None,
        which setting both ports need)"""
        dst, src = frame[:6], frame[6:12]

        if not self.up:
            return "switch-down", None
        if is_group(src):
            return "source-group", None
        if src == ZERO:
            return "source-zero", None
        reserved = dst[:5] == RESERVED and dst[5] < 16
        if reserved and dst[5] == PAUSE:
            return "pause", None
        flag = {LLDP: "forward_lldp",
                LACP: "forward_lacp"}.get(dst[5]) if reserved else None
        if reserved and not (flag and getattr(port, flag)):
            return ("reserved-group" if port is self.host
                    else "consumed"), None
        return None, flag

    def judge(self, ingress, frame):
        """(account or drop reason, devices the frame is to leave by)"""
        port = self.ports[ingress]
        dst, src = frame[:6], frame[6:12]
        host = port is self.host

        account, flag = self.early(port, frame)
        if account:
            return account, []
        if src == self.mac and not host:
            return "source-local", []
        if is_group(dst):
            return self.flood(port, dst, flag)
        known = self.host.dev if dst == self.mac else self.fdb.get(dst)
        if known is None:
            return self.flood(port, dst)
        if known == ingress and not port.hairpin:
            return "same-port", []
        if known == self.host.dev:
            return "delivered", [known]
        # Who listens to everything on the host hears this, too.
        return "forwarded", [known] + (
            [self.host.dev] if self.promisc and not host else [])

    def flood(self, port, dst, flag=None):
        out = []
        for p in self.ports.values():
            if not p.up or (p is port and not p.hairpin):
                continue
            if flag and not getattr(p, flag):
                continue
            if p.floods(dst) or (p is self.host and self.promisc):
                out.append(p.dev)
        return ("flooded", out) if out else ("no-destination", [])

    def learn(self, ingress, frame, account):
        src = frame[6:12]
        if (account in UNLEARNT or src == self.mac or
                not self.ports[ingress].learning):
            return
        self.fdb[src] = ingress

    def leaves(self, dev, frame):
        """A copy as it leaves by a port."""
        return frame

    def count_vlan(self, side, size):
        """Where VLANs are counted."""

    def fits(self, port, frame):
        """IEEE 802.3 3.2.7: a tag does not count against the MTU."""
        size = len(frame) - 14
        if frame[12:14] in TPIDS and len(frame) >= 18:
            size -= 4
        return size <= port.mtu

    # ---- what comes of it ----------------------------------------------

    def receive(self, ingress, frame):
        """Account for a frame that was sent to a port by its guest, or by the
        host; (device by which it left, what left), for each that must be
        seen."""
        port = self.ports[ingress]
        self.arrives = []
        if port is not self.host and cut_tag(frame):
            return []
        if cut_tag(frame):      # the kernel hands such a frame to a device
            account, out = "truncated", []
        else:
            account, out = self.judge(ingress, frame)
            self.learn(ingress, frame, account)
            self.count_vlan("rx", len(frame))

        self.count(ingress, "rx_frames")
        self.count(ingress, "rx_bytes", len(frame))
        if account in COUNTERS:
            self.count(ingress, account)
        else:
            self.count(ingress, "dropped")
            self.count(ingress, ("ingress", account))
        if out:
            self.count(ingress, "copies", len(out))
        for dev in out:
            copy = self.leaves(dev, frame)
            if self.send(self.ports[dev], copy):
                self.arrives.append((dev, copy))
        return self.arrives

    def refuses(self, to, frame):
        """Why a port will not have this copy, whatever its state; or None."""
        return None

    def send(self, to, frame):
        """Account for a copy; will it be seen?"""
        self.count(to.dev, "tx_copies")
        lost = self.refuses(to, frame)
        if lost:
            pass
        elif not to.up:
            lost = "egress-down"
        elif not self.fits(to, frame) and to is not self.host:
            lost = "egress-mtu"
        if lost:
            self.count(to.dev, "tx_dropped")
            self.count(to.dev, ("egress", lost))
            return False
        self.count(to.dev, "tx_frames")
        self.count(to.dev, "tx_bytes", len(frame))
        self.count_vlan("tx", len(frame))
        return not (to.strips and cut_tag(frame))
