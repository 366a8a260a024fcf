# SPDX-License-Identifier: GPL-2.0
#
# What the tests of netlink.sh work on: two switches with ports and entries,
# a request of each kind that is right, a picture of all there is to see, and
# checks. Made anew for each test. Called by agent.py.
#
#	vsw0  1 one    d1       02:00:00:00:00:01 static, :02 dynamic
#	      2        d2
#	      3 waits  (tap9)
#	vsw1  1 other  (none)
#	and d3, which is nobody's; VLAN 5 of vsw0 is "five"; a transaction is open;
#	ACL "web" is bound to port 3 and VLAN 9, and its rule 1 uses the set
#	"hosts" and the mirror session "watch" to port 1; nothing uses the ACL
#	"spare", the set "unused" and the session "idle"

import errno
import os
import socket
import struct

import nl

SWITCHES = ("vsw0", "vsw1")
MAC = "02:00:00:00:00:%02x"
HOST = "c00002%02x"

# A namespace has a /sys of its own, without debugfs.
DEBUGFS = "/proc/1/root/sys/kernel/debug/"

# What a reply may say differently although nothing was changed.
VOLATILE = ("age", "last-hit")


class Failure(Exception):
    """The test cannot go on."""


class Skip(Exception):
    """The test cannot be tried here."""


def say(text):
    """At once: who waits for a line may wait for the next one."""
    for line in str(text).splitlines():
        print("# " + line, flush=True)


