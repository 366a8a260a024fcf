# SPDX-License-Identifier: GPL-2.0
#
# Every attribute that a request may have, in requests with each of their
# allocations failing (failing.py): as many at once as go together. That is
# found out by trial, so that what the specification gains is covered, or has
# to be told how by a value here. Called by agent.py.

import lab as labs
import nl
from failing import each_fault, fresh
from faults import LOSES, REGISTERS
from tally import REFUSED, Tally

# Values that go together, where not any will do; devices by their names.
VALUES = {
    "ageing-time": 77, "vlan-protocol": 1, "confirm-timeout": 600,
    "max-ports": 99, "max-fdb": 999, "port-max-fdb": 999,
    "max-rules": 999,
    "vlan-mode": "hybrid", "pvid": 10, "accept": "all", "pcp": 3,
    "vlans": {"range": [{"first": 10, "last": 20, "untagged": True}]},
    "vlan-maps": {"map": [{"tag": 100, "vid": 10}]},
    "role": "community", "community": "c", "snap": 128,
}
OF_OP = {
    ("switch-add", "address"): labs.MAC % 0x77,
    ("port-add", "ifindex"): "d3",
    ("vlan-add", "name"): "nine",
    ("vlan-set", "name"): "other",
    ("rule-add", "handle"): 77,
    ("binding-add", "default"): 2,
    ("binding-set", "position"): 1,
    ("fdb-get", "vid"): 1,
    ("fdb-set", "vid"): 1,
    ("fdb-del", "vid"): 1,
}
# Where one is not right with what the smallest request has: all of another.
MATCHES = [
    {"field": "smac", "value": [{"mac": labs.MAC % 0, "mac-mask":
                                 "ff:ff:ff:00:00:00"}]},
    {"field": "src", "value": [
        {"ipv4": "c0000200", "prefix": 24},
        {"ipv6": "20010db8" + "0" * 24, "prefix": 32}]},
    {"field": "dst", "negate": 1, "set": "hosts"},
    {"field": "proto", "value": [{"low": 6, "high": 6}]},
    {"field": "tcp-flags", "value": [{"low": 2, "mask": 18}]},
]
ACTIONS = [{"kind": "log"}, {"kind": "set-pcp", "value": 3},
           {"kind": "police", "rate": 1000, "burst": 9000, "unit": "bits"},
           {"kind": "mirror", "session": "idle"},
           {"kind": "deny", "reason": "shut"}]
OTHER = {
    ("rule-add", "match"): {"acl": "web", "match": MATCHES,
                            "action": ACTIONS},
    ("rule-add", "action"): {"acl": "web", "action": [
        {"kind": "redirect", "port": 1}]},
    ("rule-set", "match"): {"acl": "web", "handle": 1, "match": MATCHES,
                            "action": ACTIONS},
    ("rule-set", "action"): {"acl": "web", "handle": 1, "action": [
        {"kind": "redirect", "port": 1}]},
    ("binding-get", "port"): {"acl": "web", "point": 0, "port": 3},
    ("binding-add", "port"): {"acl": "spare", "point": 3, "port": 1},
    ("binding-set", "port"): {"acl": "web", "point": 0, "port": 3,
                              "default": 2},
    ("binding-del", "port"): {"acl": "web", "point": 0, "port": 3},
    ("set-add", "kind"): {"name": "new", "kind": 2},
}
for verb, address, low in (("get", 1, 80), ("del", 1, 80), ("add", 7, 8080)):
    ip6 = "20010db8" + "0" * 24 if address == 1 else "20010db8" + "7" * 24
    OTHER.update({
        ("member-" + verb, "ipv6"): {"set": "hosts", "ipv6": ip6},
        ("member-" + verb, "mac"): {"set": "cards", "mac": labs.MAC %
                                    address},
        ("member-" + verb, "low"): {"set": "ports", "low": low,
                                    "high": low + 10},
        ("member-" + verb, "high"): {"set": "ports", "low": low,
                                     "high": low + 10},
    })
# What is right only with another one.
WITH = {"vlan-mode": ["vlans"], "role": ["community"]}


def inside(spec, attr):
    """One of each that is in a nest."""
    return {inner["name"]: inside(spec, inner) if inner["type"] == "nest"
            else "x" if inner["type"] == "string" else 1
            for inner in spec.sets[attr["nested-attributes"]]
            if inner["type"] not in ("pad", "binary")}


def value(lab, op, flags, name):
    """What it is to be, now."""
    good = lab.good(op, flags)
    if name in good:
        return good[name]
    attr = lab.spec.attr(op, name)
    known = OF_OP.get((op, name), VALUES.get(name))
    if known is None:
        known = inside(lab.spec, attr) if attr["type"] == "nest" else \
            lab.sample(op, attr)
    return lab.ifindex.get(known, known) if name == "ifindex" else known


def request(lab, op, flags, names):
    """As bytes, in the order of the specification."""
    if isinstance(names, dict):
        return lab.nl.encode(op, dict(names, switch=lab.ifindex["vsw0"]))
    return lab.nl.encode(op, {
        a["name"]: value(lab, op, flags, a["name"])
        for a in lab.spec.request(op, flags) if a["name"] in names})


def goes(lab, op, flags, names):
    """Try it: None, or why it is refused."""
    lab.prepare(op)
    try:
        lab.nl.raw(op, request(lab, op, flags, names), flags)
    except nl.Refused as said:
        return said
    return None


def together(lab, op, flags):
    """Sets of attributes, such that each is in one, and each set is a request
    that is done: first as much as goes in one, then in another. A transaction
    is apart from that: with it, all is done in another place."""
    good = list(lab.good(op, flags))
    sets = [list(good)]
    for attr in lab.spec.request(op, flags):
        name = attr["name"]
        if name == "txn" or (op, flags, name) in REFUSED:
            continue
        if (op, name) in OTHER and not flags:
            if OTHER[op, name] not in sets:
                sets.append(OTHER[op, name])
            continue
        if any(name in names for names in sets):
            continue
        more = [name] + WITH.get(name, [])
        for names in sets:
            if isinstance(names, dict):
                continue
            if not goes(lab, op, flags, names + more):
                names += more
                break
        else:
            why = goes(lab, op, flags, good + more)
            if lab.check(not why, "no request has it: %s" % lab.title(
                    op, flags, name), why):
                sets.append(good + more)
    if lab.takes(op, flags, "txn"):
        sets.append(sets[0] + ["txn"])
    return sets


def faults_attributes(lab):
    """Each attribute of each request is in one that ran out of memory."""
    tally = Tally(lab.spec)
    for op, flags in lab.spec.requests():
        for names in together(lab, op, flags):
            def prepare():
                fresh(lab, op)
                return request(lab, op, flags, names)

            def send(faults, nth, data):
                faults.request(nth, lab.nl, op, flags, data)

            tally.add(op, flags, prepare())
            # faults_requests has the smallest ones
            if set(names) != set(lab.good(op, flags)):
                each_fault(lab, lab.title(op, flags, "with ") +
                           " ".join(map(str, names)), prepare, send,
                           ours=op not in REGISTERS, loses=LOSES.get(op))
    lab.equal("attributes in no request", tally.never(), [])
