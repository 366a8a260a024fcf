# SPDX-License-Identifier: GPL-2.0
#
# What is answered: dumps, what interrupts them, notifications, and what the
# kernel tells of the family itself. Called by agent.py.

import multiprocessing
import os
import select
import socket
import struct
import time

import lab as labs
import nl

DUMPS = 3000
MANY = 300          # ports: far more than one part of a dump holds
PART = 4096

# The one set that is dumped has members of one kind.
OF_OTHER_SETS = [("member-get", name) for name in ("mac", "low", "high")]

CTRL_CMD_GETPOLICY = 10
CTRL_POLICY, CTRL_OP_POLICY, CTRL_OP = 8, 9, 10
POLICY_DO, POLICY_DUMP = 1, 2
TYPE, MIN_U, MAX_U, MIN_LENGTH, MAX_LENGTH = 1, 4, 5, 6, 7
TYPES = {"flag": 1, "u8": 2, "u16": 3, "u32": 4, "u64": 5, "binary": 10,
         "string": 12, "nest": 13}


def replies(lab):
    """What a dump says of an object is what is said of it alone, and each
    has the attributes that the specification lists for it."""
    keys = {"switch-get": ["ifindex"], "port-get": ["switch", "number"],
            "fdb-get": ["switch", "address", "vid"],
            "stats-get": ["switch", "port"],
            "limits-get": ["switch", "limit"],
            "vlan-get": ["switch", "vid"], "txn-get": ["switch", "id"],
            "acl-get": ["switch", "name"],
            "binding-get": ["switch", "acl", "point", "port", "vid"],
            "rule-get": ["switch", "acl", "handle"],
            "set-get": ["switch", "name"],
            "member-get": ["switch", "set", "ipv4", "ipv6", "prefix"],
            "mirror-get": ["switch", "name"]}
    lab.equal("commands that dump", set(keys),
              {op for op, flags in lab.spec.requests() if flags})
    for op, key in keys.items():
        oper = lab.spec.ops[op]
        for row in lab.dump(op, **lab.good(op, nl.NLM_F_DUMP)):
            may = [a.replace("-", "_")
                   for a in oper["dump"]["reply"]["attributes"]]
            lab.check(set(row) <= set(may), "%s: more than is listed" % op,
                      row)
            if op == "stats-get" and "port" not in row:
                continue    # that of deleted ports
            # A local entry has no VLAN: it is in all of them.
            alone = lab.nl.call(op, **{k: row[k] for k in key if k in row})
            alone = [{k: v for k, v in r.items() if k not in labs.VOLATILE}
                     for r in alone]
            lab.equal("%s, %s" % (op, key), alone, [row])


def dumps_obey(lab):
    """A dump obeys each attribute that it is given, or refuses it."""
    for op, flags in lab.spec.requests():
        if not flags & nl.NLM_F_DUMP:
            continue
        for attr in lab.spec.request(op):
            if attr["type"] == "flag":
                continue
            name = attr["name"].replace("-", "_")
            rows = lab.nl.call(op, flags, **lab.good(op, flags))
            values = sorted({r[name] for r in rows if name in r}, key=str)
            lab.check(values or (op, name) in OF_OTHER_SETS,
                      "%s: no reply has %s" % (op, name))
            for value in values:
                try:
                    rows = lab.nl.call(op, flags, **dict(
                        lab.good(op, flags), **{name: value}))
                except nl.Refused as said:
                    lab.check(said.text, "dump %s, %s: %s" % (op, name, said))
                    continue
                if not lab.check(all(r.get(name) == value for r in rows),
                                 "dump %s, %s=%s is not obeyed" % (
                                     op, name, value)):
                    break


