# SPDX-License-Identifier: GPL-2.0
#
# Requests of which the first, the second, ... the n-th allocation fails, until
# there is none left that could (Documentation/fault-injection in the kernel,
# "fail-nth"). One that is refused has changed nothing. Called by agent.py.

import errno
import os
import socket
import struct

import lab as labs
import nl

FAIL_NTH = "/proc/thread-self/fail-nth"
MOST = 2000     # allocations of one request

RTM_NEWLINK, RTM_DELLINK, RTM_NEWNEIGH = 16, 17, 28
NLM_F_CREATE, NLM_F_EXCL = 0x400, 0x200
IFLA_IFNAME, IFLA_MTU, IFLA_MASTER, IFLA_LINKINFO = 3, 4, 10, 18
IFLA_INFO_KIND = 1
NDA_LLADDR, NDA_IFINDEX = 2, 8
NUD_NOARP, NTF_SELF, AF_BRIDGE = 0x40, 2, 7


class Unheard(Exception):
    """There was no memory for the answer."""


class Faults:
    """Sends requests with the n-th allocation failing."""

    def __init__(self):
        try:
            self.file = os.open(FAIL_NTH, os.O_RDWR)
        except FileNotFoundError:
            raise labs.Skip("the kernel has no fault injection") from None
        self.route = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
        self.route.bind((0, 0))
        self.route.settimeout(60)

    def close(self):
        self.route.close()
        os.close(self.file)

    def armed(self, nth, sock, message):
        """Send while the @nth allocation fails. True if there was one."""
        os.pwrite(self.file, b"%d" % nth, 0)
        try:
            sock.send(message)
        except OSError as error:
            if error.errno not in (errno.ENOMEM, errno.ENOBUFS):
                raise
            raise Unheard from error
        finally:
            left = int(os.pread(self.file, 16, 0).rstrip(b"\0\n") or b"0")
            os.pwrite(self.file, b"0", 0)
            self.hit = left == 0

    @staticmethod
    def unheard(error):
        return error.errno in (errno.ENOBUFS, errno.EAGAIN) or \
            isinstance(error, TimeoutError)

    def request(self, nth, client, op, flags, data):
        """One of the family; raises what it is refused with."""
        client.seq += 1
        flags |= nl.NLM_F_REQUEST
        if not flags & nl.NLM_F_DUMP:
            flags |= nl.NLM_F_ACK
        self.armed(nth, client.sock, struct.pack(
            "=IHHIIBBH", nl.HEADERS + len(data), client.family, flags,
            client.seq, 0, client.spec.ops[op]["number"], 1, 0) + data)
        try:
            client.receive()
        except OSError as error:
            if not self.unheard(error):
                raise
            raise Unheard from error

    def rtnetlink(self, nth, kind, flags, body):
        """One of rtnetlink, as iproute2 sends it."""
        self.armed(nth, self.route, struct.pack(
            "=IHHII", 16 + len(body), kind,
            nl.NLM_F_REQUEST | nl.NLM_F_ACK | flags, 1, 0) + body)
        try:
            data = self.route.recv(1 << 16)
        except OSError as error:
            if not self.unheard(error):
                raise
            raise Unheard from error
        code = -struct.unpack_from("=i", data, 16)[0]
        if code:
            raise nl.Refused(code)


def each_fault(lab, what, prepare, send, ours=True, but=None):
    """Prepare, and send with the n-th allocation failing, for every n.

    @prepare makes everything anew and returns what @send is called with;
    @ours: it is this family that answers; @but: what of the picture a refusal
    may change.
    """
    faults = Faults()
    refused = 0
    try:
        for nth in range(1, MOST):
            arg = prepare()
            before = lab.picture()
            faults.hit, reason = False, None
            try:
                send(faults, nth, arg)
                told = True
            except Unheard:
                told = None
            except nl.Refused as said:
                told, reason = False, said
                refused += 1
                if ours:    # other families have other words for it, too
                    lab.check(said.errno in (errno.ENOMEM, errno.ENOBUFS),
                              "%s: %s when allocation %d failed" % (
                                  what, said, nth))
            if told is False:
                before.pop(but, None)
                after = lab.picture()
                after.pop(but, None)
                lab.compare("%s, allocation %d" % (what, nth), before, after)
            if not faults.hit:
                lab.check(told, "%s: %s when nothing failed" % (what, reason))
                break
        else:
            lab.fail("%s: no end" % what)
    finally:
        faults.close()
    labs.say("%s: %d allocations, refused %d times" % (what, nth - 1, refused))


def fresh(lab, op=None):
    """Anew, on a socket that has no old answer in it."""
    lab.reopen()
    lab.nl = nl.Client(lab.spec)
    lab.nl.sock.settimeout(2)
    if op:
        lab.prepare(op)
    else:
        lab.build()


# There the networking core has a say: what it runs out of memory at, it may
# call EINVAL.
REGISTERS = ("switch-add",)

# A commit ends its transaction, whether it succeeds or not.
LOST = {"txn-commit": ("txn-get", "vsw0")}


def faults_requests(lab):
    """Every kind of request, in its smallest form."""
    for op, flags in lab.spec.requests():
        def prepare():
            fresh(lab, op)
            return lab.base(op, flags)

        def send(faults, nth, data):
            faults.request(nth, lab.nl, op, flags, data)

        each_fault(lab, lab.title(op, flags, "").rstrip(", "), prepare, send,
                   ours=op not in REGISTERS, but=LOST.get(op))


