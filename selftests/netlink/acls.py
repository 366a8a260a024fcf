# SPDX-License-Identifier: GPL-2.0
#
# ACLs, rules, bindings and sets: what is refused and why, order and handles,
# transactions, roll-back, what listeners are told, and ten thousand rules.
# Called by agent.py.

import time

import lab as labs
import nl
from acl_words import (BAD_ACTIONS, BAD_MATCHES, BAD_REQUESTS, IN_SET, TCP,
                       action, addr, match)

MANY = 10000
RULES_MAX = 65536

SEEN = ("acl-get", "rule-get", "binding-get", "set-get", "mirror-get",
        "port-get")


class Acls:
    """Short words for the requests."""

    def __init__(self, lab):
        self.lab = lab
        self.sw0 = lab.ifindex["vsw0"]
        self.clear()

    def clear(self):
        """Begin with nothing."""
        for get, delete, keys in (
                ("binding-get", "binding-del", ("acl", "point", "port",
                                                "vid")),
                ("acl-get", "acl-del", ("name",)),
                ("set-get", "set-del", ("name",)),
                ("mirror-get", "mirror-del", ("name",))):
            for row in self.lab.nl.call(get, nl.NLM_F_DUMP, switch=self.sw0):
                self(delete, **{k: row[k] for k in keys if k in row})

    def __call__(self, op, **attrs):
        return self.lab.nl.call(op, switch=self.sw0, **attrs)

    def add(self, acl, *matches, actions=(), **more):
        """A rule; its handle."""
        attrs = dict(more)
        if matches:
            attrs["match"] = list(matches)
        if actions:
            attrs["action"] = list(actions)
        return self("rule-add", acl=acl, **attrs)[0]["handle"]

    def rules(self, acl):
        return self.lab.nl.call("rule-get", nl.NLM_F_DUMP, switch=self.sw0,
                                acl=acl)

    def order(self, acl):
        rows = self.rules(acl)
        self.lab.equal("positions", [r["position"] for r in rows],
                       list(range(1, len(rows) + 1)))
        return [r["handle"] for r in rows]

    def bound(self, **filters):
        return [(r["acl"], r["point"], r["position"], r["default"])
                for r in self.lab.nl.call("binding-get", nl.NLM_F_DUMP,
                                          switch=self.sw0, **filters)]

    def members(self, name):
        return self.lab.nl.call("member-get", nl.NLM_F_DUMP, switch=self.sw0,
                                set=name)


def refuse(lab, acls, op, attrs, code, text, blames=True):
    what = "%s %s" % (op, attrs)
    said = lab.refused(what, op, lab.nl.encode(op, dict(
        {"switch": acls.sw0}, **attrs)), code=code)
    if said:
        lab.check(text in (said.text or ""), "%s: says %s" % (what, said),
                  "want: %s" % text)
        lab.check(not blames or said.attr is not None or
                  said.missing is not None,
                  "%s: blames nothing" % what)


def furnish(lab):
    """ACLs web (bound, with a rule), out (at egress), turn (redirects); sets
    hosts, which web uses, and ports."""
    acls = Acls(lab)
    for name in ("web", "out", "turn"):
        acls("acl-add", name=name)
    acls("set-add", name="hosts")
    acls("member-add", set="hosts", ipv4="c0000201")
    acls("set-add", name="ports", kind="l4-port")
    acls("member-add", set="ports", low=80, high=90)
    acls.add("web", {"field": "src", "set": "hosts"},
             actions=[action("deny", reason="spoof")])
    acls.add("turn", actions=[action("redirect", port=1)])
    acls("binding-add", acl="web", point="port-ingress", port=1)
    acls("binding-add", acl="out", point="port-egress", port=1)
    return acls