def absent(lab):
    """A dump of a switch that is not there is refused, and so is one of a
    device that is no switch; it is not just empty."""
    tried = 0
    for op, flags in lab.spec.requests():
        if not flags & nl.NLM_F_DUMP or not lab.takes(op, flags, "switch"):
            continue
        for index in (0, lab.ifindex["lo"], lab.ifindex["d1"], 99999):
            tried += 1
            lab.refused("dump %s of interface %d" % (op, index), op,
                        lab.nl.encode(op, {"switch": index}), flags,
                        code="ENODEV")
    lab.check(tried, "no dump takes a switch")
    sw0 = lab.ifindex["vsw0"]
    for attrs, code in (({"switch": sw0, "port": 9}, "ENOENT"),
                        ({"switch": sw0, "vid": 0}, "ERANGE"),
                        ({"switch": sw0, "vid": 4095}, "ERANGE"),
                        ({"port": 1}, None), ({"port": 2}, None)):
        lab.refused("dump fdb-get %s" % attrs, "fdb-get",
                    lab.nl.encode("fdb-get", attrs), nl.NLM_F_DUMP,
                    code=code)


class Slow:
    """A dump that is read part by part, with a small buffer, on a socket of
    its own."""

    def __init__(self, lab, op, **attrs):
        self.client = nl.Client(lab.spec, size=PART)
        self.client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, PART)
        self.op = op
        self.rows = []
        self.done = False
        self.parts = 0
        self.client.begin(self.client.family, lab.spec.ops[op]["number"],
                          nl.NLM_F_DUMP, self.client.encode(op, attrs))

    def part(self):
        more, self.done = self.client.part()
        self.rows += self.client.decode(self.op, more)
        self.parts += 1

    def rest(self):
        while not self.done:
            self.part()
        return self.client.intr

    def close(self):
        self.client.close()


def many_ports(lab):
    sw0 = lab.ifindex["vsw0"]
    for i in range(MANY):
        lab.nl.call("port-add", switch=sw0, name="m%d" % i)
    return sw0


def port_changes(lab, sw0):
    """(what, how): changes of the configuration that a dump must notice."""
    call = lab.nl.call
    return (
        ("a setting of a port", lambda: call(
            "port-set", switch=sw0, number=5, hairpin=1)),
        ("a port of its own", lambda: call(
            "port-add", switch=sw0, name="later")),
        ("a port that goes", lambda: call(
            "port-del", switch=sw0, name="later")),
        ("a setting of the switch", lambda: call(
            "switch-set", ifindex=sw0, ageing_time=77)),
        ("a limit", lambda: call(
            "limits-set", switch=sw0, limit="fdb", value=77)),
    )


def interrupted(lab):
    """A dump of the ports says so when the configuration changed under it."""
    sw0 = many_ports(lab)
    for what, change in port_changes(lab, sw0):
        for attrs in ({}, {"switch": sw0}):
            slow = Slow(lab, "port-get", **attrs)
            slow.part()
            lab.check(not slow.done, "the dump is too short for this test")
            change()
            lab.check(slow.rest(), "%s is not noticed by a dump of %s" % (
                what, attrs or "all"))
            slow.close()
            if "port" in what:
                break       # it cannot be done twice
    # The change before the last part is noticed, too.
    slow = Slow(lab, "port-get", switch=sw0)
    while len(slow.rows) < MANY - 60:
        slow.part()
    lab.nl.call("port-set", switch=sw0, number=1, hairpin=1)
    lab.check(slow.rest(), "a late change is not noticed")
    slow.close()


def uninterrupted(lab):
    """And never without a reason: not in peace, not for other switches."""
    sw0 = many_ports(lab)
    sw1 = lab.ifindex["vsw1"]
    for i in range(20):
        slow = Slow(lab, "port-get", switch=sw0)
        slow.part()
        if i % 2:
            lab.nl.call("switch-set", ifindex=sw1, ageing_time=100 + i)
            lab.nl.call("fdb-set", switch=sw0, address=labs.MAC % 1,
                        port=1 + i % 3)
        lab.check(not slow.rest(), "round %d: interrupted, by nothing" % i)
        numbers = [r["number"] for r in slow.rows]
        lab.equal("each port once", numbers, sorted(set(numbers)))
        lab.equal("all ports", len(numbers), MANY + 4)
        lab.check(slow.parts > 5, "only %d parts" % slow.parts)
        slow.close()
    for op, flags in lab.spec.requests():
        if flags & nl.NLM_F_DUMP:
            lab.nl.call(op, flags, **lab.good(op, flags))
            lab.check(not lab.nl.intr, "%s: interrupted, by nothing" % op)


