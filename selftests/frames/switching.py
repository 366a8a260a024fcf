# SPDX-License-Identifier: GPL-2.0
#
# The tests of frames.sh: what is sent. Where that arrives and how it is
# accounted for is compared with the oracle by play().
# Called by agent.py.

import random
import socket
import struct

import craft
from agent import Failure, Skip
from busywait import busywait
from crowd import Crowd
from ends import Packet, Refused
from play import (GUESTS, MAC, NOBODY, Via, everyone, hello, pairs, play,
                  play_via, port_set, set_mtu, start)

__all__ = ["start"]

SO_TIMESTAMPNS = 35


def runts(lab):
    """Every size from an Ethernet header alone to the shortest that a wire
    would have; virtual devices do not pad."""
    hello(lab)
    for sender, dst in pairs():
        play(lab, "%s to %s" % (sender, dst), [
            (sender, "%d bytes" % size, craft.plain(dst, MAC[sender], size))
            for size in range(14, 61)])
    play(lab, "broadcast", [
        (name, "%d bytes" % size,
         craft.plain(craft.BROADCAST, MAC[name], size))
        for name in GUESTS + ("host",) for size in (14, 15, 17, 33, 59)])


def headless(lab):
    """Less than an Ethernet header: no device hands such a frame in."""
    hello(lab)
    frame = craft.plain(craft.BROADCAST, MAC["t1"])
    old = lab.counters()
    for size in range(0, 14):
        for name in "t1", "g1", "host":
            try:
                lab.ends[name].send(frame[:size])
            except Refused:
                continue
            if name == "t1" or size:
                lab.fail("%s: %d bytes were taken" % (name, size))
    lab.check_counters("nothing is counted", old, {})
    play(lab, "nothing arrives", [])


def tags(lab):
    """One to four tags, in the payload as sent: the kernel moves the outer
    one to metadata where a port receives it, not where the host sends."""
    hello(lab)
    for sender, dst in pairs() + [("g1", craft.BROADCAST),
                                  ("t1", craft.BROADCAST),
                                  ("host", craft.BROADCAST),
                                  ("g1", NOBODY)]:
        play(lab, "%s to %s" % (sender, dst), [
            (sender, label, craft.tags(dst, MAC[sender], stack))
            for label, stack in craft.tag_stacks()])


def tags_hw(lab):
    """The outer tag in metadata from the start: sent by VLAN devices on top
    of a guest's device and of the host's; more tags in the payload. Then
    egress devices that cannot take a tag in metadata."""
    hello(lab)
    uppers = {}
    for name in "g1", "host":
        netns = lab.netns_of[name]
        for tpid, proto, vid in ((0x8100, "802.1q", 1),
                                 (0x8100, "802.1q", 4094),
                                 (0x88a8, "802.1ad", 100)):
            dev = "v%d" % vid
            lab.ip("link", "add", "link", lab.ends[name].dev, "name", dev,
                   "address", MAC[name], "type", "vlan", "proto", proto,
                   "id", str(vid), netns=netns)
            lab.defer(lab.ip, "link", "del", dev, netns=netns)
            lab.ip("link", "set", dev, "up", netns=netns)
            end = Packet(netns, dev)
            lab.defer(end.close)
            uppers[name, tpid, vid] = end

    def once(text):
        for sender, dst in [("g1", MAC["g2"]), ("g1", MAC["t1"]),
                            ("g1", MAC["host"]), ("g1", craft.BROADCAST),
                            ("host", MAC["g1"]), ("host", MAC["t1"]),
                            ("host", craft.BROADCAST)]:
            frames = []
            for (name, tpid, vid), end in uppers.items():
                if name != sender:
                    continue
                for label, stack in [("untagged", [])] + [
                        s for s in craft.tag_stacks() if len(s[1]) < 4]:
                    inner = craft.tags(dst, MAC[sender], stack) if stack \
                        else craft.plain(dst, MAC[sender])
                    whole = (inner[:12] + struct.pack(">HH", tpid, vid) +
                             inner[12:])
                    frames.append((Via(end, inner, whole), "%s in %x VID %d"
                                   % (label, tpid, vid), sender))
            play_via(lab, "%s: %s to %s" % (text, sender, dst), frames)

    once("as they are")
    for name in "g2", "t1":
        for feature in "tx-vlan-offload", "tx-vlan-stag-hw-insert":
            lab.ethtool("-K", lab.port[name], feature, "off")
            lab.defer(lab.ethtool, "-K", lab.port[name], feature, "on")
    once("without offload at egress")


