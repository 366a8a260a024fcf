# SPDX-License-Identifier: GPL-2.0
#
# The tests of txn.sh about devices that change ports in every way there is:
# which port a device is of, and by whose settings its frames are judged, at the
# end and in each moment before.
# Called by agent.py, by way of txns.py.

import threading

import craft
import nl
from busywait import busywait
from txn_atomic import Sender
from txn_lab import (MAC, Txn, generation, hello, master, opened, picture,
                     port, refused, restore, same)
from vlan_lab import client, ifindex

FREE = (None, 0)


def indices(lab):
    return {n: ifindex(lab, n) for n in ("p1", "p2", "p3", "d1", "d2")}


def attached(lab):
    """How many, as the switch counts them."""
    return lab.nl.call("switch-get", ifindex=lab.sw)[0]["attached"]


def replaced(lab):
    """A port gets another device: the old one is free, and its frames are
    nobody's. Both can go, which a reference that is left would hang."""
    restore(lab)
    index = indices(lab)
    for op in "port-set", "txn":
        if op == "txn":
            txn = Txn(lab)
            txn.port(1, ifindex=index["d1"])
            txn.commit()
        else:
            lab.nl.call("port-set", switch=lab.sw, number=1,
                        ifindex=index["d1"])
        lab.check_eq("%s: p1" % op, master(lab, "p1"), FREE)
        lab.check_eq("%s: d1" % op, master(lab, "d1"), (lab.switch, 1))
        lab.check_eq("%s: attached" % op, attached(lab), 3)
        hello(lab, "g1", [], "%s: from the device that is free" % op)
        lab.nl.call("port-set", switch=lab.sw, number=1, ifindex=index["p1"])
        lab.check_eq("%s: back" % op, [master(lab, d) for d in ("p1", "d1")],
                     [(lab.switch, 1), FREE])
        hello(lab, "g1", ["g2", "g3", "host"], "%s: back" % op)
    # A failure at a later device leaves all as it was.
    lab.ip("link", "add", "tmp0", "type", "dummy")
    lab.ip("link", "add", "tmp1", "type", "bridge")
    txn = Txn(lab)
    txn.port(1, ifindex=ifindex(lab, "tmp0"))
    txn.do("port-add", ifindex=index["d2"])
    before = picture(lab)
    lab.ip("link", "set", "d2", "master", "tmp1")
    refused(lab, "one that has a master", "EBUSY", txn.commit)
    same(lab, "the refused commit", before)
    hello(lab, "g1", ["g2", "g3", "host"], "the refused commit")
    lab.ip("link", "del", "tmp1")
    lab.nl.call("port-set", switch=lab.sw, number=1,
                ifindex=ifindex(lab, "tmp0"))
    lab.ip("link", "del", "tmp0")
    lab.check_eq("its port waits", port(lab, 1)["state"], "detached")
    lab.check_eq("attached then", attached(lab), 2)
    restore(lab)


def same_twice(lab):
    """Two ports cannot have the same device, whoever had it before."""
    restore(lab)
    index = indices(lab)
    for what, steps in (
            ("of a deleted port", [("port-del", dict(number=1))]),
            ("of a port that gives it up",
             [("port-set", dict(number=1, ifindex=0))]),
            ("of a port that keeps it", [])):
        before = picture(lab)
        txn = Txn(lab)
        try:
            for op, attrs in steps:
                txn.do(op, **attrs)
            for name in "a", "b":
                txn.do("port-add", name=name, ifindex=index["p1"])
        except nl.Refused as said:
            # where that can be seen at once
            lab.check_eq("%s: %s" % (what, said), said.name, "EBUSY")
            txn.abort()
        else:
            refused(lab, what, "EBUSY", txn.commit)
        same(lab, what, before)
        hello(lab, "g1", ["g2", "g3", "host"], what)


