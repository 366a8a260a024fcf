# SPDX-License-Identifier: GPL-2.0
#
# The tests of txn.sh about commits that wait to be confirmed: confirmed, taken
# back on request, or by the kernel when nobody says anything.
# Called by agent.py, by way of txns.py.

import select
import socket
import time

import craft
import nl
from agent import Failure
from busywait import busywait
from ends import Netns
from txn_lab import (MAC, Txn, generation, hello, master, opened, picture,
                     port, refused, restore, same)
from vlan_lab import client, ifindex


def pending(lab, switch=None):
    """(id, seconds left) of what waits, or None."""
    try:
        row = lab.nl.call("txn-get", switch=switch or lab.sw)[0]
        return row["id"], row["confirm_timeout"]
    except nl.Refused as said:
        if said.name != "ENOENT":
            raise
        return None


def outlast(lab):
    """Until a commit of now, for a second, is taken back: the time of those
    before it is over, too."""
    lab.nl.call("switch-add", ifname="vsw8")
    index = ifindex(lab, "vsw8")
    txn = Txn(lab, switch=index)
    txn.do("switch-set", ageing_time=5)
    txn.commit(confirm_timeout=1)
    lab.check("a commit is taken back", busywait(
        60, lambda: not pending(lab, index)))
    lab.ip("link", "del", "vsw8")


def much(lab, txn):
    """Changes of all kinds."""
    txn.do("switch-set", ageing_time=5, vlan_protocol="8021ad")
    txn.do("limits-set", limit="fdb", value=999)
    txn.port(0, vlan_mode="access", pvid=7, learning=0)
    txn.port(1, vlan_mode="trunk", vlans={"range": [dict(first=5, last=9)]},
             vlan_maps={"map": [dict(tag=100, vid=5)]}, name="uno",
             role="community", community="red")
    txn.do("port-del", number=2)
    txn.port(3, ifindex=0)
    txn.do("port-add", ifindex=ifindex(lab, "d1"), name="four")
    txn.do("port-add", name="waits", ifname="tap9")
    txn.do("vlan-add", vid=20, name="new", counters=1)
    txn.do("vlan-set", vid=10, name="other", counters=0)
    txn.do("vlan-del", vid=1)
    txn.do("vlan-del", vid=11)


def prepare(lab):
    """Something that can be lost."""
    restore(lab)
    lab.nl.call("port-set", switch=lab.sw, number=2, name="two", hairpin=1,
                pcp=3)
    for vid in 1, 10, 11:
        lab.nl.call("vlan-add", switch=lab.sw, vid=vid, name="v%d" % vid,
                    counters=int(vid != 10))
    for sender in "g1", "g2", "g3":
        lab.ends[sender].send(craft.plain(MAC["host"], MAC[sender]))
    lab.collect({"host": [b""] * 3}, 10)
    return picture(lab)


def back(lab, text, before):
    """All is as it was: settings, devices, deleted ports, counters."""
    lab.check_eq("%s: nothing waits" % text, pending(lab), None)
    # The addresses of a port that was away are to be learnt anew.
    same(lab, text, before, but=("fdb_entries", "used"))
    lab.check_eq("%s: devices" % text, [
        master(lab, d) for d in ("p1", "p2", "p3", "d1")],
        [(lab.switch, 1)] * 3 + [(None, 0)])
    hello(lab, "g1", ["g2", "g3", "host"], "%s: frames go" % text)
    hello(lab, "g2", ["g1", "g2", "g3", "host"],
          "%s: and from the port that was away" % text)


def confirms(lab):
    """What is confirmed stays, and other changes can be made again."""
    prepare(lab)
    txn = Txn(lab)
    much(lab, txn)
    txn.commit(confirm_timeout=600)
    after = picture(lab)
    who = pending(lab)
    lab.check("%s waits" % (who,), who and who[0] == txn.id and
              590 <= who[1] <= 600)
    lab.check_eq("it is in the dump", [
        (r["id"], r.get("confirm_timeout", 0) > 0) for r in lab.nl.call(
            "txn-get", nl.NLM_F_DUMP, switch=lab.sw)], [(txn.id, True)])
    lab.nl.call("txn-confirm", switch=lab.sw)
    lab.check_eq("nothing waits", pending(lab), None)
    same(lab, "confirmed", after)
    for op in "txn-confirm", "txn-rollback":
        refused(lab, "%s of nothing" % op, "ENOENT", lab.nl.call, op,
                switch=lab.sw)
    lab.nl.call("port-set", switch=lab.sw, number=1, learning=0)
    # One that is over in time stays, too, when its time is over.
    txn = Txn(lab)
    txn.port(1, learning=1)
    txn.commit(confirm_timeout=1)
    lab.nl.call("txn-confirm", switch=lab.sw)
    outlast(lab)
    lab.check_eq("learning", port(lab, 1, "learning"), 1)


