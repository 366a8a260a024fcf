# SPDX-License-Identifier: GPL-2.0
#
# The tests of acl.sh: what matches see of frames of all kinds, and which
# rules decide at which points. What becomes of each frame, and what each rule counts,
# is compared with the oracle (acl_oracle.py).
#
# Ends: see acl_lab.py. Called by agent.py.

import random

import acl_frames
import craft
import nl
from acl_lab import (acl_add, bind, default, judge, known, member_add,
                     member_del, number, rule_add, rule_set, set_add, start,
                     static, to, trunks, unbind, vlan_set)
from acl_example import example
from acl_frames import NOBODY, damaged, some, tagged, well_formed
from acl_large import forged, large, length_of_large
from vlan_lab import flush

__all__ = ["start", "example", "forged", "large", "length_of_large"]

# What is asked for of each field. Each is tried as it is and negated.
WANTS = {
    "macs": (
        "smac 02:00:00:00:00:01", "smac 02:00:00:00:00:02",
        "smac 02:00:00:00:00:00/ff:ff:ff:ff:00:00",
        "smac 01:00:00:00:00:00/01:00:00:00:00:00",
        "smac 00:00:00:00:00:01/00:00:00:00:00:01",
        "dmac 02:00:00:00:00:02,02:00:00:00:00:07",
        "dmac ff:ff:ff:ff:ff:ff", "dmac 01:00:5e:00:00:00/ff:ff:ff:80:00:00",
        "dmac 01:00:00:00:00:00/01:00:00:00:00:00",
        "smac 02:00:00:00:00:01 dmac 02:00:00:00:00:05",
        "dmac 00:00:00:00:00:00/00:00:00:00:00:00"),
    "ethertype": (
        "ethertype ipv4", "ethertype ipv6", "ethertype arp",
        "ethertype 0x88b5", "ethertype 0", "ethertype 0x600",
        "ethertype ipv4,arp", "ethertype 0x8000-0x87ff",
        "ethertype 0x8100"),
    "src": (
        "src 192.0.2.1", "src 192.0.2.0/24", "src 0.0.0.0/0",
        "src 0.0.0.0/1", "src 192.0.2.0/29", "src 198.51.100.128/25",
        "src 0.0.0.0", "src 2001:db8::1", "src 2001:db8::/32", "src ::/0",
        "src 2001:db8:0:1::/64", "src 2001:db8::/47", "src fe80::/10",
        "src ::", "src 2001:db8::/127", "src ::/1",
        "src 192.0.2.7,203.0.113.0/24,2001:db8:ffff::/48",
        "src 192.0.2.0/24,fe80::/10"),
    "dst": (
        "dst 192.0.2.2", "dst 192.0.2.128/25", "dst 224.0.0.0/4",
        "dst 255.255.255.255", "dst 198.51.100.0/22", "dst ff00::/8",
        "dst ff02::1:ff00:0/104", "dst 2001:db8::ffff:0/112",
        "dst 2001:db8:1::8,192.0.2.2", "dst 0.0.0.0/0,::/0",
        "dst " + ",".join("192.0.2.%d" % n for n in range(2, 66)),
        "src 192.0.2.0/24 dst 192.0.2.0/24",
        "src 192.0.2.1 dst 2001:db8::2"),
    "proto": (
        "proto tcp", "proto udp", "proto icmp", "proto icmp6", "proto sctp",
        "proto udplite", "proto dccp", "proto 47", "proto 0", "proto 255",
        "proto 50,51,59", "proto 1-17", "proto tcp,udp", "proto 128-255",
        "proto 6 ethertype ipv6", "proto 60"),
    "ports": (
        "proto tcp dport 80", "proto tcp sport 1000", "proto udp dport 53",
        "proto udp sport 53", "proto tcp,udp dport 53,80,443",
        "proto tcp dport 1000-1023,8000-8080", "proto tcp dport 1024-65535",
        "proto tcp sport 0-1023", "proto udp dport 0", "proto tcp sport 65535",
        "proto sctp dport 80", "proto dccp dport 80", "proto udplite dport 80",
        "proto tcp,udp,sctp,dccp,udplite sport "
        "1000 dport 80", "proto tcp dport " + ",".join(
            str(n) for n in range(70, 134)), "proto udp dport 0-65535",
        "proto tcp sport 1000-2000 dport 22,80,1023-1024"),
    "tcp_flags": (
        "proto tcp tcp-flags 0x02/0x17", "proto tcp tcp-flags 0x12/0x12",
        "proto tcp tcp-flags 0/0xfff", "proto tcp tcp-flags 0x1ff/0x1ff",
        "proto tcp tcp-flags 0x02,0x12", "proto tcp tcp-flags 0x04/0x04",
        "proto tcp tcp-flags 0x01/0x01,0x08/0x08",
        "proto tcp tcp-flags 0x100/0x100 dport 65535",
        "proto tcp tcp-flags 0x10"),
    "icmp": (
        "proto icmp icmp-type 8", "proto icmp icmp-type 3 icmp-code 3",
        "proto icmp icmp-code 0", "proto icmp icmp-type 0-8",
        "proto icmp icmp-type 0,11,255", "proto icmp6 icmp6-type 128",
        "proto icmp6 icmp6-type 135,136", "proto icmp6 icmp6-code 1",
        "proto icmp6 icmp6-type 128-255", "proto icmp6 icmp6-type 3 icmp6-code"
        " 0-1"),
    "dscp": (
        "dscp 0", "dscp 46", "dscp 10", "dscp 63", "dscp 1-62",
        "dscp 10,46", "dscp 32-63", "dscp 46 ethertype ipv6"),
    "fragments": (
        "frag first", "frag later", "frag any", "frag first proto tcp",
        "frag later proto tcp", "frag any ethertype ipv6",
        "frag later proto udp,icmp", "frag first proto tcp dport 80",
        "frag later src 192.0.2.1"),
    "arp": (
        "arp-op request", "arp-op reply", "arp-op request,3", "arp-op 65535",
        "arp-op 2-8", "arp-spa 192.0.2.1", "arp-spa 192.0.2.0/24",
        "arp-spa 0.0.0.0", "arp-tpa 192.0.2.128/25,203.0.113.77",
        "arp-spa 198.51.100.0/24 arp-tpa 192.0.2.129 arp-op reply",
        "arp-spa 0.0.0.0/0", "arp-tpa 192.0.2.1"),
    "length": (
        "len 60", "len 0-61", "len 62-100", "len 82", "len 0-65535",
        "len 1514", "len 62,64,66,82-90", "len 101-65535"),
    "in_port": (
        "in-port 0", "in-port %(g1)d", "in-port %(t1)d",
        "in-port %(g1)d,%(g2)d", "in-port 0,%(t2)d", "in-port %(t2)d"),
    "vlan": (
        "vid 1", "vid 10", "vid 20,30", "vid 1-10", "vid 4094", "vid 11-4094",
        "pcp 0", "pcp 3", "pcp 5", "pcp 4-7", "pcp 1,7", "pcp 0-3",
        "vid 10 pcp 3", "vid 10 proto tcp dport 80",
        "vid 10 ethertype 0x8100"),
}


