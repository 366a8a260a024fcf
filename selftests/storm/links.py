# SPDX-License-Identifier: GPL-2.0
#
# The actions of a storm that are rtnetlink's, and ip's: devices and
# namespaces. Each is called with the worker, in a place that it is in;
# succeeds, or raises what it is refused with, or Nothing. Used by worker.py.

import os
import struct
import subprocess

import nl
from ends import Netns
from place import (ANCHOR, DUMMIES, GUESTS, HOMES, IFF_PROMISC, IFF_UP,
                   IFLA_ADDRESS, IFLA_CARRIER, IFLA_IFNAME, IFLA_MASTER,
                   IFLA_MTU, IFLA_NET_NS_FD, NLM_F_CREATE, NLM_F_EXCL, OTHERS,
                   RTM_NEWNEIGH, SWITCHES, VETHS, VETH_INFO_PEER, Nothing,
                   Route, ifinfo, mac, text, u32)

MTUS = (1280, 1400, 1500, 9000)
AF_BRIDGE, NUD_NOARP, NTF_SELF = 7, 0x40, 2
NDA_LLADDR, NDA_IFINDEX = 2, 8


# ---- namespaces --------------------------------------------------------

def ip(*words):
    """Did it succeed?"""
    return subprocess.run(("ip",) + words, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, timeout=300,
                          check=False).returncode == 0


def netns_add(w, name):
    """With one end of a veth in it, whose other end, in a namespace that
    stays, tells whether the kernel has really let it go."""
    if not ip("netns", "add", w.world.real(name)):
        raise Nothing
    w.done("netns add")
    fd = os.open(w.world.path(name), os.O_RDONLY)
    try:
        with Netns(w.world.real(ANCHOR)):
            route = Route()
        try:
            route.add(b"veth", data=nl.nla(VETH_INFO_PEER, ifinfo(
                0, (IFLA_IFNAME, text("anchor")),
                (IFLA_NET_NS_FD, u32(fd)))))
        finally:
            route.close()
    finally:
        os.close(fd)


def netns_del(w):
    name = w.any(HOMES + GUESTS)
    w.leave()
    return ip("netns", "del", w.world.real(name))


def populate(w):
    """Whatever is not there comes back, is up, and a port."""
    place = w.place
    for name in SWITCHES[:2]:
        w.attempt(place.route.add, b"vswitch", (IFLA_IFNAME, text(name)))
    for _ in range(5):
        w.attempt(veth_add, w)
    place.see()
    for link in place.links:
        w.attempt(place.route.set, link["index"], flags=IFF_UP, change=IFF_UP)
    for link in place.devices():
        if not link["master"] and link["name"] != "anchor":
            w.attempt(attach_it, w, link)


# ---- devices come and go -----------------------------------------------

def veth_add(w):
    n = w.rng.randrange(VETHS)
    guest = GUESTS[n % 2]
    mtu = w.rng.choice((1500, 9000))
    try:
        fd = os.open(w.world.path(guest), os.O_RDONLY)
    except OSError as error:
        raise Nothing from error
    try:
        w.place.route.add(
            b"veth", (IFLA_IFNAME, text("p%d" % n)), (IFLA_MTU, u32(mtu)),
            data=nl.nla(VETH_INFO_PEER, ifinfo(
                0, (IFLA_IFNAME, text("e%d" % n)), (IFLA_ADDRESS, mac(n)),
                (IFLA_MTU, u32(mtu)), (IFLA_NET_NS_FD, u32(fd)))))
    finally:
        os.close(fd)
    # Not at once: it cannot be up before it has its other end.
    with Netns(w.world.real(guest)):
        route = Route()
    try:
        route.set(0, (IFLA_IFNAME, text("e%d" % n)), flags=IFF_UP,
                  change=IFF_UP)
    finally:
        route.close()


def dummy_add(w):
    w.place.route.add(b"dummy", (IFLA_IFNAME, text(w.any(DUMMIES))))


def switch_add(w):
    w.place.route.add(b"vswitch", (IFLA_IFNAME, text(w.any(SWITCHES))))


def device_del(w):
    w.place.route.delete(w.device()["index"])


def switch_del(w):
    w.place.route.delete(w.switch()["index"])


