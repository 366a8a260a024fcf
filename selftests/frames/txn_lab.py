# SPDX-License-Identifier: GPL-2.0
#
# What the suites about transactions stand on: a transaction of a client, all
# that can be seen of a switch, and the switch as setup() left it.
# Called by txns.py, txn_confirm.py and txn_atomic.py.

import json

import craft
import nl
from agent import Failure
from vlan_lab import client, ifindex

MAC = {"g1": craft.mac(1), "g2": craft.mac(2), "g3": craft.mac(3),
       "host": craft.mac(0x99)}

# What a reply says otherwise although nothing was changed.
VOLATILE = ("age", "generation")

# Together they have all that there is of a switch, but for addresses.
DUMPS = ("switch-get", "port-get", "vlan-get", "limits-get", "stats-get")


class Txn:
    """A transaction, and the socket that it is of."""

    def __init__(self, lab, by=None, switch=None):
        self.nl = by or client(lab)
        self.own = by is None
        self.sw = switch or lab.sw
        reply = self.nl.call("txn-begin", switch=self.sw)[0]
        self.id = reply["id"]
        self.answer = []

    def do(self, op, **attrs):
        key = "ifindex" if op.startswith("switch") else "switch"
        return self.nl.call(op, **{key: self.sw}, **attrs, txn=self.id)

    def port(self, number, **attrs):
        return self.do("port-set", number=number, **attrs)

    def commit(self, **attrs):
        return self.end("txn-commit", **attrs)

    def end(self, op, **attrs):
        """Keeps what was replied ahead of a refusal."""
        self.nl.begin(self.nl.family, self.nl.spec.ops[op]["number"], 0,
                      self.nl.encode(op, dict(switch=self.sw, id=self.id,
                                              **attrs)))
        self.answer = []
        done = False
        try:
            while not done:
                more, done = self.nl.part()
                self.answer += self.nl.decode(op, more)
        except nl.Refused as said:
            # the reply and the error may be in one message
            said.answer = self.answer
            raise
        finally:
            if self.own:
                self.nl.close()

    def abort(self):
        self.end("txn-abort")


def refused(lab, what, code, func, *args, text=None, **kwargs):
    """The refusal, or None."""
    try:
        func(*args, **kwargs)
    except nl.Refused as said:
        lab.check_eq("%s: %s" % (what, said), said.name, code)
        lab.check("%s: a text: %s" % (what, said), bool(said.text))
        if text:
            lab.check("%s: %r has %r in it" % (what, said.text, text),
                      text in (said.text or ""))
        return said
    lab.fail("%s: was done" % what)
    return None


def port(lab, number, key=None):
    row = lab.nl.call("port-get", switch=lab.sw, number=number)[0]
    return row.get(key) if key else row


def generation(lab):
    return lab.nl.call("switch-get", ifindex=lab.sw)[0]["generation"]


def lasting(row):
    """Which transactions are open is not a part of the configuration."""
    return {k: v for k, v in row.items() if k != "used" or
            row.get("limit") != "transactions"}


def picture(lab, but=()):
    """All that is configured, and what was counted."""
    seen = {}
    for op in DUMPS:
        which = {} if op == "switch-get" else {"switch": lab.sw}
        rows = [lasting(r) for r in lab.nl.call(op, nl.NLM_F_DUMP, **which)
                if r.get("ifindex" if not which else "switch") == lab.sw]
        seen[op] = sorted(({k: v for k, v in r.items()
                            if k not in VOLATILE + tuple(but)}
                           for r in rows), key=str)
    return seen


def same(lab, what, before, but=()):
    after = picture(lab, but)
    for op in before:
        old = [{k: v for k, v in r.items() if k not in but}
               for r in before[op]]
        lab.check_eq("%s: %s" % (what, op), [
            r for r in after[op] if r not in old] + ["gone: %s" % r
                                                     for r in old
                                                     if r not in after[op]],
            [])


def restore(lab):
    """As setup() left it, whatever a test did."""
    try:
        lab.nl.call("txn-rollback", switch=lab.sw)
    except nl.Refused:
        pass
    devs = [lab.port[name] for name in ("g1", "g2", "g3")]
    for row in lab.nl.call("port-get", nl.NLM_F_DUMP, switch=lab.sw):
        if row["number"]:
            lab.nl.call("port-del", switch=lab.sw, number=row["number"])
    for row in lab.nl.call("vlan-get", nl.NLM_F_DUMP, switch=lab.sw):
        lab.nl.call("vlan-del", switch=lab.sw, vid=row["vid"])
    lab.nl.call("switch-set", ifindex=lab.sw, ageing_time=300,
                max_ports=4096, max_fdb=65536, port_max_fdb=4096,
                max_rules=65536, vlan_protocol="8021q")
    lab.nl.call("port-set", switch=lab.sw, number=0, vlan_mode="trunk", pvid=1,
                vlans={"range": [dict(first=1, last=4094)]}, learning=1)
    for number, dev in enumerate(devs, 1):
        row = lab.nl.call("port-add", switch=lab.sw,
                          ifindex=ifindex(lab, dev))[0]
        if row["number"] != number:
            raise Failure("%s is port %d" % (dev, row["number"]))
    lab.drain()


def goes(lab, sender, frame, want, text):
    """A frame arrives at these ends, and at no others."""
    lab.drain()
    lab.ends[sender].send(frame)
    got = lab.collect({name: [frame] for name in want}, 10)
    lab.check_eq(text, sorted(n for n in got if got[n]), sorted(want))


def hello(lab, sender, want, text="a broadcast"):
    goes(lab, sender, craft.plain(craft.BROADCAST, MAC[sender]), want, text)


def master(lab, dev):
    rows = json.loads(lab.ip("-j", "-d", "link", "show", dev))
    return rows[0].get("master"), rows[0]["promiscuity"]


def opened(lab):
    return [r["id"] for r in lab.nl.call("txn-get", nl.NLM_F_DUMP,
                                         switch=lab.sw)]
