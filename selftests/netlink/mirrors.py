# SPDX-License-Identifier: GPL-2.0
#
# Mirror sessions: what is refused and why, who uses them, the ports that they
# name, transactions, roll-back, dumps, and what listeners are told. Called by
# agent.py.

import nl
from acl_words import action, match
from acls import SEEN, Acls, Ear, not_committed, refuse, seen
from answers import Slow, drain
from busywait import busywait

MOST = 32               # sessions of a switch
LONGEST = "x" * 31
FIRST = {"port": 1, "snap": 0, "frames": 0, "bytes": 0, "users": 0}


class Mirrors(Acls):
    """Short words for the requests."""

    def mirror(self, name, port=1, **more):
        return self("mirror-add", name=name, port=port, **more)

    def row(self, name):
        """What is said of one."""
        row = self("mirror-get", name=name)[0]
        self.lab.equal("whose it is", (row.pop("switch"), row.pop("name")),
                       (self.sw0, name))
        return row

    def names(self):
        return [r["name"] for r in self.lab.nl.call(
            "mirror-get", nl.NLM_F_DUMP, switch=self.sw0)]

    def users(self):
        return {r["name"]: r["users"] for r in self.lab.nl.call(
            "mirror-get", nl.NLM_F_DUMP, switch=self.sw0)}


def begin_anew(lab):
    """Nothing of ACLs, and no transaction that began before."""
    mirrors = Mirrors(lab)
    mirrors("txn-abort", id=lab.txn)
    lab.begin()
    return mirrors


def furnish(lab):
    """Sessions tap (used by the rule of web), spare and cut."""
    mirrors = begin_anew(lab)
    mirrors.mirror("tap")
    mirrors.mirror("spare", 2)
    mirrors.mirror("cut", 1, snap=100)
    mirrors("acl-add", name="web")
    mirrors.add("web", actions=[action("mirror", session="tap"),
                                action("deny")])
    mirrors("txn-abort", id=lab.txn)
    lab.begin()
    return mirrors


def mirror_is(lab):
    """It is what it was made, changes by what is given, and is gone when it
    was deleted."""
    mirrors = begin_anew(lab)
    mirrors.mirror("a")
    lab.equal("as it is made", mirrors.row("a"), FIRST)
    mirrors.mirror("b", 3, snap=64)
    lab.equal("with all", mirrors.row("b"), dict(FIRST, port=3, snap=64))
    mirrors("mirror-set", name="a", port=2)
    lab.equal("another port", mirrors.row("a"), dict(FIRST, port=2))
    mirrors("mirror-set", name="a", snap=65535)
    lab.equal("another length", mirrors.row("a"),
              dict(FIRST, port=2, snap=65535))
    mirrors("mirror-set", name="a", port=1, snap=0)
    lab.equal("both", mirrors.row("a"), FIRST)
    mirrors("mirror-set", name="a")
    lab.equal("neither", mirrors.row("a"), FIRST)
    lab.equal("in a dump", lab.dump("mirror-get", switch=mirrors.sw0),
              [dict(mirrors.row(n), name=n, switch=mirrors.sw0)
               for n in ("a", "b")])
    # Names are of sessions alone, and of one switch.
    mirrors("acl-add", name="a")
    mirrors("set-add", name="a")
    sw1 = lab.ifindex["vsw1"]
    lab.nl.call("mirror-add", switch=sw1, name="a", port=1)
    mirrors("mirror-del", name="a")
    lab.equal("deleted", mirrors.names(), ["b"])
    lab.equal("the other switch's", [r["name"] for r in lab.nl.call(
        "mirror-get", nl.NLM_F_DUMP, switch=sw1)], ["a"])
    lab.equal("all of all", sorted(
        (r["switch"], r["name"]) for r in lab.nl.call(
            "mirror-get", nl.NLM_F_DUMP)),
        sorted([(mirrors.sw0, "b"), (sw1, "a")]))
    for name in LONGEST, "a.b_c-d:e@f", "a":
        mirrors.mirror(name)
        lab.equal("called %s" % name, mirrors.row(name), FIRST)
        mirrors("mirror-del", name=name)


