# SPDX-License-Identifier: GPL-2.0
#
# Every request, and every way by which a device becomes a port or ceases to be
# one, with each of its allocations failing: see failing.py. Called by agent.py.

import errno
import socket
import struct
import time

import lab as labs
import nl
from busywait import busywait
from failing import IFF_UP, Faults, Kind, each_fault, flooded, fresh, function
from lab import say

RTM_NEWLINK, RTM_DELLINK, RTM_NEWNEIGH = 16, 17, 28
NLM_F_CREATE, NLM_F_EXCL = 0x400, 0x200
IFLA_ADDRESS, IFLA_IFNAME, IFLA_MTU, IFLA_LINK, IFLA_MASTER, IFLA_LINKINFO = \
    1, 3, 4, 5, 10, 18
IFLA_INFO_KIND = 1
NDA_LLADDR, NDA_IFINDEX = 2, 8
NUD_NOARP, NTF_SELF, AF_BRIDGE = 0x40, 2, 7


# There the networking core has a say: what it runs out of memory at, it may
# call EINVAL.
REGISTERS = ("switch-add",)


def ended(before, after):
    """A commit that was begun ends its transaction, also in vain."""
    if not after["txn-get", "vsw0"]:
        before["txn-get", "vsw0"] = []
        for row in before["limits-get", "vsw0"]:
            if row["limit"] == "transactions":
                row["used"] -= 1


LOSES = {"txn-commit": ended}


def faults_requests(lab):
    """Every kind of request, in its smallest form; and so every kind of
    notification."""
    kinds = set()
    for op, flags in lab.spec.requests():
        def prepare():
            fresh(lab, op)
            return lab.base(op, flags)

        def send(faults, nth, data):
            faults.request(nth, lab.nl, op, flags, data)

        case = each_fault(
            lab, lab.title(op, flags, "").rstrip(", "), prepare, send,
            ours=op not in REGISTERS, loses=LOSES.get(op))
        kinds.update(kind.split()[0] for kind in case.heard)
    lab.equal("kinds of notifications that were heard", kinds,
              {n for n, o in lab.spec.ops.items() if "notify" in o})


# Ways of a device into a port and out of it: what stands before the request,
# which of them are (op, attributes) as well, and the request. Names of devices
# stand for their indexes.
AWAITED = ("port-add", {"name": "awaiting", "ifname": "d3"})
FULL = (("port-set", {"number": 2, "ifindex": 0}),
        ("limits-set", {"limit": "ports", "value": 3}))
DEVICES = (
    ("port-set that attaches", (), "port-set", {"number": 3, "ifindex": "d3"}),
    ("port-set that swaps", (), "port-set", {"number": 2, "ifindex": "d3"}),
    ("port-set that detaches", (), "port-set", {"number": 2, "ifindex": 0}),
    ("port-set that renames", (), "port-set", {"number": 1, "name": "uno"}),
    ("port-set that waits for another", (),
     "port-set", {"number": 3, "ifname": "tap7"}),
    ("port-add of an awaited device", (AWAITED,),
     "port-add", {"ifindex": "d3"}),
    ("port-add at the limit", FULL, "port-add", {"ifindex": "d3"}),
)


def indexed(lab, attrs):
    return {k: lab.ifindex.get(v, v) if k == "ifindex" else v
            for k, v in attrs.items()}


def before_that(lab, steps):
    for op, attrs in steps:
        lab.nl.call(op, switch=lab.ifindex["vsw0"], **attrs)


def faults_devices(lab):
    """A device is given to a port, and taken from it."""
    for what, first, op, attrs in DEVICES:
        def prepare():
            fresh(lab)
            before_that(lab, first)
            return lab.nl.encode(op, dict(indexed(lab, attrs),
                                          switch=lab.ifindex["vsw0"]))

        def send(faults, nth, data):
            faults.request(nth, lab.nl, op, 0, data)

        each_fault(lab, what, prepare, send)


