# SPDX-License-Identifier: GPL-2.0
#
# The tests of acl_actions.sh: what rules do to frames beside deciding on them.
#
# Ends: see acl_lab.py. Called by agent.py.

import struct
import time

import craft
import nl
from acl_frames import NOBODY, damaged, some, tagged, well_formed
from acl_lab import (acl_add, bind, hits, judge, known, number, rule_set,
                     start, to, trunks, unbind, vlan_set)
from busywait import busywait
from vlan_lab import client

__all__ = ["start"]

LOG_RATE = 50           # events a second, of what one port received
LOG_BYTES = 128         # of a frame, in an event


class Listener:
    """What those hear who listen to the group alarm."""

    def __init__(self, lab):
        self.by = client(lab)
        self.by.join(["alarm"])
        self.by.sock.setblocking(False)
        lab.defer(self.by.close)
        self.events = []

    def hear(self):
        """All events so far."""
        while True:
            try:
                self.events += [m for m in self.by.heard()
                                if m["op"] == "log-ntf"]
            except BlockingIOError:
                return self.events

    def wait(self, n):
        """At least so many, or what came until the time was up."""
        busywait(10, lambda: len(self.hear()) >= n)
        out, self.events = self.events, []
        return out


def event(lab, acl, rule, action, sender, vid, frame, tag=0, **more):
    """An event as it is to be; @tag: bytes of the outermost tag."""
    bare = frame[:12] + frame[12 + tag:]
    return dict(op="log-ntf", switch=lab.sw, acl=acl, handle=rule.handle,
                action=action, port=number(lab, sender), vid=vid,
                len=len(frame), frame=bare[:LOG_BYTES].hex(":"), **more)


def log(lab):
    """Each rule that logs tells what it decides, and of which frame."""
    trunks(lab)
    texts = {"proto tcp log deny reason no-web": "deny",
             "proto udp log allow": "allow",
             "arp-op request log": "continue",
             "proto icmp log continue": "continue",
             "ethertype 0x88b5 log redirect %d" % number(lab, "t3"):
             "redirect", "malformed log deny reason broken": "deny"}
    rules = acl_add(lab, "a", *texts)
    bind(lab, "a", "port-ingress", "g1")
    vlan_set(lab, "t3", mode="trunk", pvid=1, tagged=(1, 10))
    ears = Listener(lab)
    labels = ("IPv4 TCP 1000-80 S", "IPv4 UDP 1000-53", "ARP 1 from 192.0.2.1",
              "ICMP 8/0", "ethertype 0x88b5", None)
    for rule, label, action in zip(rules, labels, texts.values()):
        body = well_formed()[label] if label else damaged()["IPv4, IHL 0"]
        bodies = {"": body, "tagged": b"\x81\x00\x60\x0a" + body,
                  "tagged twice": b"\x81\x00\x60\x0a\x81\x00\x00\x1e" + body,
                  "long": body + craft.pattern(300)}
        frames = to(lab, "g1", bodies)
        judge(lab, str(rule), frames)
        reason = rule.verdict.reason if rule.verdict else None
        want = [event(lab, "a", rule, action, "g1",
                      10 if "tagged" in label else 1, frame,
                      4 if "tagged" in label else 0,
                      **({"reason": reason} if reason else {}))
                for _, label, frame in frames]
        lab.check_eq("%s: events" % rule, ears.wait(len(want)), want)
    # Nothing else logs.
    judge(lab, "no rule that logs", to(lab, "g1", {
        "": some()["ICMPv6 echo"]}) + to(lab, "t1", some()))
    lab.check_eq("no event", ears.hear(), [])


def log_egress(lab):
    """At egress an event has the port, too; each copy has one."""
    known(lab)
    rule, = acl_add(lab, "a", "proto tcp log deny reason not-out")
    for name in "t2", "t3":
        bind(lab, "a", "port-egress", name)
    ears = Listener(lab)
    frames = to(lab, "g1", {"": some()["IPv4 TCP 1000-80 S"]},
                craft.BROADCAST)
    judge(lab, "flooded", frames)
    got = sorted(ears.wait(2), key=lambda e: e.get("out_port", 0))
    lab.check_eq("events", got, sorted((event(
        lab, "a", rule, "deny", "g1", 1, frames[0][2], reason="not-out",
        out_port=number(lab, name)) for name in ("t2", "t3")),
        key=lambda e: e["out_port"]))