def negated(want):
    """With a not before the last field, the others stay: what asks for ports
    needs a protocol that is asked for."""
    words = want.split()
    return " ".join(words[:-2] + ["not"] + words[-2:])


def wants(lab, field):
    ports = {name: number(lab, name) for name in lab.ends}
    for want in WANTS[field]:
        want = want % ports
        yield want
        yield negated(want)


def one_by_one(lab, texts, frames, acl="one"):
    """Each alone, as the only thing that is allowed, then as the only thing
    that is not."""
    rule, = acl_add(lab, acl, "allow")
    bind(lab, acl, "switch", default="deny")
    for verdict, value in ("allow", "deny"), ("deny", "allow"):
        default(lab, acl, "switch", None, value)
        for text in texts:
            if verdict == "deny" and text.startswith("not"):
                continue
            rule_set(lab, acl, rule, "%s %s" % (text, verdict))
            judge(lab, str(rule), frames)
            if lab.failed:
                return


def matches(lab, field):
    """One field against frames of all kinds, from a veth and from a tap."""
    known(lab)
    frames = to(lab, "g1", well_formed()) + to(lab, "t1", some())
    one_by_one(lab, wants(lab, field), frames)


def macs(lab):
    """Addresses, of one and of all."""
    flush(lab)
    static(lab, "t2", 1)
    bodies = {"ethertype": well_formed()["ethertype 0x88b5"],
              "IPv4": well_formed()["IPv4 UDP 1000-53"]}
    frames = []
    for sender, source in (("g1", None), ("t1", None), ("g1", NOBODY),
                           ("host", None)):
        for dst in ("t2", "g2", NOBODY, craft.BROADCAST,
                    "01:00:5e:00:00:fb", "33:33:00:00:00:01"):
            frames += to(lab, sender, bodies, dst, source)
    one_by_one(lab, wants(lab, "macs"), frames)


