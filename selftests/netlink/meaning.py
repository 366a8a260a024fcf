# SPDX-License-Identifier: GPL-2.0
#
# Requests whose form is right, and that are refused all the same: an attribute
# is missing, out of range, or about what is not there. Each refusal has a text
# and the attribute, and changes nothing. Called by agent.py.

import re
import struct

import lab as labs
import nl

# Attributes of which one says which object is meant; the first one counts.
INSTEAD = {
    "switch": ("ifindex", "ifname"),
    "port": ("number", "name", "ifindex"),
    "vlan": ("vid", "name"),
}

# What a request must have, as the kernel itself names it.
REQUIRED = {
    "switch-get": ["ifindex"],
    "switch-add": ["ifname"],
    "switch-set": ["ifindex"],
    "switch-del": ["ifindex"],
    "port-get": ["switch", "number"],
    "port-add": ["switch", "name"],
    "port-set": ["switch", "number"],
    "port-del": ["switch", "number"],
    "fdb-get": ["switch", "address"],
    "fdb-add": ["switch", "address", "port"],
    "fdb-set": ["switch", "address"],
    "fdb-del": ["switch", "address"],
    "fdb-flush": ["switch"],
    "stats-get": ["switch"],
    "limits-get": ["switch", "limit"],
    "limits-set": ["switch", "limit", "value"],
    "vlan-get": ["switch", "vid"],
    "vlan-add": ["switch", "vid"],
    "vlan-set": ["switch", "vid"],
    "vlan-del": ["switch", "vid"],
    "mirror-get": ["switch", "name"],
    "mirror-add": ["switch", "name", "port"],
    "mirror-set": ["switch", "name"],
    "mirror-del": ["switch", "name"],
    "txn-get": ["switch"],
    "txn-begin": ["switch"],
    "txn-commit": ["switch", "id"],
    "txn-abort": ["switch", "id"],
    "txn-confirm": ["switch"],
    "txn-rollback": ["switch"],
}
REQUIRED_DUMP = {"stats-get": ["switch"]}


def missing(lab):
    """From an empty request on, give what the kernel says is missing."""
    for op, flags in lab.spec.requests():
        if flags and not REQUIRED_DUMP.get(op):
            continue
        told = []
        attrs = {}
        by_number = {a["number"]: a for a in lab.spec.request(op)}
        want = (REQUIRED_DUMP if flags else REQUIRED).get(op)
        before = lab.picture()
        while len(told) <= len(by_number):
            if want is not None and told == want:
                break       # it would be done
            try:
                lab.nl.call(op, flags, **attrs)
                break
            except nl.Refused as said:
                if said.text_only:
                    # then which one is known to this test alone
                    lab.check("missing" in (said.text or ""),
                              lab.title(op, flags, str(said)))
                    said.missing = lab.spec.attr(op, want[len(told)])["number"]
                if said.missing is None:
                    break
                attr = by_number.get(said.missing)
                what = lab.title(op, flags, "%s is missing" % (
                    attr["name"] if attr else said.missing))
                lab.check(said.text, what + ": no text")
                lab.check(said.name == "EINVAL", what + ": %s" % said)
                if not lab.check(attr and attr["name"] not in told,
                                 what + ": which it cannot be"):
                    break
                told.append(attr["name"])
                attrs[attr["name"]] = lab.sample(op, attr)
        if want is not None:
            lab.equal(lab.title(op, flags, "what it needs"), told, want)
            lab.unchanged(op, before)
        elif lab.spec.changes(op):
            lab.build()


def instead(lab, op, name):
    """Attributes that must not stand beside this one, for it to count."""
    others = INSTEAD.get(lab.spec.ops[op]["attribute-set"], ())
    return others if name in others and not op.endswith("-add") else ()