def acl_refusals(lab):
    """Each mistake is refused with its own text, and changes nothing; within
    a transaction, too."""
    acls = furnish(lab)
    lab.nl.call("txn-abort", switch=acls.sw0, id=lab.txn)
    lab.begin()
    before = lab.picture()
    for txn in ({}, {"txn": lab.txn}):
        for matches, text in BAD_MATCHES:
            refuse(lab, acls, "rule-add", dict(txn, acl="web", match=matches),
                   "EINVAL", text)
            refuse(lab, acls, "rule-set", dict(txn, acl="web", handle=1,
                                               match=matches), "EINVAL", text)
        for actions, text in BAD_ACTIONS:
            refuse(lab, acls, "rule-add", dict(txn, acl="web",
                                               action=actions), "EINVAL", text)
        for op, attrs, code, text in BAD_REQUESTS:
            if txn and "txn" not in [a["name"] for a in lab.spec.request(op)]:
                continue
            refuse(lab, acls, op, dict(txn, **attrs), code, text)
        lab.unchanged("what is refused", before)
    lab.nl.call("txn-commit", switch=acls.sw0, id=lab.txn)
    lab.equal("after a transaction of what is refused", seen(lab, acls),
              {op: before[op, "vsw0"] for op in SEEN})


def acl_rules(lab):
    """Rules stand in their order, keep their handles, and are shown as they
    came."""
    acls = Acls(lab)
    acls("acl-add", name="web")
    lab.equal("first", acls.add("web"), 1)
    lab.equal("second", acls.add("web"), 2)
    lab.equal("before", acls.add("web", before=1), 3)
    lab.equal("after", acls.add("web", after=1), 4)
    lab.equal("order", acls.order("web"), [3, 1, 4, 2])
    for i in range(100):
        acls.add("web", before=1)
    lab.equal("order of many", acls.order("web"),
              [3] + list(range(5, 105)) + [1, 4, 2])
    for i in range(100):
        acls.add("web", after=1)
    lab.equal("order of more", acls.order("web"),
              [3] + list(range(5, 105)) + [1] + list(range(204, 104, -1)) +
              [4, 2])
    acls("rule-del", acl="web", handle=204)
    lab.equal("no handle again", acls.add("web"), 205)
    lab.equal("unless it is named", acls.add("web", handle=204), 204)
    acls("rule-flush", acl="web")
    lab.equal("flushed", acls.order("web"), [])

    matches = [match("smac", {"mac": "02:00:00:00:00:01"}),
               match("src", addr("192.0.2.0", 24),
                     {"ipv6": "20:01:0d:b8" + ":00" * 12, "prefix": 32}),
               match("proto", TCP),
               match("dport", 80, {"low": 8000, "high": 8080}, negate=1)]
    actions = [action("log"), action("set-pcp", value=3),
               action("police", rate=10 ** 6, burst=9000),
               action("deny", reason="shut")]
    handle = acls.add("web", *matches, actions=actions)
    row = acls("rule-get", acl="web", handle=handle)[0]
    lab.equal("the only one", acls.rules("web"), [row])
    lab.equal("counters", (row["frames"], row["bytes"], row.get("last_hit")),
              (0, 0, None))

    def plain(value):
        if isinstance(value, dict):
            return {k.replace("-", "_"): plain(v) for k, v in value.items()}
        if isinstance(value, list):
            return [plain(v) for v in value]
        return value.replace(":", "") if isinstance(value, str) else value

    lab.equal("matches", plain(row["match"]), plain(matches))
    lab.equal("actions", plain(row["action"]), plain(actions))
    acls("rule-set", acl="web", handle=handle, action=[action("allow")])
    row = acls("rule-get", acl="web", handle=handle)[0]
    lab.equal("set", (row.get("match"), row["action"]),
              (None, [{"kind": "allow"}]))
    acls("rule-zero", acl="web")
    acls("rule-zero", acl="web", handle=handle)
    large = [match("vid", *range(1, 65)), match("proto", TCP),
             match("src", *(addr("10.0.0.%d" % i) for i in range(64)))]
    handle = acls.add("web", *large)
    row = acls("rule-get", acl="web", handle=handle)[0]
    lab.equal("a large one", len(row["match"][2]["value"]), 64)
    lab.equal("in a dump", acls.rules("web")[1], row)
    acl = acls("acl-get", name="web")[0]
    lab.check(acl["rules"] == 2 and acl["memory"] > 0 and
              acl["shapes"] > 0 and acl["depth"] > 0,
              "of the ACL", acl)
    acls("acl-del", name="web")
    lab.equal("no ACL", lab.nl.call("acl-get", nl.NLM_F_DUMP,
                                    switch=acls.sw0), [])