def vlan(lab):
    """VLAN and priority, and what is behind up to two tags."""
    trunks(lab)
    bodies = tagged({label: some()[label] for label in (
        "IPv4 TCP 1000-80 S", "IPv6 UDP 53-1000", "ARP 1 from 192.0.2.1",
        "ethertype 0x88b5")})
    frames = to(lab, "g1", bodies) + to(lab, "t1", bodies)
    one_by_one(lab, wants(lab, "vlan"), frames)


def behind_tags(lab):
    """Tags do not hide what is behind them, whatever the port's mode."""
    bodies = tagged(some())
    texts = ("proto tcp dport 80", "src 192.0.2.0/24,2001:db8::/32",
             "not frag any", "arp-op request", "dscp 46", "ethertype 0,0x88b5",
             "proto icmp6 icmp6-type 128")
    trunks(lab)
    for mode in (dict(mode="trunk", pvid=1, tagged=(1, 10, 20)),
                 dict(mode="dot1q-tunnel", pvid=10),
                 dict(mode="access", pvid=10),
                 dict(mode="trunk", pvid=1, tagged=(1, 10), protocol="8021ad")):
        vlan_set(lab, "g1", **mode)
        vlan_set(lab, "t1", **mode)
        one_by_one(lab, texts, to(lab, "g1", bodies) + to(lab, "t1", bodies))
        lab.check("the test goes on", not lab.failed)
        while lab.undo and lab.undo[-1][0].__name__ in ("unbind", "acl_del"):
            func, args, kwargs = lab.undo.pop()
            func(*args, **kwargs)


def length(lab):
    """Ranges of lengths; an outermost tag counts."""
    trunks(lab)
    bodies = {str(n): (craft.plain(NOBODY, NOBODY, n))[12:]
              for n in (14, 15, 59, 60, 61, 62, 63, 100, 101, 1513, 1514)}
    more = {"tagged " + label: b"\x81\x00\x00\x0a" + body
            for label, body in bodies.items() if len(body) > 2}
    for sender in "g1", "t1":
        one_by_one(lab, wants(lab, "length"),
                   to(lab, sender, dict(bodies, **more)), "of-" + sender)
        unbind(lab, "of-" + sender, "switch")


def from_port(lab):
    """The port that a frame came from, the host's included."""
    known(lab)
    frames = []
    for sender in "g1", "g2", "t1", "host":
        frames += to(lab, sender, {"IPv4": some()["ICMP 8/0"]})
        frames += to(lab, sender, {"to all": some()["ARP 1 from 192.0.2.1"]},
                     craft.BROADCAST)
    one_by_one(lab, wants(lab, "in_port"), frames)


def empty(lab):
    """A rule without a match is for all that is not malformed."""
    known(lab)
    one_by_one(lab, ("", "malformed"),
               to(lab, "g1", well_formed()) + to(lab, "t1", damaged()))


# ---- sets --------------------------------------------------------------

def sets(lab):
    """Members of each kind, of both families, one more and one less."""
    known(lab)
    set_add(lab, "nets", "prefix", "192.0.2.0/24", "2001:db8::/48",
            "203.0.113.77")
    set_add(lab, "ports", "l4-port", "80", "8000-8080", "53")
    set_add(lab, "hosts", "mac", lab.mac["g1"], NOBODY)
    set_add(lab, "none")
    frames = to(lab, "g1", well_formed()) + to(lab, "t1", some())
    one_by_one(lab, (
        "src @nets", "dst @nets", "src @nets dst @nets", "not src @nets",
        "not dst @nets", "src @none", "not src @none", "arp-spa @nets",
        "not arp-tpa @nets", "proto tcp dport @ports",
        "proto tcp,udp not dport @ports", "proto udp sport @ports",
        "smac @hosts", "not smac @hosts", "not dmac @hosts",
        "smac @hosts src @nets proto tcp dport @ports"), frames)