def log_rate(lab, n="600"):
    """Not more than so many a second, and the next one says how many were
    not sent."""
    known(lab)
    rule, = acl_add(lab, "a", "log allow")
    bind(lab, "a", "switch")
    frame = to(lab, "g1", {"": some()["ICMP 8/0"]})[0][2]
    ears = Listener(lab)
    began = time.monotonic()
    for _ in range(int(n)):
        lab.ends["g1"].send(frame)
    sent = int(n)

    def complete():
        nonlocal sent
        events = ears.hear()
        if sum(1 + e.get("suppressed", 0) for e in events) == sent:
            return True
        # Those that were not sent are told with one more.
        lab.ends["g1"].send(frame)
        sent += 1
        return False

    done = busywait(60, complete)
    took = time.monotonic() - began
    events = ears.hear()
    lab.check("each frame is told of or counted: %d of %d" % (sum(
        1 + e.get("suppressed", 0) for e in events), sent), done)
    lab.check("some were suppressed", any(
        e.get("suppressed") for e in events))
    lab.check("%d events in %.1f s" % (len(events), took),
              len(events) <= LOG_RATE * (took + 2))
    lab.check_eq("frames counted", hits(lab, "a")[0][0], sent)
    lab.model.acls["a"][0].frames = sent
    lab.drain()


# ---- what frames become ------------------------------------------------

def log_fair(lab):
    """A guest that has many events does not use up those of others."""
    known(lab)
    acl_add(lab, "a", "log allow")
    bind(lab, "a", "switch")
    ears = Listener(lab)
    many = to(lab, "g1", {"": some()["ICMP 8/0"]})[0][2]
    one = to(lab, "t1", {"": some()["ICMP 8/0"]})[0][2]
    for _ in range(300):
        lab.ends["g1"].send(many)
    lab.ends["t1"].send(one)
    lab.check("the other's is heard", busywait(10, lambda: [
        e for e in ears.hear() if e["port"] == number(lab, "t1")]))
    lab.check_eq("and tells nothing of those of the first", [
        e.get("suppressed") for e in ears.hear()
        if e["port"] == number(lab, "t1")], [None])
    lab.drain()


def set_pcp(lab):
    """The priority that a frame leaves with; DEI stays."""
    trunks(lab)
    bodies = tagged({"IPv4": some()["ICMP 8/0"],
                     "other": some()["ethertype 0x88b5"]})
    bodies["DEI"] = b"\x81\x00\xf0\x0a" + some()["ICMP 8/0"]
    frames = to(lab, "g1", bodies) + to(lab, "t1", bodies)
    frames += to(lab, "g1", bodies, craft.BROADCAST)
    rule, = acl_add(lab, "a", "set-pcp 0")
    for point, where in (("port-ingress", "g1"), ("vlan", 10),
                         ("switch", None), ("port-egress", "t2")):
        bind(lab, "a", point, where)
        for text in ("set-pcp 0", "set-pcp 7 allow", "proto icmp set-pcp 5",
                     "pcp 3 set-pcp 4 continue", "set-pcp 6 deny"):
            rule_set(lab, "a", rule, text)
            judge(lab, "%s at %s" % (text, point), frames)
        unbind(lab, "a", point, where)


def set_dscp(lab):
    """The DSCP of both families behind any headers and tags; ECN stays, and the
    checksum is right. What has none is left alone."""
    trunks(lab)
    bodies = dict(tagged(some()), **well_formed())
    frames = to(lab, "g1", bodies) + to(lab, "t1", bodies)
    rule, = acl_add(lab, "a", "set-dscp 0", "malformed set-dscp 12 allow")[:1]
    for point, where in (("port-ingress", "g1"), ("switch", None),
                         ("port-egress", "t2")):
        bind(lab, "a", point, where)
        for n in 0, 46, 63:
            rule_set(lab, "a", rule, "set-dscp %d" % n)
            judge(lab, "%d at %s" % (n, point), frames)
        judge(lab, "malformed at %s" % point, to(lab, "g1", damaged()))
        unbind(lab, "a", point, where)