def interrupted_switches(lab):
    """The same where switches are what is dumped."""
    for i in range(40):
        lab.nl.call("switch-add", ifname="many%d" % i)
    for change, want in ((None, False), ("more", True)):
        slow = Slow(lab, "switch-get")
        slow.part()
        lab.check(not slow.done, "the dump is too short for this test")
        if change:
            lab.nl.call("switch-add", ifname=change)
        lab.equal("noticed after %s" % change, slow.rest(), want)
        indexes = [r["ifindex"] for r in slow.rows]
        lab.equal("each switch once", indexes, sorted(set(indexes)))
        lab.check(len(indexes) >= 42, "only %d switches" % len(indexes))
        slow.close()
    # A switch that goes while it is being dumped ends the dump well.
    slow = Slow(lab, "limits-get")
    slow.part()
    lab.nl.call("switch-del", ifindex=slow.rows[-1]["switch"])
    slow.rest()
    slow.close()


def interrupted_entries(lab):
    """A dump of a forwarding database that grows under it."""
    sw0 = lab.ifindex["vsw0"]

    def add(first, last):
        for i in range(first, last):
            lab.nl.call("fdb-add", switch=sw0, port=1,
                        address="06:00:00:00:%02x:%02x" % (i >> 8, i & 255))

    add(0, 600)
    slow = Slow(lab, "fdb-get", switch=sw0)
    lab.check(not slow.rest(), "interrupted, by nothing")
    found = [r["address"] for r in slow.rows]
    lab.equal("each entry once", len(found), len(set(found)))
    lab.equal("all entries", len(found), 603)
    slow.close()
    slow = Slow(lab, "fdb-get", switch=sw0)
    slow.part()
    lab.check(not slow.done, "the dump is too short for this test")
    add(600, 1600)
    lab.check(slow.rest(), "the table grew, and the dump says nothing")
    slow.close()
    # Its switch goes: the dump ends.
    slow = Slow(lab, "fdb-get", switch=sw0)
    slow.part()
    lab.nl.call("switch-del", ifindex=sw0)
    slow.rest()
    slow.close()


def come_and_go(lab, sw0):
    """So many entries at a time that the table gets other sizes."""
    client = nl.Client(lab.spec)
    while True:
        for i in range(1000):
            client.call("fdb-add", switch=sw0, port=1,
                        address="06:00:00:01:%02x:%02x" % (i >> 8, i & 255))
        client.call("fdb-flush", switch=sw0, kind="static")


def entry_stays(lab):
    """It is in each dump, while others come and go; or the dump says that it
    was interrupted, though there is nothing in it."""
    sw0 = lab.ifindex["vsw0"]
    stays = "06:00:00:00:00:01"
    lab.nl.call("fdb-add", switch=sw0, port=1, address=stays, kind="sticky")
    other = multiprocessing.Process(target=come_and_go, args=(lab, sw0))
    other.start()
    # It has its turn while the kernel moves entries to another table.
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    interrupted = 0
    try:
        for _ in range(DUMPS):
            time.sleep(0.0003)
            rows = lab.nl.call("fdb-get", nl.NLM_F_DUMP, switch=sw0,
                               kind="sticky")
            interrupted += lab.nl.intr
            if not lab.nl.intr:
                lab.equal("entries that stay",
                          [r["address"] for r in rows], [stays])
    finally:
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
        other.terminate()
        other.join()
    labs.say("%d of %d dumps were interrupted" % (interrupted, DUMPS))


def drain(client, heard):
    while select.select([client.sock], [], [], 0)[0]:
        heard += list(client.heard())