def jumbo(lab):
    """9,000 bytes of payload, where every device has the room."""
    hello(lab)
    set_mtu(lab, {name: 9000 for name in GUESTS + ("host",)})
    sizes = (1514, 1515, 1518, 1519, 2048, 4095, 4096, 4097, 8192, 9013, 9014)
    for sender, dst in pairs() + [("g1", craft.BROADCAST),
                                  ("t1", craft.BROADCAST),
                                  ("host", craft.BROADCAST), ("g1", NOBODY)]:
        play(lab, "%s to %s" % (sender, dst), [
            (sender, "%d bytes" % size, craft.plain(dst, MAC[sender], size))
            for size in sizes] + [
            (sender, "%d bytes, tagged" % size,
             craft.tags(dst, MAC[sender], [(0x8100, 0, 0, 5)], size=size))
            for size in (1518, 9014, 9018)] + [
            (sender, "IP of %d bytes" % (len(frame)), frame)
            for _, frame in craft.talk(dst, MAC[sender], 8000)])


def mtu(lab):
    """A port with a smaller MTU loses what is longer, and that only; the
    others have their copies."""
    hello(lab)
    set_mtu(lab, {"g1": 9000, "g2": 9000, "g3": 1500, "t1": 1600,
                  "host": 9000})
    sizes = (1500, 1513, 1514, 1515, 1516, 1517, 1518, 1519, 1613, 1614, 1615,
             1618, 1619, 9014)
    for dst in craft.BROADCAST, craft.reserved(0x10), NOBODY:
        play(lab, "g1 to %s" % dst, [
            ("g1", "%d bytes" % size, craft.plain(dst, MAC["g1"], size))
            for size in sizes])
    for dst in MAC["g3"], MAC["t1"]:
        for sender in "g1", "host":
            play(lab, "%s to %s" % (sender, dst), [
                (sender, "%d bytes" % size,
                 craft.plain(dst, MAC[sender], size)) for size in sizes])
    # A tag does not count, in metadata or in the payload.
    stack = [(0x8100, 0, 0, 5)]
    for sender in "g1", "t1", "host":
        play(lab, "%s, tagged, to all" % sender, [
            (sender, "%d bytes" % size, craft.tags(
                craft.BROADCAST, MAC[sender], stack, size=size))
            for size in sizes])


def groups(lab):
    """Group addresses of all kinds that are not reserved are flooded."""
    hello(lab)
    for label, address in craft.group_addresses():
        play(lab, label, everyone(
            label, lambda src, a=address: craft.group_frame(a, src)) + everyone(
            label + ", tagged", lambda src, a=address: craft.tags(
                a, src, [(0x8100, 0, 0, 100)])))


def neighbours(lab):
    """Neighbour discovery is never lost."""
    hello(lab)
    play(lab, "ND", [(name, label, frame) for name in GUESTS + ("host",)
                     for label, frame in craft.neighbours(MAC[name])])


def reserved(lab):
    """01:80:c2:00:00:00 to 0f end here, PAUSE as a drop; who listens on the
    port's device has the others, the host's stack none."""
    hello(lab)
    listeners = [Packet(lab.netns, lab.port["g1"], proto)
                 for proto in (0x88cc, 0x8809, 0x888e, 4)]
    bystander = Packet(lab.netns, "", 0x88cc)
    for end in listeners + [bystander]:
        lab.defer(end.close)
    kinds = dict(zip((0x0e, 0x02, 0x03, 0x00), listeners))

    frames = [(name, "reserved %x" % last,
               craft.reserved_frame(last, MAC[name]))
              for name in GUESTS + ("host",) for last in range(16)]
    play(lab, "reserved", frames)
    play(lab, "reserved, plain", [
        (name, "reserved %x" % last,
         craft.plain(craft.reserved(last), MAC[name]))
        for name in GUESTS + ("host",) for last in range(16)])
    play(lab, "reserved, tagged", [
        (name, "reserved %x" % last,
         craft.tags(craft.reserved(last), MAC[name], [(0x8100, 7, 0, vid)]))
        for name in GUESTS + ("host",) for last in range(16)
        for vid in (0, 100)])
    play(lab, "reserved, runts", [
        (name, "reserved %x" % last,
         craft.plain(craft.reserved(last), MAC[name], 14))
        for name in GUESTS + ("host",) for last in range(16)])

    for last, end in kinds.items():
        want = craft.reserved_frame(last, MAC["g1"])
        lab.check_eq("a listener for reserved %x hears" % last,
                     [f for f, _ in end.recv()], [want])
    lab.check_eq("who listens to no device hears", bystander.recv(), [])