def acl_bindings(lab):
    """ACLs are bound in order, and go with their port."""
    acls = Acls(lab)
    for name in "abc":
        acls("acl-add", name=name)
    port = {"point": "port-ingress", "port": 1}
    acls("binding-add", acl="a", **port)
    acls("binding-add", acl="b", **port)
    acls("binding-add", acl="c", position=1, default="deny", **port)
    lab.equal("in order", acls.bound(), [
        ("c", "port-ingress", 1, "deny"), ("a", "port-ingress", 2, "continue"),
        ("b", "port-ingress", 3, "continue")])
    acls("binding-set", acl="c", position=3, **port)
    acls("binding-set", acl="a", default="allow", **port)
    lab.equal("moved", acls.bound(), [
        ("a", "port-ingress", 1, "allow"), ("b", "port-ingress", 2, "continue"),
        ("c", "port-ingress", 3, "deny")])
    acls("binding-del", acl="b", **port)
    acls("binding-add", acl="b", point="vlan", vid=7)
    acls("binding-add", acl="b", point="switch", default="deny")
    acls("binding-add", acl="b", point="port-egress", port=0)
    lab.equal("of one ACL", acls.bound(acl="b"), [
        ("b", "vlan", 1, "continue"), ("b", "switch", 1, "deny"),
        ("b", "port-egress", 1, "continue")])
    lab.equal("count", [r["bindings"] for r in lab.nl.call(
        "acl-get", nl.NLM_F_DUMP, switch=acls.sw0)], [1, 3, 1])
    acls("port-del", number=1)
    lab.equal("with the port", [r["bindings"] for r in lab.nl.call(
        "acl-get", nl.NLM_F_DUMP, switch=acls.sw0)], [0, 3, 0])
    acls("acl-del", name="a")
    acls("binding-del", acl="b", point="vlan", vid=7)
    acls("binding-del", acl="b", point="switch")
    acls("binding-del", acl="b", point="port-egress", port=0)
    acls("acl-del", name="b")
    lab.equal("none", acls.bound(), [])
    for i in range(16):
        acls("acl-add", name="n%d" % i)
        acls("binding-add", acl="n%d" % i, point="switch")
    refuse(lab, acls, "binding-add", {"acl": "c", "point": "switch"},
           "ENOSPC", "limit of ACLs (bindings)")
    limit = acls("limits-get", limit="bindings")[0]
    lab.equal("the limit", (limit["value"], limit["hits"]), (16, 1))