def set_copies(lab):
    """What the rules of one port do to a flooded frame, they do to one copy."""
    rules = acl_add(lab, "t2", "set-dscp 46 set-pcp 3")
    rules += acl_add(lab, "t3", "set-dscp 10", "proto tcp deny")
    rules += acl_add(lab, "g2", "proto udp set-dscp 63")
    for name in "t2", "t3", "g2":
        bind(lab, name, "port-egress", name)
    for name in "t2", "t3":
        vlan_set(lab, name, mode="trunk", tagged=(1,))
    for sender in "g1", "t1", "host":
        judge(lab, "from " + sender, to(lab, sender, some(), craft.BROADCAST))
    acl_add(lab, "in", "set-dscp 1 set-pcp 1")
    bind(lab, "in", "port-ingress", "g1")
    judge(lab, "and at ingress", to(lab, "g1", some(), craft.BROADCAST))


def set_seen(lab):
    """Rules at ingress see a frame as it came, those at egress as it became."""
    trunks(lab)
    acl_add(lab, "first", "ethertype ipv4,ipv6 set-dscp 46 set-pcp 5 allow")
    acl_add(lab, "second", "dscp 46 count", "pcp 5 count", "dscp 0 count")
    acl_add(lab, "third", "dscp 46 pcp 5 count", "not pcp 5 count",
            "dscp 0 deny")
    bind(lab, "first", "port-ingress", "g1")
    bind(lab, "second", "switch")
    bind(lab, "third", "port-egress", "t2")
    judge(lab, "three points", to(lab, "g1", tagged(some())) +
          to(lab, "t1", some()))


def redirect(lab):
    """A frame leaves by another port, whatever its destination is, unless a
    later point denies it."""
    known(lab)
    frames = []
    for dst in "t2", "g2", NOBODY, craft.BROADCAST, "host":
        frames += to(lab, "g1", some(), dst)
    rule, = acl_add(lab, "a", "proto tcp redirect %d" % number(lab, "t3"))
    bind(lab, "a", "port-ingress", "g1")
    judge(lab, "to a port", frames)
    rule_set(lab, "a", rule, "redirect 0")
    judge(lab, "to the host", frames)
    rule_set(lab, "a", rule, "set-dscp 5 count redirect %d" %
             number(lab, "t3"))
    judge(lab, "with more actions", frames)
    acl_add(lab, "b", "proto tcp deny", "proto udp redirect %d" %
            number(lab, "g2"))
    bind(lab, "b", "switch")
    judge(lab, "denied later, and the first one counts", frames)
    acl_add(lab, "out", "proto icmp deny", "arp-op request deny")
    bind(lab, "out", "port-egress", "t3", "allow")
    judge(lab, "and at egress", frames)
    unbind(lab, "b", "switch")
    rule_set(lab, "a", rule, "redirect %d" % number(lab, "g1"))
    old = lab.counters()
    lab.ends["g1"].send(frames[0][2])
    lab.check("back to where it came from", busywait(10, lambda: lab.since(
        old).get((lab.port["g1"], ("ingress", "same-port"))) == 1))
    rule.frames += 1
    rule.bytes += len(frames[0][2])
    # A port that is not in the frame's VLAN.
    vlan_set(lab, "t3", mode="access", pvid=20)
    rule_set(lab, "a", rule, "redirect %d" % number(lab, "t3"))
    unbind(lab, "out", "port-egress", "t3")
    judge(lab, "to another VLAN", frames)


def redirect_gone(lab):
    """To a port that has no device; as long as the rule is there, it cannot
    go."""
    known(lab)
    port = lab.nl.call("port-add", switch=lab.sw, name="gone",
                       ifname="nothing")[0]["number"]
    acl_add(lab, "a", "redirect %d" % port)
    bind(lab, "a", "port-ingress", "g1")
    frame = to(lab, "g1", some())[0][2]

    old = lab.counters()
    lab.ends["g1"].send(frame)
    lab.check("egress-down", busywait(10, lambda: any(
        key[1] == "egress-down" for _, key in lab.since(old)
        if isinstance(key, tuple))))
    try:
        lab.nl.call("port-del", switch=lab.sw, number=port)
        lab.check("the port stays", False)
    except nl.Refused as said:
        lab.check_eq("the port stays", said.name, "EBUSY")


