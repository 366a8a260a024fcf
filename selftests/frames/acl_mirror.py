# SPDX-License-Identifier: GPL-2.0
#
# The tests of acl_mirror.sh: frames of which rules send a copy to the port of
# a mirror session. The oracle says what arrives where, what is booked, and
# what each session counts.
#
# Ends: see acl_lab.py. Called by agent.py.

import random
import struct

import craft
from acl_frames import NOBODY, damaged, some, tagged, well_formed
from acl_lab import (acl_add, bind, check_mirrored, default, judge, known,
                     mirror_add, mirror_set, mirrored, number, rule_set, start,
                     to, trunks, unbind, vlan_set)
from acl_mirror_large import (SNAPS, large, large_cut, policed_large, sizes,
                              snap_jumbo)
from acl_mirror_moves import port_fails, port_moves, session_moves
from acls import random_rule
from busywait import busywait
from play import set_mtu
from vlan_oracle import ALL

__all__ = ["large", "large_cut", "policed_large", "port_fails", "port_moves",
           "session_moves", "snap_jumbo", "start"]

POINTS = (("port-ingress", "g1"), ("vlan", 1), ("switch", None),
          ("port-egress", "t2"))
ICMP = "ICMP 8/0"
FEW = 120               # frames at once, where some leave by one port thrice


def watched(lab, snap=0):
    """A session to t3, which has all VLANs with their tags."""
    vlan_set(lab, "t3", mode="trunk", pvid=0, tagged=ALL)
    mirror_add(lab, "m", "t3", snap)


def parts(frames):
    """The queue of a tap takes no more at once."""
    return [frames[i:i + FEW] for i in range(0, len(frames), FEW)]


def judged(lab, text, frames):
    for part in parts(frames):
        judge(lab, text, part)


def traffic(lab, bodies):
    """To one who is known, to nobody, to all, and to and from the host."""
    return to(lab, "g1", bodies) + to(lab, "t1", bodies) + \
        to(lab, "g1", bodies, craft.BROADCAST) + \
        to(lab, "t1", bodies, NOBODY) + to(lab, "host", bodies) + \
        to(lab, "g1", bodies, "host")


# ---- which frames ------------------------------------------------------

def points(lab):
    """At each point, of all kinds of frames: those that the rule meets, and
    where they go does not change."""
    trunks(lab)
    watched(lab)
    every = dict(tagged(some()), **well_formed())
    rule, = acl_add(lab, "a", "mirror m")
    for point, where in POINTS:
        bind(lab, "a", point, where)
        for text in "mirror m", "mirror m allow", "proto tcp mirror m":
            rule_set(lab, "a", rule, text)
            judged(lab, "%s at %s" % (text, point), traffic(lab, some()))
        judged(lab, "all kinds at %s" % point, to(lab, "g1", every))
        unbind(lab, "a", point, where)
    lab.check("something was mirrored", mirrored(lab, "m")[0] > 1000)


def denied(lab):
    """A frame that is dropped is mirrored, by the rule that drops it and by
    those that it met before; it is what it was when it came."""
    trunks(lab)
    watched(lab)
    rule, = acl_add(lab, "a", "mirror m deny")
    for point, where in POINTS:
        bind(lab, "a", point, where)
        for text in ("mirror m deny", "proto tcp mirror m deny reason no",
                     "set-dscp 46 set-pcp 6 mirror m deny"):
            rule_set(lab, "a", rule, text)
            judge(lab, "%s at %s" % (text, point), to(lab, "g1", some()) +
                  to(lab, "t1", some(), craft.BROADCAST))
        unbind(lab, "a", point, where)
    rule_set(lab, "a", rule, "mirror m")
    acl_add(lab, "b", "proto tcp deny", "mirror m deny")
    frames = to(lab, "g1", some()) + to(lab, "t1", some(), craft.BROADCAST)
    bind(lab, "a", "port-ingress", "g1", "deny")
    judge(lab, "by a default", frames)
    default(lab, "a", "port-ingress", "g1", "continue")
    bind(lab, "b", "switch")
    judge(lab, "by a later point, and there again", frames)
    unbind(lab, "b", "switch")
    bind(lab, "b", "port-egress", "t2")
    judge(lab, "at egress", frames)
    unbind(lab, "b", "port-egress", "t2")
    unbind(lab, "a", "port-ingress", "g1")
    # So many rules may let a frame go on; it met no more than those.
    acl_add(lab, "c", *["count"] * 15, "mirror m", "mirror m")
    bind(lab, "c", "port-ingress", "g1")
    bind(lab, "c", "port-egress", "t2")
    judge(lab, "for its depth", frames)
    unbind(lab, "c", "port-ingress", "g1")
    judge(lab, "for its depth at egress", frames)
    unbind(lab, "c", "port-egress", "t2")
    acl_add(lab, "d", "malformed mirror m deny", "mirror m")
    bind(lab, "d", "port-ingress", "g1")
    judged(lab, "malformed", to(lab, "g1", damaged()))
    unbind(lab, "d", "port-ingress", "g1")
    acl_add(lab, "e", "mirror m")
    for point, where in ("port-ingress", "g1"), ("port-egress", "t2"):
        bind(lab, "e", point, where)
        judged(lab, "malformed, and no rule is about that",
               to(lab, "g1", damaged()))
        unbind(lab, "e", point, where)