def acl_ports(lab):
    """A port that a rule names stays, with its number; within a transaction
    it may go before the rule does."""
    acls = Acls(lab)
    acls("acl-add", name="a")
    acls("set-add", name="s")
    acls("port-set", number=2, ifindex=0)
    comes = match("in-port", 1)
    for what, number, attrs in (
            ("in", 1, {"match": [comes]}),
            ("not in", 1, {"match": [dict(comes, negate=1)]}),
            ("one of two", 2, {"match": [dict(comes, value=[
                {"low": 1}, {"low": 2}])]}),
            ("beside a set", 3, {"match": [IN_SET, match("in-port", 3)]}),
            ("redirect", 3, {"action": [action("redirect", port=3)]})):
        handle = acls("rule-add", acl="a", **attrs)[0]["handle"]
        before = lab.picture(("id", "used"))
        refuse(lab, acls, "port-del", {"number": number}, "EBUSY",
               "a rule of an ACL names the port")
        lab.unchanged("port-del, %s" % what, before, ("id", "used"))
        # Within a transaction, its number is given away when neither is there.
        goes = ("port-del", {"number": number})
        rule = ("rule-del", {"acl": "a", "handle": handle})
        for steps, free in ((rule, goes), True), ((goes,), False):
            txn = acls("txn-begin")[0]["id"]
            for op, attrs in steps:
                acls(op, txn=txn, **attrs)
            new = acls("port-add", name="new", txn=txn)[0]["number"]
            lab.equal("%s: its number is free" % what, new == number, free)
            acls("txn-abort", id=txn)
        txn = acls("txn-begin")[0]["id"]
        acls("port-del", number=number, txn=txn)
        rows = not_committed(lab, what, lab.nl.encode(
            "txn-commit", {"switch": acls.sw0, "id": txn}), "EBUSY")
        lab.equal("%s: culprit" % what, [(r["object"], r["port"])
                                         for r in rows], [("port", number)])
        lab.unchanged("commit, %s" % what, before, ("id", "used"))
        acls("rule-del", acl="a", handle=handle)
    # In any order both may go.
    for first in 0, 1:
        acls.add("a", match("in-port", 2))
        acls("txn-abort", id=lab.txn)
        lab.begin()
        steps = [("port-del", {"number": 2}), ("rule-flush", {"acl": "a"})]
        for op, attrs in steps[first:] + steps[:first]:
            acls(op, txn=lab.txn, **attrs)
        acls("txn-commit", id=lab.txn)
        lab.begin()
        lab.equal("its number is free",
                  acls("port-add", name="n%d" % first)[0]["number"], 2)


def acl_sets(lab):
    """Sets have their members, and know who uses them."""
    acls = Acls(lab)
    acls("set-add", name="hosts")
    acls("set-add", name="cards", kind="mac")
    acls("set-add", name="ports", kind="l4-port")
    want = [{"ipv4": "c0:00:02:00", "prefix": 24},
            {"ipv6": "20:01:0d:b8" + ":00" * 12, "prefix": 32},
            {"ipv4": "c6:33:64:07", "prefix": 32}]
    for member in want:
        acls("member-add", set="hosts", **member)
        acls("member-get", set="hosts", **member)
    acls("member-add", set="cards", mac="020000000001")
    acls("member-add", set="ports", low=80)
    acls("member-add", set="ports", low=8000, high=8080)

    def shown(name):
        return sorted(({k: v for k, v in r.items()
                        if k not in ("switch", "set")}
                       for r in acls.members(name)), key=str)

    lab.equal("prefixes", shown("hosts"), sorted(want, key=str))
    lab.equal("MACs", shown("cards"), [{"mac": "02:00:00:00:00:01"}])
    lab.equal("ports", shown("ports"), [{"low": 80, "high": 80},
                                        {"low": 8000, "high": 8080}])
    acls("acl-add", name="web")
    handle = acls.add("web", {"field": "src", "set": "hosts"},
                      {"field": "dst", "set": "hosts", "negate": 1},
                      {"field": "dport", "set": "ports"}, match("proto", TCP))

    def users():
        return [(r["name"], r["users"], r["members"])
                for r in lab.nl.call("set-get", nl.NLM_F_DUMP,
                                     switch=acls.sw0)]

    lab.equal("users", users(), [("hosts", 2, 3), ("cards", 0, 1),
                                 ("ports", 1, 2)])
    refuse(lab, acls, "set-del", {"name": "hosts"}, "EBUSY", "uses the set")
    acls("member-del", set="hosts", ipv4="c6336407")
    acls("member-flush", set="ports")
    acls("rule-set", acl="web", handle=handle, match=[
        {"field": "src", "set": "hosts"}])
    lab.equal("fewer", users(), [("hosts", 1, 2), ("cards", 0, 1),
                                 ("ports", 0, 0)])
    acls("acl-del", name="web")
    acls("set-del", name="hosts")
    lab.equal("without", users(), [("cards", 0, 1), ("ports", 0, 0)])
    acls("set-add", name="last")
    lab.equal("a number again", [r[0] for r in users()],
              ["last", "cards", "ports"])
    for i in range(2000):
        acls("member-add", set="last", ipv4="%08x" % (0x0a000000 + i))
    rows = [r["ipv4"] for r in acls.members("last")]
    lab.equal("many", len(set(rows)), 2000)
    lab.equal("each once", len(rows), 2000)