def set_members(lab):
    """A change of one member shows at once, in all rules that use the set."""
    known(lab)
    set_add(lab, "who")
    acl_add(lab, "a", "src @who allow", "not dst @who proto udp count")
    bind(lab, "a", "port-ingress", "g1", "deny")
    frames = to(lab, "g1", well_formed())
    texts = ["192.0.2.1", "0.0.0.0/0", "192.0.2.0/24", "2001:db8::/32", "::/0",
             "2001:db8::1", "198.51.100.128/25", "fe80::/10", "::", "0.0.0.0"]
    for text in texts:
        member_add(lab, "who", text)
        judge(lab, "with %s" % text, frames)
    for text in texts[::2] + texts[1::2]:
        member_del(lab, "who", text)
        judge(lab, "without %s" % text, frames)
    lab.nl.call("member-add", switch=lab.sw, set="who", ipv4="c0000201")
    lab.nl.call("member-flush", switch=lab.sw, set="who")
    judge(lab, "flushed", frames)


# ---- what cannot be parsed ---------------------------------------------

def malformed(lab, which):
    """Only a rule that says so decides on it; else it is dropped, with a
    reason of its own, but not the host's."""
    bodies = damaged() if which == "damaged" else dict(acl_frames.cuts())
    known(lab)
    # The host's stack will not send what is no Ethernet frame.
    frames = to(lab, "g1", bodies) + to(lab, "t1", bodies)
    if which == "damaged":
        frames += to(lab, "host", bodies)
    judge(lab, "no ACL", frames)
    rules = acl_add(lab, "a", "ethertype ipv4,ipv6,arp count", "src "
                    "192.0.2.0/24,2001:db8::/32 count", "malformed count",
                    "proto tcp dport 80 count", "frag any count")
    for value in "continue", "allow", "deny":
        bind(lab, "a", "port-ingress", "g1", value)
        bind(lab, "a", "port-ingress", "t1", value)
        bind(lab, "a", "port-ingress", "host", value)
        judge(lab, "default %s" % value, frames)
        for name in "g1", "t1", "host":
            unbind(lab, "a", "port-ingress", name)
    bind(lab, "a", "switch")
    for text in ("malformed allow", "malformed deny",
                 "malformed smac %s allow" % lab.mac["g1"],
                 "malformed ethertype ipv6 allow",
                 "malformed not ethertype ipv6 allow",
                 "malformed src 192.0.2.0/24 allow",
                 "malformed len 14-40 allow", "malformed in-port %d allow" %
                 number(lab, "t1")):
        rule_set(lab, "a", rules[2], text)
        judge(lab, text, frames)


# ---- points ------------------------------------------------------------

POINTS = (("port-ingress", "g1"), ("vlan", 10), ("switch", None),
          ("port-egress", "t2"))
MIX = ("proto tcp allow", "proto udp deny", "arp-op request count",
       "src 192.0.2.0/24 count")


def points(lab):
    """Each point alone, and all together, with each default."""
    trunks(lab)
    bodies = tagged(some())
    frames = to(lab, "g1", bodies) + to(lab, "t1", some())
    for n, (point, where) in enumerate(POINTS):
        acl_add(lab, "p%d" % n, *MIX)
    for value in "continue", "allow", "deny":
        for n, (point, where) in enumerate(POINTS):
            bind(lab, "p%d" % n, point, where, value)
            judge(lab, "%s alone, default %s" % (point, value), frames)
            unbind(lab, "p%d" % n, point, where)
    for n, (point, where) in enumerate(POINTS):
        bind(lab, "p%d" % n, point, where, "allow")
        judge(lab, "up to %s" % point, frames)
    # Allowed at one point is not yet allowed at the next.
    for n, (point, where) in enumerate(POINTS):
        default(lab, "p%d" % n, point, where, "deny")
        judge(lab, "denied at %s" % point, frames)
        default(lab, "p%d" % n, point, where, "allow")


