# SPDX-License-Identifier: GPL-2.0
#
# The tests of acl_edit.sh: rules, sets and bindings are changed, one by one,
# whole, and while frames come all the time.
#
# Ends: see acl_lab.py. Called by agent.py.

import random
import struct
import time

import craft
import nl
from acl_frames import some, tagged, well_formed
from acl_lab import (acl_add, bind, default, judge, known, member_add,
                     member_del, number, request, rule_add, rule_del, rule_set,
                     set_add, start, to, trunks, unbind, vlan_set)
from acl_rules import Rule
from acls import WANTS, random_rule
from busywait import busywait
from txn_atomic import Sender
from vlan_lab import client

__all__ = ["start"]


def edits(lab, seed="1", n="60"):
    """Rules come, go and change at any place; after each change frames are
    judged as by an ACL that was always so."""
    rng = random.Random(int(seed))
    ports = {name: number(lab, name) for name in lab.ends}
    trunks(lab)
    bodies = list(tagged(well_formed()).items())
    texts = [random_rule(rng, ports) for _ in range(8)]
    acl_add(lab, "a", *texts)
    bind(lab, "a", "port-ingress", "g1", "deny")
    bind(lab, "a", "switch", None, "allow")
    rules = lab.model.acls["a"]
    for i in range(int(n)):
        what = rng.choice(("add", "before", "after", "set", "set", "del"))
        if len(rules) < 4:
            what = "before"
        if len(rules) > 14:
            what = "del"
        some_rule = rng.choice(rules)
        text = random_rule(rng, ports)
        if what == "del":
            rule_del(lab, "a", some_rule)
        elif what == "set":
            rule_set(lab, "a", some_rule, text)
        else:
            rule_add(lab, "a", text, **(
                {} if what == "add" else {what: some_rule}))
        frames = to(lab, "g1", dict(rng.sample(bodies, 60)))
        frames += to(lab, "t1", dict(rng.sample(bodies, 30)))
        judge(lab, "change %d, %s %s" % (i, what, text), frames)
        listed = [row["handle"] for row in lab.nl.call(
            "rule-get", nl.NLM_F_DUMP, switch=lab.sw, acl="a")]
        lab.check_eq("change %d: order" % i, listed,
                     [rule.handle for rule in rules])
        if lab.failed:
            return


def between(lab, n="100"):
    """Always in the same place, until there is no room between two."""
    known(lab)
    first, last = acl_add(lab, "a", "proto tcp deny", "allow")
    bind(lab, "a", "switch")
    texts = list(WANTS["src"]) + list(WANTS["ports"])
    for i in range(int(n)):
        text = texts[i % len(texts)]
        if i % 2:
            rule_add(lab, "a", "not frag any %s deny" % text, after=first)
        else:
            rule_add(lab, "a", "not frag any %s allow" % text, before=last)
            last = lab.model.acls["a"][-2]
    judge(lab, "all", to(lab, "g1", well_formed()))
    for rule in list(lab.model.acls["a"])[1:-1:2]:
        rule_del(lab, "a", rule)
    judge(lab, "every other", to(lab, "g1", well_formed()))


def transaction(lab):
    """Changes of a transaction are not seen before it is committed, nor after
    it is aborted."""
    known(lab)
    set_add(lab, "s", "prefix", "192.0.2.0/24")
    rule, = acl_add(lab, "a", "proto tcp deny")
    bind(lab, "a", "switch")
    frames = to(lab, "g1", some())
    for end in "txn-abort", "txn-commit":
        ident = lab.nl.call("txn-begin", switch=lab.sw)[0]["id"]
        replies = request(lab, "rule-add", {"acl": "a", "txn": ident},
                          Rule("src @s deny"))
        lab.nl.call("member-add", switch=lab.sw, set="s", ipv4="c6336400",
                    prefix=24, txn=ident)
        lab.nl.call("rule-del", switch=lab.sw, acl="a", handle=rule.handle,
                    txn=ident)
        lab.nl.call("acl-add", switch=lab.sw, name="b", txn=ident)
        judge(lab, "before " + end, frames)
        lab.nl.call(end, switch=lab.sw, id=ident)
        if end == "txn-commit":
            new = Rule("src @s deny")
            new.handle = replies[0]["handle"]
            lab.model.acls["a"] = [new]
            s = lab.model.sets["s"]
            s.members["198.51.100.0/24"] = s.member("198.51.100.0/24")
            lab.defer(lab.nl.call, "acl-del", switch=lab.sw, name="b")
        judge(lab, "after " + end, frames)