def seen(lab, acls):
    """All of ACLs."""
    return {op: lab.dump(op, switch=acls.sw0) for op in SEEN}


def not_committed(lab, what, data, code):
    """A commit is refused. What the kernel says of the object at fault."""
    lab.nl.begin(lab.nl.family, lab.spec.ops["txn-commit"]["number"], 0, data)
    replies, done = [], False
    try:
        while not done:
            more, done = lab.nl.part()
            replies += more
        lab.fail("%s: was committed" % what)
    except nl.Refused as said:
        lab.equal("%s: refused" % what, said.name, code)
    return lab.nl.decode("txn-commit", replies)


def acl_transactions(lab):
    """A transaction takes effect as one, or not; a conflict names the ACL."""
    acls = furnish(lab)
    acls("txn-abort", id=lab.txn)
    lab.begin()
    before = seen(lab, acls)
    txn = {"txn": lab.txn}
    acls("acl-add", name="new", **txn)
    handles = [acls.add("new", match("vid", 1 + i), **txn) for i in range(50)]
    lab.equal("handles", handles, list(range(1, 51)))
    acls("rule-del", acl="new", handle=7, **txn)
    acls("rule-flush", acl="turn", **txn)
    acls("set-add", name="more", **txn)
    acls("member-add", set="more", ipv4="c0000207", **txn)
    acls.add("new", {"field": "src", "set": "more"}, **txn)
    acls("binding-add", acl="new", point="switch", **txn)
    acls("port-add", name="later", **txn)
    acls("binding-add", acl="turn", point="port-egress", port=4, **txn)
    acls("rule-set", acl="web", handle=1, **txn)
    acls("set-del", name="hosts", **txn)
    lab.equal("nothing yet", seen(lab, acls), before)
    acls("txn-abort", **{"id": lab.txn})
    lab.equal("nothing at all", seen(lab, acls), before)

    lab.begin()
    txn = {"txn": lab.txn}
    acls("acl-add", name="new", **txn)
    for i in range(50):
        acls.add("new", match("vid", 1 + i), **txn)
    acls("binding-add", acl="new", point="port-ingress", port=1, position=1,
         **txn)
    acls("txn-commit", id=lab.txn)
    lab.equal("rules", len(acls.order("new")), 50)
    lab.equal("bindings", acls.bound(acl="new"),
              [("new", "port-ingress", 1, "continue")])

    for what, change, want in (
            ("a rule", lambda: acls.add("web"), ("acl", "web")),
            ("a set", lambda: acls("member-flush", set="ports"),
             ("acl", "ports")),
            ("a VLAN's binding", lambda: acls(
                "binding-add", acl="web", point="vlan", vid=9),
             ("vlan", None)),
            ("a port's", lambda: acls(
                "binding-add", acl="web", point="port-egress", port=1),
             ("port", "one"))):
        lab.begin()
        change()
        data = lab.nl.encode("txn-commit", {"switch": acls.sw0,
                                            "id": lab.txn})
        row = not_committed(lab, what, data, "EAGAIN")
        lab.equal("%s: culprit" % what, [(r["object"], r.get("port_name"))
                                         for r in row], [want])


