# SPDX-License-Identifier: GPL-2.0
#
# The actions of a storm that are the family's: each request of the
# specification, transactions that end in every way, dumps that are not read
# to their end, listeners, and programs. As in links.py. Used by worker.py.

import subprocess

import lab as labs
import nl
from ends import Netns
from place import DUMMIES, SWITCHES, Nothing

# The ends of a transaction, see transaction().
ENDS = ("commit", "abort", "close", "confirm", "rollback", "expire",
        "forsake")


class Good(labs.Lab):
    """Requests that are right, on what is there now."""

    def __init__(self, w):
        super().__init__()
        self.w = w
        self.txn = 1            # of some socket, or none

    def look(self):
        index = [l["index"] for l in self.w.place.switches()]
        if not index:
            raise Nothing
        devices = [l["index"] for l in self.w.place.devices()] or [0]
        self.ifindex = {name: self.w.any(index) for name in labs.SWITCHES}
        self.ifindex.update((name, self.w.any(devices)) for name in DUMMIES)

    def live(self, op, name):
        """What an attribute of this name should be now, or None."""
        rng = self.w.rng
        if name == "ifname" and op == "switch-add":
            return self.w.any(SWITCHES)
        if name == "ifindex" and op.startswith("port"):
            return self.ifindex["d1"]
        if name in ("number", "port"):
            return rng.randrange(op == "port-del", 9)
        if name == "address":
            return labs.MAC % rng.randrange(1, 9)
        if name == "vid":
            return self.w.any((1, 5, 9, 10, 11, 12))
        if name == "name":
            return "n%d" % rng.randrange(12)
        return None

    def request(self, op, flags):
        """The attributes of the smallest request, and sometimes more."""
        rng = self.w.rng
        attrs = dict(self.good(op, flags))
        if not flags & nl.NLM_F_DUMP:
            row = self.one_of(op, attrs) if rng.randrange(4) else {}
            if row and op.startswith("binding"):    # to one kind of place
                attrs = {k: v for k, v in attrs.items()
                         if k in row or k not in ("port", "vid")}
                attrs.update((k, row[k]) for k in ("port", "vid") if k in row)
            for name in attrs:
                value = row.get(name.replace("-", "_"), self.live(op, name))
                if value is not None:
                    attrs[name] = value
        takes = [a for a in self.spec.request(op, flags)
                 if a["name"] not in attrs and a["name"] not in ("txn", "id")]
        if takes and rng.randrange(2):
            for attr in rng.sample(takes, min(len(takes),
                                              rng.randrange(1, 3))):
                attrs[attr["name"]] = self.value(op, attr)
        return attrs

    def one_of(self, op, attrs):
        """Something that is there, for what is asked, changed or deleted."""
        show = op.rsplit("-", 1)[0] + "-get"
        if op.endswith("-add") or show == "switch-get" or \
                "dump" not in self.spec.ops.get(show, {}):
            return {}
        rows = self.w.place.family().call(
            show, nl.NLM_F_DUMP, **{k: v for k, v in attrs.items()
                                    if k == "switch"})
        # That of a local entry is the host's own.
        rows = [r for r in rows if r.get("kind") != "local"]
        return self.w.any(rows) if rows else {}

    def value(self, op, attr):
        live = self.live(op, attr["name"])
        if live is not None:
            return live
        if attr["type"] in nl.INT:
            return self.w.any(self.w.grammar.edges[id(attr)])
        return self.sample(op, attr)


def kind_of(op, flags):
    return "%s %s" % ("dump" if flags & nl.NLM_F_DUMP else "do", op)


def call(w, client, op, flags=0, **attrs):
    said = client.call(op, flags, **attrs)
    w.done(kind_of(op, flags))
    return said


# ---- requests ----------------------------------------------------------

