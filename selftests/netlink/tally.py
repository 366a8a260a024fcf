# SPDX-License-Identifier: GPL-2.0
#
# Which attributes of which request were ever part of one that was carried
# out: what is refused is not tested. Keys are (operation, flags, path), where
# the path of an attribute in nests is "vlans/range/first". Used by fuzz.py.

import nl

ONE = "that is how one is asked for; a dump has all"
# What the specification lists and no request that is done can have: dumps
# have the policy of the single request (nl.py), and refuse some of it.
REFUSED = {
    ("switch-get", nl.NLM_F_DUMP, "ifindex"): ONE,
    ("switch-get", nl.NLM_F_DUMP, "ifname"): ONE,
    ("port-get", nl.NLM_F_DUMP, "number"): ONE,
    ("port-get", nl.NLM_F_DUMP, "name"): ONE,
    ("port-get", nl.NLM_F_DUMP, "ifindex"): ONE,
    ("fdb-get", nl.NLM_F_DUMP, "address"): ONE,
    ("stats-get", nl.NLM_F_DUMP, "port"): ONE,
    ("limits-get", nl.NLM_F_DUMP, "limit"): ONE,
    ("vlan-get", nl.NLM_F_DUMP, "vid"): ONE,
    ("vlan-get", nl.NLM_F_DUMP, "name"): ONE,
    ("txn-get", nl.NLM_F_DUMP, "id"): ONE,
    ("acl-get", nl.NLM_F_DUMP, "name"): ONE,
    ("binding-get", nl.NLM_F_DUMP, "point"): ONE,
    ("binding-get", nl.NLM_F_DUMP, "port"): ONE,
    ("binding-get", nl.NLM_F_DUMP, "vid"): ONE,
    ("rule-get", nl.NLM_F_DUMP, "handle"): ONE,
    ("set-get", nl.NLM_F_DUMP, "name"): ONE,
    ("member-get", nl.NLM_F_DUMP, "ipv4"): ONE,
    ("member-get", nl.NLM_F_DUMP, "ipv6"): ONE,
    ("member-get", nl.NLM_F_DUMP, "mac"): ONE,
    ("member-get", nl.NLM_F_DUMP, "prefix"): ONE,
    ("member-get", nl.NLM_F_DUMP, "low"): ONE,
    ("member-get", nl.NLM_F_DUMP, "high"): ONE,
    ("mirror-get", nl.NLM_F_DUMP, "name"): ONE,
    ("fdb-get", 0, "port"): "a filter, of dumps",
    ("fdb-get", 0, "kind"): "a filter, of dumps",
    ("stats-get", 0, "atomic"): "of a dump, which is of one moment then",
}


def paths(spec, attrs, outer=""):
    """All attributes among these, and in them."""
    for attr in attrs:
        if attr["type"] == "pad":
            continue
        path = outer + attr["name"]
        yield path
        if attr["type"] == "nest":
            yield from paths(spec, spec.sets[attr["nested-attributes"]],
                             path + "/")


def present(spec, attrs, data, outer=""):
    """Those that a request has."""
    known = {a["number"]: a for a in attrs}
    for number, payload in nl.parse(data):
        attr = known.get(number)
        if attr is None:
            continue
        path = outer + attr["name"]
        yield path
        if attr["type"] == "nest":
            yield from present(spec, spec.sets[attr["nested-attributes"]],
                               payload, path + "/")


class Tally:
    """How often each was carried out."""

    def __init__(self, spec):
        self.spec = spec
        self.count = {(op, flags, path): 0 for op, flags in spec.requests()
                      for path in paths(spec, spec.request(op, flags))}

    def add(self, op, flags, data):
        """A request that was."""
        for path in set(present(self.spec, self.spec.attrs(op), data)):
            key = (op, flags, path)
            self.count[key] = self.count.get(key, 0) + 1

    def lines(self):
        """For people: a line for each request."""
        for op, flags in self.spec.requests():
            each = ["%s %d" % (path, n)
                    for (o, f, path), n in self.count.items()
                    if (o, f) == (op, flags)]
            yield "%s %s: %s" % ("dump" if flags else "do", op,
                                 ", ".join(each))

    def never(self):
        """What was never carried out, without that which cannot be."""
        return ["%s %s, %s" % ("dump" if key[1] else "do", key[0], key[2])
                for key, n in self.count.items()
                if not n and key not in REFUSED]

    def unexpected(self):
        """What was, although it cannot be."""
        return [key for key in REFUSED if self.count.get(key, 1)]