def notifications(lab):
    """A notification says what the get command says then; each kind of them
    is heard here, also one that is new in the specification."""
    client = nl.Client(lab.spec)
    client.join(client.groups)
    lab.equal("groups", set(client.groups), {"config", "fdb", "alarm"})
    sw0, sw1 = lab.ifindex["vsw0"], lab.ifindex["vsw1"]
    call, mac = lab.nl.call, labs.MAC
    one = {"switch": sw0, "number": 1}
    entry = {"switch": sw0, "address": mac % 1}
    rule = {"switch": sw0, "acl": "new", "handle": 1}
    bound = {"switch": sw0, "acl": "new", "point": 2}
    mirror = {"switch": sw0, "name": "new", "port": 1}
    steps = (
        # what is done; what is heard then; how to ask for the same
        ("switch-add", {"ifname": "vsw9"}, "switch-ntf", {"ifname": "vsw9"}),
        ("switch-set", {"ifindex": sw0, "ageing-time": 9}, "switch-ntf",
         {"ifindex": sw0}),
        ("limits-set", {"switch": sw0, "limit": "fdb", "value": 900},
         "switch-ntf", {"ifindex": sw0}),
        ("switch-del", {"ifindex": sw1}, "switch-del-ntf", {"ifindex": sw1}),
        ("port-add", {"switch": sw0, "ifindex": lab.ifindex["d3"]},
         "port-ntf", {"switch": sw0, "number": 4}),
        ("port-set", dict(one, hairpin=1), "port-ntf", one),
        ("port-set", dict(one, name="uno"), "port-ntf", one),
        ("port-del", {"switch": sw0, "number": 3}, "port-del-ntf",
         {"switch": sw0, "number": 3}),
        ("fdb-add", {"switch": sw0, "address": mac % 5, "port": 2},
         "fdb-ntf", {"switch": sw0, "address": mac % 5}),
        ("fdb-set", dict(entry, port=2), "fdb-ntf", entry),
        ("fdb-set", dict(entry, kind="sticky"), "fdb-ntf", entry),
        ("fdb-del", entry, "fdb-ntf", entry),
        ("fdb-flush", {"switch": sw0, "kind": "static"}, "fdb-ntf",
         {"switch": sw0, "address": mac % 5}),
        ("vlan-add", {"switch": sw0, "vid": 20, "name": "new"}, "vlan-ntf",
         {"switch": sw0, "vid": 20}),
        ("vlan-set", {"switch": sw0, "vid": 20, "counters": 1}, "vlan-ntf",
         {"switch": sw0, "vid": 20}),
        ("vlan-del", {"switch": sw0, "vid": 20}, "vlan-del-ntf",
         {"switch": sw0, "vid": 20}),
        ("acl-add", {"switch": sw0, "name": "new"}, "acl-ntf",
         {"switch": sw0, "name": "new"}),
        ("rule-add", {"switch": sw0, "acl": "new"}, "rule-ntf", rule),
        ("rule-set", dict(rule, action=[{"kind": "allow"}]), "rule-ntf",
         rule),
        ("rule-del", rule, "rule-del-ntf", rule),
        ("binding-add", bound, "binding-ntf", bound),
        ("binding-set", dict(bound, default=2), "binding-ntf", bound),
        ("binding-del", bound, "binding-del-ntf", bound),
        ("acl-del", {"switch": sw0, "name": "new"}, "acl-del-ntf",
         {"switch": sw0, "name": "new"}),
        ("set-add", {"switch": sw0, "name": "new"}, "set-ntf",
         {"switch": sw0, "name": "new"}),
        ("member-add", {"switch": sw0, "set": "new", "ipv4": "c0000201"},
         "set-ntf", {"switch": sw0, "name": "new"}),
        ("set-del", {"switch": sw0, "name": "new"}, "set-del-ntf",
         {"switch": sw0, "name": "new"}),
        ("mirror-add", mirror, "mirror-ntf", {"switch": sw0, "name": "new"}),
        ("mirror-set", {"switch": sw0, "name": "new", "snap": 99},
         "mirror-ntf", {"switch": sw0, "name": "new"}),
        ("mirror-del", {"switch": sw0, "name": "new"}, "mirror-del-ntf",
         {"switch": sw0, "name": "new"}),
        # The last one: then it waits, and holds the others up.
        ("txn-commit", {"switch": sw0, "confirm-timeout": 600}, "txn-ntf",
         {"switch": sw0}),
    )
    heard = set()
    for op, attrs, ntf, which in steps:
        get = lab.spec.ops[ntf]["notify"]
        gone = op.endswith("-del") or op == "fdb-flush"
        if op == "txn-commit":
            lab.begin()
            attrs["id"] = lab.txn
        if gone:
            want = call(get, **which)[0]
        call(op, **attrs)
        if not gone:
            want = call(get, **which)[0]
        told = []
        drain(client, told)
        heard |= {m["op"] for m in told}
        told = [m for m in told if m.pop("op") == ntf]
        if not lab.check(told, "%s: no %s" % (op, ntf)):
            continue
        told = told[-1]
        for key in ("age", "event", "old_port", "suppressed",
                    "confirm_timeout"):
            want.pop(key, None)
            told.pop(key, None)
        if gone:            # that it goes is a change, too
            want["generation"] = told.get("generation")
            want = {k: v for k, v in want.items() if v is not None}
        lab.equal("%s after %s %s" % (ntf, op, attrs), told, want)
    client.close()
    lab.equal("kinds that were heard", heard,
              {n for n, o in lab.spec.ops.items() if "notify" in o})