def held_up(lab):
    """Until then no other change is taken, of whatever kind; reading and
    transactions that are only begun are."""
    prepare(lab)
    by = client(lab)
    lab.defer(by.close)
    early = Txn(lab, by)
    early.port(1, learning=0)
    txn = Txn(lab)
    txn.do("switch-set", ageing_time=5)
    txn.commit(confirm_timeout=600)
    before = picture(lab)
    sw = lab.sw
    for op, attrs in (
            ("switch-set", dict(ifindex=sw, ageing_time=6)),
            ("limits-set", dict(switch=sw, limit="fdb", value=9)),
            ("port-set", dict(switch=sw, number=1, learning=0)),
            ("port-set", dict(switch=sw, number=1, pvid=5)),
            ("port-add", dict(switch=sw, name="new")),
            ("port-add", dict(switch=sw, ifindex=ifindex(lab, "d1"))),
            ("port-del", dict(switch=sw, number=2)),
            ("vlan-add", dict(switch=sw, vid=99)),
            ("vlan-set", dict(switch=sw, vid=10, name="x")),
            ("vlan-del", dict(switch=sw, vid=10))):
        refused(lab, op, "EBUSY", lab.nl.call, op, **attrs, text="confirm")
    refused(lab, "the commit of an earlier one", "EBUSY", early.commit)
    late = Txn(lab, by)
    late.port(1, learning=0)
    refused(lab, "the commit of a later one", "EBUSY", late.commit,
            confirm_timeout=5)
    same(lab, "what was refused", before)
    lab.check_eq("none is open", opened(lab), [txn.id])
    # Another switch is not concerned.
    lab.nl.call("switch-set", ifname="vsw1", ageing_time=6)
    lab.nl.call("txn-rollback", switch=sw)
    lab.nl.call("port-set", switch=sw, number=1, learning=0)


def rolls_back(lab):
    """On request, at once."""
    before = prepare(lab)
    first = generation(lab)
    for _ in range(3):
        txn = Txn(lab)
        much(lab, txn)
        txn.commit(confirm_timeout=600)
        # The number of port 2, which is gone, is another one's by now.
        lab.check_eq("ports", [(r["number"], r.get("name")) for r in
                               lab.nl.call("port-get", nl.NLM_F_DUMP,
                                           switch=lab.sw)],
                     [(0, None), (1, "uno"), (2, "four"), (3, None),
                      (4, "waits")])
        lab.check_eq("generation", generation(lab), first + 1)
        lab.nl.call("txn-rollback", switch=lab.sw)
        lab.check_eq("generation", generation(lab), first + 2)
        first += 2
        lab.check_eq("nothing waits", pending(lab), None)
        same(lab, "rolled back", before, but=("fdb_entries", "used"))
    back(lab, "rolled back", before)
    # The order of swapped devices, too.
    before = prepare(lab)
    txn = Txn(lab)
    txn.port(1, ifindex=ifindex(lab, "p2"))
    txn.port(2, ifindex=ifindex(lab, "p1"))
    txn.commit(confirm_timeout=600)
    lab.check_eq("swapped", port(lab, 1, "ifname"), "p2")
    lab.nl.call("txn-rollback", switch=lab.sw)
    back(lab, "swapped back", before)


def times_out(lab):
    """The timer needs no client: who made the change is dead."""
    before = prepare(lab)
    by = client(lab)
    txn = Txn(lab, by)
    much(lab, txn)
    began = time.monotonic()
    txn.commit(confirm_timeout=2)
    by.close()
    lab.check("it waits", pending(lab))
    if not busywait(30, lambda: pending(lab) is None):
        raise Failure("it is never taken back")
    took = time.monotonic() - began
    lab.check("after %.1f s" % took, took >= 1.9)
    back(lab, "time out", before)


def settings(lab):
    """Of all ports."""
    return picture(lab, but=("fdb_entries",))["port-get"]


