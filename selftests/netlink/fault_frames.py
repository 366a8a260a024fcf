# SPDX-License-Identifier: GPL-2.0
#
# Frames for which there is no memory: a guest's, the host's, and such that
# somebody else holds, too. They are booked as what they are dropped for, a
# source is not learnt, and the next frame goes where it should. Called by
# agent.py.

import collections
import socket

import failing
import nl
from failing import Faults, Kind, booked, fresh, function, total, up
from lab import say

STEP = 64               # bytes: no allocation is smaller
MOST = 1 << 16          # bytes, and more than all that four frames take
NTH = 200               # allocations: the same, one by one
PKTGEN = "/proc/net/pktgen/"
TAG = b"\x81\x00\x00\x01"       # of VLAN 1
NO_MEMORY = ("egress", "egress-no-memory")
LEAST = 5               # failures


class Sender:
    """Frames from a device: to all and to nobody that is known, with a tag and
    without, each from an address that is new."""

    FRAMES = 4
    DATA = 146              # bytes: more than what is left of a short copy

    def __init__(self, name, kind):
        self.sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self.sock.bind((name, 0))
        self.kind, self.serial = kind, 0

    def send(self):
        for to in failing.BROADCAST, failing.NOBODY:
            for tag in b"", TAG:
                self.serial += 1
                source = bytes((2, 1, 0, self.kind)) + \
                    self.serial.to_bytes(2, "big")
                self.sock.send(to + source + tag + b"\x88\xb5" +
                               bytes(self.DATA))

    def close(self):
        self.sock.close()


def as_ever(lab, what, sender):
    """With memory, nothing is missing."""
    now = booked(lab, what, sender.send, sender.FRAMES)
    lab.check(total(now, "flooded") == sender.FRAMES and
              total(now, "copies") == total(now, "tx_frames") and
              not total(now, "learn_failed"), "%s, and then" % what, now)


def of_a_guest(lab, slab, seen):
    """They come in a softirq: one allocation below the port's door fails after
    so many bytes."""
    sender, failures = Sender("g1", 1), 0
    slab.set(**function("vsw_rx_port"))
    for space in range(0, MOST, STEP):
        what = "frames of a guest, a failure after %d bytes" % space
        slab.set(probability=100, times=1, space=space)
        seen.update(booked(lab, what, sender.send, sender.FRAMES))
        done = slab.get("times") == 1
        slab.set(probability=0)
        if done or lab.failed:
            break
        failures += 1
        as_ever(lab, what, sender)
    else:
        lab.fail("frames of a guest: no end")
    sender.close()
    return failures


def of_the_host(lab, slab, seen):
    """They are sent by this thread: the n-th allocation below the host's door
    fails."""
    sender, faults = Sender("vsw0", 2), Faults()
    for kind in slab, faults.pages:
        kind.set(**function("vsw_rx_host"))
    try:
        for nth in range(1, NTH):
            what = "frames of the host, allocation %d" % nth
            seen.update(booked(
                lab, what, lambda: faults.during(nth, sender.send),
                sender.FRAMES))
            if not faults.hit or lab.failed:
                break
            as_ever(lab, what, sender)
        else:
            lab.fail("frames of the host: no end")
    finally:
        faults.close()
        sender.close()
    return nth - 1


def pktgen(name, *lines):
    for line in lines:
        with open(PKTGEN + name, "w", encoding="ascii") as file:
            file.write(line + "\n")


def shared(lab, slab, seen):
    """The kernel's packet generator keeps the frames that it hands in, so that
    the switch has to have a copy."""
    pktgen("kpktgend_0", "rem_device_all", "add_device d1")
    pktgen("d1", "count 4", "xmit_mode netif_receive",
           "dst_mac ff:ff:ff:ff:ff:ff", "src_mac 02:01:00:00:03:01")

    def send():
        pktgen("pgctrl", "start")

    slab.set(times=2, **function("vsw_rx_port"))
    slab.set(probability=100)
    now = booked(lab, "frames that are shared", send, 4)
    seen.update(now)
    lab.check(total(now, ("ingress", "rx-no-memory")) == 2,
              "two shared frames are dropped for want of memory", now)
    slab.set(probability=0)
    now = booked(lab, "frames that are shared", send, 4)
    lab.check(total(now, "flooded") == 4, "and none is later", now)
    pktgen("kpktgend_0", "rem_device_all")