NONE = "the switch has no mirror session of this name"
NO_NAME = "the mirror session is missing"
LENGTH = "a snap length is 0 (all) or 64 to 65535"
# (operation, attributes, error, what the refusal says)
BAD = (
    ("mirror-get", {}, "EINVAL", NO_NAME),
    ("mirror-get", {"name": "none"}, "ENOENT", NONE),
    ("mirror-get", {"name": ""}, "ENOENT", NONE),
    ("mirror-add", {}, "EINVAL", "the name is missing"),
    ("mirror-add", {"port": 1}, "EINVAL", "the name is missing"),
    ("mirror-add", {"name": "new"}, "EINVAL",
     "the port that copies leave by is missing"),
    ("mirror-add", {"name": "tap", "port": 1}, "EEXIST",
     "the switch has a mirror session of this name"),
    ("mirror-add", {"name": "", "port": 1}, "EINVAL", "empty"),
    ("mirror-add", {"name": "7", "port": 1}, "EINVAL", "number"),
    ("mirror-add", {"name": "a b", "port": 1}, "EINVAL", "letters, digits"),
    ("mirror-add", {"name": "\x1b[2J", "port": 1}, "EINVAL",
     "letters, digits"),
    ("mirror-add", {"name": LONGEST + "x", "port": 1}, "EINVAL", ""),
    ("mirror-add", {"name": "new", "port": 0}, "EINVAL",
     "the host's port cannot be mirrored to"),
    ("mirror-add", {"name": "new", "port": 4}, "ENOENT", "no port"),
    ("mirror-add", {"name": "new", "port": 4096}, "ENOENT", "no port"),
    ("mirror-add", {"name": "new", "port": 1 << 31}, "ENOENT", "no port"),
    ("mirror-add", {"name": "new", "port": 1, "snap": 1}, "ERANGE", LENGTH),
    ("mirror-add", {"name": "new", "port": 1, "snap": 63}, "ERANGE", LENGTH),
    ("mirror-add", {"name": "new", "port": 1, "snap": 65536}, "ERANGE", LENGTH),
    ("mirror-set", {}, "EINVAL", NO_NAME),
    ("mirror-set", {"port": 1}, "EINVAL", NO_NAME),
    ("mirror-set", {"name": "none", "port": 1}, "ENOENT", NONE),
    ("mirror-set", {"name": "tap", "port": 0}, "EINVAL",
     "the host's port cannot be mirrored to"),
    ("mirror-set", {"name": "tap", "port": 99}, "ENOENT", "no port"),
    ("mirror-set", {"name": "tap", "port": 2, "snap": 63}, "ERANGE", LENGTH),
    ("mirror-set", {"name": "tap", "snap": 65536}, "ERANGE", LENGTH),
    ("mirror-set", {"name": "cut", "snap": 5, "port": 2}, "ERANGE", LENGTH),
    ("mirror-del", {}, "EINVAL", NO_NAME),
    ("mirror-del", {"name": "none"}, "ENOENT", NONE),
    ("mirror-del", {"name": "tap"}, "EBUSY", "a rule uses the mirror session"),
    ("rule-add", {"acl": "web", "action": [action("mirror", session="none")]},
     "ENOENT", NONE),
    ("rule-add", {"acl": "web", "action": [action("mirror", session="")]},
     "ENOENT", NONE),
    ("rule-set", {"acl": "web", "handle": 1, "action": [
        action("mirror", session="web")]}, "ENOENT", NONE),
    ("rule-set", {"acl": "web", "handle": 1, "action": [action("mirror")]},
     "EINVAL", "mirror needs the session that frames are copied to"),
    ("rule-add", {"acl": "web", "action": [
        action("mirror", session="cut", port=1)]}, "EINVAL",
     "this action does not take this"),
    ("rule-add", {"acl": "web", "action": [
        action("redirect", port=1, session="cut")]}, "EINVAL",
     "this action does not take this"),
    ("rule-add", {"acl": "web", "action": [
        action("mirror", session="cut"), action("mirror", session="tap")]},
     "EINVAL", "twice"),
)


