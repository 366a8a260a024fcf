# SPDX-License-Identifier: GPL-2.0
#
# The tests of txn.sh: changes that take effect together or not at all, and that
# are taken back unless someone confirms them. Several netlink sockets stand for
# several clients.
#
# Ends: g1, g2, g3 (veth, at the ports 1, 2 and 3), host. Devices that are
# nobody's: d1, d2 (dummy). Another switch: vsw1.
# Called by agent.py.

import os
import select
import signal
import threading
import time

import craft
import nl
from busywait import busywait
from txn_atomic import mixed, never_mixed, no_bare_moment
from txn_confirm import (comes_back, confirms, cuts_itself_off, held_up,
                         others_stay, rolls_back, switch_goes, times_out)
from txn_devices import (handed_over, one_socket, replaced, returns,
                         rolled_into, same_twice, taken_number)
from txn_lab import (MAC, Txn, generation, hello, goes, master, opened,
                     picture, port, refused, restore, same)
from vlan_lab import client, ifindex, open_netlink

__all__ = ["comes_back", "confirms", "cuts_itself_off", "handed_over",
           "held_up", "mixed", "never_mixed", "no_bare_moment", "one_socket", "others_stay",
           "replaced", "returns", "rolled_into", "rolls_back", "same_twice",
           "switch_goes", "taken_number", "times_out"]


def start(lab):
    open_netlink(lab)


# ---- begin, commit, abort ----------------------------------------------

def commits(lab):
    """Nobody sees a change before all of them are there."""
    restore(lab)
    before, first = picture(lab), generation(lab)
    txn = Txn(lab)
    txn.do("switch-set", ageing_time=77)
    txn.do("limits-set", limit="fdb", value=999)
    txn.port(1, vlan_mode="access", pvid=10, name="one")
    txn.do("port-set", name="one", learning=0)
    txn.do("vlan-add", vid=10, name="office", counters=1)
    txn.do("vlan-set", vid=10, name="lab")
    txn.do("port-del", number=3)
    same(lab, "before the commit", before)
    lab.check_eq("generation before", generation(lab), first)
    refused(lab, "a name that is not there yet", "ENOENT", lab.nl.call,
            "port-get", switch=lab.sw, name="one")
    hello(lab, "g1", ["g2", "g3", "host"], "nothing is done yet")
    txn.commit()
    lab.check_eq("generation after", generation(lab), first + 1)
    row = port(lab, 1)
    lab.check_eq("port 1", (row["name"], row["pvid"], row["learning"]),
                 ("one", 10, 0))
    switch = lab.nl.call("switch-get", ifindex=lab.sw)[0]
    lab.check_eq("switch", (switch["ageing_time"], switch["max_fdb"],
                            switch["ports"]), (77, 999, 2))
    vlan = lab.nl.call("vlan-get", switch=lab.sw, vid=10)[0]
    lab.check_eq("VLAN 10", (vlan["name"], vlan["counters"], vlan["ports"]),
                 ("lab", 1, 2))
    lab.check_eq("p3", master(lab, "p3"), (None, 0))
    goes(lab, "g2", craft.plain(craft.BROADCAST, MAC["g2"]), ["host"],
         "g1 and g3 are not in VLAN 1 any more")


def aborts(lab):
    """What was aborted was never there; and its number is nobody's."""
    restore(lab)
    before, first = picture(lab), generation(lab)
    by = client(lab)
    lab.defer(by.close)
    txn = Txn(lab, by)
    txn.port(1, vlan_mode="access", pvid=10, name="one")
    txn.do("port-add", ifindex=ifindex(lab, "d1"))
    txn.abort()
    same(lab, "aborted", before)
    lab.check_eq("generation", generation(lab), first)
    lab.check_eq("d1", master(lab, "d1"), (None, 0))
    for what, func in (("commit", txn.commit), ("abort", txn.abort),
                       ("a change", lambda: txn.port(1, learning=0)),
                       ("get", lambda: by.call("txn-get", switch=lab.sw,
                                               id=txn.id))):
        refused(lab, "%s of an aborted one" % what, "ENOENT", func)
    # A change that is refused leaves the transaction as it was.
    txn = Txn(lab, by)
    txn.port(1, learning=0)
    refused(lab, "a wrong change", "EINVAL", txn.port, 1, vlan_mode="trunk")
    refused(lab, "a port that is not there", "ENOENT", txn.port, 9, learning=0)
    refused(lab, "number 0, which is no transaction", "ENOENT", lab.nl.call,
            "port-set", switch=lab.sw, number=1, learning=0, txn=0)
    txn.port(2, learning=0)
    txn.commit()
    lab.check_eq("both of the right changes", (port(lab, 1, "learning"),
                                               port(lab, 2, "learning")),
                 (0, 0))