def redirect_reserved(lab):
    """LLDP goes where both ports forward it, and no rule sends it on."""
    known(lab)
    acl_add(lab, "a", "ethertype 0x88cc redirect %d" % number(lab, "t3"))
    bind(lab, "a", "port-ingress", "g1")
    head = craft.raw("01:80:c2:00:00:0e") + craft.raw(lab.mac["g1"])
    frame = head + b"\x88\xcc" + bytes(46)

    def flags(name, value):
        lab.nl.call("port-set", switch=lab.sw, number=number(lab, name),
                    forward_lldp=value)

    flags("g1", 1)
    old = lab.counters()
    lab.ends["g1"].send(frame)
    lab.check("acl-redirect", busywait(10, lambda: lab.since(old).get(
        (lab.port["g1"], ("ingress", "acl-redirect"))) == 1))
    flags("t3", 1)
    old = lab.counters()
    lab.ends["g1"].send(frame)
    lab.check("t3 has it", busywait(10, lambda: lab.since(old).get(
        (lab.port["t3"], "tx_frames")) == 1))
    lab.drain()
    flags("g1", 0)
    flags("t3", 0)


def depth(lab):
    """So many rules may let a frame go on, and not one more."""
    known(lab)
    frame = to(lab, "g1", {"": some()["ICMP 8/0"]})
    bodies = ["count"] * 15
    acl_add(lab, "a", *bodies, "allow")
    bind(lab, "a", "port-ingress", "g1")
    judge(lab, "15, and one that allows", frame)
    # The next point has one more.
    acl_add(lab, "b", "src 192.0.2.0/24,198.51.100.0/24 count", "count",
            "allow")
    bind(lab, "b", "switch")
    judge(lab, "one more behind that", frame)
    unbind(lab, "a", "port-ingress", "g1")
    bind(lab, "a", "port-egress", "t2")
    judge(lab, "16 at egress, by itself", frame)
    acl_add(lab, "c", *["count"] * 16)
    bind(lab, "c", "port-ingress", "g1")
    unbind(lab, "b", "switch")
    judge(lab, "16 that let it go on", frame)
    bind(lab, "b", "switch")
    judge(lab, "and one more", frame)
    unbind(lab, "b", "switch")
    unbind(lab, "c", "port-ingress", "g1")
    bind(lab, "b", "port-egress", "t2", position=1)
    bind(lab, "c", "port-egress", "g2", position=1)
    judge(lab, "at egress", frame + to(lab, "g1", {
        "": some()["ICMP 8/0"]}, craft.BROADCAST))
    acl_add(lab, "d", *["count"] * 40)
    bind(lab, "d", "vlan", 1)
    judge(lab, "far more", frame + to(lab, "t1", some()))
    unbind(lab, "a", "port-egress", "t2")
    bind(lab, "a", "port-ingress", "g1")
    judge(lab, "far more behind one that allows", frame)


# ---- police ------------------------------------------------------------

def burst(lab, sender, frames):
    """Send them; (how many passed, drops by reason, seconds it took)."""
    old = lab.counters()
    lab.drain()
    began = time.monotonic()
    for frame in frames:
        lab.ends[sender].send(frame)
    dev, out = lab.port[sender], lab.port["t2"]

    def over():
        got = lab.since(old)
        return (got.get((dev, "rx_frames"), 0) == len(frames) and
                got.get((dev, "dropped"), 0) + got.get((dev, "copies"), 0) ==
                len(frames) and got.get((out, "tx_copies"), 0) ==
                got.get((dev, "copies"), 0))

    lab.check("all came in", busywait(30, over))
    took = time.monotonic() - began
    got = lab.since(old)
    drops = {key[1][1]: n for key, n in got.items()
             if isinstance(key[1], tuple)}
    lab.drain()
    return got.get((out, "tx_frames"), 0), drops, took


def policed(lab, text, sender, frames, per_second, most, reason):
    """What passes is the burst, and what the rate allows meanwhile."""
    passed, drops, took = burst(lab, sender, frames)
    lab.check_eq("%s: drops" % text, drops, {reason: len(frames) - passed}
                 if len(frames) > passed else {})
    lab.check("%s: %d passed of %d, in %.1f s" % (
        text, passed, len(frames), took),
        most <= passed <= most + per_second * took + 1)