def returns(lab):
    """A device that goes from port to port within a transaction, and ends
    where it was, was never away."""
    restore(lab)
    before = picture(lab)
    index = indices(lab)
    txn = Txn(lab)
    txn.port(1, ifindex=0)
    txn.port(1, ifindex=index["p1"])
    txn.port(2, ifindex=0)
    txn.port(3, ifindex=index["p2"])
    txn.port(3, ifindex=index["p3"])
    txn.do("port-add", ifindex=index["p2"])     # port 2 waits for it
    txn.commit()
    same(lab, "devices that went round", before)
    hello(lab, "g1", ["g2", "g3", "host"])
    lab.nl.call("port-set", switch=lab.sw, number=1, name="x")
    txn = Txn(lab)
    txn.port(1, ifindex=0)
    txn.do("port-add", ifindex=index["p1"], vlan_mode="access", pvid=7)
    txn.commit()
    row = port(lab, 1)
    lab.check_eq("the port has it", (row["name"], row.get("ifindex")),
                 ("x", index["p1"]))
    lab.check_eq("attached", attached(lab), 3)
    restore(lab)


def rolled_into(lab):
    """What is taken back meets a device that came back by itself, and frames
    that come all the while."""
    restore(lab)
    before = picture(lab)
    index = indices(lab)
    txn = Txn(lab)
    txn.port(1, ifindex=0)
    txn.port(2, hairpin=1)
    txn.commit(confirm_timeout=600)
    lab.ip("link", "set", "p1", "master", lab.switch)
    lab.nl.call("txn-rollback", switch=lab.sw)
    same(lab, "p1 was there already", before)
    hello(lab, "g1", ["g2", "g3", "host"])
    sender = Sender(lab, "g1", [craft.plain(craft.BROADCAST, MAC["g1"])])
    try:
        for _ in range(20):
            txn = Txn(lab)
            txn.do("port-del", number=1)
            txn.do("port-add", ifindex=index["p1"], name="other")
            txn.commit(confirm_timeout=600)
            lab.nl.call("txn-rollback", switch=lab.sw)
    finally:
        sender.stop()
    lab.drain()
    lab.check_eq("it is port 1", port(lab, 1)["ifname"], "p1")
    pinned(lab)
    # The books are compared after each test: audit_ok() in lib.sh.


def entries(lab):
    """What the operator entered: (VLAN, address, port, kind)."""
    return sorted((r["vid"], r["address"], r["port"], r["kind"])
                  for r in lab.nl.call("fdb-get", nl.NLM_F_DUMP,
                                       switch=lab.sw)
                  if r["kind"] in ("static", "sticky"))


def pinned(lab):
    """Entries that a commit takes away come back with what it changed."""
    restore(lab)
    for n, kind in enumerate(("static", "sticky"), 0x600):
        for number in 1, 2, 3:
            lab.nl.call("fdb-add", switch=lab.sw, port=number, kind=kind,
                        address=craft.mac(n * 16 + number), vid=1)
    before = entries(lab)
    lab.check_eq("entered", len(before), 6)
    txn = Txn(lab)
    txn.do("port-del", number=1)
    txn.port(2, vlan_mode="access", pvid=7)
    txn.commit(confirm_timeout=600)
    lab.check("taken away: %s" % entries(lab), busywait(
        30, lambda: len(entries(lab)) == 3))
    lab.nl.call("txn-rollback", switch=lab.sw)
    lab.check_eq("taken back", entries(lab), before)
    restore(lab)


def one_socket(lab):
    """One socket, two threads: what the one ends under the other's hands is
    gone, and that is all."""
    restore(lab)
    by = client(lab)
    other = client(lab)
    ids = []

    def begin():
        ids.append(by.call("txn-begin", switch=lab.sw)[0]["id"])

    def end_all():
        # The same socket, written to beside the other thread.
        while not done.is_set():
            message = by.encode("txn-abort", dict(switch=lab.sw, id=ids[-1]))
            try:
                by.begin(by.family, by.spec.ops["txn-abort"]["number"], 0,
                         message)
            except OSError:
                pass

    begin()
    done = threading.Event()
    thread = threading.Thread(target=end_all)
    thread.start()
    for _ in range(200):
        try:
            begin()
            for n in range(4):
                by.call("port-add", switch=lab.sw, name="n%d" % n, txn=ids[-1])
        except (nl.Refused, IndexError, OSError):
            pass        # it is gone already, or the answer is another's
    done.set()
    thread.join()
    by.close()
    lab.check("transactions were begun: %d" % len(ids), len(ids) > 3)
    lab.check_eq("ports", [r["number"] for r in other.call(
        "port-get", nl.NLM_F_DUMP, switch=lab.sw)], [0, 1, 2, 3])
    other.close()
    lab.check_eq("none is open", opened(lab), [])