def several(lab):
    """ACLs of one point are asked in order, by position; the first that
    decides does so for the point."""
    known(lab)
    frames = to(lab, "g1", some())
    acl_add(lab, "tcp", "proto tcp allow", "proto icmp deny")
    acl_add(lab, "ip", "ethertype ipv4 deny", "ethertype ipv6 allow")
    acl_add(lab, "arp", "arp-op request allow", "proto tcp,udp count")
    bind(lab, "tcp", "port-ingress", "g1")
    judge(lab, "one", frames)
    bind(lab, "ip", "port-ingress", "g1", "deny")
    judge(lab, "two", frames)
    bind(lab, "arp", "port-ingress", "g1", position=1)
    judge(lab, "three", frames)
    unbind(lab, "tcp", "port-ingress", "g1")
    judge(lab, "without the one in the middle", frames)
    bind(lab, "tcp", "port-ingress", "g1", "allow", position=2)
    judge(lab, "there again, allows the rest", frames)
    # One ACL at several points counts in one place.
    bind(lab, "tcp", "switch")
    bind(lab, "tcp", "vlan", 1)
    bind(lab, "tcp", "port-egress", "t2")
    judge(lab, "everywhere", frames)


def order(lab):
    """The first rule that decides does; those that do not let it go on."""
    known(lab)
    frames = to(lab, "g1", well_formed())
    rules = acl_add(lab, "a", "count", "proto tcp dport 80 deny",
                    "src 192.0.2.0/24 continue", "proto tcp allow",
                    "ethertype ipv6 log count", "src 192.0.2.0/24 deny",
                    "not src 2001:db8::/32 allow", "count", "deny")
    bind(lab, "a", "switch")
    judge(lab, "in order", frames)
    for rule in rules[1], rules[3], rules[8]:
        index = lab.model.acls["a"].index(rule)
        text = str(rule)
        lab.nl.call("rule-del", switch=lab.sw, acl="a", handle=rule.handle)
        del lab.model.acls["a"][index]
        judge(lab, "without %s" % text, frames)
        first = rule_add(lab, "a", text, before=lab.model.acls["a"][0])
        judge(lab, "%s first" % text, frames)
        lab.check("a new handle", first.handle != rule.handle)


def egress(lab):
    """Each copy of a flood is judged by its own port."""
    for name in "g2", "t2", "t3":
        acl_add(lab, "to-" + name, "proto tcp allow", "proto udp deny",
                "in-port %d arp-op request deny" % number(lab, "t1"))
    bind(lab, "to-g2", "port-egress", "g2", "allow")
    bind(lab, "to-t2", "port-egress", "t2", "deny")
    bind(lab, "to-t3", "port-egress", "t3")
    frames = []
    for sender in "g1", "t1", "host":
        frames += to(lab, sender, some(), craft.BROADCAST)
        frames += to(lab, sender, some(), NOBODY)
    judge(lab, "flooded", frames)
    acl_add(lab, "to-host", "proto tcp deny")
    bind(lab, "to-host", "port-egress", "host")
    judge(lab, "the host's, too", frames + to(lab, "g1", some(), "host"))


def host(lab):
    """What the host sends passes its points, too."""
    known(lab)
    acl_add(lab, "a", "proto tcp deny", "malformed deny")
    bind(lab, "a", "port-ingress", "host")
    frames = to(lab, "host", some()) + to(lab, "g1", some())
    judge(lab, "from the host", frames)
    bind(lab, "a", "switch", None, "deny")
    judge(lab, "from anybody", frames)


def learning(lab):
    """Who is denied is not learnt, and not moved."""
    flush(lab)
    acl_add(lab, "a", "proto udp deny")
    bind(lab, "a", "port-ingress", "g1")
    one = {"UDP": some()["IPv4 UDP 1000-53"]}
    judge(lab, "denied", to(lab, "g1", one, craft.BROADCAST, NOBODY))

    def where():
        return [row["port"] for row in lab.nl.call(
            "fdb-get", nl.NLM_F_DUMP, switch=lab.sw)
            if row["address"] == NOBODY]

    lab.check_eq("not learnt", where(), [])
    judge(lab, "elsewhere", to(lab, "t1", one, craft.BROADCAST, NOBODY))
    lab.check_eq("learnt", where(), [number(lab, "t1")])
    judge(lab, "denied again", to(lab, "g1", one, craft.BROADCAST, NOBODY))
    lab.check_eq("not moved", where(), [number(lab, "t1")])