def mirror_refusals(lab):
    """Each mistake is refused with its own text, and changes nothing; within
    a transaction, too."""
    mirrors = furnish(lab)
    before = lab.picture()
    for txn in ({}, {"txn": lab.txn}):
        for op, attrs, code, text in BAD:
            if txn and op.endswith("-get"):
                continue
            refuse(lab, mirrors, op, dict(txn, **attrs), code, text)
        lab.unchanged("what is refused", before)
    lab.nl.call("txn-commit", switch=mirrors.sw0, id=lab.txn)
    lab.equal("after a transaction of what is refused",
              seen(lab, mirrors)["mirror-get"], before["mirror-get", "vsw0"])
    lab.begin()
    # Within a transaction it is what that has made of it.
    txn = {"txn": lab.txn}
    mirrors("rule-flush", acl="web", **txn)
    mirrors("mirror-del", name="tap", **txn)
    refuse(lab, mirrors, "mirror-set", {"name": "tap", "port": 2, **txn},
           "ENOENT", NONE)
    refuse(lab, mirrors, "rule-add", {
        "acl": "web", "action": [action("mirror", session="tap")], **txn},
        "ENOENT", NONE)
    mirrors.mirror("tap", 3, **txn)
    refuse(lab, mirrors, "mirror-add", {"name": "tap", "port": 3, **txn},
           "EEXIST", "has a mirror session")
    refuse(lab, mirrors, "mirror-del", {"name": "tap"}, "EBUSY",
           "uses the mirror session")
    mirrors.add("web", actions=[action("mirror", session="tap")], **txn)
    refuse(lab, mirrors, "mirror-del", {"name": "tap", **txn}, "EBUSY",
           "uses the mirror session")
    lab.equal("outside nothing changed", seen(lab, mirrors),
              {op: before[op, "vsw0"] for op in SEEN})


def mirror_users(lab):
    """Rules say which session they use, and sessions how many use them."""
    mirrors = begin_anew(lab)
    for name in "ab":
        mirrors.mirror(name)
        mirrors("acl-add", name="acl-" + name)
    actions = [action("set-pcp", value=3), action("mirror", session="a"),
               action("deny", reason="no")]
    one = mirrors.add("acl-a", match("vid", 7), actions=actions)
    row = mirrors("rule-get", acl="acl-a", handle=one)[0]
    lab.equal("actions, in order", row["action"], actions)
    lab.equal("in a dump", mirrors.rules("acl-a"), [row])
    more = [mirrors.add("acl-b", actions=[action("mirror", session=name)])
            for name in "aab"]
    lab.equal("users", mirrors.users(), {"a": 3, "b": 1})
    mirrors("rule-set", acl="acl-b", handle=more[0],
            action=[action("mirror", session="b")])
    lab.equal("another", mirrors.users(), {"a": 2, "b": 2})
    mirrors("rule-set", acl="acl-b", handle=more[0],
            action=[action("mirror", session="b"), action("allow")])
    lab.equal("the same", mirrors.users(), {"a": 2, "b": 2})
    for name in "ab":
        mirrors("mirror-set", name=name, port=2, snap=100)
        refuse(lab, mirrors, "mirror-del", {"name": name}, "EBUSY",
               "uses the mirror session")
    lab.equal("the rule has it still", mirrors.rules("acl-a"), [row])
    mirrors("rule-del", acl="acl-b", handle=more[1])
    mirrors("rule-set", acl="acl-a", handle=one, action=[action("deny")])
    lab.equal("none", mirrors.users(), {"a": 0, "b": 2})
    mirrors("mirror-del", name="a")
    refuse(lab, mirrors, "mirror-del", {"name": "b"}, "EBUSY",
           "uses the mirror session")
    # Another one has no part in what rules of the old one had.
    mirrors.mirror("c", 3)
    lab.equal("a number again", mirrors.users(), {"b": 2, "c": 0})
    mirrors.add("acl-a", actions=[action("mirror", session="c")])
    mirrors("rule-flush", acl="acl-b")
    mirrors("mirror-del", name="b")
    mirrors("acl-del", name="acl-a")
    lab.equal("with the ACL", mirrors.users(), {"c": 0})
    mirrors("mirror-del", name="c")
    lab.equal("no session", mirrors.names(), [])