def trunk(lab):
    """One port more, whose device has tags put into the frames themselves;
    its number."""
    fresh(lab)
    number = lab.nl.call(
        "port-add", switch=lab.ifindex["vsw0"], vlan_mode="trunk",
        vlans={"range": [{"first": 1, "last": 5}]},
        ifindex=lab.ifindex["d3"])[0]["number"]
    up("d3")
    return number


def faults_frames(lab):
    """Each allocation that frames need."""
    trunk(lab)
    slab, seen = Kind("failslab"), collections.Counter()
    try:
        guest = of_a_guest(lab, slab, seen)
        slab.reset()
        host = of_the_host(lab, slab, seen)
        slab.reset()
        shared(lab, slab, seen)
    finally:
        slab.reset()
    for key in ("ingress", "rx-no-memory"), NO_MEMORY, "learn_failed":
        lab.check(total(seen, key), "%s was never counted" % (key,))
    lab.check(guest > LEAST and host > LEAST, "only %d and %d failures" % (
        guest, host))
    failing.no_leaks(lab, ["frames"])
    say("frames of a guest: %d failures; of the host: %d; %s" % (
        guest, host, ", ".join("%d %s" % (total(seen, k), k[1]) for k in sorted(
            {k for _, k in seen if isinstance(k, tuple)}))))


SESSIONS = ("whole", "short", "late")


def mirrors(lab, number):
    """Each frame has three copies more: whole, cut short with a tag put into
    it, and of one of its copies."""
    sw0 = lab.ifindex["vsw0"]
    for name, more in (("whole", {"port": 2}),
                       ("short", {"port": number, "snap": 64}),
                       ("late", {"port": number, "snap": 100})):
        lab.nl.call("mirror-add", switch=sw0, name=name, **more)
    for acl, names, point in (("in", SESSIONS[:2], {"point": "switch"}),
                              ("out", SESSIONS[2:], {
                                  "point": "port-egress", "port": 2})):
        lab.nl.call("acl-add", switch=sw0, name=acl)
        for name in names:
            lab.nl.call("rule-add", switch=sw0, acl=acl, action=[
                {"kind": "mirror", "session": name}])
        lab.nl.call("binding-add", switch=sw0, acl=acl, **point)


def faults_mirror(lab):
    """Frames of which there is no memory for a copy that a rule asks for: that
    copy is booked as lost, and the frame goes where it should."""
    mirrors(lab, trunk(lab))
    slab, seen = Kind("failslab"), collections.Counter()
    try:
        guest = of_a_guest(lab, slab, seen)
        slab.reset()
        host = of_the_host(lab, slab, seen)
    finally:
        slab.reset()
    lab.check(guest > LEAST and host > LEAST, "only %d and %d failures" % (
        guest, host))
    lab.check(total(seen, NO_MEMORY), "no copy was lost", seen)
    # Nothing but a frame's own memory is a reason to drop it.
    lab.equal("frames", total(seen, "rx_frames"), total(
        seen, "flooded") + total(seen, ("ingress", "rx-no-memory")))
    rows = {row["name"]: row for row in lab.nl.call(
        "mirror-get", nl.NLM_F_DUMP, switch=lab.ifindex["vsw0"])}
    counts = failing.counters(failing.stats(lab))
    for name, size in zip(SESSIONS, (160, 64, 100)):
        frames = rows[name]["frames"]
        if name != "late":
            lab.equal("frames of the session %s" % name, frames,
                      total(counts, "flooded"))
        lab.check(rows[name]["bytes"] == frames * size,
                  "bytes of the session %s" % name, rows[name])
    failing.no_leaks(lab, ["mirrored frames"])
    say("mirrored frames of a guest: %d failures; of the host: %d; %s" % (
        guest, host, {name: rows[name]["frames"] for name in SESSIONS}))