def committed(lab, what, steps, **more):
    """A transaction of these requests, each (op, attributes), is committed."""
    def prepare():
        fresh(lab)
        for op, attrs in steps(lab):
            lab.nl.call(op, switch=lab.ifindex["vsw0"], txn=lab.txn, **attrs)
        return lab.nl.encode("txn-commit",
                             dict(lab.good("txn-commit"), **more))

    def send(faults, nth, data):
        faults.request(nth, lab.nl, "txn-commit", 0, data)

    each_fault(lab, "txn-commit %s" % what, prepare, send,
               loses=ended)


def much(lab):
    return (("port-add", {"name": "three", "ifindex": lab.ifindex["d3"]}),
            ("port-del", {"number": 2}),
            ("port-set", {"number": 1, "vlan_mode": "trunk",
                          "vlans": {"range": [{"first": 1, "last": 4094}]}}),
            ("vlan-add", {"vid": 6, "name": "six", "counters": 1}))


def handed_on(lab):
    return (("port-set", {"number": 2, "ifindex": 0}),
            ("port-set", {"number": 3, "ifindex": lab.ifindex["d2"]}))


def exchanged(lab):
    return (("port-set", {"number": 2, "ifindex": 0}),
            ("port-set", {"number": 1, "ifindex": lab.ifindex["d2"]}),
            ("port-set", {"number": 2, "ifindex": lab.ifindex["d1"]}))


def policies(lab):
    """ACLs, old and new, rules in each, sets, mirror sessions, and where ACLs
    are bound."""
    https = {"field": "dport", "value": [{"low": 443}, {"low": 8000,
                                                           "high": 8999}]}
    tcp = {"field": "proto", "value": [{"low": 6}]}
    return (("acl-add", {"name": "new"}),
            ("set-add", {"name": "more", "kind": 0}),
            ("member-add", {"set": "more", "ipv4": labs.HOST % 9}),
            ("member-add", {"set": "hosts", "ipv4": labs.HOST % 9}),
            ("member-del", {"set": "hosts", "ipv4": labs.HOST % 1}),
            ("mirror-add", {"name": "tap", "port": 3, "snap": 128}),
            ("mirror-set", {"name": "watch", "port": 3}),
            ("mirror-del", {"name": "idle"}),
            ("rule-add", {"acl": "new", "match": [{"field": "dst",
                                                   "set": "more"}],
                          "action": [{"kind": "mirror",
                                      "session": "tap"}]}),
            ("rule-add", {"acl": "web", "before": 1, "match": [tcp, https],
                          "action": [{"kind": "police", "rate": 1000000},
                                     {"kind": "allow"}]}),
            ("rule-set", {"acl": "web", "handle": 1, "match": [tcp]}),
            ("binding-add", {"acl": "new", "point": "switch"}),
            ("binding-add", {"acl": "new", "point": "port-egress",
                             "port": 3}),
            ("binding-del", {"acl": "web", "point": "vlan", "vid": 9}),
            ("set-del", {"name": "unused"}), ("acl-del", {"name": "spare"}))


def faults_commit(lab):
    """Transactions that attach, detach, hand devices on and change."""
    committed(lab, "of much", much)
    committed(lab, "of much, to be confirmed", much, **{
        "confirm-timeout": 600})
    committed(lab, "that hands a device on", handed_on)
    committed(lab, "that exchanges devices", exchanged)
    committed(lab, "of ACLs", policies)


def swap(lab, **more):
    """A commit that gives a device up, and takes one."""
    sw0, txn = lab.ifindex["vsw0"], lab.txn
    call = lab.nl.call
    call("port-del", switch=sw0, number=2, txn=txn)
    call("port-add", switch=sw0, ifindex=lab.ifindex["d3"], txn=txn)
    call("txn-commit", switch=sw0, id=txn, **more)


def switch_policies(lab, **more):
    """A commit that changes ACLs, rules, sets and bindings."""
    sw0, txn = lab.ifindex["vsw0"], lab.txn
    for op, attrs in policies(lab):
        lab.nl.call(op, switch=sw0, txn=txn, **attrs)
    lab.nl.call("txn-commit", switch=sw0, id=txn, **more)