def mirror_ports(lab):
    """A port that a session names stays, with its number; within a transaction
    it may go before the session does."""
    mirrors = begin_anew(lab)
    sw0 = mirrors.sw0
    mirrors("port-set", number=2, ifindex=0)
    for number in 1, 2, 3:
        mirrors.mirror("m", number)
        lab.begin()
        before = lab.picture(("id", "used"))
        refuse(lab, mirrors, "port-del", {"number": number}, "EBUSY",
               "a mirror session names the port")
        lab.unchanged("port-del", before, ("id", "used"))
        goes = ("port-del", {"number": number})
        ends = ("mirror-del", {"name": "m"})
        moves = ("mirror-set", {"name": "m", "port": number % 3 + 1})
        for steps, free in (((ends, goes), True), ((moves, goes), True),
                            ((goes, ends), True), ((goes, moves), True),
                            ((goes,), False)):
            what = "port %d, %s" % (number, [op for op, _ in steps])
            txn = mirrors("txn-begin")[0]["id"]
            for op, attrs in steps:
                mirrors(op, txn=txn, **attrs)
            new = mirrors("port-add", name="new", txn=txn)[0]["number"]
            lab.equal("%s: its number is free" % what, new == number, free)
            mirrors("txn-abort", id=txn)
        txn = mirrors("txn-begin")[0]["id"]
        mirrors("port-del", number=number, txn=txn)
        rows = not_committed(lab, "port %d" % number, lab.nl.encode(
            "txn-commit", {"switch": sw0, "id": txn}), "EBUSY")
        lab.equal("culprit", [(r["object"], r["port"]) for r in rows],
                  [("port", number)])
        lab.unchanged("the commit", before, ("id", "used"))
        mirrors("mirror-del", name="m")
        mirrors("txn-abort", id=lab.txn)
    # In any order both may go, or the session to another port.
    lab.begin()
    for steps in ([("port-del", {"number": 2}), ("mirror-del", {"name": "m"})],
                  [("port-del", {"number": 2}),
                   ("mirror-set", {"name": "m", "port": 1})]):
        for order in steps, steps[::-1]:
            mirrors.mirror("m", 2)
            mirrors("txn-abort", id=lab.txn)
            lab.begin()
            for op, attrs in order:
                mirrors(op, txn=lab.txn, **attrs)
            mirrors("txn-commit", id=lab.txn)
            lab.begin()
            lab.equal("its number is free", mirrors(
                "port-add", name="n")[0]["number"], 2)
            mirrors("port-set", number=2, name="m")
            if mirrors.names():
                lab.equal("the session's port", mirrors.row("m")["port"], 1)
                mirrors("mirror-del", name="m")
    named_anew(lab, mirrors)


def named_anew(lab, mirrors):
    """A session may name a port that the same transaction adds; it is no
    session of a port that came to be called so later."""
    mirrors("txn-abort", id=lab.txn)
    lab.begin()
    txn = {"txn": lab.txn}
    number = mirrors("port-add", name="later", **txn)[0]["number"]
    mirrors.mirror("m", number, **txn)
    mirrors("txn-commit", id=lab.txn)
    lab.equal("a new port's", mirrors.row("m")["port"], number)
    mirrors("port-set", number=number, name="renamed")
    refuse(lab, mirrors, "port-del", {"number": number}, "EBUSY",
           "a mirror session names the port")
    # A port that is detached and attached is the same.
    mirrors("port-set", number=number, ifindex=lab.ifindex["d3"])
    mirrors("port-set", number=number, ifindex=0)
    lab.equal("the same", mirrors.row("m")["port"], number)
    mirrors("mirror-set", name="m", port=1)
    mirrors("port-del", number=number)
    mirrors("mirror-del", name="m")
    lab.begin()


def much(lab, mirrors, **txn):
    """Changes of all kinds."""
    mirrors.mirror("new", 2, snap=64, **txn)
    mirrors("mirror-set", name="tap", port=3, snap=1000, **txn)
    mirrors("mirror-del", name="spare", **txn)
    mirrors.add("web", match("vid", 9), actions=[
        action("mirror", session="new")], **txn)
    mirrors("rule-set", acl="web", handle=1,
            action=[action("mirror", session="cut")], **txn)