def guest_end(w):
    """Of a veth: its route to the guest's namespace, and its link there."""
    with Netns(w.world.real(w.any(GUESTS))):
        route = Route()
    try:
        return route, w.any([l for l in route.links()
                             if l["name"] != "anchor"])
    except Nothing:
        route.close()
        raise


def peer_del(w):
    route, link = guest_end(w)
    try:
        route.delete(link["index"])
    finally:
        route.close()


def move(w):
    """A device goes to another namespace, as often as not as a port."""
    link = w.device()
    other = HOMES[w.place.name == HOMES[0]]
    fd = os.open(w.world.path(other), os.O_RDONLY)
    try:
        w.place.route.set(link["index"], (IFLA_NET_NS_FD, u32(fd)))
    finally:
        os.close(fd)


# ---- ports -------------------------------------------------------------

def attach_it(w, link):
    w.place.route.set(link["index"],
                      (IFLA_MASTER, u32(w.switch()["index"])))


def attach(w):
    attach_it(w, w.any([l for l in w.place.devices() if not l["master"] and
                        l["name"] != "anchor"]))


def detach(w):
    link = w.any([l for l in w.place.devices() if l["master"]])
    w.place.route.set(link["index"], (IFLA_MASTER, u32(0)))


# ---- and change --------------------------------------------------------

def rename(w, link, names):
    """Down for it: not every kernel renames what is up."""
    route = w.place.route
    route.set(link["index"], change=IFF_UP)
    try:
        route.set(link["index"], (IFLA_IFNAME, text(w.any(names))))
    finally:
        w.attempt(route.set, link["index"], flags=IFF_UP, change=IFF_UP)


def device_rename(w):
    rename(w, w.device(), OTHERS)


def switch_rename(w):
    rename(w, w.switch(), SWITCHES + OTHERS)


def device_mtu(w):
    w.place.route.set(w.device()["index"], (IFLA_MTU, u32(w.any(MTUS))))


def switch_mtu(w):
    w.place.route.set(w.switch()["index"], (IFLA_MTU, u32(w.any(MTUS))))


def device_mac(w):
    w.place.route.set(w.device()["index"],
                      (IFLA_ADDRESS, mac(0x100 + w.rng.randrange(90))))


def switch_mac(w):
    w.place.route.set(w.switch()["index"],
                      (IFLA_ADDRESS, mac(0x200 + w.rng.randrange(9))))


def down_up(w, link):
    w.place.route.set(link["index"], change=IFF_UP)
    if w.rng.randrange(8):
        w.place.route.set(link["index"], flags=IFF_UP, change=IFF_UP)


def device_down_up(w):
    down_up(w, w.device())


def switch_down_up(w):
    down_up(w, w.switch())


def peer_carrier(w):
    """The carrier of a veth is whether the other end is up."""
    route, link = guest_end(w)
    try:
        route.set(link["index"], change=IFF_UP)
        route.set(link["index"], flags=IFF_UP, change=IFF_UP)
    finally:
        route.close()


def carrier(w):
    link = w.any([l for l in w.place.links if l["kind"] == b"dummy"])
    route = w.place.route
    route.set(link["index"], (IFLA_CARRIER, b"\0"))
    route.set(link["index"], (IFLA_CARRIER, b"\1"))


def promisc(w):
    link = w.any(w.place.links)
    w.place.route.set(link["index"], flags=w.any((0, IFF_PROMISC)),
                      change=IFF_PROMISC)


def neighbour(w):
    """bridge fdb add ... dev PORT, to the switch."""
    w.place.route.ask(RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_EXCL, struct.pack(
        "=BxxxiHBB", AF_BRIDGE, w.switch()["index"], NUD_NOARP, NTF_SELF, 0) +
        nl.nla(NDA_LLADDR, mac(0x300 + w.rng.randrange(99))) +
        nl.nla(NDA_IFINDEX, u32(w.any(
            [l for l in w.place.devices() if l["master"]])["index"])))


# How many of each there are in a deck of worker.py.
CARDS = {populate: 8, netns_del: 1, veth_add: 4, dummy_add: 2, switch_add: 2,
         device_del: 3, switch_del: 1, peer_del: 1, move: 2, attach: 8,
         detach: 3, device_rename: 3, switch_rename: 2, device_mtu: 2,
         switch_mtu: 1, device_mac: 2, switch_mac: 1, device_down_up: 3,
         switch_down_up: 2, peer_carrier: 2, carrier: 2, promisc: 3,
         neighbour: 2}