def never_met(lab):
    """What is dropped before rules are asked, or by a rule before, is not
    mirrored."""
    watched(lab)
    known(lab)
    acl_add(lab, "a", "proto tcp deny", "proto udp allow", "mirror m")
    bind(lab, "a", "switch")
    reserved = craft.raw("01:80:c2:00:00:0e") + craft.raw(lab.mac["g1"]) + \
        b"\x88\xcc" + bytes(46)
    body = some()[ICMP]
    frames = to(lab, "g1", some()) + [
        ("g1", "LLDP", reserved),
        ("g1", "another VLAN", to(lab, "g1", {
            "": b"\x81\x00\x00\x14" + body})[0][2]),
        ("g1", "from a group", craft.raw(lab.mac["t2"]) +
         craft.raw(craft.BROADCAST) + body),
        ("g1", "from nobody", craft.raw(lab.mac["t2"]) + bytes(6) + body)]
    judge(lab, "some", frames)


def same_port(lab):
    """Neither does it matter that there is nowhere to go."""
    trunks(lab)
    watched(lab)
    acl_add(lab, "a", "mirror m")
    bind(lab, "a", "port-ingress", "t2")
    vlan_set(lab, "t2", mode="trunk", pvid=1, tagged=ALL, role="isolated")
    vlan_set(lab, "t1", mode="trunk", pvid=1, tagged=ALL, role="isolated")
    judge(lab, "back", to(lab, "t2", tagged(some()), "t2", NOBODY)[:FEW])
    judge(lab, "roles", to(lab, "t2", some(), "t1"))
    vlan_set(lab, "g1", mode="access", pvid=20)
    judge(lab, "another VLAN", to(lab, "t2", some(), "g1"))
    unbind(lab, "a", "port-ingress", "t2")
    rules = acl_add(lab, "b", "mirror m redirect %d" % number(lab, "g2"))
    bind(lab, "b", "port-ingress", "t1")
    judge(lab, "redirected", to(lab, "t1", some(), "t2"))
    rule_set(lab, "b", rules[0], "mirror m redirect %d" % number(lab, "t3"))
    judge(lab, "redirected to that port", to(lab, "t1", some(), "t2"))
    rule_set(lab, "b", rules[0], "mirror m redirect 0")
    judge(lab, "redirected to the host", to(lab, "t1", some(), "t2"))


def several(lab):
    """Two sessions, at one point and at several; and one session twice."""
    trunks(lab)
    watched(lab)
    mirror_add(lab, "other", "g2", 100)
    mirror_add(lab, "same", "t3", 64)
    mirror_add(lab, "unused", "t3")
    acl_add(lab, "a", "mirror m continue", "proto tcp mirror other",
            "mirror same allow", "mirror other")
    acl_add(lab, "b", "proto udp mirror m", "mirror other")
    bind(lab, "a", "port-ingress", "g1")
    bind(lab, "b", "switch")
    frames = to(lab, "g1", tagged(some()))[:FEW]
    judge(lab, "at ingress", frames)
    bind(lab, "b", "port-egress", "t2")
    judge(lab, "both sides", frames + to(lab, "t1", some()))
    unbind(lab, "b", "switch")
    unbind(lab, "a", "port-ingress", "g1")
    bind(lab, "a", "port-egress", "t2")
    judge(lab, "egress", frames)
    lab.check_eq("the last one", mirrored(lab, "unused"), (0, 0))