def big(lab, n="500"):
    """Many rules of many shapes; frames that meet the last ones."""
    rng = random.Random(5)
    ports = {name: number(lab, name) for name in lab.ends}
    known(lab)
    acl_add(lab, "a")
    texts = []
    while len(texts) < int(n):
        text = random_rule(rng, ports)
        # Those that go on would be too many.
        if text.endswith(("allow", "deny")) and len(text.split()) > 2:
            texts.append(text)
    ident = lab.nl.call("txn-begin", switch=lab.sw)[0]["id"]
    for text in texts:
        rule = Rule(text)
        rule.handle = request(lab, "rule-add", {"acl": "a", "txn": ident},
                              rule)[0]["handle"]
        lab.model.acls["a"].append(rule)
    lab.nl.call("txn-commit", switch=lab.sw, id=ident)
    bind(lab, "a", "port-ingress", "g1", "deny")
    judge(lab, "many", to(lab, "g1", well_formed()))
    rules = lab.model.acls["a"]
    for _ in range(10):
        for rule in rng.sample(rules, len(rules) // 4):
            rule_del(lab, "a", rule)
        judge(lab, "%d of them" % len(rules), to(lab, "g1", well_formed()))


# ---- under traffic -----------------------------------------------------

def packet(lab, dport, src="192.0.2.1"):
    """From g1 to t2: UDP to a port; a mark by which it is told."""
    body = well_formed()["IPv4 UDP 53-1000"]
    out = bytearray(craft.raw(lab.mac["t2"]) + craft.raw(lab.mac["g1"]) + body)
    out[26:30] = bytes(int(part) for part in src.split("."))
    struct.pack_into(">H", out, 36, dport)
    # Of what it is the checksum, no switch asks.
    return bytes(out)


def port_of(frame):
    """(priority in the tag or None, destination port)"""
    if frame[12:14] == b"\x81\x00":
        return frame[14] >> 5, struct.unpack_from(">H", frame, 40)[0]
    return None, struct.unpack_from(">H", frame, 36)[0]


WINDOW = 200    # frames between two looks: a tap has a queue of 500


class Traffic:
    """Frames from g1 all the time, and what of them arrives at t2."""

    def __init__(self, lab, frames):
        self.lab = lab
        self.seen = {}
        lab.drain()
        self.old = lab.counters()
        self.began = time.monotonic()
        self.sender = Sender(lab, "g1", frames, most=WINDOW)
        self.sent = None

    def look(self):
        sent = self.sender.sent()
        for frame, _ in self.lab.ends["t2"].recv():
            key = port_of(frame)
            self.seen[key] = self.seen.get(key, 0) + 1
        self.sender.looked(sent)

    def end(self):
        """No more; drops by reason, once all has arrived."""
        self.sent = self.sender.stop()
        lab, dev = self.lab, self.lab.port["g1"]

        def settled():
            self.look()
            got = lab.since(self.old)
            return got.get((dev, "rx_frames")) == self.sent and \
                got.get((lab.port["t2"], "tx_frames"), 0) == \
                sum(self.seen.values())

        lab.check("what was sent came in, and what went on arrived",
                  busywait(30, settled))
        got = lab.since(self.old)
        drops = {}
        for key, count in got.items():
            if isinstance(key[1], tuple):
                drops[key[1][1]] = drops.get(key[1][1], 0) + count
        lab.check_eq("each ended somewhere", sum(drops.values()) +
                     sum(self.seen.values()), self.sent)
        print("# %d frames in %.1f s, drops %s" % (
            self.sent, time.monotonic() - self.began, drops), flush=True)
        return drops


# Two policies that agree on nothing. What the first point lets through has the
# priority that the last one asks for.
ONE = {"in": ("proto udp dport 1001 set-pcp 1 allow", "proto udp deny"),
       "out": ("pcp 1 allow", "deny")}
OTHER = {"in": ("proto udp dport 1002 set-pcp 2 allow", "deny"),
         "out": ("pcp 2 allow", "deny")}


def replace(lab, policy, by, txn=None):
    """All rules of both ACLs, each as messages of its own."""
    more = {"txn": txn} if txn else {}
    for acl, texts in policy.items():
        by.call("rule-flush", switch=lab.sw, acl=acl, **more)
        for text in texts:
            request(lab, "rule-add", dict(more, acl=acl), Rule(text), by)


def policies(lab):
    vlan_set(lab, "t2", mode="trunk", tagged=(1,))
    known(lab)
    acl_add(lab, "in")
    acl_add(lab, "out")
    by = client(lab)
    lab.defer(by.close)
    replace(lab, ONE, by)
    # Without any rule everything would pass.
    bind(lab, "in", "port-ingress", "g1", "allow")
    bind(lab, "out", "port-egress", "t2", "allow")
    return by, [packet(lab, n) for n in (1001, 1002, 1003)]


def never_mixed(lab, n="1000"):
    """Both ACLs are replaced in one transaction: each frame is judged by all
    of the one or all of the other."""
    by, frames = policies(lab)
    traffic = Traffic(lab, frames)
    try:
        for i in range(int(n)):
            ident = by.call("txn-begin", switch=lab.sw)[0]["id"]
            replace(lab, (OTHER, ONE)[i % 2], by, ident)
            by.call("txn-commit", switch=lab.sw, id=ident)
            traffic.look()
    finally:
        drops = traffic.end()
    lab.check("nothing was let in by one and out by the other: %s" % drops,
              set(drops) == {"acl-ingress"})
    lab.check("what arrived: %s" % traffic.seen,
              set(traffic.seen) == {(1, 1001), (2, 1002)})
    lab.check("each had its share: %s" % traffic.seen,
              min(traffic.seen.values(), default=0) >= traffic.sent // 100)


def mixed(lab):
    """The same, with each change by itself: a mix is seen, which proves that
    the test would see one."""
    by, frames = policies(lab)
    traffic = Traffic(lab, frames)
    found = False
    end = time.monotonic() + 60
    try:
        while not found and time.monotonic() < end:
            for policy in OTHER, ONE:
                replace(lab, policy, by)
            traffic.look()
            found = set(traffic.seen) - {(1, 1001), (2, 1002)} or any(
                key[1] == ("egress", "egress-acl")
                for key in lab.since(traffic.old))
    finally:
        traffic.end()
    lab.check("a mix is seen: %s" % traffic.seen, found)


def bystander(rng):
    """A rule that none of our frames meets, of one of several shapes."""
    return rng.choice((
        "src 198.51.100.%d proto tcp dport %d deny",
        "smac 02:00:01:00:00:%02x len %d deny",
        "dst 203.0.113.%d proto udp sport %d-65535 deny",
        "not ethertype ipv4 pcp 7 arp-spa 198.51.100.%d len %d allow",
        "dst 2001:db8::%x proto udp dport %d deny")) % (
            rng.randrange(1, 255), rng.randrange(60, 1500))


def edited(lab, n="300"):
    """Other rules come and go before, between and behind those that decide:
    these do all the time."""
    rng = random.Random(3)
    known(lab)
    allow, deny = acl_add(lab, "a", "proto udp dport 1001 allow",
                          "proto udp deny")
    bind(lab, "a", "port-ingress", "g1")
    rules = lab.model.acls["a"]
    for _ in range(20):
        rule_add(lab, "a", bystander(rng), before=rng.choice(rules))
    traffic = Traffic(lab, [packet(lab, port) for port in (1001, 1002)])
    try:
        for i in range(int(n)):
            strange = [rule for rule in rules if rule not in (allow, deny)]
            what = rng.randrange(3) if len(strange) > 5 else 0
            if what == 0:
                rule_add(lab, "a", bystander(rng), **{
                    rng.choice(("before", "after")): rng.choice(rules)})
            elif what == 1:
                rule_del(lab, "a", rng.choice(strange))
            else:
                rule_set(lab, "a", rng.choice(strange), bystander(rng))
            # The same by other words.
            if i % 10 == 5:
                rule_set(lab, "a", deny, "proto udp not dport 1001 deny")
                rule_set(lab, "a", allow, "src 192.0.2.0/24 proto udp dport "
                         "1001 allow")
            elif i % 10 == 0:
                rule_set(lab, "a", allow, "proto udp dport 900-1001 allow")
                rule_set(lab, "a", deny, "proto udp deny")
            traffic.look()
    finally:
        drops = traffic.end()
    lab.check_eq("dropped", drops, {"acl-ingress": traffic.sent // 2})
    lab.check_eq("arrived", traffic.seen, {
        (None, 1001): traffic.sent - traffic.sent // 2})
    rows = {row["handle"]: row["frames"] for row in lab.nl.call(
        "rule-get", nl.NLM_F_DUMP, switch=lab.sw, acl="a")}
    lab.check_eq("counted by those two", (rows[allow.handle],
                                          rows[deny.handle]),
                 (traffic.sent - traffic.sent // 2, traffic.sent // 2))


def members(lab, n="300"):
    """Members come and go, prefixes of each other among them: who is in stays
    in, who is not stays out."""
    rng = random.Random(4)
    known(lab)
    set_add(lab, "s", "prefix", "192.0.2.7/32")
    set_add(lab, "p", "l4-port", "1001")
    acl_add(lab, "a", "src @s proto udp dport @p allow", "deny")
    bind(lab, "a", "port-ingress", "g1")
    spare = ["192.0.2.0/29", "192.0.2.6/31", "192.0.2.0/30", "192.0.2.9/32",
             "2001:db8::/32"] + ["198.51.100.%d/32" % i for i in range(64)]
    ports = ["%d" % i for i in range(2000, 2064)] + ["900-1000", "1002-1010"]
    # The last of these is out of both.
    traffic = Traffic(lab, [packet(lab, 1001, "192.0.2.7"),
                            packet(lab, 1500, "192.0.2.7"),
                            packet(lab, 1001, "192.0.2.200")])
    try:
        for _ in range(int(n)):
            for name, texts in ("s", spare), ("p", ports):
                text = rng.choice(texts)
                if text in lab.model.sets[name].members:
                    member_del(lab, name, text)
                else:
                    member_add(lab, name, text)
            traffic.look()
    finally:
        drops = traffic.end()
    lab.check_eq("dropped", drops, {"acl-ingress": traffic.sent // 3 * 2})
    lab.check_eq("arrived", traffic.seen, {(None, 1001): traffic.sent // 3})


def rebound(lab, n="200"):
    """Bindings and defaults change: where one denies all the time, nothing
    gets through, in whichever order."""
    rng = random.Random(6)
    known(lab)
    acl_add(lab, "deny", "proto udp dport 1002 deny")
    acl_add(lab, "x", "proto tcp deny")
    acl_add(lab, "y", "proto icmp allow")
    bind(lab, "deny", "port-ingress", "g1")
    traffic = Traffic(lab, [packet(lab, port) for port in (1001, 1002)])
    bound = set()
    try:
        for _ in range(int(n)):
            acl = rng.choice("xy")
            point, where = rng.choice((("port-ingress", "g1"), ("vlan", 1),
                                       ("switch", None),
                                       ("port-egress", "t2")))
            if (acl, point) in bound:
                if rng.random() < 0.5:
                    unbind(lab, acl, point, where)
                    bound.discard((acl, point))
                elif point != "port-ingress":
                    default(lab, acl, point, where,
                            rng.choice(("continue", "allow")))
            else:
                # To allow before it could deny would be right there.
                bind(lab, acl, point, where, "continue", rng.choice(
                    (None, 1)))
                bound.add((acl, point))
            traffic.look()
    finally:
        drops = traffic.end()
    lab.check_eq("dropped", drops, {"acl-ingress": traffic.sent // 2})
    lab.check_eq("arrived", traffic.seen, {
        (None, 1001): traffic.sent - traffic.sent // 2})


def sets_swapped(lab, n="300"):
    """One member goes and another comes in one transaction: exactly one of the
    two is in at any time."""
    known(lab)
    set_add(lab, "s", "prefix", "192.0.2.1/32")
    acl_add(lab, "a", "src @s proto udp dport 1001 set-pcp 1",
            "not src @s set-pcp 2", "src @s proto udp dport 1002 deny",
            "not src @s proto udp dport 1001 deny")
    vlan_set(lab, "t2", mode="trunk", tagged=(1,))
    bind(lab, "a", "port-ingress", "g1")
    # In: 1001 passes with 1, 1002 does not. Out: 1002 passes with 2.
    traffic = Traffic(lab, [packet(lab, port) for port in (1001, 1002)])
    pair = ["c0000201", "c0000202"]
    try:
        for i in range(int(n)):
            ident = lab.nl.call("txn-begin", switch=lab.sw)[0]["id"]
            lab.nl.call("member-del", switch=lab.sw, set="s",
                        ipv4=pair[i % 2], txn=ident)
            lab.nl.call("member-add", switch=lab.sw, set="s",
                        ipv4=pair[(i + 1) % 2], txn=ident)
            lab.nl.call("txn-commit", switch=lab.sw, id=ident)
            traffic.look()
    finally:
        drops = traffic.end()
    lab.check("what arrived: %s" % traffic.seen, set(traffic.seen) == {
        (1, 1001), (2, 1002)})
    lab.check_eq("dropped", set(drops), {"acl-ingress"})
