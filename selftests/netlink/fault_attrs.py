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
    "vlan-mode": "hybrid", "pvid": 10, "accept": "all", "pcp": 3,
    "vlans": {"range": [{"first": 10, "last": 20, "untagged": True}]},
    "vlan-maps": {"map": [{"tag": 100, "vid": 10}]},
    "role": "community", "community": "c",
}
OF_OP = {
    ("switch-add", "address"): labs.MAC % 0x77,
    ("port-add", "ifindex"): "d3",
    ("vlan-add", "name"): "nine",
    ("vlan-set", "name"): "other",
    ("fdb-get", "vid"): 1,
    ("fdb-set", "vid"): 1,
    ("fdb-del", "vid"): 1,
}
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
        if name == "txn" or (op, flags, name) in REFUSED or \
                any(name in names for names in sets):
            continue
        more = [name] + WITH.get(name, [])
        for names in sets:
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
                           " ".join(names), prepare, send,
                           ours=op not in REGISTERS, loses=LOSES.get(op))
    lab.equal("attributes in no request", tally.never(), [])