def policy(w):
    """ACLs and a set, each with something in it, that frames come by, and
    mirror sessions that they are copied to; what the requests about such
    things need."""
    client = w.place.family()
    sw = w.good.ifindex["vsw0"]
    rules = ([{"field": "ethertype", "value": [{"low": 0x0806}]}],
             [{"field": "src", "set": "hosts"}],
             [{"field": "vid", "value": [{"low": 1, "high": 9}]}])
    for op, attrs in (
            ("acl-add", {"name": "web"}), ("acl-add", {"name": "spare"}),
            ("set-add", {"name": "hosts", "kind": 0}),
            ("set-add", {"name": "unused", "kind": 0}),
            ("member-add", {"set": "hosts", "ipv4": labs.HOST % 1}),
            ("mirror-add", {"name": "watch", "port": w.rng.randrange(1, 9),
                            "snap": w.any((0, 64))}),
            ("mirror-add", {"name": "idle", "port": w.rng.randrange(1, 9)}),
            ("rule-add", {"acl": "web", "match": w.any(rules),
                          "action": [{"kind": w.any(("allow", "deny"))}]}),
            ("rule-add", {"acl": "spare", "match": w.any(rules), "action": [
                {"kind": "mirror", "session": w.any(("watch", "idle"))}]}),
            ("binding-add", {"acl": "web", "point": "vlan", "vid": 9}),
            ("binding-add", {"acl": "web", "point": "port-ingress",
                             "port": w.rng.randrange(1, 9)}),
            ("binding-add", {"acl": "spare", "point": "switch"})):
        w.attempt(call, w, client, op, switch=sw, **attrs)


def request(w, op, flags):
    client = w.place.family()
    w.good.look()
    if op.startswith("mirror") or any(w.good.takes(op, flags, name)
                                      for name in ("acl", "set")):
        policy(w)
    call(w, client, op, flags, **w.good.request(op, flags))


def nearly(w):
    """As the grammar makes them, right or not."""
    client = w.place.family()
    w.good.look()
    grammar = w.grammar
    grammar.names = [l["name"] for l in w.place.links] + ["n1", "n2", "one"]
    grammar.numbers = list(range(9)) + [l["index"] for l in w.place.links]
    grammar.good = {key: w.good.good(*key) for key in grammar.kinds}
    op, flags = w.any(grammar.kinds)
    client.raw(op, grammar.attributes(op, flags)[:30000], flags)
    w.done(kind_of(op, flags))


def vlan_settings(rng):
    """How a port may be a member of VLANs, consistently."""
    low = rng.randrange(1, 10)
    high = rng.randrange(low, 13)
    trunk = {"range": [{"first": low, "last": high}]}
    return rng.choice((
        {"vlan-mode": "access", "pvid": low},
        {"vlan-mode": "access", "pvid": 1},
        {"vlan-mode": "dot1q-tunnel", "pvid": low},
        {"vlan-mode": "trunk", "vlans": trunk, "pvid": low},
        {"vlan-mode": "trunk", "vlans": trunk,
         "vlan-maps": {"map": [{"tag": 100, "vid": low}]}},
        {"vlan-mode": "hybrid", "pvid": low, "vlans": {"range": [
            {"first": low, "last": high, "untagged": True}]}},
        {"vlan-mode": "trunk", "vlans": {"range": [
            {"first": n, "last": n + 1} for n in range(1, 900, 3)]}}))


def member(w):
    client = w.place.family()
    call(w, client, "port-set", switch=w.switch()["index"],
         number=w.rng.randrange(9), **vlan_settings(w.rng))


def role(w):
    client = w.place.family()
    attrs = w.any(({"role": "normal"}, {"role": "isolated"},
                   {"role": "promiscuous"},
                   {"role": "community", "community": "c1"},
                   {"role": "community", "community": "c2"}))
    call(w, client, "port-set", switch=w.switch()["index"],
         number=w.rng.randrange(9), **attrs)


# ---- transactions ------------------------------------------------------