def vlan_counters(lab):
    """A copy is none of the frames of its VLAN."""
    known(lab)
    mirror_add(lab, "m", "t3")
    acl_add(lab, "a", "mirror m")
    bind(lab, "a", "switch")
    bind(lab, "a", "port-egress", "t2")
    lab.nl.call("vlan-add", switch=lab.sw, vid=1, counters=1)
    lab.defer(lab.nl.call, "vlan-del", switch=lab.sw, vid=1)
    frames = to(lab, "g1", some())
    judge(lab, "counted", frames)
    row = lab.nl.call("vlan-get", switch=lab.sw, vid=1)[0]
    size = sum(len(frame) for _, _, frame in frames)
    lab.check_eq("of the VLAN", [row[key] for key in (
        "rx_frames", "rx_bytes", "tx_frames", "tx_bytes")],
        [len(frames), size] * 2)


# ---- as they are then --------------------------------------------------

TEXTS = (
    ("mirror m set-dscp 46 set-pcp 5",),
    ("set-dscp 46 set-pcp 5 mirror m",),
    ("set-pcp 3 mirror m set-dscp 12",),
    ("set-dscp 1 mirror m set-pcp 7 allow",),
    ("set-dscp 2", "mirror m", "set-dscp 3 set-pcp 1"),
    ("mirror m", "set-dscp 4 set-pcp 2", "mirror m"),
    ("set-pcp 6 count", "proto tcp mirror m set-pcp 4", "mirror m"),
)


def changed(lab):
    """What was set before is in the copy, what is set behind it is not; the
    frame itself has both."""
    trunks(lab)
    watched(lab)
    frames = to(lab, "g1", tagged(some()))
    frames += to(lab, "t1", some(), craft.BROADCAST)
    for n, texts in enumerate(TEXTS):
        name = "a%d" % n
        acl_add(lab, name, *texts)
        for point, where in POINTS[:1] + POINTS[2:]:
            bind(lab, name, point, where)
            judged(lab, "%s at %s" % (texts, point), frames)
            unbind(lab, name, point, where)
    # By a point before, and on the other side.
    acl_add(lab, "in", "set-dscp 9 set-pcp 3 mirror m allow")
    acl_add(lab, "all", "set-pcp 4 mirror m")
    acl_add(lab, "out", "mirror m set-dscp 10 set-pcp 2", "mirror m")
    bind(lab, "in", "port-ingress", "g1")
    bind(lab, "all", "switch")
    bind(lab, "out", "port-egress", "t2")
    judged(lab, "three points", frames)


def flooded(lab):
    """At egress each copy of a flooded frame is mirrored by its own rules; that
    for the port of the session is not."""
    trunks(lab)
    watched(lab)
    frames = []
    for sender in "g1", "t1", "host":
        for dst in craft.BROADCAST, NOBODY, "t2":
            frames += to(lab, sender, some(), dst)
    acl_add(lab, "t2", "set-dscp 46 mirror m")
    acl_add(lab, "g2", "proto tcp mirror m deny", "mirror m set-pcp 1")
    acl_add(lab, "t3", "mirror m set-pcp 2")
    acl_add(lab, "to-host", "mirror m")
    for name in "t2", "g2", "t3", "host":
        bind(lab, "to-host" if name == "host" else name, "port-egress", name)
        judged(lab, "and at %s" % name, frames)
    acl_add(lab, "in", "mirror m set-pcp 7")
    bind(lab, "in", "switch")
    judged(lab, "and at ingress", frames)


# ---- tags --------------------------------------------------------------

MODES = (
    dict(mode="access", pvid=1),
    dict(mode="access", pvid=20),
    dict(mode="trunk", pvid=1, tagged=ALL),
    dict(mode="trunk", pvid=10, tagged=ALL),
    dict(mode="trunk", tagged=(20,)),
    dict(mode="trunk", tagged=ALL, protocol="8021ad"),
    dict(mode="trunk", tagged=(10, 20), maps={100: 10, 200: 20}),
    dict(mode="hybrid", pvid=1, tagged=(10,), untagged=(1, 20)),
    dict(mode="dot1q-tunnel", pvid=10),
)