def faults_rollback(lab):
    """A commit that is taken back by request."""
    for what, commit in (("of devices", swap), ("of ACLs", switch_policies)):
        def prepare():
            fresh(lab)
            commit(lab, confirm_timeout=600)
            return lab.nl.encode("txn-rollback",
                                 {"switch": lab.ifindex["vsw0"]})

        def send(faults, nth, data):
            faults.request(nth, lab.nl, "txn-rollback", 0, data)

        each_fault(lab, "txn-rollback " + what, prepare, send)


def taken_back(lab, what, before, seconds):
    """The ports are as before within this time. How long it took."""
    def ports():
        return lab.dump("port-get", switch=lab.ifindex["vsw0"])

    start = time.monotonic()
    busywait(seconds, lambda: ports() == before)
    took = time.monotonic() - start
    lab.equal("%s: taken back" % what, ports(), before)
    flooded(lab, what)
    return took


STEPS = 8       # at least, until one of them delays a roll-back
PLACES = [n / 8 for n in range(8)] + [n / 64 for n in range(64) if n % 8]
TRIES = 3       # of a roll-back for which there is no memory


def failed(lab, kind):
    """An allocation of the kind has failed from now on."""
    kind.set(times=1 << 20)
    if not busywait(60, lambda: kind.get("times") != 1 << 20):
        raise labs.Failure("nothing asked for memory")


def faults_timer(lab):
    """A commit that is taken back by its timer, in a kworker: fail-nth does
    not reach that, so one allocation below it fails after so many bytes."""
    kinds = [Kind(name) for name in ("failslab", "fail_page_alloc")]
    below = function("rollback_work")
    slab, late = kinds[0], 0

    def once(what, **how):
        fresh(lab)
        before = lab.dump("port-get", switch=lab.ifindex["vsw0"])
        swap(lab, confirm_timeout=1)
        for kind in kinds:
            kind.set(**below)
        slab.set(probability=100, **how)
        if how.get("times") == -1 and not how.get("space"):
            kinds[1].set(probability=100, times=-1)
            for _ in range(TRIES):
                failed(lab, slab)
            lab.check(lab.dump("port-get", switch=lab.ifindex["vsw0"]) !=
                      before, "%s: not while nothing can be had" % what)
            for kind in kinds:
                kind.reset()
        return taken_back(lab, what, before, 60)

    try:
        # How much it takes, when nothing fails
        once("roll-back", times=-1, space=1 << 30)
        used = (1 << 30) - slab.get("space")
        lab.check(used > 0, "roll-back takes memory")
        steps = 0
        for place in PLACES:
            if late and steps >= STEPS:
                break
            steps += 1
            space = int(used * place)
            what = "roll-back, a failure after %d bytes" % space
            late += once(what, times=1, space=space) > 1.8
            lab.check(slab.get("times") == 0, "%s: there was one" % what)
        lab.check(late, "a roll-back was tried again")
        once("roll-back without memory", times=-1)
    finally:
        for kind in kinds:
            kind.reset()
    say("roll-back by its timer: %d bytes, %d of %d failures delayed it" % (
        used, late, steps))


def until_refused(lab, op, **attrs):
    """The same with ever new values, until it is refused. How often not."""
    for done in range(4000):
        more = {key: value(done) for key, value in attrs.items()}
        try:
            lab.nl.call(op, switch=lab.ifindex["vsw0"], **more)
        except nl.Refused as said:
            lab.check(said.errno == errno.ENOMEM, "%s without percpu memory: "
                      "%s" % (op, said))
            return done
    raise labs.Failure("%s was never refused" % op)