# Frames of g3 in VLAN 20, which only a port for somebody else takes.
ALL = {"range": [dict(first=1, last=4094)]}
TAGGED = craft.tags(craft.BROADCAST, MAC["g3"], [(0x8100, 0, 0, 20)])
RIGHTS = dict(vlan_mode="trunk", vlans=ALL, role="promiscuous")
NO_RIGHTS = dict(vlan_mode="access", pvid=10, role="normal")


def taken_number(lab, n="120"):
    """Port 3 becomes one with more rights, and another device, again and again,
    by name or as a new port of the same number: the frames of the first device
    never have these rights. Port 1 changes its device, too, and is in front:
    there the commit waits, while frames go on."""
    restore(lab)
    index = indices(lab)
    lab.nl.call("port-set", switch=lab.sw, number=2, vlan_mode="trunk",
                vlans=ALL)
    lab.nl.call("port-set", switch=lab.sw, number=3, **NO_RIGHTS)
    first = generation(lab)
    lab.drain()
    sender = Sender(lab, "g3", [TAGGED])
    try:
        for i in range(int(n)):
            dev, other = ("p3", "p1") if i % 2 else ("d1", "d2")
            rights = NO_RIGHTS if i % 2 else RIGHTS
            txn = Txn(lab)
            txn.port(1, ifindex=index[other])
            if i % 4 < 2:
                txn.do("port-del", number=3)
                txn.do("port-add", ifindex=index[dev], **rights)
            else:
                txn.port(3, ifindex=index[dev], **rights)
            txn.commit()
            lab.check_eq("port 3", port(lab, 3)["ifname"], dev)
    finally:
        sent = sender.stop()
    got = lab.collect({"g2": []}, 1)
    lab.check_eq("of %d frames arrived" % sent, len(got["g2"]), 0)
    lab.check_eq("commits", generation(lab) - first, int(n))
    restore(lab)


def asks(lab, who):
    """An ARP request for an address that the host has at lo (RFC 826)."""
    return craft.raw(craft.BROADCAST) + craft.raw(MAC[who]) + \
        b"\x08\x06\0\1\x08\0\6\4\0\1" + craft.raw(MAC[who]) + \
        b"\xc0\0\2\2" + bytes(6) + b"\xc0\0\2\1" + bytes(18)


def answers(lab, who):
    """How many there were."""
    got = lab.collect({who: []}, 1)[who]
    return len([f for f in got if f[12:14] == b"\x08\x06"])


def handed_over(lab, n="100"):
    """A device that changes ports is the switch's in each moment: nothing of
    its guest's reaches the host's stack beside the switch."""
    restore(lab)
    index = indices(lab)
    lab.ip("link", "set", "lo", "up")
    lab.ip("addr", "add", "192.0.2.1/32", "dev", "lo")
    lab.defer(lab.ip, "addr", "del", "192.0.2.1/32", "dev", "lo")
    # By the switch, the host cannot be asked.
    lab.nl.call("port-set", switch=lab.sw, number=0, vlan_mode="access",
                pvid=4000)
    lab.nl.call("port-add", switch=lab.sw, name="four")
    lab.nl.call("port-set", switch=lab.sw, number=1, ifindex=0)
    lab.drain()
    lab.ends["g1"].send(asks(lab, "g1"))
    lab.check("the host would answer", busywait(
        30, lambda: answers(lab, "g1")))
    lab.nl.call("port-set", switch=lab.sw, number=1, ifindex=index["p1"])
    lab.drain()
    sender = Sender(lab, "g1", [asks(lab, "g1")])
    try:
        for i in range(int(n)):
            txn = Txn(lab)
            txn.port(4 if i % 2 else 1, ifindex=0)
            txn.port(1 if i % 2 else 4, ifindex=index["p1"])
            txn.commit()
    finally:
        sent = sender.stop()
    lab.check("%d frames were sent" % sent, sent > int(n))
    lab.check_eq("answers to what went by the switch", answers(lab, "g1"), 0)
    restore(lab)