def control(lab, flag, last, other):
    """A protocol that is forwarded between the ports that have that on."""
    group = "reserved %x" % last
    frames = [(name, group, craft.reserved_frame(last, MAC[name]))
              for name in GUESTS + ("host",)]
    rest = [(name, "reserved %x" % n, craft.reserved_frame(n, MAC[name]))
            for name in GUESTS + ("host",) for n in (0, 1, 3, other, 15)]
    hello(lab)
    port_set(lab, "g1", **{flag: True})
    play(lab, "on at one port", frames)
    port_set(lab, "t1", **{flag: True})
    play(lab, "on at two ports", frames + rest)
    port_set(lab, "g2", **{flag: True})
    play(lab, "on at three ports", frames + rest)
    port_set(lab, "g1", **{flag: False})
    play(lab, "off at one of them", frames)


def lldp(lab):
    control(lab, "forward_lldp", 0x0e, 0x02)


def lacp(lab):
    control(lab, "forward_lacp", 0x02, 0x0e)


def truncated(lab):
    """Headers that end too early are carried like any payload."""
    hello(lab)
    for sender, dst in [("g1", MAC["g2"]), ("t1", MAC["g1"]),
                        ("host", MAC["t1"]), ("g1", MAC["host"])]:
        play(lab, "%s to %s" % (sender, dst), [
            (sender, label, frame)
            for label, frame in craft.truncations(dst, MAC[sender])])
    for sender in "g1", "t1", "host":
        play(lab, "%s, cut tags" % sender, [
            (sender, label, frame)
            for dst in (MAC["g2"], MAC["host"], craft.BROADCAST)
            if dst != MAC[sender]
            for label, frame in craft.tag_truncations(dst, MAC[sender])])


def ethertypes(lab):
    """Unknown ethertypes, 802.3 lengths, LLC."""
    hello(lab)
    for sender, dst in pairs() + [("g1", craft.BROADCAST)]:
        play(lab, "%s to %s" % (sender, dst), [
            (sender, label, frame)
            for label, frame in craft.ethertypes(dst, MAC[sender])])
    play(lab, "g1 to t1", [
        ("g1", label, frame)
        for label, frame in craft.talk(MAC["t1"], MAC["g1"])])


def sources(lab):
    """Frames that lie about where they are from."""
    hello(lab)
    for src in ("00:00:00:00:00:00", craft.BROADCAST, "01:00:5e:00:00:01",
                "33:33:00:00:00:01", "01:80:c2:00:00:00", MAC["host"]):
        for dst in MAC["g2"], MAC["host"], NOBODY, craft.BROADCAST, \
                "33:33:ff:00:00:01":
            play(lab, "from %s to %s" % (src, dst), [
                (name, "from %s" % src, craft.plain(dst, src))
                for name in ("g1", "t1", "g3")] + [
                ("g1", "from %s, tagged" % src, craft.tags(
                    dst, src, [(0x8100, 0, 0, 100)]))])
    # The host itself may not lie either, but may use its own address.
    for src in "00:00:00:00:00:00", "01:00:5e:00:00:01", MAC["host"]:
        play(lab, "host from %s" % src, [
            ("host", "from %s" % src, craft.plain(dst, src))
            for dst in (MAC["g2"], NOBODY, craft.BROADCAST)])
    # None of them was learnt.
    play(lab, "afterwards", [
        ("g2", "to zero", craft.plain("00:00:00:00:00:00", MAC["g2"])),
        ("g2", "to the host", craft.plain(MAC["host"], MAC["g2"]))])