def strangers(lab):
    """A transaction is of one socket, and of one switch."""
    restore(lab)
    txn = Txn(lab)
    other = client(lab)
    lab.defer(other.close)
    for op, attrs in (("port-set", dict(number=1, learning=0, txn=txn.id)),
                      ("txn-commit", dict(id=txn.id)),
                      ("txn-abort", dict(id=txn.id)),
                      ("port-set", dict(number=1, learning=0, txn=99999)),
                      ("vlan-add", dict(vid=5, txn=txn.id))):
        refused(lab, "%s by another" % op, "ENOENT", other.call, op,
                switch=lab.sw, **attrs)
    refused(lab, "on another switch", "ENOENT", txn.nl.call, "port-set",
            switch=ifindex(lab, "vsw1"), number=0, learning=0, txn=txn.id)
    # Who only reads may know that it is there.
    row = other.call("txn-get", switch=lab.sw, id=txn.id)[0]
    lab.check_eq("id", row["id"], txn.id)
    lab.check_eq("generation", row["generation"], generation(lab))
    txn.port(1, learning=0)
    txn.commit()
    lab.check_eq("learning", port(lab, 1, "learning"), 0)


def adds(lab):
    """A port that is added has its number at once, and can be talked about;
    also one that is deleted again."""
    restore(lab)
    txn = Txn(lab)
    row = txn.do("port-add", ifindex=ifindex(lab, "d1"), name="new",
                 vlan_mode="access", pvid=20)[0]
    lab.check_eq("number and name", (row["number"], row["name"]), (4, "new"))
    waits = txn.do("port-add", name="waits", ifname="tap9")[0]["number"]
    txn.port(4, vlan_mode="trunk", vlans={"range": [dict(first=5)]})
    txn.do("port-set", name="waits", pvid=30, vlan_mode="access")
    gone = txn.do("port-add", name="gone")[0]["number"]
    txn.do("port-del", name="gone")
    again = txn.do("port-add", name="again")[0]["number"]
    lab.check_eq("numbers", (waits, gone, again), (5, 6, 6))
    refused(lab, "twice the same name", "EEXIST", txn.do, "port-add",
            name="new")
    lab.check_eq("d1 before", master(lab, "d1"), (None, 0))
    txn.commit()
    row = port(lab, 4)
    lab.check_eq("port 4", (row["ifname"], row["vlan_mode"], row["vlans"]), (
        "d1", "trunk", {"range": [dict(first=5)]}))
    lab.check_eq("port 5", (port(lab, 5, "name"), port(lab, 5, "pvid"),
                            port(lab, 5, "state")), ("waits", 30, "detached"))
    lab.check_eq("port 6", port(lab, 6, "name"), "again")
    lab.check_eq("d1 after", master(lab, "d1"), (lab.switch, 1))
    # Whether a device is free shows at the end: another port may give it up.
    txn, before = Txn(lab), picture(lab)
    for name in "x", "y":
        txn.do("port-add", ifindex=ifindex(lab, "d2"), name=name)
    said = refused(lab, "twice the same device", "EBUSY", txn.commit)
    lab.check_eq("the object", said and said.answer and
                 said.answer[0].get("port_name"), "y")
    same(lab, "twice the same device", before)
    lab.check_eq("d2 after", master(lab, "d2"), (None, 0))


# ---- conflicts ---------------------------------------------------------