def mirror_transactions(lab):
    """A transaction takes effect as one, or not; a conflict names the
    session."""
    mirrors = furnish(lab)
    before = seen(lab, mirrors)
    much(lab, mirrors, txn=lab.txn)
    lab.equal("nothing yet", seen(lab, mirrors), before)
    mirrors("txn-abort", id=lab.txn)
    lab.equal("nothing at all", seen(lab, mirrors), before)
    lab.begin()
    much(lab, mirrors, txn=lab.txn)
    mirrors("txn-commit", id=lab.txn)
    lab.equal("sessions", {n: (mirrors.row(n)["port"], mirrors.row(n)["snap"],
                               mirrors.row(n)["users"])
                           for n in mirrors.names()},
              {"tap": (3, 1000, 0), "cut": (1, 100, 1), "new": (2, 64, 1)})
    # What came and went within it was never there.
    lab.begin()
    mirrors.mirror("brief", txn=lab.txn)
    mirrors("mirror-del", name="brief", txn=lab.txn)
    mirrors("txn-commit", id=lab.txn)
    lab.equal("none", "brief" in mirrors.names(), False)
    for what, change, want in (
            ("one that was changed", lambda: mirrors(
                "mirror-set", name="tap", port=1), ("acl", "tap")),
            ("one that is new", lambda: mirrors.mirror("one"),
             ("acl", "one")),
            ("one that went", lambda: mirrors("mirror-del", name="one"),
             ("acl", "one"))):
        lab.begin()
        mirrors("mirror-set", name="cut", snap=0, txn=lab.txn)
        change()
        row = not_committed(lab, what, lab.nl.encode("txn-commit", {
            "switch": mirrors.sw0, "id": lab.txn}), "EAGAIN")
        lab.equal("%s: culprit" % what, [(r["object"], r.get("port_name"))
                                         for r in row], [want])
    lab.equal("none was done", mirrors.row("cut")["snap"], 100)


def mirror_rollback(lab):
    """A commit that is not confirmed is taken back, with all sessions: by
    request, and by its timer."""
    mirrors = furnish(lab)
    before = seen(lab, mirrors)

    def commit(seconds):
        much(lab, mirrors, txn=lab.txn)
        mirrors("port-add", name="later", txn=lab.txn)
        mirrors.mirror("later", 4, txn=lab.txn)
        mirrors("txn-commit", id=lab.txn, confirm_timeout=seconds)
        lab.equal("done", sorted(mirrors.names()),
                  ["cut", "later", "new", "tap"])

    commit(600)
    mirrors("txn-rollback")
    lab.equal("taken back", seen(lab, mirrors), before)
    lab.begin()
    commit(1)
    busywait(10, lambda: "later" not in mirrors.names())
    lab.equal("taken back by its timer", seen(lab, mirrors), before)
    lab.begin()
    commit(600)
    mirrors("txn-confirm")
    lab.equal("confirmed", sorted(mirrors.names()),
              ["cut", "later", "new", "tap"])
    # What is taken back has its port again.
    lab.begin()
    txn = {"txn": lab.txn}
    mirrors("mirror-del", name="later", **txn)
    mirrors("port-del", number=4, **txn)
    mirrors("txn-commit", id=lab.txn, confirm_timeout=600)
    lab.equal("gone", "later" in mirrors.names(), False)
    mirrors("txn-rollback")
    lab.equal("again", mirrors.row("later")["port"], 4)
    refuse(lab, mirrors, "port-del", {"number": 4}, "EBUSY",
           "a mirror session names the port")


def mirror_news(lab):
    """Listeners are told of what changed, and of nothing else: of a session
    before the rules that need it, and after those that did."""
    mirrors = begin_anew(lab)
    mirrors("txn-abort", id=lab.txn)
    ear = Ear(lab)
    mirrors.mirror("a")
    mirrors("mirror-set", name="a", port=2)
    mirrors("mirror-set", name="a", snap=100)
    ear.told("made and changed", *(("mirror-ntf", "a", 0),) * 3)
    mirrors("acl-add", name="web")
    mirrors.add("web", actions=[action("mirror", session="a")])
    mirrors("mirror-set", name="a", snap=0)
    refuse(lab, mirrors, "mirror-del", {"name": "a"}, "EBUSY", "uses")
    ear.told("used", ("acl-ntf", "web"), ("rule-ntf", "web", 1),
             ("mirror-ntf", "a", 1))
    lab.begin()
    txn = {"txn": lab.txn}
    number = mirrors("port-add", name="later", **txn)[0]["number"]
    mirrors.mirror("b", number, **txn)
    mirrors("rule-set", acl="web", handle=1,
            action=[action("mirror", session="b")], **txn)
    mirrors.add("web", actions=[action("mirror", session="b")], **txn)
    mirrors("mirror-del", name="a", **txn)
    mirrors("txn-commit", id=lab.txn)
    rows = ear.since()
    told = [(r["op"], r.get("name", r.get("handle"))) for r in rows]
    at_place(lab, told, ("port-ntf", "later"), ("mirror-ntf", "b"),
             ("rule-ntf", 1), ("rule-ntf", 2))
    at_place(lab, told, ("rule-ntf", 1), ("mirror-del-ntf", "a"))
    lab.equal("what is told of b", [
        (r["port"], r["users"]) for r in rows if r["op"] == "mirror-ntf"],
        [(number, 2)])
    lab.begin()
    txn = {"txn": lab.txn}
    mirrors("acl-del", name="web", **txn)
    mirrors("mirror-del", name="b", **txn)
    mirrors("port-del", number=number, **txn)
    mirrors("txn-commit", id=lab.txn, confirm_timeout=600)
    rows = []
    drain(ear.client, rows)
    at_place(lab, [(r["op"], r.get("name")) for r in rows],
             ("acl-del-ntf", "web"), ("mirror-del-ntf", "b"))
    mirrors("txn-rollback")
    at_place(lab, [(r["op"], r.get("name", r.get("handle")))
                   for r in ear.since()], ("port-ntf", "later"),
             ("mirror-ntf", "b"), ("rule-ntf", 1), ("rule-ntf", 2))
    ear.client.close()