def destinations(lab):
    """To the host, to a zero address, to nobody, to oneself, back and
    forth; with and without someone who listens to everything."""
    def all_of():
        return [(name, "to %s" % dst, craft.plain(dst, MAC[name]))
                for name in GUESTS + ("host",)
                for dst in (list(MAC.values()) +
                            [NOBODY, "00:00:00:00:00:00", craft.BROADCAST])]

    lab.ctl("fdb", "flush", lab.switch)
    lab.model.fdb.clear()
    play(lab, "with an empty database", all_of())
    play(lab, "with a full one", all_of())
    snoop = Packet(lab.netns, lab.switch)
    snoop.promisc()
    lab.model.promisc = True
    try:
        play(lab, "promiscuous host", all_of())
        lab.ctl("fdb", "flush", lab.switch)
        lab.model.fdb.clear()
        play(lab, "promiscuous host, empty database", all_of())
    finally:
        snoop.close()
        lab.model.promisc = False
    play(lab, "after it", all_of())


def moves(lab):
    """An address that shows up at another port is followed at once."""
    hello(lab)
    wanderer = craft.mac(0x1234)
    for name in ("g1", "g2", "t1", "g3", "g1", "t1"):
        play(lab, "to %s" % name, [
            (name, "here", craft.plain(MAC["host"], wanderer)),
            ("g2", "to it", craft.plain(wanderer, MAC["g2"])),
            ("t1", "to it", craft.plain(wanderer, MAC["t1"])),
            ("host", "to it", craft.plain(wanderer, MAC["host"]))])


def late(lab):
    """What a guest sent is left to a thread that hardly ever runs: its turn
    still comes before what is sent after it (order.py)."""
    Crowd(lab)
    moves(lab)


def hairpin(lab):
    """Only a port that reflects sends a frame back."""
    hello(lab)
    play_all = [(name, "to %s" % dst, craft.plain(dst, MAC[name]))
                for name in ("g1", "t1")
                for dst in (MAC[name], NOBODY, craft.BROADCAST)]
    play(lab, "off", play_all)
    port_set(lab, "g1", hairpin=True)
    play(lab, "on at g1", play_all)
    port_set(lab, "t1", hairpin=True)
    play(lab, "on at g1 and t1", play_all)


def switch_down(lab):
    """A switch that is down counts and drops what its ports receive."""
    hello(lab)

    def up(state):
        lab.ip("link", "set", lab.switch, "up" if state else "down")
        lab.model.up = state

    lab.defer(up, True)
    up(False)
    play(lab, "down", [(name, "to %s" % dst, craft.plain(dst, MAC[name]))
                       for name in GUESTS for dst in (
                           MAC["g2"], NOBODY, craft.BROADCAST, MAC["host"],
                           craft.reserved(0), craft.reserved(1))],
         marked=False)
    up(True)
    play(lab, "up again", everyone("broadcast", lambda src: craft.plain(
        craft.BROADCAST, src)))


def port_down(lab):
    """A port that is down gets no copies; what is only for it is lost."""
    hello(lab)
    somebody = craft.mac(0x4321)
    lab.ctl("fdb", "add", lab.switch, somebody, "port", lab.port["g3"],
            "static")
    lab.model.fdb[craft.raw(somebody)] = lab.port["g3"]
    lab.defer(lab.model.fdb.pop, craft.raw(somebody))
    lab.defer(lab.ctl, "fdb", "del", lab.switch, somebody)

    def up(state, how):
        where, dev = how
        lab.ip("link", "set", dev, "up" if state else "down", netns=where)
        # Whom it learnt there is forgotten with the port.
        for mac in [m for m, dev in lab.model.fdb.items()
                    if dev == lab.port["g3"] and m != craft.raw(somebody)]:
            del lab.model.fdb[mac]
        lab.model.ports[lab.port["g3"]].up = state
        want = "up" if state else "down"
        if not busywait(30, lambda: '"%s"' % want in lab.ctl(
                "-j", "port", "show",
                "%s/%s" % (lab.switch, lab.port["g3"]))):
            raise Failure("the port does not go %s" % want)

    frames = [(name, "to %s" % dst, craft.plain(dst, MAC[name]))
              for name in ("g1", "t1", "host") for dst in (
                  MAC["g3"], somebody, NOBODY, craft.BROADCAST)]
    # The device itself, and its carrier, which is the guest's end.
    for how in (lab.netns, lab.port["g3"]), (lab.netns_of["g3"], "eth0"):
        lab.defer(up, True, how)
        up(False, how)
        play(lab, "%s down" % how[1], frames)
        up(True, how)
        play(lab, "%s up" % how[1], frames)