def extremes(lab):
    """The highest number that fits is too high for everything."""
    for op, flags in lab.spec.requests():
        before = lab.picture()
        for attr in lab.spec.request(op, flags):
            if attr["type"] not in nl.INT:
                continue
            form = nl.INT[attr["type"]]
            high = (1 << 8 * struct.calcsize(form)) - 1
            if flags and attr["name"] != "switch":
                continue    # see dumps_obey
            name = attr["name"]
            base = lab.base(op, flags, without=(name,
                                                *instead(lab, op, name)))
            lab.refused(lab.title(op, flags, "%s of %d" % (name, high)), op,
                        base + lab.spec.encode(attr, high), flags,
                        at=None if flags else nl.HEADERS + len(base))
        lab.unchanged(op, before)


def ranges(lab):
    """Where a doc string says "LOW to HIGH", both are taken, and what is
    beyond is refused."""
    tried = 0
    for op, flags in lab.spec.requests():
        for attr in lab.spec.request(op, flags):
            said = re.search(r"\b(\d[\d,]*) to (\d[\d,]*)", attr["doc"])
            if not said or flags or attr["name"] in ("number", "pvid"):
                continue    # these depend on other things
            low, high = (int(n.replace(",", "")) for n in said.groups())
            # A value with a meaning of its own may stand above.
            high = max(high, lab.spec.const(
                attr.get("checks", {}).get("max", high)))
            rest = lab.base(op, flags, without=(attr["name"],))
            for value in (low - 1, high + 1):
                if value < 0:
                    continue
                tried += 1
                before = lab.picture()
                what = lab.title(op, flags, "%s of %d" % (attr["name"],
                                                          value))
                lab.refused(what, op, rest + lab.spec.encode(attr, value),
                            flags, at=nl.HEADERS + len(rest), code="ERANGE")
                lab.unchanged(what, before)
            for value in (low, high):
                lab.build()
                rest = lab.base(op, flags, without=(attr["name"],))
                tried += 1
                try:
                    lab.nl.raw(op, rest + lab.spec.encode(attr, value),
                               flags)
                except nl.Refused as said:
                    lab.check(said.name == "ENOENT", lab.title(
                        op, flags, "%s of %d: %s" % (attr["name"], value,
                                                     said)))
    lab.check(tried > 20, "only %d values found to try" % tried)


def names(lab):
    """Names that a switch, a device or a port cannot have."""
    sw0 = lab.ifindex["vsw0"]
    before = lab.picture()
    for name in ("", ".", "..", "a/b", "a b", "a:b", "tab\t"):
        for op, base in (("switch-add", {}),
                         ("port-add", {"switch": sw0, "name": "new"})):
            data = lab.nl.encode(op, base)
            lab.refused("%s, ifname %r" % (op, name), op,
                        data + lab.nl.encode(op, {"ifname": name}),
                        at=nl.HEADERS + len(data), code="EINVAL")
    for name in ("1", "007", "4294967296", "host", "-x", "a b", "a/b",
                 "\x1b[2J", "a\n", "\u00e4", "%s"):
        for op, base in (("port-add", {"switch": sw0}),
                         ("port-add", {"switch": sw0,
                                       "ifindex": lab.ifindex["d3"]}),
                         ("port-set", {"switch": sw0, "number": 1})):
            data = lab.nl.encode(op, base)
            lab.refused("%s, name %r" % (op, name), op,
                        data + lab.nl.encode(op, {"name": name}),
                        at=nl.HEADERS + len(data), code="EINVAL")
    lab.unchanged("a wrong name", before)
    # But a port that is there can cease to wait.
    lab.nl.call("port-set", switch=sw0, number=3, ifname="")
    got = lab.nl.call("port-get", switch=sw0, number=3)[0]
    lab.equal("what it waits for", got.get("ifname", ""), "")
    for name in ("x" * 31, "a.b_c-d:e@f", "0x1", "hosts", "%"[:0] + "Z9"):
        lab.nl.call("port-set", switch=sw0, number=1, name=name)
        got = lab.nl.call("port-get", switch=sw0, name=name)
        lab.equal("a port called %r" % name, got[0]["number"], 1)


