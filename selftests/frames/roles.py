# SPDX-License-Identifier: GPL-2.0
#
# The tests of vlan_role.sh: ports of all roles, each to each. Who may reach
# whom stands here as a table, besides the oracle's rule, so that both would
# have to be wrong in the same way.
#
# Ends: n1 n2 (normal), i1 i2 (isolated), r1 r2 (community red), b1 b2
# (community blue), p1 p2 (promiscuous): taps; host.
# Called by agent.py.

import craft
from play import play
from vlan_lab import HOST, flush, put, start, static, vlan_set

__all__ = ["start"]

ROLES = {
    "n": dict(role="normal"),
    "i": dict(role="isolated"),
    "r": dict(role="community", community="red"),
    "b": dict(role="community", community="blue"),
    "p": dict(role="promiscuous"),
}

# Whom a port reaches, by first letters; h is the host (RFC 5517).
REACHES = {"n": "nph", "i": "ph", "r": "rph", "b": "bph", "p": "nirbph",
           "h": "nirbp"}
NOBODY = craft.mac(0x7777)
GROUP = "01:00:5e:00:00:09"


def roles(lab, mode=None):
    """Every port has the role of its name."""
    mode = mode or dict(mode="access", pvid=10)
    for name in lab.ends:
        if name != "host":
            vlan_set(lab, name, **mode, **ROLES[name[0]])


def reached(lab, sender, reaches):
    return {name for name in lab.ends
            if name != sender and name[0] in reaches[sender[0]]}


def table_holds(lab, text, dst, reaches=None, tag=b""):
    """A frame of each arrives at whom the table says."""
    for sender in lab.ends:
        frame = craft.plain(dst, lab.mac[sender])
        body = frame[:12] + tag + frame[12:] if sender == "host" else frame
        lab.drain()
        want = {name: [frame] for name in reached(lab, sender,
                                                  reaches or REACHES)
                if dst == craft.BROADCAST or name != "host"}
        old = lab.counters()
        lab.ends[sender].send(body)
        got = lab.collect(want)
        lab.check_eq("%s: %s reaches" % (text, sender), sorted(
            name for name in got if got[name]), sorted(want))
        lab.check_eq("%s: copies of %s" % (text, sender), lab.since(old).get(
            (lab.port[sender], "copies"), 0), len(want))
    flush(lab)


def flood(lab):
    """What is flooded reaches those that it may; the others are not there,
    and nothing is counted as dropped."""
    roles(lab)
    tag = b"\x81\x00\x00\x0a"
    table_holds(lab, "broadcast", craft.BROADCAST, tag=tag)
    table_holds(lab, "unknown", NOBODY, tag=tag)
    sent = [(name, "to %s" % dst, craft.plain(dst, lab.mac[name]))
            for name in lab.ends if name != "host"
            for dst in (craft.BROADCAST, NOBODY, GROUP)]
    play(lab, "flooded", sent, marked=False)


def each_to_each(lab):
    return [(a, "to %s" % b, craft.plain(lab.mac[b], lab.mac[a]))
            for a in lab.ends for b in lab.ends if a != "host"] + [
        ("host", "to %s" % b, craft.tags(lab.mac[b], lab.mac["host"],
                                         [(0x8100, 0, 0, 10)]))
        for b in lab.ends]


def unicast(lab):
    """A frame for one who may not be reached is dropped, for its role."""
    roles(lab)
    for name in lab.ends:
        if name != "host":
            static(lab, name, 10)
    old = lab.counters()
    play(lab, "each to each", each_to_each(lab), marked=False)
    got = lab.since(old)
    for sender in lab.ends:
        barred = {name for name in lab.ends if name != sender} - reached(
            lab, sender, REACHES)
        lab.check_eq("%s: drops for its role" % sender, got.get(
            (lab.port[sender], ("ingress", "role")), 0), len(barred))


def learnt(lab):
    """The same where addresses are learnt, in other modes."""
    for mode in (dict(mode="access", pvid=10),
                 dict(mode="trunk", pvid=10, tagged=(10, 20)),
                 dict(mode="hybrid", pvid=10, untagged=(10,), tagged=(20,)),
                 dict(mode="dot1q-tunnel", pvid=10)):
        roles(lab, mode)
        play(lab, "hello, %s" % mode, [
            (name, "hello", craft.plain(craft.BROADCAST, lab.mac[name]))
            for name in lab.ends if name != "host"], marked=False)
        play(lab, "each to each, %s" % mode, each_to_each(lab), marked=False)


def host_role(lab):
    """The host's port is promiscuous, but need not be."""
    roles(lab)
    for name in lab.ends:
        if name != "host":
            static(lab, name, 10)
    for role in ROLES.values():
        vlan_set(lab, "host", mode="trunk", pvid=1, tagged=(1, 10), **role)
        play(lab, "host: %s" % role, each_to_each(lab) + [
            (name, "to all", craft.plain(craft.BROADCAST, lab.mac[name]))
            for name in lab.ends if name != "host"] + [
            ("host", "to all", craft.tags(craft.BROADCAST, HOST,
                                          [(0x8100, 0, 0, 10)]))],
             marked=False)


def changes(lab):
    """A role that changes counts from the next frame on; a community is its
    name."""
    roles(lab)
    for name in "n1", "r1", "b1":
        static(lab, name, 10)
    r1 = dict(mode="access", pvid=10)
    for settings in (dict(role="community", community="blue"),
                     dict(role="community", community="green"),
                     dict(role="community", community="red"),
                     dict(role="normal"), dict(role="isolated"),
                     dict(role="promiscuous"),
                     dict(role="community", community="red")):
        put(lab, "r1", dict(r1, **settings))
        play(lab, "r1: %s" % settings, [
            (name, "to %s" % dst, craft.plain(dst, lab.mac[name]))
            for name in ("r1", "r2", "b1", "b2", "i1", "n1")
            for dst in (lab.mac["r1"], lab.mac["b1"], lab.mac["n1"],
                        craft.BROADCAST)], marked=False)
    # Two ports of a community that is new to the switch, in one and the other
    # order, and when all of it were gone in between.
    for first, second in ("i1", "i2"), ("i2", "i1"):
        for name in first, second:
            put(lab, name, dict(r1, role="community", community="new"))
        play(lab, "a new community", [
            (name, "to all", craft.plain(craft.BROADCAST, lab.mac[name]))
            for name in ("i1", "i2", "r1", "r2", "n1")], marked=False)
        for name in first, second:
            put(lab, name, dict(r1, role="isolated"))


def other_vlans(lab):
    """A role opens no other VLAN."""
    roles(lab)
    for name in "p2", "r2", "n2":
        vlan_set(lab, name, mode="access", pvid=20, **ROLES[name[0]])
    for name in lab.ends:
        if name != "host":
            static(lab, name, 10)
            static(lab, name, 20)
    play(lab, "each to each", each_to_each(lab) + [
        (name, "to all", craft.plain(craft.BROADCAST, lab.mac[name]))
        for name in lab.ends if name != "host"], marked=False)