def queue_full(lab):
    """A guest that does not read: what its tap refuses is counted, and the
    others have theirs."""
    hello(lab)
    lab.ip("link", "set", "t1", "txqueuelen", "10")
    lab.defer(lab.ip, "link", "set", "t1", "txqueuelen", "1000")
    # Without a queue the driver's word comes back to the switch.
    lab.tc("qdisc", "replace", "dev", "t1", "root", "noqueue")
    lab.defer(lab.tc, "qdisc", "del", "dev", "t1", "root")
    old = lab.counters()
    frame = craft.plain(craft.BROADCAST, MAC["g1"])
    for _ in range(30):
        lab.ends["g1"].send(frame)
    # Nobody reads the tap before all of them were handled.
    busywait(30, lambda: lab.since(old).get(("p1", "flooded")) == 30)
    got = lab.collect({name: [frame] * (10 if name == "t1" else 30)
                       for name in ("g2", "g3", "host", "t1")})
    lab.check_eq("what arrived", [len(got[name]) for name in (
        "g2", "g3", "host", "t1")], [30, 30, 30, 10])
    got = lab.since(old)
    lab.check_eq("what the tap took", got.get(("t1", "tx_frames")), 10)
    lab.check_eq("what it refused", got.get(
        ("t1", ("egress", "egress-queue"))), 20)
    lab.check_eq("g1's frames were flooded", got.get(("p1", "flooded")), 30)
    for name in "g2", "g3", "host":
        lab.check_eq("%s's copies" % name, got.get(
            (lab.port[name], "tx_frames")), 30)


def departure(lab):
    """Frames that were stamped when they were received, because somebody
    wants to know, do not wait for that time in a queue that paces."""
    hello(lab)
    try:
        lab.tc("qdisc", "replace", "dev", lab.port["g2"], "root", "fq")
    except Failure as e:
        raise Skip("no fq: %s" % e)
    lab.defer(lab.tc, "qdisc", "del", "dev", lab.port["g2"], "root")
    watch = Packet(lab.netns, lab.port["g1"])
    lab.defer(watch.close)
    watch.sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    # The kernel begins to stamp a moment later.
    def stamped():
        lab.ends["g1"].send(craft.plain(MAC["g1"], MAC["g1"]))
        data = watch.sock.recvmsg(2048, 256)
        return any(kind == SO_TIMESTAMPNS for _, kind, _ in data[1])

    watch.sock.setblocking(True)
    if not busywait(10, stamped):
        raise Failure("the kernel does not stamp frames")
    play(lab, "with fq", [
        (name, "to %s" % dst, craft.plain(dst, MAC[name]))
        for name in ("g1", "g3", "t1", "host")
        for dst in (MAC["g2"], craft.BROADCAST)])


def random_frames(lab, seed="1", rounds="12", each="60"):
    """What nobody thought of: random frames, settings and places, the same
    for the same seed."""
    rng = random.Random(int(seed))
    macs = [craft.raw(m) for m in
            list(MAC.values()) * 3 + [
                NOBODY, "00:00:00:00:00:00", craft.BROADCAST,
                "33:33:ff:00:00:07", "01:00:5e:00:00:fb",
                craft.mac(0x5001), craft.mac(0x5002)] +
            [craft.reserved(n) for n in (0, 1, 2, 14, 15, 16)]]
    bases = [f for _, f in craft.talk(MAC["g1"], MAC["g2"])]
    bases += [f for _, f in craft.neighbours(MAC["g1"])]
    bases += [craft.tags(MAC["g1"], MAC["g2"], s)
              for _, s in craft.tag_stacks()]
    flags = ("learning", "flood_unicast", "flood_multicast", "hairpin",
             "forward_lldp", "forward_lacp")
    hello(lab)
    for n in range(int(rounds)):
        if n:
            port_set(lab, rng.choice(GUESTS),
                     **{rng.choice(flags): bool(rng.getrandbits(1))})
        frames = []
        for _ in range(int(each)):
            name = rng.choice(GUESTS + ("host",))
            body = bytearray(rng.choice(bases))
            for _ in range(rng.choice((0, 0, 1, 2, 5))):
                body[rng.randrange(12, len(body))] = rng.getrandbits(8)
            body[:6] = rng.choice(macs)
            body[6:12] = rng.choice(macs)
            if rng.random() < 0.7:
                body[6:12] = craft.raw(MAC[name])
            size = rng.randrange(14, 100)
            frames.append((name, "random %d" % len(frames),
                           bytes(body[:size])))
        play(lab, "round %d of seed %s" % (n, seed), frames)
