# SPDX-License-Identifier: GPL-2.0
#
# What the processes of a storm share: names, counts, and the way into a
# network namespace with a socket of rtnetlink and one of the family. Used by
# all files of this directory.

import mmap
import os
import socket
import struct

import nl
from ends import Netns

RTM_NEWLINK, RTM_DELLINK, RTM_GETLINK, RTM_NEWNEIGH = 16, 17, 18, 28
NLM_F_CREATE, NLM_F_EXCL = 0x400, 0x200
IFLA_ADDRESS, IFLA_IFNAME, IFLA_MTU, IFLA_MASTER = 1, 3, 4, 10
IFLA_LINKINFO, IFLA_NET_NS_FD, IFLA_CARRIER = 18, 28, 33
IFLA_INFO_KIND, IFLA_INFO_DATA, VETH_INFO_PEER = 1, 2, 1
IFF_UP, IFF_PROMISC = 1, 0x100

HOMES = ("a", "b")              # namespaces of switches and ports
GUESTS = ("g1", "g2")           # those of the other ends of veths
ANCHOR = "anchor"               # see links.netns_add()
VETHS = 8                       # p0, p1, ...; the guests' ends are e0, ...
DUMMIES = ("d0", "d1", "d2", "d3")
SWITCHES = ("s0", "s1", "s2", "s3")
OTHERS = ("x0", "x1", "x2", "x3", "x4", "x5")   # what is renamed


class Nothing(Exception):
    """What the action is about is not there just now."""


def mac(n):
    return struct.pack(">HHH", 0x0200, 0, 0x1000 + n)


class World:
    """The names, the counts of all processes, and the end."""

    def __init__(self, prefix, seed, processes, kinds):
        self.prefix = prefix
        self.seed = seed
        self.kinds = {kind: i for i, kind in enumerate(kinds)}
        # The first eight bytes: it is over; the module stays. Then a row for
        # each process: what succeeded, by kind. Only itself writes to it.
        self.shared = mmap.mmap(-1, 8 * (1 + processes * len(kinds)))
        self.processes = processes

    def real(self, name):
        return "%s-%s" % (self.prefix, name)

    def path(self, name):
        return "/var/run/netns/" + self.real(name)

    def there(self, name):
        """Which namespace has the name now, or None."""
        try:
            return os.stat(self.path(name)).st_ino
        except OSError:
            return None

    def over(self):
        return self.shared[0] != 0

    def finish(self):
        self.shared[0] = 1

    def resume(self):
        self.shared[0] = 0

    def keeps(self):
        """The module is not taken away any more."""
        return self.shared[1] != 0

    def keep(self):
        self.shared[1] = 1

    def slot(self, process, kind):
        return 8 * (1 + process * len(self.kinds) + self.kinds[kind])

    def count(self, process, kind, more=1):
        at = self.slot(process, kind)
        old, = struct.unpack_from("=Q", self.shared, at)
        struct.pack_into("=Q", self.shared, at, old + more)

    def lacks(self, kind):
        """It is counted, and nobody has done it yet."""
        return kind in self.kinds and not self.total(kind)

    def total(self, kind):
        return sum(struct.unpack_from("=Q", self.shared,
                                      self.slot(process, kind))[0]
                   for process in range(self.processes))


class Route:
    """A socket of rtnetlink."""

    def __init__(self):
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
        for option in (nl.NETLINK_CAP_ACK, nl.NETLINK_EXT_ACK):
            self.sock.setsockopt(nl.SOL_NETLINK, option, 1)
        self.sock.bind((0, 0))
        self.sock.settimeout(120)
        self.seq = 0

    def close(self):
        self.sock.close()

    def ask(self, kind, flags, body):
        """The bodies of the replies; raises nl.Refused."""
        self.seq += 1
        flags |= nl.NLM_F_REQUEST
        if kind != RTM_GETLINK:
            flags |= nl.NLM_F_ACK
        self.sock.send(struct.pack("=IHHII", 16 + len(body), kind, flags,
                                   self.seq, 0) + body)
        replies = []
        while True:
            data = self.sock.recv(1 << 18)
            while data:
                length, kind, flags, seq, _ = \
                    struct.unpack_from("=IHHII", data)
                body = data[16:length]
                data = data[(length + 3) & ~3:]
                if seq != self.seq:
                    continue
                if kind == nl.NLMSG_ERROR:
                    nl.check_error(flags, body, 20)
                    return replies
                if kind == nl.NLMSG_DONE:
                    return replies
                replies.append(body)

    def links(self):
        """All devices but lo, as dictionaries."""
        found = []
        for body in self.ask(RTM_GETLINK, nl.NLM_F_DUMP, ifinfo(0)):
            attrs = dict(nl.parse(body[16:]))
            info = dict(nl.parse(attrs.get(IFLA_LINKINFO, b"")))
            link = {"index": struct.unpack_from("=i", body, 4)[0],
                    "flags": struct.unpack_from("=I", body, 8)[0],
                    "name": attrs[IFLA_IFNAME].rstrip(b"\0").decode(),
                    "kind": info.get(IFLA_INFO_KIND, b"").rstrip(b"\0"),
                    "master": IFLA_MASTER in attrs}
            if link["name"] != "lo":
                found.append(link)
        return found

    def set(self, index, *attrs, flags=0, change=0):
        self.ask(RTM_NEWLINK, 0, ifinfo(index, *attrs, flags=flags,
                                        change=change))

    def add(self, kind, *attrs, data=b""):
        info = nl.nla(IFLA_INFO_KIND, kind + b"\0")
        if data:
            info += nl.nla(IFLA_INFO_DATA | nl.NLA_F_NESTED, data)
        self.ask(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, ifinfo(
            0, *attrs, (IFLA_LINKINFO | nl.NLA_F_NESTED, info),
            flags=IFF_UP, change=IFF_UP))

    def delete(self, index):
        self.ask(RTM_DELLINK, 0, ifinfo(index))


def ifinfo(index, *attrs, flags=0, change=0):
    return struct.pack("=BxHiII", 0, 0, index, flags, change) + b"".join(
        nl.nla(kind, data) for kind, data in attrs)


def u32(value):
    return struct.pack("=I", value)


def text(name):
    return name.encode() + b"\0"


class Place:
    """Sockets in one namespace, and the devices there."""

    def __init__(self, world, spec, name):
        self.name = name
        self.inode = world.there(name)
        self.client = None      # of the family, while there is a module
        self.links = []
        with Netns(world.real(name)):
            self.route = Route()
            try:
                self.client = nl.Client(spec)
            except nl.Refused:
                pass

    def close(self):
        self.route.close()
        if self.client:
            self.client.close()

    def see(self):
        self.links = self.route.links()

    def switches(self):
        return [l for l in self.links if l["kind"] == b"vswitch"]

    def devices(self):
        """What is a port, or can be one."""
        return [l for l in self.links if l["kind"] != b"vswitch"]

    def family(self):
        if self.client is None:
            raise Nothing
        return self.client
