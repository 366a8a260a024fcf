# SPDX-License-Identifier: GPL-2.0
#
# What the suites about ACLs stand on: ACLs, rules, bindings, sets and mirror
# sessions, made by netlink for the switch and for the oracle at once, until the
# test ends.
#
# Ends: g1, g2 (veth), t1, t2, t3 (tap, with a virtio header), host (the switch
# device itself). g1 and t1 send, t2 has a trunk of all VLANs.
# Called by acls.py, acl_actions.py, acl_mirror.py and acl_edit.py.

import acl_oracle
import craft
import nl
import vlan_lab
from acl_rules import Rule, Set
from busywait import busywait
from play import play
from vlan_lab import number, static, vlan_set
from vlan_oracle import ALL

TRUNK = dict(mode="trunk", pvid=1, tagged=ALL)
VLANS = (1, 10, 20)
MOST = 400              # frames at once


def start(lab):
    vlan_lab.start(lab, acl_oracle.Switch)


def trunks(lab, *names):
    """Ports in all VLANs; t2 is known there."""
    for name in names or ("g1", "t1", "t2"):
        vlan_set(lab, name, **TRUNK)
    for vid in VLANS:
        static(lab, "t2", vid)


def known(lab):
    """t2 is known in VLAN 1."""
    static(lab, "t2", 1)


def to(lab, sender, bodies, dst="t2", src=None):
    """Frames for play() from bodies by label."""
    dst = lab.mac.get(dst, dst)
    head = craft.raw(dst) + craft.raw(src or lab.mac[sender])
    return [(sender, label, head + body) for label, body in bodies.items()]


# ---- netlink -----------------------------------------------------------

def request(lab, op, attrs, rule=None, by=None, **more):
    """Attributes that may come several times are not for Client.call()."""
    by = by or lab.nl
    data = by.encode(op, dict(attrs, switch=lab.sw, **more))
    for name, values in (rule.attrs() if rule else {}).items():
        attr = by.spec.attr(op, name)
        data += b"".join(by.spec.encode(attr, value) for value in values)
    return by.decode(op, by.raw(op, data))


def place(lab, point, where=None):
    """A point as attributes, and as the oracle has it."""
    if point in ("port-ingress", "port-egress"):
        return ({"point": point, "port": number(lab, where)},
                (point, lab.port[where]))
    if point == "vlan":
        return {"point": point, "vid": where}, (point, where)
    return {"point": point}, (point,)


# ---- ACLs --------------------------------------------------------------

def acl_add(lab, name, *texts):
    """An ACL with rules, until the test ends."""
    lab.nl.call("acl-add", switch=lab.sw, name=name)
    lab.model.acls[name] = []
    lab.defer(acl_del, lab, name)
    return [rule_add(lab, name, text) for text in texts]


def acl_del(lab, name):
    lab.nl.call("acl-del", switch=lab.sw, name=name)
    del lab.model.acls[name]


def rule_add(lab, acl, text, before=None, after=None):
    """Behind all others, or before or behind another rule."""
    rule = Rule(text)
    rules = lab.model.acls[acl]
    where, at = {}, len(rules)
    if before:
        where, at = {"before": before.handle}, rules.index(before)
    elif after:
        where, at = {"after": after.handle}, rules.index(after) + 1
    rule.handle = request(lab, "rule-add", dict(where, acl=acl),
                          rule)[0]["handle"]
    rules.insert(at, rule)
    return rule


def rule_set(lab, acl, rule, text):
    other = Rule(text)
    request(lab, "rule-set", {"acl": acl, "handle": rule.handle}, other)
    rule.become(text)


def rule_del(lab, acl, rule):
    lab.nl.call("rule-del", switch=lab.sw, acl=acl, handle=rule.handle)
    lab.model.acls[acl].remove(rule)


def bind(lab, acl, point, where=None, default="continue", position=None):
    """Until the test ends, or unbind()."""
    attrs, key = place(lab, point, where)
    lab.nl.call("binding-add", switch=lab.sw, acl=acl, default=default,
                **attrs, **({"position": position} if position else {}))
    bound = lab.model.points.setdefault(key, [])
    bound.insert(position - 1 if position else len(bound), (acl, default))
    lab.defer(unbind, lab, acl, point, where)