def conflicts(lab):
    """Who comes second is told which object was changed meanwhile; the whole
    of his transaction is void."""
    sw = lab.sw
    table = (
        ("port-set", dict(switch=sw, number=2, hairpin=1),
         dict(object="port", port=2, port_name="p2")),
        ("port-set", dict(switch=sw, number=3, name="three"),
         dict(object="port", port=3, port_name="three")),
        ("port-set", dict(switch=sw, number=0, flood_unicast=1),
         dict(object="port", port=0)),
        ("port-del", dict(switch=sw, number=3),
         dict(object="port", port=3, port_name="p3")),
        ("port-add", dict(switch=sw, name="four"),
         dict(object="port", port=4, port_name="four")),
        ("vlan-add", dict(switch=sw, vid=77, name="x"),
         dict(object="vlan", vid=77)),
        ("vlan-add", dict(switch=sw, vid=4094, counters=1),
         dict(object="vlan", vid=4094)),
        ("switch-set", dict(ifindex=sw, ageing_time=5),
         dict(object="switch")),
        ("limits-set", dict(switch=sw, limit="ports", value=50),
         dict(object="switch")),
    )
    for op, attrs, want in table:
        restore(lab)
        txn = Txn(lab)
        txn.port(1, learning=0)
        txn.do("vlan-add", vid=10, name="mine")
        txn.do("port-add", ifindex=ifindex(lab, "d1"))
        lab.nl.call(op, **attrs)
        between = picture(lab)
        said = refused(lab, "commit after %s" % op, "EAGAIN", txn.commit)
        for row in said.answer if said else [{}]:
            row.pop("switch", None)
            lab.check_eq("id", row.pop("id", None), txn.id)
            if want.get("port") == 0:
                row.pop("port_name", None)
            lab.check_eq("the object after %s" % op, row, want)
        lab.check_eq("replies", len(said.answer if said else []), 1)
        same(lab, "the refused commit", between)
        lab.check_eq("d1", master(lab, "d1"), (None, 0))
    # Of two transactions the first one wins; a new one then can.
    restore(lab)
    first, second = Txn(lab), Txn(lab)
    first.port(1, learning=0)
    second.port(2, learning=0)
    first.commit()
    said = refused(lab, "the second", "EAGAIN", second.commit)
    lab.check_eq("names", said and said.answer[0].get("port"), 1)
    third = Txn(lab)
    third.port(2, learning=0)
    third.commit()
    # And one that changes nothing is in nobody's way.
    empty, full = Txn(lab), Txn(lab)
    before = generation(lab)
    full.port(1, learning=1)
    full.commit()
    lab.check_eq("generation", generation(lab), before + 1)
    refused(lab, "an empty one", "EAGAIN", empty.commit)


# ---- devices -----------------------------------------------------------

def attaches(lab):
    """Devices come and go in a commit; and if one cannot, none does."""
    restore(lab)
    d1, d2 = ifindex(lab, "d1"), ifindex(lab, "d2")
    txn = Txn(lab)
    txn.do("port-add", ifindex=d1)
    txn.do("port-del", number=3)
    txn.port(2, ifindex=0)
    txn.commit()
    lab.check_eq("d1, p2, p3", [master(lab, d) for d in ("d1", "p2", "p3")],
                 [(lab.switch, 1), (None, 0), (None, 0)])
    lab.check_eq("port 2 waits", port(lab, 2, "state"), "detached")
    hello(lab, "g1", ["host"])

    for how in "master", "gone", "namespace":
        restore(lab)
        lab.ip("link", "add", "x0", "type", "dummy")
        before, first = picture(lab), generation(lab)
        promisc = [master(lab, d) for d in ("p1", "p2", "p3", "d1", "d2")]
        txn = Txn(lab)
        txn.do("switch-set", ageing_time=5)
        txn.do("vlan-add", vid=10, name="office")
        txn.do("port-add", ifindex=d1)
        number = txn.do("port-add", ifindex=ifindex(lab, "x0"))[0]["number"]
        txn.do("port-add", ifindex=d2)
        txn.do("port-del", number=1)
        txn.port(2, ifindex=0)
        if how == "master":
            lab.ip("link", "set", "x0", "master", "vsw1")
        elif how == "gone":
            lab.ip("link", "del", "x0")
        else:
            lab.ip("link", "set", "x0", "netns", lab.netns_of["g1"])
        said = refused(lab, how, {"master": "EBUSY"}.get(how, "ENODEV"),
                       txn.commit)
        row = said.answer[0] if said and said.answer else {}
        lab.check_eq("%s: the object" % how, (
            row.get("object"), row.get("port"), row.get("port_name")), (
                "port", number, "x0"))
        same(lab, how, before)
        lab.check_eq("%s: generation" % how, generation(lab), first)
        lab.check_eq("%s: masters and promiscuity" % how, [
            master(lab, d) for d in ("p1", "p2", "p3", "d1", "d2")], promisc)
        hello(lab, "g1", ["g2", "g3", "host"], "%s: all goes on" % how)
        where = lab.netns_of["g1"] if how == "namespace" else None
        if how != "gone":
            lab.ip("link", "del", "x0", netns=where)