def refusals(lab):
    """One of each other kind: the error and the attribute can be relied on."""
    mac, call = labs.MAC, lab.nl.call
    index = lab.ifindex
    sw0, lo = index["vsw0"], index["lo"]
    call("switch-set", ifname="vsw1", max_ports=1, max_fdb=1)
    own = call("switch-get", ifindex=sw0)[0]["address"]
    table = (
        # operation, attributes, the one that is at fault, error
        ("switch-get", {"ifindex": lo}, "ifindex", "ENODEV"),
        ("switch-get", {"ifname": "lo"}, "ifname", "ENODEV"),
        ("switch-get", {"ifname": "none"}, "ifname", "ENODEV"),
        ("switch-add", {"ifname": "vsw0"}, "ifname", "EEXIST"),
        ("switch-add", {"ifname": "lo"}, "ifname", "EEXIST"),
        ("switch-add", {"ifname": "v", "address": "01" + ":00" * 5},
         "address", "EADDRNOTAVAIL"),
        ("switch-add", {"ifname": "v", "address": "00" + ":00" * 5},
         "address", "EADDRNOTAVAIL"),
        ("switch-set", {"ifindex": index["d3"], "ageing-time": 1}, "ifindex",
         "ENODEV"),
        ("switch-del", {"ifname": "d3"}, "ifname", "ENODEV"),
        ("port-get", {"switch": lo, "number": 1}, "switch", "ENODEV"),
        ("port-get", {"switch": sw0, "number": 9}, "number", "ENOENT"),
        ("port-get", {"switch": sw0, "name": ""}, "name", "ENOENT"),
        ("port-get", {"switch": sw0, "name": "none"}, "name", "ENOENT"),
        ("port-get", {"switch": sw0, "ifindex": lo}, "ifindex", "ENOENT"),
        ("port-add", {"switch": sw0, "ifindex": lo}, "ifindex", "EINVAL"),
        ("port-add", {"switch": sw0, "ifindex": sw0}, "ifindex", "ELOOP"),
        ("port-add", {"switch": sw0, "ifindex": index["vsw1"]}, "ifindex",
         "ELOOP"),
        ("port-add", {"switch": sw0, "ifindex": index["d1"]}, "ifindex",
         "EBUSY"),
        ("port-add", {"switch": index["vsw1"], "ifindex": index["d3"]},
         "ifindex", "ENOSPC"),
        ("port-add", {"switch": index["vsw1"], "name": "more"}, "name",
         "ENOSPC"),
        ("port-add", {"switch": sw0, "name": "one"}, "name", "EEXIST"),
        ("port-add", {"switch": sw0, "name": "waits"}, "name", "EEXIST"),
        ("port-add", {"switch": sw0, "ifindex": index["d3"], "name": "one"},
         "name", "EBUSY"),
        ("port-set", {"switch": sw0, "number": 2, "name": "one"}, "name",
         "EEXIST"),
        ("port-set", {"switch": sw0, "number": 0, "name": "mine"}, "name",
         "EINVAL"),
        ("port-set", {"switch": sw0, "number": 9, "learning": 1}, "number",
         "ENOENT"),
        ("port-set", {"switch": sw0, "name": "none", "learning": 1}, "name",
         "ENOENT"),
        ("port-del", {"switch": sw0, "number": 0}, "number", "EINVAL"),
        ("port-del", {"switch": sw0, "ifindex": sw0}, "ifindex", "EINVAL"),
        ("port-del", {"switch": sw0, "name": "none"}, "name", "ENOENT"),
        ("fdb-get", {"switch": sw0, "address": mac % 9}, "address",
         "ENOENT"),
        ("fdb-get", {"switch": sw0, "address": mac % 1, "vid": 2}, "address",
         "ENOENT"),
        ("fdb-add", {"switch": sw0, "address": mac % 1, "port": 2},
         "address", "EEXIST"),
        ("fdb-add", {"switch": sw0, "address": own, "port": 2}, "address",
         "EBUSY"),
        ("fdb-add", {"switch": sw0, "address": "ff" + ":ff" * 5, "port": 1},
         "address", "EINVAL"),
        ("fdb-add", {"switch": sw0, "address": "00" + ":00" * 5, "port": 1},
         "address", "EINVAL"),
        ("fdb-add", {"switch": sw0, "address": mac % 9, "port": 9}, "port",
         "ENOENT"),
        ("fdb-add", {"switch": sw0, "address": mac % 9, "port": 1,
                     "kind": "local"}, "kind", "EINVAL"),
        ("fdb-add", {"switch": index["vsw1"], "address": mac % 9,
                     "port": 1}, "address", "ENOSPC"),
        ("fdb-set", {"switch": sw0, "address": mac % 9, "port": 1},
         "address", "ENOENT"),
        ("fdb-set", {"switch": sw0, "address": mac % 1, "kind": "local"},
         "kind", "EINVAL"),
        ("fdb-set", {"switch": sw0, "address": own, "port": 1}, "address",
         "EBUSY"),
        ("fdb-del", {"switch": sw0, "address": mac % 9}, "address",
         "ENOENT"),
        ("fdb-del", {"switch": sw0, "address": own}, "address", "EBUSY"),
        ("fdb-flush", {"switch": sw0, "kind": "local"}, "kind", "EINVAL"),
        ("fdb-flush", {"switch": sw0, "port": 9}, "port", "ENOENT"),
        ("stats-get", {"switch": sw0, "port": 9}, "port", "ENOENT"),
        ("stats-get", {"switch": sw0, "atomic": True}, "atomic", "EINVAL"),
        ("vlan-get", {"switch": sw0, "vid": 11}, "vid", "ENOENT"),
        ("vlan-get", {"switch": sw0, "name": "none"}, "name", "ENOENT"),
        ("vlan-add", {"switch": sw0, "vid": 5}, "vid", "EEXIST"),
        ("vlan-add", {"switch": sw0, "vid": 11, "name": "five"}, "name",
         "EEXIST"),
        ("vlan-add", {"switch": sw0, "vid": 11, "name": "11"}, "name",
         "EINVAL"),
        ("vlan-set", {"switch": sw0, "vid": 11, "name": "x"}, "vid",
         "ENOENT"),
        ("vlan-del", {"switch": sw0, "vid": 11}, "vid", "ENOENT"),
        ("vlan-del", {"switch": sw0, "name": "none"}, "name", "ENOENT"),
        ("port-set", {"switch": sw0, "number": 1, "vlan-mode": "trunk",
                      "vlans": {"range": [{"first": 5, "last": 4}]}}, None,
         "EINVAL"),
        ("port-set", {"switch": sw0, "number": 1, "vlan-mode": "access",
                      "pvid": 0}, "pvid", "EINVAL"),
        ("port-set", {"switch": sw0, "number": 1, "txn": 999}, "txn",
         "ENOENT"),
        ("vlan-add", {"switch": sw0, "vid": 11, "txn": 999}, "txn",
         "ENOENT"),
        ("switch-set", {"ifindex": sw0, "ageing-time": 1, "txn": 999},
         "txn", "ENOENT"),
        ("limits-set", {"switch": sw0, "limit": 0, "value": 9, "txn": 999},
         "txn", "ENOENT"),
        ("txn-get", {"switch": sw0, "id": 999}, "id", "ENOENT"),
        ("txn-get", {"switch": sw0}, None, "ENOENT"),
        ("txn-commit", {"switch": sw0, "id": 999}, "id", "ENOENT"),
        ("txn-abort", {"switch": sw0, "id": 999}, "id", "ENOENT"),
        ("txn-confirm", {"switch": sw0}, "switch", "ENOENT"),
        ("txn-rollback", {"switch": sw0}, "switch", "ENOENT"),
    )
    before = lab.picture(but=("hits",))
    for op, attrs, fault, code in table:
        first = {}
        for key, value in attrs.items():
            if key == fault:
                break
            first[key] = value
        lab.refused("%s %s" % (op, attrs), op, lab.nl.encode(op, attrs),
                    at=None if fault is None else
                    nl.HEADERS + len(lab.nl.encode(op, first)), code=code)
    lab.unchanged("a refusal", before, but=("hits",))