def transaction(w, end):
    """Begin, change something, and end it in one of all ways."""
    w.place.family()
    w.good.look()
    with Netns(w.world.real(w.place.name)):
        client = nl.Client(w.good.spec)
    try:
        sw = w.good.ifindex["vsw0"]
        txn = call(w, client, "txn-begin", switch=sw)[0]["id"]
        ops = [op for op, flags in w.good.spec.requests() if not flags and
               w.good.takes(op, 0, "txn")]
        for _ in range(w.rng.randrange(4)):
            op = w.any(ops)
            attrs = w.good.request(op, 0)
            attrs["ifindex" if op == "switch-set" else "switch"] = sw
            w.attempt(call, w, client, op, **dict(attrs, txn=txn))
        w.attempt(call, w, client, "txn-get", switch=sw, id=txn)
        finish(w, client, sw, txn, end)
    finally:
        client.close()


def finish(w, client, sw, txn, end):
    if end == "abort":
        call(w, client, "txn-abort", switch=sw, id=txn)
    elif end == "commit":
        call(w, client, "txn-commit", switch=sw, id=txn)
    elif end != "close":        # closed with it open, that one
        limit = 5 if end in ("confirm", "rollback") else 1
        call(w, client, "txn-commit", switch=sw, id=txn,
             confirm_timeout=limit)
        if end == "expire":     # while the socket is there
            w.hold(client.sock.dup())
        elif end != "forsake":
            call(w, client, "txn-" + end, switch=sw)


# ---- who reads and listens ---------------------------------------------

def half_read(w, op):
    """A dump that is begun, and left alone for a while, or at once."""
    w.place.family()
    w.good.look()
    with Netns(w.world.real(w.place.name)):
        client = nl.Client(w.good.spec, size=4096)
    try:
        client.begin(client.family, w.good.spec.ops[op]["number"],
                     nl.NLM_F_DUMP, client.encode(
                         op, w.good.good(op, nl.NLM_F_DUMP)))
        client.size = 1 << 18   # a part may be larger than it was told
        if w.rng.randrange(2) and client.part()[1]:
            raise Nothing
        if w.rng.randrange(2):
            w.hold(client.sock.dup())
    finally:
        client.close()


def listen(w):
    """All groups, for a while; only some read what they hear."""
    w.place.family()
    with Netns(w.world.real(w.place.name)):
        client = nl.Client(w.good.spec)
    try:
        client.join(client.groups)
        w.listeners.append((client.sock.dup(), w.rng.randrange(3)))
    finally:
        client.close()
    if len(w.listeners) < 4:
        return
    sock, reads = w.listeners.pop(0)
    sock.setblocking(False)
    try:
        while reads and sock.recv(1 << 18):
            w.done("heard")
    except OSError:             # no more, or too much
        pass
    finally:
        sock.close()


def tool(w, *words):
    """A program's exit status."""
    return subprocess.run(words, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, timeout=300,
                          check=False).returncode


def audit(w):
    name = w.world.real(w.place.name)
    said = subprocess.run(("vswitchctl", "-n", name, "audit"), text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=300, check=False)
    if said.returncode == 1 or said.returncode < 0:
        w.bad("audit of %s: %s" % (name, said.stdout))
    return said.returncode == 0


def stats(w):
    return tool(w, "vswitchctl", "-n", w.world.real(w.place.name), "-j",
                "stats", "show", w.switch()["name"]) == 0


def ethtool(w):
    return tool(w, "ip", "netns", "exec", w.world.real(w.place.name),
                "ethtool", "-S", w.switch()["name"]) == 0


def monitor(w):
    """It listens until the next one does."""
    if w.monitor:
        w.monitor.kill()
        w.monitor.communicate()
    w.monitor = subprocess.Popen(
        ("vswitchctl", "-n", w.world.real(w.place.name), "-j", "monitor"),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        preexec_fn=w.die_with_us)
    return b"ready" in w.monitor.stdout.readline()


CARDS = {nearly: 12, member: 5, role: 2, listen: 3, audit: 1, stats: 1,
         ethtool: 1, monitor: 1}