def refilled(lab, text, sender, frame, tries=200):
    """Some time later one more passes."""
    lab.check("%s: one more, later" % text, busywait(
        30, lambda: burst(lab, sender, [frame])[0] == 1))


def frames_of(lab, sender, size, n):
    """So many frames of this size, which the oracle is not told of."""
    head = craft.raw(lab.mac["t2"]) + craft.raw(lab.mac[sender])
    body = well_formed()["ICMP 8/0"]
    return [head + (body + bytes(size))[:size - 16] + struct.pack(">H", i)
            for i in range(n)]


def police(lab):
    """Frames a second, and bits; the burst passes at once, then the rate."""
    known(lab)
    rule, = acl_add(lab, "a", "police 2 packets burst 10")
    bind(lab, "a", "port-ingress", "g1")
    policed(lab, "packets", "g1", frames_of(lab, "g1", 100, 100), 2, 10,
            "acl-policed")
    refilled(lab, "packets", "g1", frames_of(lab, "g1", 100, 1)[0])
    # Each rule has a rate of its own, and keeps what is left when it changes.
    began = time.monotonic()
    rule_set(lab, "a", rule, "police 1 packets burst 5 allow")
    passed, _, _ = burst(lab, "g1", frames_of(lab, "g1", 100, 100))
    lab.check("%d passed of a bucket that was empty" % passed,
              passed <= 2 + 2 * (time.monotonic() - began))
    acl_add(lab, "b", "police 8000 burst 5000 allow")
    bind(lab, "b", "port-ingress", "t1")
    policed(lab, "bits", "t1", frames_of(lab, "t1", 500, 60), 2, 10,
            "acl-policed")
    refilled(lab, "bits", "t1", frames_of(lab, "t1", 500, 1)[0])
    # What the rule does not match is not policed.
    acl_add(lab, "c", "proto tcp police 1 packets burst 1 allow")
    bind(lab, "c", "port-ingress", "g2")
    passed, drops, _ = burst(lab, "g2", frames_of(lab, "g2", 100, 50))
    lab.check_eq("others", (passed, drops), (50, {}))


def police_shared(lab):
    """One rule at several ports has one rate for all."""
    known(lab)
    acl_add(lab, "a", "police 1 packets burst 20 allow")
    for name in "g1", "t1":
        bind(lab, "a", "port-ingress", name)
    policed(lab, "the first", "g1", frames_of(lab, "g1", 100, 50), 1, 20,
            "acl-policed")
    began = time.monotonic()
    passed, _, _ = burst(lab, "t1", frames_of(lab, "t1", 100, 50))
    lab.check("the other: %d" % passed,
              passed <= 2 + 2 * (time.monotonic() - began))


def police_egress(lab):
    """Of what is to leave by a port; copies by others are not policed."""
    known(lab)
    acl_add(lab, "a", "police 2 packets burst 10 allow")
    bind(lab, "a", "port-egress", "t2")
    policed(lab, "egress", "g1", frames_of(lab, "g1", 100, 100), 2, 10,
            "egress-policed")
    refilled(lab, "egress", "g1", frames_of(lab, "g1", 100, 1)[0])
    old = lab.counters()
    for frame in frames_of(lab, "g1", 100, 30):
        lab.ends["g1"].send(craft.raw(craft.BROADCAST) + frame[6:])
    out = lab.port["t3"]
    lab.check("t3 has all copies", busywait(10, lambda: lab.since(old).get(
        (out, "tx_frames")) == 30))
    lab.drain()


def police_denied(lab):
    """A frame that is denied behind a police takes from its bucket, too; one
    that is denied before does not."""
    known(lab)
    acl_add(lab, "a", "dscp 46 deny", "police 1 packets burst 10", "allow")
    bind(lab, "a", "port-ingress", "g1")
    head = craft.raw(lab.mac["t2"]) + craft.raw(lab.mac["g1"])
    _, drops, _ = burst(lab, "g1", [head + some()["IPv4 TOS 0xb8"]] * 30)
    lab.check_eq("denied before", drops, {"acl-ingress": 30})
    policed(lab, "the burst is there", "g1", frames_of(lab, "g1", 100, 40), 1,
            10, "acl-policed")