def unbind(lab, acl, point, where=None):
    attrs, key = place(lab, point, where)
    left = [b for b in lab.model.points.get(key, []) if b[0] != acl]
    if len(left) == len(lab.model.points.get(key, [])):
        return
    lab.nl.call("binding-del", switch=lab.sw, acl=acl, **attrs)
    lab.model.points[key] = left
    if not left:
        del lab.model.points[key]


def default(lab, acl, point, where, value):
    """Another default of a binding."""
    attrs, key = place(lab, point, where)
    lab.nl.call("binding-set", switch=lab.sw, acl=acl, default=value, **attrs)
    bound = lab.model.points[key]
    bound[[b[0] for b in bound].index(acl)] = (acl, value)


# ---- sets --------------------------------------------------------------

def set_add(lab, name, kind="prefix", *members):
    """A set, until the test ends."""
    lab.nl.call("set-add", switch=lab.sw, name=name, kind=kind)
    lab.model.sets[name] = Set(kind)
    lab.defer(set_del, lab, name)
    for text in members:
        member_add(lab, name, text)


def set_del(lab, name):
    lab.nl.call("set-del", switch=lab.sw, name=name)
    del lab.model.sets[name]


def member_add(lab, name, text):
    value = lab.model.sets[name].member(text)
    lab.nl.call("member-add", switch=lab.sw, set=name, **value.attrs())
    lab.model.sets[name].members[text] = value


def member_del(lab, name, text):
    value = lab.model.sets[name].members.pop(text)
    lab.nl.call("member-del", switch=lab.sw, set=name, **value.attrs())


# ---- mirror sessions ---------------------------------------------------

def mirror_add(lab, name, to, snap=0):
    """A session to the port of an end, until the test ends."""
    lab.nl.call("mirror-add", switch=lab.sw, name=name, port=number(lab, to),
                **({"snap": snap} if snap else {}))
    lab.model.sessions[name] = acl_oracle.Session(lab.port[to], snap)
    lab.defer(mirror_del, lab, name)


def mirror_set(lab, name, to=None, snap=None):
    session, attrs = lab.model.sessions[name], {}
    if to:
        attrs["port"] = number(lab, to)
        session.dev = lab.port[to]
    if snap is not None:
        attrs["snap"] = session.snap = snap
    lab.nl.call("mirror-set", switch=lab.sw, name=name, **attrs)


def mirror_del(lab, name):
    lab.nl.call("mirror-del", switch=lab.sw, name=name)
    del lab.model.sessions[name]


# ---- what was counted --------------------------------------------------

def rows(lab, acl):
    """{handle: what rule-get says}"""
    return {row["handle"]: row for row in lab.nl.call(
        "rule-get", nl.NLM_F_DUMP, switch=lab.sw, acl=acl)}


def hits(lab, acl):
    """[(frames, bytes)] of its rules, in order."""
    return [(row["frames"], row["bytes"]) for row in rows(lab, acl).values()]


def check_hits(lab, text):
    """What each rule of each ACL counted is what the oracle counted."""
    for name, rules in lab.model.acls.items():
        got = {}

        def same():
            got.update((h, (r["frames"], r["bytes"]))
                       for h, r in rows(lab, name).items())
            return all(got.get(r.handle) == (r.frames, r.bytes)
                       for r in rules)

        if busywait(0 if lab.failed else 3, same):
            continue
        wrong = [r for r in rules if got.get(r.handle) != (r.frames, r.bytes)]
        for rule in wrong[:3]:
            lab.check_eq("%s: %s %s: %s: frames, bytes" % (
                text, name, rule.handle, rule), got.get(rule.handle),
                (rule.frames, rule.bytes))


def mirrored(lab, name):
    """(frames, bytes) that a session counted."""
    row = lab.nl.call("mirror-get", switch=lab.sw, name=name)[0]
    return row["frames"], row["bytes"]


def check_mirrored(lab, text):
    """The same for sessions. All is over when the rules have counted."""
    for name, session in lab.model.sessions.items():
        lab.check_eq("%s: session %s: frames, bytes" % (text, name),
                     mirrored(lab, name), (session.frames, session.bytes))


def judge(lab, text, frames):
    """play(), and what the rules and the sessions counted."""
    # The queue of a tap takes no more at once.
    for i in range(0, len(frames) or 1, MOST):
        play(lab, text, frames[i:i + MOST], marked=False)
    check_hits(lab, text)
    check_mirrored(lab, text)