def modes(lab):
    """The mode of the session's port says whether copies have a tag, also in
    VLANs that are not its own; tags that were inside stay."""
    trunks(lab)
    mirror_add(lab, "m", "t3")
    acl_add(lab, "a", "mirror m")
    few = {label: some()[label] for label in (
        ICMP, "IPv6 UDP 53-1000", "ethertype 0x88b5")}
    frames = to(lab, "g1", tagged(few)) + to(lab, "t1", tagged(few))
    frames += to(lab, "host", tagged(few)) + \
        to(lab, "g1", tagged(few), craft.BROADCAST)
    for settings in MODES:
        vlan_set(lab, "t3", **settings)
        for point, where in ("switch", None), ("port-egress", "t2"):
            bind(lab, "a", point, where)
            judged(lab, "%s, at %s" % (settings, point), frames)
            unbind(lab, "a", point, where)


def tags(lab):
    """A frame that came in a VLAN by another tag leaves by the session's as
    that wants it."""
    watched(lab)
    known(lab)
    acl_add(lab, "a", "set-pcp 3 mirror m")
    bind(lab, "a", "switch")
    few = {label: some()[label] for label in (ICMP, "length 46")}
    for settings in (dict(mode="trunk", tagged=ALL, protocol="8021ad"),
                     dict(mode="trunk", tagged=(10,), maps={20: 10}),
                     dict(mode="dot1q-tunnel", pvid=30),
                     dict(mode="access", pvid=7, pcp=6)):
        vlan_set(lab, "g1", **settings)
        for seen in MODES[0], MODES[2], MODES[5]:
            vlan_set(lab, "t3", **seen)
            judge(lab, "%s to %s" % (settings, seen),
                  to(lab, "g1", tagged(few)))


# ---- the session's port ------------------------------------------------

def own(lab):
    """What the session's port received is not mirrored, nor is what leaves by
    it anyway; a copy is not mirrored again."""
    trunks(lab)
    watched(lab)
    mirror_add(lab, "back", "g2")
    acl_add(lab, "a", "mirror m")
    bind(lab, "a", "switch")
    judge(lab, "from it", to(lab, "t3", {
        label: b"\x81\x00\x00\x0a" + body
        for label, body in some().items()}) + to(lab, "g1", some()))
    acl_add(lab, "b", "mirror back")
    bind(lab, "b", "port-egress", "t3")
    judge(lab, "copies meet no rule", to(lab, "g1", some()))
    judge(lab, "frames do", to(lab, "g1", some(), craft.BROADCAST))
    acl_add(lab, "c", "mirror m")
    bind(lab, "c", "port-egress", "t3")
    judge(lab, "by it", to(lab, "g1", some(), "t3") +
          to(lab, "g1", some(), craft.BROADCAST))


def past(lab):
    """Copies pass roles, membership and the ACLs of the session's port."""
    trunks(lab)
    mirror_add(lab, "m", "t3")
    acl_add(lab, "a", "mirror m")
    acl_add(lab, "none", "deny")
    bind(lab, "a", "switch")
    bind(lab, "none", "port-egress", "t3", "deny")
    frames = to(lab, "g1", tagged(some()))[:FEW] + \
        to(lab, "t1", some(), craft.BROADCAST)
    for settings in (dict(mode="access", pvid=1),
                     dict(mode="access", pvid=99, role="isolated"),
                     dict(mode="trunk", pvid=1, tagged=ALL,
                          role="community", community="c")):
        vlan_set(lab, "t3", **settings)
        judge(lab, "to %s" % settings, frames)
        vlan_set(lab, "g1", mode="trunk", pvid=1, tagged=ALL, role="isolated")
        judge(lab, "from an isolated port", frames)
        vlan_set(lab, "g1", mode="trunk", pvid=1, tagged=ALL)


def down(lab):
    """A copy that cannot leave is booked where it was to; the frame goes its
    way."""
    trunks(lab)
    watched(lab)
    acl_add(lab, "a", "mirror m")
    bind(lab, "a", "port-ingress", "g1")
    bind(lab, "a", "port-egress", "t2")
    frames = to(lab, "g1", some()) + to(lab, "t1", some())
    port = lab.model.ports[lab.port["t3"]]
    for up in False, True:
        lab.ip("link", "set", lab.port["t3"], "up" if up else "down")
        port.up = up
        judge(lab, "up" if up else "down", frames)