class Lab:
    """The switches, a client, and the checks; what a test is called with."""

    def __init__(self):
        self.spec = nl.Spec()
        self.nl = None
        self.ear = None         # one more client, who hears: see failing.py
        self.failed = False
        self.ifindex = {}
        self.txn = None
        self.bodies = {}        # of the last picture: see raw()

    # ---- the switches --------------------------------------------------

    def build(self):
        """As it is drawn above, whatever was there."""
        if self.nl is None:
            self.nl = nl.Client(self.spec)
        for switch in self.nl.call("switch-get", nl.NLM_F_DUMP):
            self.nl.call("switch-del", ifindex=switch["ifindex"])
        for name in SWITCHES:
            self.nl.call("switch-add", ifname=name)
        self.ifindex = {n: i for i, n in socket.if_nameindex()}
        sw0, sw1 = (self.ifindex[n] for n in SWITCHES)
        call = self.nl.call
        call("port-add", switch=sw0, ifindex=self.ifindex["d1"], name="one")
        call("port-add", switch=sw0, ifindex=self.ifindex["d2"])
        call("port-add", switch=sw0, name="waits", ifname="tap9")
        call("port-add", switch=sw1, name="other")
        call("fdb-add", switch=sw0, address=MAC % 1, port=1)
        call("fdb-add", switch=sw0, address=MAC % 2, port=1, kind="dynamic")
        call("vlan-add", switch=sw0, vid=5, name="five", counters=1)
        self.build_acls()
        self.begin()

    def build_acls(self):
        """Frames of d1 and d2 do not come by any of them."""
        sw0 = self.ifindex["vsw0"]
        call = self.nl.call
        for name in ("web", "spare"):
            call("acl-add", switch=sw0, name=name)
        for name, kind in (("hosts", 0), ("cards", 1), ("ports", 2),
                           ("unused", 0)):
            call("set-add", switch=sw0, name=name, kind=kind)
        call("member-add", switch=sw0, set="cards", mac=MAC % 1)
        call("member-add", switch=sw0, set="ports", low=80, high=90)
        call("member-add", switch=sw0, set="hosts", ipv4=HOST % 1)
        call("member-add", switch=sw0, set="hosts", ipv6="20010db8" + "0" * 24)
        call("mirror-add", switch=sw0, name="watch", port=1)
        call("mirror-add", switch=sw0, name="idle", port=1, snap=128)
        call("rule-add", switch=sw0, acl="web", action=[
            {"kind": "mirror", "session": "watch"}, {"kind": "deny"}],
             match=[{"field": "src", "set": "hosts"}])
        call("binding-add", switch=sw0, acl="web", point="port-ingress",
             port=3)
        call("binding-add", switch=sw0, acl="web", point="vlan", vid=9)

    def begin(self):
        """A transaction, on what there is now."""
        self.txn = self.nl.call("txn-begin",
                                switch=self.ifindex["vsw0"])[0]["id"]

    def prepare(self, op):
        """Anew, and so that a request of this kind can be done."""
        self.build()
        if op in ("txn-confirm", "txn-rollback"):
            self.nl.call("txn-commit", switch=self.ifindex["vsw0"],
                         id=self.txn, confirm_timeout=600)

    def reopen(self):
        """The module may be another one since."""
        self.nl.close()
        self.nl = None
        if self.ear:
            self.ear.close()
            self.ear = None

    # ---- requests that are right ---------------------------------------

    def good(self, op, flags=0):
        """Attributes of the smallest request that is done, by name."""
        sw0, sw1 = (self.ifindex[n] for n in SWITCHES)
        one = {"switch": sw0, "number": 1}
        entry = {"switch": sw0, "address": MAC % 1}
        bound = {"switch": sw0, "acl": "web", "point": 1, "vid": 9}
        rule = {"switch": sw0, "acl": "web", "handle": 1}
        member = {"switch": sw0, "set": "hosts", "ipv4": HOST % 1}
        known = {
            "switch-get": {"ifindex": sw0},
            "switch-add": {"ifname": "vsw9"},
            "switch-set": {"ifindex": sw0, "ageing-time": 99},
            "switch-del": {"ifindex": sw1},
            "port-get": one,
            "port-add": {"switch": sw0, "name": "new"},
            "port-set": dict(one, learning=0),
            "port-del": {"switch": sw0, "number": 3},
            "fdb-get": entry,
            "fdb-add": {"switch": sw0, "address": MAC % 7, "port": 1},
            "fdb-set": dict(entry, port=2),
            "fdb-del": entry,
            "fdb-flush": {"switch": sw0},
            "stats-get": {"switch": sw0},
            "limits-get": {"switch": sw0, "limit": 0},
            "limits-set": {"switch": sw0, "limit": 0, "value": 100},
            "vlan-get": {"switch": sw0, "vid": 5},
            "vlan-add": {"switch": sw0, "vid": 9},
            "vlan-set": {"switch": sw0, "vid": 5, "counters": 0},
            "vlan-del": {"switch": sw0, "vid": 5},
            "acl-get": {"switch": sw0, "name": "web"},
            "acl-add": {"switch": sw0, "name": "new"},
            "acl-del": {"switch": sw0, "name": "spare"},
            "binding-get": bound,
            "binding-add": {"switch": sw0, "acl": "spare", "point": 1,
                            "vid": 9},
            "binding-set": dict(bound, default=1),
            "binding-del": bound,
            "rule-get": rule,
            "rule-add": {"switch": sw0, "acl": "web"},
            "rule-set": rule,
            "rule-del": rule,
            "rule-flush": {"switch": sw0, "acl": "web"},
            "rule-zero": {"switch": sw0, "acl": "web"},
            "set-get": {"switch": sw0, "name": "hosts"},
            "set-add": {"switch": sw0, "name": "new"},
            "set-del": {"switch": sw0, "name": "unused"},
            "member-get": member,
            "member-add": dict(member, ipv4=HOST % 2),
            "member-del": member,
            "member-flush": {"switch": sw0, "set": "hosts"},
            "mirror-get": {"switch": sw0, "name": "watch"},
            "mirror-add": {"switch": sw0, "name": "new", "port": 1},
            "mirror-set": {"switch": sw0, "name": "watch", "port": 2},
            "mirror-del": {"switch": sw0, "name": "idle"},
            "txn-get": {"switch": sw0, "id": self.txn},
            "txn-begin": {"switch": sw0},
            "txn-commit": {"switch": sw0, "id": self.txn},
            "txn-abort": {"switch": sw0, "id": self.txn},
            # See prepare().
            "txn-confirm": {"switch": sw0},
            "txn-rollback": {"switch": sw0},
        }
        if op == "member-get" and flags & nl.NLM_F_DUMP:
            return {"switch": sw0, "set": "hosts"}
        if flags & nl.NLM_F_DUMP:
            return {"switch": sw0} if self.takes(op, flags, "switch") else {}
        if op in known:
            return known[op]
        # A command that is new here: let the kernel say what it needs.
        return {"switch": sw0} if self.takes(op, flags, "switch") else {}

    def takes(self, op, flags, name):
        return name in [a["name"] for a in self.spec.request(op, flags)]

    def sample(self, op, attr):
        """A value that may stand in a request, if only by its policy."""
        good = self.good(op)
        if attr["name"] in good:
            return good[attr["name"]]
        samples = {
            "switch": self.ifindex["vsw0"],
            "ifindex": self.ifindex["vsw0" if op.startswith("switch")
                                    else "d1"],
            "ifname": "vsw0" if op.startswith("switch") else "tap8",
            "number": 1, "name": "one", "port": 1,
            "address": MAC % 1,
            "acl": "web", "set": "hosts", "ipv4": HOST % 1, "prefix": 32,
            "match": {"field": "vid", "value": [{"low": 5}]},
            "action": {"kind": "allow"},
            "handle": 1, "before": 1, "after": 1, "position": 1,
            "snap": 128,
            "id": self.txn, "txn": self.txn, "vid": 5, "pvid": 1,
            "vlans": {"range": [{"first": 10, "last": 20}]},
            "vlan-maps": {"map": [{"tag": 100, "vid": 1}]},
        }
        if attr["name"] in samples:
            return samples[attr["name"]]
        if attr["type"] == "string":
            return "x"
        if attr["type"] == "binary":
            return "00" * attr.get("checks", {}).get("exact-len", 1)
        return 1

    def base(self, op, flags=0, without=()):
        """The good request, as bytes."""
        return self.nl.encode(op, {k: v for k, v
                                   in self.good(op, flags).items()
                                   if k not in without})

    # ---- what there is -------------------------------------------------

    def picture(self, but=()):
        """All that can be seen, to compare with what was."""
        seen = {"links": self.links()}
        for op, flags in self.spec.requests():
            if not flags & nl.NLM_F_DUMP:
                continue
            if self.takes(op, flags, "switch"):
                for name in SWITCHES:
                    seen[op, name] = self.dump(op, but, **dict(
                        self.good(op, flags), switch=self.ifindex[name]))
            else:
                seen[op] = self.dump(op, but)
        return seen

    def dump(self, op, but=(), **attrs):
        key = (op, attrs.get("switch"))
        self.bodies[key] = []
        try:
            rows = self.nl.raw(op, self.nl.encode(op, attrs), nl.NLM_F_DUMP)
        except nl.Refused as said:
            if said.errno == errno.ENODEV:
                return "the switch is gone"
            if said.errno == errno.ENOENT:
                return "the set is not there"
            raise
        self.bodies[key] = [self.raw(op, body, VOLATILE + but)
                            for _, body in rows]
        rows = [{k: v for k, v in r.items()
                 if k not in VOLATILE and k not in but}
                for r in self.nl.decode(op, rows)]
        return sorted(rows, key=str)

    def raw(self, op, body, but):
        """What a dump says of an object as it came, without these."""
        names = {a["number"]: a["name"].replace("-", "_")
                 for a in self.spec.attrs(op)}
        kept, at = b"", 0
        while at + 4 <= len(body):
            length, number = struct.unpack_from("=HH", body, at)
            end = at + ((length + 3) & ~3)
            if names.get(number & 0x3fff) not in but:
                kept += body[at:end]
            at = end
        return kept

    @staticmethod
    def links():
        """Devices, and who is their master."""
        links = {}
        for _, name in socket.if_nameindex():
            try:
                master = os.readlink("/sys/class/net/%s/master" % name)
            except OSError:
                master = None
            links[name] = master and os.path.basename(master)
        return links

    # ---- checks --------------------------------------------------------

    def fail(self, text):
        self.failed = True
        say("FAIL: %s" % text)

    def check(self, holds, what, *details):
        if not holds:
            self.fail("%s%s" % (what, "".join("\n%s" % (d,)
                                              for d in details)))
        return holds

    def equal(self, what, got, want):
        return self.check(got == want, what, "got:  %s" % (got,),
                          "want: %s" % (want,))

    def unchanged(self, what, before, but=()):
        self.compare(what, before, self.picture(but))

    def compare(self, what, before, after):
        for key in sorted(before.keys() | after.keys(), key=str):
            if before.get(key) != after.get(key):
                self.fail("%s changed %s\nfrom: %s\nto:   %s" % (
                    what, key, before.get(key), after.get(key)))

    def refused(self, what, op, data, flags=0, at=None, code=None, **how):
        """The request is refused, with a text, and blames what stands at
        this place in it. Returns the refusal, or None."""
        try:
            self.nl.raw(op, data, flags, **how)
        except nl.Refused as said:
            if not said.text:
                self.fail("%s: refused without a text: %s" % (what, said))
            if at is not None and said.attr != at and not said.text_only:
                self.fail("%s: does not blame what stands at %d: %s" % (
                    what, at, said))
            if code is not None and said.name != code:
                self.fail("%s: not %s: %s" % (what, code, said))
            return said
        self.fail("%s: was done" % what)
        return None

    def title(self, op, flags, what):
        return "%s %s, %s" % ("dump" if flags & nl.NLM_F_DUMP else "do",
                              op, what)