def swap(lab):
    """Devices change places in one step; the ports stay what they were."""
    restore(lab)
    for number in 1, 2, 3:
        lab.nl.call("port-set", switch=lab.sw, number=number,
                    vlan_mode="access", pvid=10 * number,
                    name="port%d" % number)
    lab.nl.call("fdb-add", switch=lab.sw, address=craft.mac(0x501), vid=10,
                port=1)
    for order in (2, 1, 3), (1, 2, 3), (2, 3, 1), (3, 1, 2), (1, 2, 3):
        names = [None, "p1", "p2", "p3"]
        txn = Txn(lab)
        for number, which in enumerate(order, 1):
            txn.port(number, ifindex=ifindex(lab, names[which]))
        counted = lab.nl.call("stats-get", switch=lab.sw, port=1)[0]
        txn.commit()
        for number, which in enumerate(order, 1):
            row = port(lab, number)
            lab.check_eq("order %s: port %d" % (order, number), (
                row["ifname"], row["pvid"], row["name"], row["state"]), (
                    names[which], 10 * number, "port%d" % number, "up"))
            lab.check_eq("%s: master" % names[which],
                         master(lab, names[which]), (lab.switch, 1))
        now = lab.nl.call("stats-get", switch=lab.sw, port=1)[0]
        lab.check_eq("port 1 counts on", now["rx_frames"],
                     counted["rx_frames"])
        # The host is in all VLANs, tagged: the tag says by which port.
        for number, which in enumerate(order, 1):
            frame = craft.plain(craft.BROADCAST, MAC["g%d" % which])
            lab.drain()
            lab.ends["g%d" % which].send(frame)
            want = frame[:12] + b"\x81\x00" + (10 * number).to_bytes(
                2, "big") + frame[12:]
            got = lab.collect({"host": [want]}, 10)
            lab.check_eq("order %s: g%d is in VLAN %d" % (
                order, which, 10 * number), got["host"], [want])
    lab.check_eq("the static entry", [
        r["port"] for r in lab.nl.call("fdb-get", switch=lab.sw,
                                       address=craft.mac(0x501), vid=10)], [1])


# ---- sockets and limits ------------------------------------------------

def closes(lab):
    """A socket that is closed takes its transactions with it, in whatever
    state they are; those of others stay."""
    restore(lab)
    before = picture(lab)
    lab.check_eq("none is open", opened(lab), [])
    other = Txn(lab)
    by = client(lab)
    txns = [Txn(lab, by) for _ in range(5)]
    for n, txn in enumerate(txns):
        txn.do("port-add", name="n%d" % n)
        txn.do("port-add", ifindex=ifindex(lab, "d1"))
    lab.check_eq("open", sorted(opened(lab)), sorted(
        [other.id] + [t.id for t in txns]))
    by.close()
    lab.check("the socket's are gone", busywait(
        10, lambda: opened(lab) == [other.id]))
    same(lab, "after that", before)
    other.abort()
    lab.check_eq("none is open", opened(lab), [])
    # The same when a program dies.
    child = os.fork()
    if not child:
        Txn(lab).do("port-add", name="late")
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    lab.check("the dead one's is gone", busywait(10, lambda: not opened(lab)))
    same(lab, "after that", before)