def acl_rollback(lab):
    """A commit that is not confirmed is taken back, with all of ACLs."""
    acls = furnish(lab)
    acls("txn-abort", id=lab.txn)
    lab.begin()
    before = seen(lab, acls)
    txn = {"txn": lab.txn}
    acls("binding-del", acl="web", point="port-ingress", port=1, **txn)
    acls("acl-del", name="web", **txn)
    acls("set-del", name="hosts", **txn)
    acls("acl-add", name="new", **txn)
    acls.add("turn", **txn)
    acls("binding-add", acl="new", point="switch", **txn)
    acls("binding-add", acl="new", point="vlan", vid=3, **txn)
    acls("port-del", number=2, **txn)
    acls("limits-set", limit="rules", value=5, **txn)
    acls("txn-commit", id=lab.txn, confirm_timeout=600)
    lab.check(seen(lab, acls) != before, "nothing was done")
    acls("txn-rollback")
    lab.equal("taken back", seen(lab, acls), before)
    lab.equal("the limit", acls("limits-get", limit="rules")[0]["value"],
              RULES_MAX)
    lab.equal("no handle again", acls.add("turn"), 3)


class Ear:
    """What listeners are told."""

    def __init__(self, lab):
        self.lab = lab
        self.client = nl.Client(lab.spec)
        self.client.join(["config"])
        self.mark = 1000

    def since(self):
        """All up to now."""
        self.mark += 1
        self.lab.nl.call("switch-set", ifindex=self.lab.ifindex["vsw0"],
                         ageing_time=self.mark)
        news = []
        while True:
            for row in self.client.heard():
                if row.get("ageing_time") == self.mark:
                    return news
                news.append(row)

    def told(self, what, *want):
        got = [(r["op"],) + tuple(r[k] for k in (
            "name", "acl", "handle", "point", "position", "users")
            if k in r and not (k == "position" and "handle" in r))
            for r in self.since()]
        self.lab.equal(what, got, list(want))


def acl_news(lab):
    """Listeners are told of what changed, and of nothing else."""
    acls = Acls(lab)
    acls("txn-abort", id=lab.txn)
    ear = Ear(lab)
    acls("acl-add", name="web")
    acls("set-add", name="hosts")
    ear.told("added", ("acl-ntf", "web"), ("set-ntf", "hosts", 0))
    for i in range(3):
        acls.add("web")
    ear.told("rules", *(("rule-ntf", "web", i) for i in (1, 2, 3)))
    acls("rule-set", acl="web", handle=2, match=[
        {"field": "src", "set": "hosts"}])
    acls("member-add", set="hosts", ipv4="c0000201")
    acls("rule-del", acl="web", handle=1)
    ear.told("changed", ("rule-ntf", "web", 2), ("set-ntf", "hosts", 1),
             ("rule-del-ntf", "web", 1))
    acls("binding-add", acl="web", point="port-ingress", port=1)
    acls("binding-set", acl="web", point="port-ingress", port=1,
         default="deny")
    ear.told("bound", *(("port-ntf", "one"),
                        ("binding-ntf", "web", "port-ingress", 1)) * 2)
    lab.begin()
    txn = {"txn": lab.txn}
    acls("acl-add", name="new", **txn)
    acls.add("new", **txn)
    acls("binding-add", acl="new", point="vlan", vid=3, **txn)
    acls("binding-del", acl="web", point="port-ingress", port=1, **txn)
    acls("rule-flush", acl="web", **txn)
    acls("set-del", name="hosts", **txn)
    acls("acl-del", name="web", **txn)
    acls("txn-commit", id=lab.txn)
    ear.told("a transaction", ("binding-del-ntf", "web", "port-ingress", 1),
             ("port-ntf", "one"), ("acl-del-ntf", "web"), ("acl-ntf", "new"),
             ("rule-ntf", "new", 1), ("set-del-ntf", "hosts", 1),
             ("binding-ntf", "new", "vlan", 1), ("txn-ntf",))
    # So often at the same place that labels are given anew
    acls.add("new")
    ear.since()
    for i in range(100):
        acls.add("new", after=1)
    ear.told("in between", *(("rule-ntf", "new", 3 + i) for i in range(100)))
    acls("binding-add", acl="new", point="port-egress", port=2)
    ear.since()
    acls("port-del", number=2)
    got = [r["op"] for r in ear.since()]
    lab.equal("with the port", got, ["binding-del-ntf", "port-del-ntf"])
    ear.client.close()