def cuts_itself_off(lab):
    """A change that cuts off who makes it: he is not heard any more, nor
    hears, and gets his connection back without doing anything."""
    restore(lab)
    for name, address in ("g1", "192.0.2.1/24"), ("host", "192.0.2.2/24"):
        netns, dev = (lab.netns_of[name], "eth0") if name == "g1" else (
            lab.netns, lab.switch)
        lab.ip("addr", "add", address, "dev", dev, netns=netns)
        lab.defer(lab.ip, "addr", "del", address, "dev", dev, netns=netns)
    with Netns(lab.netns):
        server = socket.create_server(("192.0.2.2", 7000))
    lab.defer(server.close)
    with Netns(lab.netns_of["g1"]):
        far = socket.create_connection(("192.0.2.2", 7000), 10)
    lab.defer(far.close)
    near, _ = server.accept()
    lab.defer(near.close)

    def ask(text, seconds):
        """What the far end is answered, or None."""
        far.sendall(text)
        if not select.select([near], [], [], seconds)[0]:
            return None
        near.recv(100)
        near.sendall(text)
        return far.recv(100) if select.select([far], [], [], seconds)[0] \
            else None

    before = settings(lab)
    lab.check_eq("the path", ask(b"hello", 10), b"hello")
    by = client(lab)
    txn = Txn(lab, by)
    txn.port(1, vlan_mode="access", pvid=99)
    txn.port(0, vlan_mode="access", pvid=1)
    txn.commit(confirm_timeout=8)
    by.close()
    lab.check_eq("the path is cut", ask(b"anyone?", 1.5), None)
    lab.check("it waits", pending(lab))
    if not busywait(30, lambda: pending(lab) is None):
        raise Failure("it is never taken back")
    # TCP sends again what was lost.
    lab.check("the path is back", select.select([near], [], [], 30)[0])
    near.recv(100)
    lab.check_eq("and works", ask(b"again", 30), b"again")
    lab.check_eq("the ports", settings(lab), before)


def others_stay(lab):
    """What came by other ways than the commit, a device that appeared or
    went, is not taken back with it."""
    prepare(lab)
    txn = Txn(lab)
    txn.port(1, pvid=50, vlan_mode="access")
    txn.do("port-del", number=3)
    txn.commit(confirm_timeout=600)
    lab.ip("link", "set", "d1", "master", lab.switch)
    number = lab.nl.call("port-get", switch=lab.sw,
                         ifindex=ifindex(lab, "d1"))[0]["number"]
    lab.check_eq("the number of a deleted port is kept for it", number, 4)
    lab.ip("link", "set", "p2", "nomaster")
    lab.ip("link", "set", "p3", "master", "vsw1")
    lab.nl.call("txn-rollback", switch=lab.sw)
    lab.check_eq("port 1", port(lab, 1, "pvid"), 1)
    lab.check_eq("d1 stays", port(lab, 4, "ifname"), "d1")
    lab.check_eq("port 2 has lost its device", port(lab, 2, "state"),
                 "detached")
    lab.check_eq("port 3 waits for its own", (
        port(lab, 3, "state"), port(lab, 3, "ifname")), ("detached", "p3"))
    lab.check_eq("p3", master(lab, "p3"), ("vsw1", 1))
    lab.ip("link", "set", "p3", "nomaster")
    lab.ip("link", "set", "p3", "master", lab.switch)
    lab.check_eq("and gets it", port(lab, 3, "state"), "up")


def comes_back(lab):
    """A device that the commit takes away, and that somebody gives to its
    port again, is there when the commit is taken back, as before it."""
    for other in (), ("d1",):
        prepare(lab)
        txn = Txn(lab)
        txn.port(2, ifindex=0)
        txn.commit(confirm_timeout=600)
        lab.check_eq("p2 is taken away", master(lab, "p2"), (None, 0))
        lab.ip("link", "set", "p2", "down")
        lab.ip("link", "set", "p2", "master", lab.switch)
        lab.check_eq("the port", port(lab, 2, "ifname"), "p2")
        lab.ip("link", "set", "p2", "name", "p2x")
        for dev in other:
            lab.ip("link", "set", dev, "master", lab.switch)
        lab.nl.call("txn-rollback", switch=lab.sw)
        lab.check_eq("port 2", port(lab, 2, "ifname"), "p2x")
        lab.check_eq("attached", lab.nl.call(
            "switch-get", ifindex=lab.sw)[0]["attached"], 3 + len(other))
        lab.ip("link", "set", "p2x", "up")
        lab.check_eq("its state", port(lab, 2, "state"), "up")
        hello(lab, "g1", ["g2", "g3", "host"])
        lab.ip("link", "set", "p2x", "nomaster")
        lab.check_eq("p2 is free", master(lab, "p2x"), (None, 0))
        lab.ip("link", "set", "p2x", "down")
        lab.ip("link", "set", "p2x", "name", "p2")
        lab.ip("link", "set", "p2", "up")


def switch_goes(lab):
    """A switch that is deleted takes transactions and timers with it."""
    for timeout in 1, 600:
        lab.nl.call("switch-add", ifname="vsw9")
        index = ifindex(lab, "vsw9")
        by = client(lab)
        Txn(lab, by, index)
        txn = Txn(lab, by, index)
        txn.do("switch-set", ageing_time=5)
        txn.do("port-add", ifindex=ifindex(lab, "d2"))
        txn.commit(confirm_timeout=timeout)
        lab.ip("link", "del", "vsw9")
        refused(lab, "to confirm it", "ENODEV", by.call, "txn-confirm",
                switch=index)
        by.close()
        lab.check_eq("d2", master(lab, "d2"), (None, 0))
    outlast(lab)
