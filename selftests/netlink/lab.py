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
#	and d3, which is nobody's; VLAN 5 of vsw0 is "five"; a transaction is open

import errno
import os
import socket
import struct

import nl

SWITCHES = ("vsw0", "vsw1")
MAC = "02:00:00:00:00:%02x"

# A namespace has a /sys of its own, without debugfs.
DEBUGFS = "/proc/1/root/sys/kernel/debug/"

# What a reply may say differently although nothing was changed.
VOLATILE = ("age",)


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
        self.begin()

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
            "txn-get": {"switch": sw0, "id": self.txn},
            "txn-begin": {"switch": sw0},
            "txn-commit": {"switch": sw0, "id": self.txn},
            "txn-abort": {"switch": sw0, "id": self.txn},
            # See prepare().
            "txn-confirm": {"switch": sw0},
            "txn-rollback": {"switch": sw0},
        }
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
                    seen[op, name] = self.dump(op, but,
                                               switch=self.ifindex[name])
            else:
                seen[op] = self.dump(op, but)
        return seen

    def dump(self, op, but=(), **attrs):
        key = (op, attrs.get("switch"))
        self.bodies[key] = []
        try:
            rows = self.nl.raw(op, self.nl.encode(op, attrs), nl.NLM_F_DUMP)
        except nl.Refused as said:
            if said.errno != errno.ENODEV:
                raise
            return "the switch is gone"
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