def other_groups(lab):
    """Who joined one group hears nothing of the other."""
    client = nl.Client(lab.spec)
    client.join(["config"])
    sw0 = lab.ifindex["vsw0"]
    lab.nl.call("fdb-add", switch=sw0, address=labs.MAC % 5, port=2)
    lab.nl.call("port-set", switch=sw0, number=1, hairpin=1)
    told = []
    drain(client, told)
    lab.equal("heard", [m["op"] for m in told], ["port-ntf"])
    client.close()


def policies_of(lab):
    """{command: {"do" or "dump": {attribute: {property: value}}}}, as the
    kernel tells it."""
    ask = nl.nla(nl.CTRL_FAMILY_ID, struct.pack("=H", lab.nl.family))
    of_op, tables = {}, {}
    for _, body in lab.nl.send(nl.GENL_ID_CTRL, CTRL_CMD_GETPOLICY,
                               nl.NLM_F_DUMP, ask, version=2):
        for number, payload in nl.parse(body):
            for key, rest in nl.parse(payload):
                if number == CTRL_OP_POLICY:
                    of_op[key] = {k: struct.unpack("=I", v)[0]
                                  for k, v in nl.parse(rest)}
                elif number == CTRL_POLICY:
                    for attr, props in nl.parse(rest):
                        tables.setdefault(key, {})[attr] = {
                            k: int.from_bytes(v, "little")
                            for k, v in nl.parse(props)}
    return {op: {kind: tables.get(index, {}) for kind, index in kinds.items()}
            for op, kinds in of_op.items()}


def policies(lab):
    """The policies that the kernel has are those of the specification."""
    spec = lab.spec
    told = policies_of(lab)
    for op, flags in spec.requests():
        kinds = told.get(spec.ops[op]["number"], {})
        table = kinds.get(POLICY_DUMP if flags else POLICY_DO)
        if not lab.check(table is not None, "%s has no policy" % op):
            continue
        want = {a["number"]: a for a in spec.request(op)}
        got = {n for n, p in table.items() if p.get(TYPE)}
        lab.equal(lab.title(op, flags, "attributes"), sorted(got),
                  sorted(want))
        for number in got & want.keys():
            attr, props = want[number], table[number]
            what = lab.title(op, flags, attr["name"])
            checks = attr.get("checks", {})
            lab.equal(what + ": type", props[TYPE], TYPES[attr["type"]])
            most = spec.const(checks.get("max"))
            if "enum" in attr:
                most = len(spec.enum(attr)) - 1
            if most is not None:
                lab.equal(what + ": maximum", props.get(MAX_U), most)
            if "max-len" in checks:
                lab.equal(what + ": length", props.get(MAX_LENGTH),
                          spec.const(checks["max-len"]))
            if "exact-len" in checks:
                lab.equal(what + ": length",
                          (props.get(MIN_LENGTH), props.get(MAX_LENGTH)),
                          (checks["exact-len"],) * 2)