def faults_percpu(lab):
    """Percpu memory comes from chunks that are there, mostly: use them up
    while there is none for new ones, and see each user of it refused."""
    kinds = [Kind(name) for name in ("failslab", "fail_page_alloc")]
    below = function("pcpu_create_chunk")
    fresh(lab)
    sw0 = lab.ifindex["vsw0"]
    d3 = ifinfo(lab.ifindex["d3"], (IFLA_MASTER, u32(sw0)))
    vsw7 = ifinfo(0, (IFLA_IFNAME, b"vsw7\0"), of_kind(b"vswitch"))
    lab.nl.call("vlan-add", switch=sw0, vid=9)
    users = (
        ("port-add", {"switch": sw0, "name": "one-more"}),
        ("port-add", {"switch": sw0, "ifindex": lab.ifindex["d3"]}),
        ("vlan-add", {"switch": sw0, "vid": 4094, "counters": 1}),
        ("vlan-set", {"switch": sw0, "vid": 9, "counters": 1}),
        ("rule-add", {"switch": sw0, "acl": "spare"}),
        ("switch-add", {"ifname": "vsw9"}))
    routes = (("ip link set master", 0, d3),
              ("ip link add type vswitch", NLM_F_CREATE | NLM_F_EXCL, vsw7))
    faults = Faults()
    try:
        for kind in kinds:
            kind.set(**below, task_filter="N", probability=100, times=-1)
        ports = until_refused(lab, "port-add", name=lambda n: "p%d" % n)
        vlans = until_refused(lab, "vlan-add", vid=lambda n: 10 + n,
                              counters=lambda n: 1)
        rules = until_refused(lab, "rule-add", acl=lambda n: "web",
                              handle=lambda n: 10 + n)
        before = lab.picture()
        for op, attrs in users:
            try:
                lab.nl.call(op, **attrs)
                lab.fail("%s was done without percpu memory" % op)
            except nl.Refused as said:
                lab.check(said.errno == errno.ENOMEM, "%s: %s" % (op, said))
            lab.unchanged("%s without percpu memory" % op, before)
        for what, flags, body in routes:
            try:
                faults.rtnetlink(0, RTM_NEWLINK, flags, body)
                lab.fail("%s was done without percpu memory" % what)
            except nl.Refused:
                pass
            lab.unchanged("%s without percpu memory" % what, before)
        flooded(lab, "without percpu memory")
        for kind in kinds:
            kind.reset()
        for op, attrs in users[1:5]:
            lab.nl.call(op, **attrs)
    finally:
        for kind in kinds:
            kind.reset()
        faults.close()
    say("percpu memory: refused after %d ports, %d VLANs and %d rules" % (
        ports, vlans, rules))


def ifinfo(index, *attrs, flags=0):
    return struct.pack("=BxHiII", 0, 0, index, flags, flags) + b"".join(
        nl.nla(kind, data) for kind, data in attrs)


def of_kind(name):
    return IFLA_LINKINFO | 0x8000, nl.nla(IFLA_INFO_KIND, name + b"\0")


def u32(value):
    return struct.pack("=I", value)


def neighbour(lab):
    return struct.pack("=BxxxiHBB", AF_BRIDGE, lab.ifindex["vsw0"], NUD_NOARP,
                       NTF_SELF, 0) + \
        nl.nla(NDA_LLADDR, b"\x02\0\0\0\0\x09") + \
        nl.nla(NDA_IFINDEX, u32(lab.ifindex["d1"]))


def master(lab):
    return ifinfo(lab.ifindex["d3"], (IFLA_MASTER, u32(lab.ifindex["vsw0"])))


def macvlan(lab):
    """On top of the switch: when it is up, there is one address more that
    the switch device has to listen to."""
    faults = Faults()
    faults.rtnetlink(0, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, ifinfo(
        0, (IFLA_IFNAME, b"mv0\0"),
        (IFLA_ADDRESS, b"\x02\0\0\0\0\x67"),
        (IFLA_LINK, u32(lab.ifindex["vsw0"])), of_kind(b"macvlan")))
    faults.close()
    return socket.if_nametoindex("mv0")


def renewed(before, after):
    """The name was written to the switch once more, as it was."""
    for was, now in zip(before["switch-get"], after["switch-get"]):
        was["generation"] = now["generation"]