def gone(lab):
    """The same for a port that has no device, or has it no more."""
    known(lab)
    mirror_add(lab, "m", "g2")
    port = lab.nl.call("port-add", switch=lab.sw, name="gone",
                       ifname="nothing")[0]["number"]
    lab.defer(lab.nl.call, "port-del", switch=lab.sw, number=port)
    lab.nl.call("mirror-set", switch=lab.sw, name="m", port=port)
    lab.defer(mirror_set, lab, "m", "g2")
    acl_add(lab, "a", "mirror m")
    bind(lab, "a", "port-ingress", "g1")
    lab.check_eq("the port of the session", lab.nl.call(
        "mirror-get", switch=lab.sw, name="m")[0]["port"], port)
    frames = to(lab, "g1", some())
    old = lab.counters()
    for _, _, frame in frames:
        lab.ends["g1"].send(frame)
    got = lab.collect({"t2": frames})
    lab.check_eq("frames arrive", [f for f in got["t2"]],
                 [frame for _, _, frame in frames])

    def lost():
        return sum(n for (_, key), n in lab.since(old).items()
                   if key == ("egress", "egress-down"))

    lab.check("copies are booked: %d" % lost(),
              busywait(10, lambda: lost() == len(frames)))
    new = lab.since(old)
    lab.check_eq("as copies of what g1 sent",
                 new.get((lab.port["g1"], "copies")), 2 * len(frames))
    lab.check_eq("of the session", mirrored(lab, "m"), (
        len(frames), sum(len(frame) for _, _, frame in frames)))


def mtu(lab):
    """What is too long for the session's port is lost there; cut short it may
    fit. The outermost tag does not count."""
    trunks(lab)
    watched(lab)
    set_mtu(lab, {"t3": 600})
    acl_add(lab, "a", "mirror m")
    bind(lab, "a", "switch")
    frames = []
    for size in 60, 613, 614, 615, 617, 618, 619, 1514:
        for tag in b"", b"\x81\x00\x00\x0a", b"\x81\x00\x00\x0a\x88\xa8\x00\x05":
            head = tag + b"\x88\xb5"
            frames += to(lab, "g1", {"%d, %d" % (size, len(tag)): head +
                                     craft.pattern(size - 12 - len(head))})
    for snap in 0, 613, 614, 615, 618, 619, 128:
        mirror_set(lab, "m", snap=snap)
        judge(lab, "snap %d" % snap, frames)
    vlan_set(lab, "t3", mode="access", pvid=1)
    for snap in 0, 614, 615:
        mirror_set(lab, "m", snap=snap)
        judge(lab, "snap %d, untagged" % snap, frames)


# ---- cut short ---------------------------------------------------------

def snap(lab):
    """The first bytes, and no more; the tag that a copy leaves with does not
    count, one inside does."""
    trunks(lab)
    watched(lab)
    mirror_add(lab, "veth", "g2", 64)
    acl_add(lab, "a", "mirror m", "mirror veth")
    frames = sizes(lab, "g1") + \
        sizes(lab, "t1", "t2", b"\x81\x00\x60\x0a") + \
        sizes(lab, "g1", "t2", b"\x88\xa8\x00\x09\x81\x00\x00\x07") + \
        sizes(lab, "host")
    for point, where in ("switch", None), ("port-egress", "t2"):
        bind(lab, "a", point, where)
        for n in SNAPS:
            mirror_set(lab, "m", snap=n)
            mirror_set(lab, "veth", snap=n)
            judged(lab, "%d bytes at %s" % (n, point), frames)
        mirror_set(lab, "m", snap=0)
        mirror_set(lab, "veth", snap=0)
        judged(lab, "all", frames)
        unbind(lab, "a", point, where)


def snap_modes(lab):
    """The same where the port wants other tags."""
    trunks(lab)
    mirror_add(lab, "m", "t3", 64)
    acl_add(lab, "a", "set-pcp 5 set-dscp 46 mirror m")
    bind(lab, "a", "switch")
    few = {label: some()[label] + craft.pattern(100) for label in (
        ICMP, "IPv6 UDP 53-1000", "ethertype 0x88b5")}
    frames = to(lab, "g1", tagged(few)) + to(lab, "t1", tagged(few)) + \
        to(lab, "g1", tagged(few), craft.BROADCAST)
    for settings in MODES:
        vlan_set(lab, "t3", **settings)
        judged(lab, "%s" % settings, frames)