def at_place(lab, told, *order):
    """Each is among these once, and in this order."""
    for one in order:
        lab.equal("%s is told, once" % (one,), told.count(one), 1)
    places = [told.index(one) for one in order if one in told]
    lab.check(places == sorted(places), "the order of %s" % (order,), told)


def mirror_limit(lab):
    """So many sessions, and not one more; the limit is what it is."""
    mirrors = begin_anew(lab)
    names = ["m%d" % i for i in range(MOST)]
    for i, name in enumerate(names):
        mirrors.mirror(name, 1 + i % 3)
    lab.equal("all", sorted(mirrors.names()), sorted(names))
    text = "the switch is at its limit of mirror sessions (mirrors)"
    refuse(lab, mirrors, "mirror-add", {"name": "more", "port": 1}, "ENOSPC",
           text)
    mirrors("txn-abort", id=lab.txn)
    lab.begin()
    refuse(lab, mirrors, "mirror-add", {"name": "more", "port": 1,
                                        "txn": lab.txn}, "ENOSPC", text)
    row = mirrors("limits-get", limit="mirrors")[0]
    lab.equal("used, value, hits", (row["used"], row["value"], row["hits"]),
              (MOST, MOST, 2))
    for value in 0, 1, MOST - 1, MOST + 1, 1 << 31:
        refuse(lab, mirrors, "limits-set", {"limit": "mirrors",
                                            "value": value}, "ERANGE",
               "limit of mirror sessions is always %d" % MOST)
    mirrors("limits-set", limit="mirrors", value=MOST)
    # In a transaction there is room where one goes.
    mirrors("txn-abort", id=lab.txn)
    lab.begin()
    mirrors("mirror-del", name="m7", txn=lab.txn)
    mirrors.mirror("more", txn=lab.txn)
    refuse(lab, mirrors, "mirror-add", {"name": "m7", "port": 1,
                                        "txn": lab.txn}, "ENOSPC", text)
    mirrors("txn-commit", id=lab.txn)
    lab.begin()
    lab.equal("one for another", sorted(mirrors.names()),
              sorted(set(names) - {"m7"} | {"more"}))
    # Each of them can be used, and knows who does.
    mirrors("acl-add", name="a")
    for name in mirrors.names():
        mirrors.add("a", actions=[action("mirror", session=name)])
    lab.equal("users", set(mirrors.users().values()), {1})
    sw1 = lab.ifindex["vsw1"]
    for i in range(MOST):
        lab.nl.call("mirror-add", switch=sw1, name="%s%02d" % (
            "x" * 29, i), port=1)
    # More than one part of a dump holds.
    slow = Slow(lab, "mirror-get")
    slow.part()
    lab.check(not slow.done, "the dump is too short for this test")
    lab.check(not slow.rest(), "interrupted, by nothing")
    lab.equal("each once", len({(r["switch"], r["name"])
                                for r in slow.rows}), len(slow.rows))
    lab.equal("all of both", len(slow.rows), 2 * MOST)
    slow.close()