# What a refusal leaves, of the ways below.
LEAVES = {"ip link set name of a port's": renewed}
# Those that are done all the same, whatever they run out of memory at.
NEVER = ("ip link del", "ip link set nomaster", "ip link del of a port's")
# The ways into a switch and out of it that are rtnetlink's: (what, what stands
# before it, message, flags, body). A device that moves to another namespace is
# not one of them: the networking core itself warns when it has no memory for
# that. To the switch it is a device that goes.
ROUTE = (
    ("ip link add type vswitch", (), RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL,
     lambda lab: ifinfo(0, (IFLA_IFNAME, b"vsw7\0"), of_kind(b"vswitch"))),
    ("ip link del", (), RTM_DELLINK, 0,
     lambda lab: ifinfo(lab.ifindex["vsw1"])),
    ("ip link set master", (), RTM_NEWLINK, 0, master),
    ("ip link set master, awaited", (AWAITED,), RTM_NEWLINK, 0, master),
    ("ip link set master, at the limit", FULL, RTM_NEWLINK, 0, master),
    ("ip link add master", (), RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL,
     lambda lab: ifinfo(0, (IFLA_IFNAME, b"d9\0"),
                        (IFLA_MASTER, u32(lab.ifindex["vsw0"])),
                        of_kind(b"dummy"))),
    ("ip link set nomaster", (), RTM_NEWLINK, 0,
     lambda lab: ifinfo(lab.ifindex["d1"], (IFLA_MASTER, u32(0)))),
    ("ip link set name", (), RTM_NEWLINK, 0,
     lambda lab: ifinfo(lab.ifindex["vsw1"], (IFLA_IFNAME, b"vsw8\0"))),
    ("ip link set mtu", (), RTM_NEWLINK, 0,
     lambda lab: ifinfo(lab.ifindex["vsw0"], (IFLA_MTU, u32(1400)))),
    ("ip link set address", (), RTM_NEWLINK, 0,
     lambda lab: ifinfo(lab.ifindex["vsw0"],
                        (IFLA_ADDRESS, b"\x02\0\0\0\0\x66"))),
    ("ip link set up", (), RTM_NEWLINK, 0,
     lambda lab: ifinfo(lab.ifindex["vsw1"], flags=IFF_UP)),
    ("ip link set up of a macvlan", (), RTM_NEWLINK, 0,
     lambda lab: ifinfo(macvlan(lab), flags=IFF_UP)),
    ("ip link set name of a port's", (), RTM_NEWLINK, 0,
     lambda lab: ifinfo(lab.ifindex["d2"], (IFLA_IFNAME, b"d8\0"))),
    ("ip link del of a port's", (), RTM_DELLINK, 0,
     lambda lab: ifinfo(lab.ifindex["d2"])),
    ("bridge fdb add", (), RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_EXCL, neighbour),
)


def links_again():
    """Without those that a request made or has renamed, and with that which
    it took."""
    there = [name for _, name in socket.if_nameindex()]
    faults = Faults()
    for name in ("vsw7", "vsw8", "mv0", "d8", "d9"):
        if name in there:
            faults.rtnetlink(0, RTM_DELLINK, 0,
                             ifinfo(socket.if_nametoindex(name)))
    if "d2" not in [name for _, name in socket.if_nameindex()]:
        faults.rtnetlink(0, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, ifinfo(
            0, (IFLA_IFNAME, b"d2\0"), of_kind(b"dummy"), flags=IFF_UP))
    faults.close()


def faults_route(lab):
    """What iproute2 can do to a switch and its ports."""
    for what, first, kind, flags, body in ROUTE:
        def prepare():
            links_again()
            fresh(lab)
            before_that(lab, first)
            return body(lab)

        def send(faults, nth, data):
            faults.rtnetlink(nth, kind, flags, data)

        case = each_fault(lab, what, prepare, send, ours=False,
                          loses=LEAVES.get(what), refusable=what not in NEVER)
        if what == "ip link set up of a macvlan":
            # By its name: see lasting().
            lab.check(any(row["address"] == "mv0"
                          for row in case.done["fdb-get", "vsw0"]),
                      "%s: its address is the switch's own" % what)
    links_again()