# ---- beside other actions ----------------------------------------------

def policed(lab):
    """What a rate drops before is not mirrored, what it drops behind is."""
    trunks(lab)
    mirror_add(lab, "m", "t3")
    head = craft.raw(lab.mac["t2"]) + craft.raw(lab.mac["g1"])
    frames = [head + some()[ICMP] + struct.pack(">H", i) for i in range(100)]
    for n, (point, where) in enumerate(POINTS[:1] + POINTS[2:]):
        for texts, all_of_them in (
                (("police 2 packets burst 10 mirror m",), False),
                (("mirror m police 2 packets burst 10",), True),
                (("police 2 packets burst 10", "mirror m deny"), False),
                (("mirror m", "police 2 packets burst 10"), True),
                (("police 2 packets burst 10 mirror m", "allow"), False)):
            name = "a%d-%d" % (n, len(lab.model.acls))
            acl_add(lab, name, *texts)
            bind(lab, name, point, where)
            police_once(lab, "%s at %s" % (texts, point), frames, all_of_them)
            unbind(lab, name, point, where)


def police_once(lab, text, frames, all_of_them):
    old, was = lab.counters(), mirrored(lab, "m")[0]
    lab.drain()
    for frame in frames:
        lab.ends["g1"].send(frame)
    dev, out, mon = (lab.port[name] for name in ("g1", "t2", "t3"))
    got = {}

    def over():
        got.clear()
        got.update(lab.since(old))
        return got.get((dev, "rx_frames")) == len(frames) and got.get(
            (dev, "copies"), 0) == got.get((out, "tx_copies"), 0) + \
            got.get((mon, "tx_copies"), 0)

    lab.check("%s: all came in" % text, busywait(30, over))
    over()
    lost = sum(n for (_, key), n in got.items() if key in (
        ("ingress", "acl-policed"), ("egress", "egress-policed")))
    copies = mirrored(lab, "m")[0] - was
    lab.check("%s: %d of %d exceed the rate" % (text, lost, len(frames)),
              0 < lost <= len(frames) - 10)
    lab.check_eq("%s: mirrored" % text, copies,
                 len(frames) - (0 if all_of_them else lost))
    lab.check_eq("%s: left" % text, got.get((mon, "tx_frames"), 0), copies)
    lab.drain()


def random_rules(lab, seed="5", rounds="15"):
    """Rules, points, sessions and frames that nobody thought of, the same for
    a seed."""
    rng = random.Random(int(seed))
    ports = {name: number(lab, name) for name in lab.ends}
    trunks(lab)
    sessions = {"m": "t3", "n": "g2", "o": "t2"}
    for name, end in sessions.items():
        mirror_add(lab, name, end)
    bodies = list(tagged(well_formed()).items()) + list(damaged().items())
    for n in range(int(rounds)):
        vlan_set(lab, "t3", **rng.choice(MODES))
        for name in sessions:
            mirror_set(lab, name, rng.choice(("t3", "g2", "t2", "t1")),
                       rng.choice((0, 0, 64, 90, 1000)))
        undo = len(lab.undo)
        for i in range(3):
            texts = []
            for _ in range(3):
                words = rng.sample(["mirror %s" % rng.choice("mno"),
                                    "set-pcp %d" % rng.randrange(8),
                                    "set-dscp %d" % rng.randrange(64)],
                                   rng.randrange(1, 4))
                match = random_rule(rng, ports).split()
                texts.append(" ".join(match[:-1] + words + match[-1:]))
            name = "r%d-%d" % (n, i)
            acl_add(lab, name, *texts)
            bind(lab, name, *rng.choice(POINTS[:3]), rng.choice(
                ("continue", "allow")))
            if rng.randrange(2):
                bind(lab, name, "port-egress",
                     rng.choice(("t2", "g2", "t3", "host")))
        frames = []
        for _ in range(FEW):
            label, body = rng.choice(bodies)
            frames += to(lab, rng.choice(("g1", "t1", "host")), {label: body},
                         rng.choice(("t2", "t2", craft.BROADCAST, "g2")))
        for part in parts(frames):
            judge(lab, "round %d of seed %s" % (n, seed), part)
        if lab.failed:
            return
        while len(lab.undo) > undo:
            func, args, kwargs = lab.undo.pop()
            func(*args, **kwargs)
    check_mirrored(lab, "at the end")