def acl_limits(lab):
    """Limits are refused with their names, and counted."""
    acls = Acls(lab)
    acls("acl-add", name="web")
    for value in (0, RULES_MAX + 1):
        refuse(lab, acls, "limits-set", {"limit": "rules", "value": value},
               "ERANGE", "1 to 65536")
    acls("limits-set", limit="rules", value=3)
    for i in range(3):
        acls.add("web")
    refuse(lab, acls, "rule-add", {"acl": "web"}, "ENOSPC", "limit of rules")
    row = acls("limits-get", limit="rules")[0]
    lab.equal("rules", (row["used"], row["value"], row["hits"]), (3, 3, 1))
    acls("rule-del", acl="web", handle=1)
    acls.add("web")
    for i in range(1024):
        acls("set-add", name="s%d" % i)
    refuse(lab, acls, "set-add", {"name": "over"}, "ENOSPC", "limit of sets")
    row = acls("limits-get", limit="sets")[0]
    lab.equal("sets", (row["used"], row["hits"]), (1024, 1))
    for limit in ("acls", "bindings", "sets", "set-members"):
        refuse(lab, acls, "limits-set", {"limit": limit, "value": 7},
               "ERANGE", "is always")


def acl_many(lab):
    """Ten thousand rules: in a transaction, in a dump that sees changes, and
    with one more."""
    acls = Acls(lab)
    acls("txn-abort", id=lab.txn)
    lab.begin()
    acls("acl-add", name="web", txn=lab.txn)
    data = [lab.nl.encode("rule-add", {
        "switch": acls.sw0, "acl": "web", "txn": lab.txn,
        "match": [match("src", addr("10.%d.%d.0" % (i >> 8, i & 255), 24)),
                  match("proto", TCP), match("dport", i % 1000)],
        "action": [action("deny")]}) for i in range(MANY)]
    start = time.monotonic()
    for one in data:
        lab.nl.raw("rule-add", one)
    added = time.monotonic()
    acls("txn-commit", id=lab.txn)
    done = time.monotonic()
    acl = acls("acl-get", name="web")[0]
    labs.say("%d rules: %.0f ms to add, %.0f ms to commit, %d bytes a rule, "
             "%d shapes" % (MANY, (added - start) * 1e3,
                            (done - added) * 1e3, acl["memory"] / MANY,
                            acl["shapes"]))
    lab.check(acl["memory"] <= 512 * MANY, "too much memory", acl)
    start = time.monotonic()
    rows = lab.nl.raw("rule-get", lab.nl.encode("rule-get", {
        "switch": acls.sw0}), nl.NLM_F_DUMP)
    dumped = time.monotonic()
    lab.check(not lab.nl.intr, "interrupted, by nothing")
    lab.equal("all", len(rows), MANY)
    one = time.monotonic()
    for i in range(10):
        acls.add("web", match("vid", 1 + i), before=5000)
    labs.say("dump: %.0f ms; insert: %.1f ms" % (
        (dumped - start) * 1e3, (time.monotonic() - one) * 1e2))
    attrs = lab.nl.encode("rule-get", {"switch": acls.sw0, "acl": "web"})
    lab.nl.begin(lab.nl.family, lab.spec.ops["rule-get"]["number"],
                 nl.NLM_F_DUMP, attrs)
    lab.nl.part()
    other = nl.Client(lab.spec)
    other.call("rule-del", switch=acls.sw0, acl="web", handle=9000)
    other.close()
    lab.nl.receive()
    lab.check(lab.nl.intr, "a change under the dump is not noticed")
    start = time.monotonic()
    acls("rule-flush", acl="web")
    labs.say("flush: %.0f ms" % ((time.monotonic() - start) * 1e3))
    lab.equal("no rules", acls.order("web"), [])