# What is more than the smallest form: settings that need memory of their own.
LARGE = {
    "switch-set": {"vlan-protocol": 1, "ageing-time": 77},
    "port-add": {"ifindex": "d3"},
    "port-set": {"vlan-mode": "trunk",
                 "vlans": {"range": [{"first": 10, "last": 20}]},
                 "vlan-maps": {"map": [{"tag": 100, "vid": 10}]},
                 "role": "community", "community": "c"},
    "vlan-add": {"name": "nine", "counters": 1},
    "vlan-set": {"name": "other", "counters": 1},
}


def faults_settings(lab):
    """Requests that set much at once, also in a transaction."""
    for op, attrs in LARGE.items():
        for txn in (False, True):
            def prepare():
                fresh(lab, op)
                more = {k: lab.ifindex.get(v, v) if isinstance(v, str) else v
                        for k, v in attrs.items()}
                if txn:
                    more["txn"] = lab.txn
                return lab.nl.encode(op, dict(lab.good(op), **more))

            def send(faults, nth, data):
                faults.request(nth, lab.nl, op, 0, data)

            each_fault(lab, "%s of much%s" % (
                op, " in a transaction" if txn else ""), prepare, send)


def faults_commit(lab):
    """A transaction that attaches, detaches and changes."""
    for more in ({}, {"confirm-timeout": 600}):
        def prepare():
            fresh(lab)
            sw0, txn = lab.ifindex["vsw0"], lab.txn
            call = lab.nl.call
            call("port-add", switch=sw0, name="three",
                 ifindex=lab.ifindex["d3"], txn=txn)
            call("port-del", switch=sw0, number=2, txn=txn)
            call("port-set", switch=sw0, number=1, txn=txn, vlan_mode="trunk",
                 vlans={"range": [{"first": 1, "last": 4094}]})
            call("vlan-add", switch=sw0, vid=6, name="six", counters=1,
                 txn=txn)
            return lab.nl.encode("txn-commit",
                                 dict(lab.good("txn-commit"), **more))

        def send(faults, nth, data):
            faults.request(nth, lab.nl, "txn-commit", 0, data)

        each_fault(lab, "txn-commit%s" % (" to be confirmed" if more else ""),
                   prepare, send, but=LOST["txn-commit"])


def faults_rollback(lab):
    """A commit that is taken back gives a device up, and takes one."""
    def prepare():
        fresh(lab)
        sw0, txn = lab.ifindex["vsw0"], lab.txn
        call = lab.nl.call
        call("port-del", switch=sw0, number=2, txn=txn)
        call("port-add", switch=sw0, ifindex=lab.ifindex["d3"], txn=txn)
        call("txn-commit", switch=sw0, id=txn, confirm_timeout=600)
        return lab.nl.encode("txn-rollback", {"switch": sw0})

    def send(faults, nth, data):
        faults.request(nth, lab.nl, "txn-rollback", 0, data)

    each_fault(lab, "txn-rollback of devices", prepare, send)


def ifinfo(index, *attrs):
    return struct.pack("=BxHiII", 0, 0, index, 0, 0) + b"".join(
        nl.nla(kind, data) for kind, data in attrs)


def u32(value):
    return struct.pack("=I", value)


def neighbour(lab):
    return struct.pack("=BxxxiHBB", AF_BRIDGE, lab.ifindex["vsw0"], NUD_NOARP,
                       NTF_SELF, 0) + \
        nl.nla(NDA_LLADDR, b"\x02\0\0\0\0\x09") + \
        nl.nla(NDA_IFINDEX, u32(lab.ifindex["d1"]))


# The ways into a switch that are rtnetlink's: (what, message, flags, body).
ROUTE = (
    ("ip link add type vswitch", RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL,
     lambda lab: ifinfo(0, (IFLA_IFNAME, b"vsw7\0"), (
         IFLA_LINKINFO | 0x8000, nl.nla(IFLA_INFO_KIND, b"vswitch\0")))),
    ("ip link del", RTM_DELLINK, 0,
     lambda lab: ifinfo(lab.ifindex["vsw1"])),
    ("ip link set master", RTM_NEWLINK, 0,
     lambda lab: ifinfo(lab.ifindex["d3"],
                        (IFLA_MASTER, u32(lab.ifindex["vsw0"])))),
    ("ip link set nomaster", RTM_NEWLINK, 0,
     lambda lab: ifinfo(lab.ifindex["d1"], (IFLA_MASTER, u32(0)))),
    ("ip link set name", RTM_NEWLINK, 0,
     lambda lab: ifinfo(lab.ifindex["vsw1"], (IFLA_IFNAME, b"vsw8\0"))),
    ("ip link set mtu", RTM_NEWLINK, 0,
     lambda lab: ifinfo(lab.ifindex["vsw0"], (IFLA_MTU, u32(1400)))),
    ("bridge fdb add", RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_EXCL, neighbour),
)


def faults_route(lab):
    """What iproute2 can do to a switch and its ports."""
    for what, kind, flags, body in ROUTE:
        def prepare():
            for name in ("vsw7", "vsw8"):
                if name in dict((n, i) for i, n in socket.if_nameindex()):
                    lab.nl.call("switch-del",
                                ifindex=socket.if_nametoindex(name))
            fresh(lab)
            return body(lab)

        def send(faults, nth, data):
            faults.rtnetlink(nth, kind, flags, data)

        each_fault(lab, what, prepare, send, ours=False)