def last_hit(lab):
    """When a rule last matched, and zero."""
    known(lab)
    rules = acl_add(lab, "a", "proto tcp count", "proto udp count")
    bind(lab, "a", "switch")

    def row(rule):
        return lab.nl.call("rule-get", switch=lab.sw, acl="a",
                           handle=rule.handle)[0]

    lab.check("never", "last-hit" not in row(rules[0]) and
              "last_hit" not in row(rules[0]))
    judge(lab, "one", to(lab, "g1", {"": some()["IPv4 TCP 1000-80 S"]}))
    lab.check("a moment ago: %s" % row(rules[0]),
              row(rules[0]).get("last_hit", 1 << 40) < 60000)
    lab.check("the other never", "last_hit" not in row(rules[1]))
    judge(lab, "some", to(lab, "g1", some()))
    lab.nl.call("rule-zero", switch=lab.sw, acl="a", handle=rules[0].handle)
    rules[0].zero()
    judge(lab, "one is zero", to(lab, "g1", some()))
    lab.nl.call("rule-zero", switch=lab.sw, acl="a")
    for rule in rules:
        rule.zero()
    judge(lab, "all are", [])
    lab.check("never again", "last_hit" not in row(rules[1]))
    # A rule that becomes another keeps its counters.
    judge(lab, "some more", to(lab, "g1", some()))
    rule_set(lab, "a", rules[0], "proto icmp deny")
    judge(lab, "replaced", to(lab, "g1", some()))


# ---- at random ---------------------------------------------------------

def random_rule(rng, ports):
    want = []
    for text in rng.sample([t for texts in WANTS.values() for t in texts],
                           rng.choice((0, 1, 1, 1, 2))):
        fields = [w for w in text.split() if w.replace("-", "").isalpha()]
        if not any(f in " ".join(want).split() for f in fields):
            want.append(negated(text) if rng.random() < 0.3 else text)
    verdict = rng.choice(("allow", "deny", "allow", "deny", "count",
                          "continue"))
    if rng.random() < 0.05:
        want = ["malformed"]
    return (" ".join(want) % ports + " " + verdict).strip()


def random_rules(lab, seed="1", rounds="20"):
    """Rules, points, tags and frames that nobody thought of, the same for a
    seed."""
    rng = random.Random(int(seed))
    ports = {name: number(lab, name) for name in lab.ends}
    trunks(lab)
    bodies = list(tagged(well_formed()).items())
    bodies += list(damaged().items()) + list(acl_frames.cuts((30, 40, 60)))
    for n in range(int(rounds)):
        names = []
        for i in range(rng.randrange(1, 6)):
            name = "r%d-%d" % (n, i)
            names.append(name)
            acl_add(lab, name, *(random_rule(rng, ports)
                                 for _ in range(rng.choice((0, 2, 3, 3)))))
        for name in names:
            for _ in range(rng.randrange(1, 3)):
                point, where = rng.choice(POINTS + (
                    ("port-ingress", "t1"), ("port-ingress", "host"),
                    ("vlan", 1), ("port-egress", "g2")))
                try:
                    bind(lab, name, point, where, rng.choice(
                        ("continue", "continue", "allow", "deny")))
                except nl.Refused as said:
                    lab.check("bound twice: %s" % said,
                              said.name == "EEXIST")
        frames = []
        for _ in range(200):
            sender = rng.choice(("g1", "t1", "host"))
            label, body = rng.choice(bodies)
            dst = rng.choice(("t2", "t2", "t2", craft.BROADCAST, "g2"))
            frames += to(lab, sender, {label: body}, dst)
        judge(lab, "round %d of seed %s" % (n, seed), frames)
        if lab.failed:
            return
        while lab.undo and lab.undo[-1][0].__name__ in ("unbind", "acl_del"):
            func, args, kwargs = lab.undo.pop()
            func(*args, **kwargs)