def sixteen(lab):
    """There are at most 16, of all clients together."""
    restore(lab)
    by = client(lab), client(lab)
    for one in by:
        lab.defer(one.close)
    txns = [Txn(lab, by[n % 2]) for n in range(16)]
    lab.check_eq("ids", len({t.id for t in txns} - {0}), 16)
    refused(lab, "the 17th", "ENOSPC", Txn, lab, text="16")
    # Those of another switch are not counted.
    Txn(lab, switch=ifindex(lab, "vsw1")).abort()
    txns[3].abort()
    txns[3] = Txn(lab, by[0])
    refused(lab, "the 17th again", "ENOSPC", Txn, lab)
    for txn in txns:
        txn.abort()
    # A number is not given again soon.
    txn = Txn(lab)
    lab.check("a new number", txn.id not in [t.id for t in txns])
    txn.abort()


# ---- notifications -----------------------------------------------------

def tells(lab):
    """What becomes of a transaction is told, after what it changed; nothing
    is told before."""
    restore(lab)
    ear = client(lab)
    lab.defer(ear.close)
    ear.join(["config"])
    deadline = 30

    def heard(want, text):
        got = []
        end = time.monotonic() + deadline
        while len(got) < len(want) and time.monotonic() < end:
            if select.select([ear.sock], [], [], 0.5)[0]:
                got += [(m["op"], m.get("event", m.get(
                    "number", m.get("vid"))), m.get("id"))
                        for m in ear.heard() if m.get(
                            "switch", m.get("ifindex")) == lab.sw]
        while select.select([ear.sock], [], [], 0.2)[0]:
            got += [(m["op"], "more", None) for m in ear.heard()]
        lab.check_eq(text, got, want)

    txn = Txn(lab)
    txn.port(1, learning=0)
    txn.port(1, hairpin=1)
    txn.port(2, learning=0)
    txn.do("vlan-add", vid=10, name="x")
    txn.do("port-del", number=3)
    txn.do("switch-set", ageing_time=99)
    heard([], "before the commit")
    txn.commit()
    heard([("port-ntf", 1, None), ("port-ntf", 2, None),
           ("port-del-ntf", 3, None), ("vlan-ntf", 10, None),
           ("switch-ntf", None, None), ("txn-ntf", "committed", txn.id)],
          "committed")
    for op, event, changed in (
            ("txn-confirm", "confirmed", []),
            ("txn-rollback", "rolled-back", [("port-ntf", 1, None)]),
            (None, "rolled-back", [("port-ntf", 1, None)])):
        txn = Txn(lab)
        txn.port(1, learning=1 if op == "txn-confirm" else 0)
        txn.commit(confirm_timeout=5 if op is None else 600)
        heard([("port-ntf", 1, None), ("txn-ntf", "unconfirmed", txn.id)],
              "unconfirmed")
        if op:
            lab.nl.call(op, switch=lab.sw)
        heard(changed + [("txn-ntf", event, txn.id)], event)
    txn = Txn(lab)
    txn.port(1, learning=0)
    txn.abort()
    heard([], "aborted")


def many_threads(lab):
    """Clients that all want to change the same: each commit is either done or
    a conflict, and none is lost."""
    restore(lab)
    first = generation(lab)
    done = [0, 0, 0]
    wrong = []

    def work(n):
        by = clients[n]
        for i in range(60):
            try:
                txn = Txn(lab, by)
                txn.port(n + 1, max_fdb=i + 1)
                txn.commit()
                done[n] += 1
            except nl.Refused as said:
                if said.name != "EAGAIN":
                    wrong.append(str(said))

    clients = [client(lab) for _ in done]
    threads = [threading.Thread(target=work, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    for one in clients:
        one.close()
    lab.check_eq("errors", wrong, [])
    lab.check("each had its turn: %s" % done, all(done))
    lab.check_eq("generations", generation(lab), first + sum(done))
    lab.check_eq("none is open", opened(lab), [])
