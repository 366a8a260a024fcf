# SPDX-License-Identifier: GPL-2.0
#
# The tests of vlan.sh: frames with all kinds of tags, into ports of all modes,
# and out of ports of all modes. Where they arrive, with which tags, and what is
# counted is compared with the oracle (vlan_oracle.py) by play().
#
# Ends: g1, g2 (veth), t1 (tap), host (the switch device itself) send; taps named
# after how frames leave receive, see EGRESS. Called by agent.py.

import json
import random
import struct

import craft
import nl
from busywait import busywait
from ends import Packet
from play import Via, play, play_via, set_mtu
from vlan_lab import flush, number, put, ranges, start, static, vlan_set
from vlan_oracle import ALL

__all__ = ["start"]

C, S = 0x8100, 0x88a8
NOBODY = craft.mac(0x7777)

# How frames leave: VLANs 10, 20 and 30, as each kind of port has them.
EGRESS = {
    "a10": dict(mode="access", pvid=10),
    "a20": dict(mode="access", pvid=20),
    "q10": dict(mode="dot1q-tunnel", pvid=10),
    "tn": dict(mode="trunk", pvid=10, tagged=(10, 20)),
    "tt": dict(mode="trunk", tagged=(10, 20, 30)),
    "hu": dict(mode="hybrid", untagged=(10, 30), tagged=(20,)),
    "ht": dict(mode="hybrid", pvid=20, untagged=(20,), tagged=(10,)),
    "ad": dict(mode="trunk", tagged=(10, 20), protocol="8021ad"),
    "mp": dict(mode="trunk", tagged=(10, 20, 30), maps={100: 10, 10: 20}),
    "g2": dict(mode="trunk", pvid=20, tagged=(10, 20, 30)),
}

# How they enter. Each is tried with each kind of tag that a port can know.
INGRESS = {
    "access": [dict(mode="access", pvid=10)],
    "trunk": [dict(mode="trunk", tagged=(10, 20, 30)),
              dict(mode="trunk", pvid=10, tagged=(10, 20, 30))],
    "hybrid": [dict(mode="hybrid", pvid=10, untagged=(10, 30), tagged=(20,)),
               dict(mode="hybrid", untagged=(10,), tagged=(20, 30))],
    "dot1q-tunnel": [dict(mode="dot1q-tunnel", pvid=10)],
}

# Tags of a frame, outer first: (TPID, priority, DEI, VID).
STACKS = {
    "none": [],
    "C VID 0": [(C, 0, 0, 0)],
    "C VID 0, priority 5, DEI": [(C, 5, 1, 0)],
    "C 10": [(C, 3, 0, 10)],
    "C 10, priority 7, DEI": [(C, 7, 1, 10)],
    "C 20": [(C, 1, 0, 20)],
    "C 30": [(C, 0, 1, 30)],
    "C 99": [(C, 0, 0, 99)],
    "C 100": [(C, 2, 0, 100)],
    "C 4095": [(C, 0, 0, 4095)],
    "S VID 0": [(S, 6, 0, 0)],
    "S 10": [(S, 3, 1, 10)],
    "S 20": [(S, 0, 0, 20)],
    "S 99": [(S, 0, 0, 99)],
    "S 4095": [(S, 4, 0, 4095)],
    "C 10, C 20": [(C, 1, 0, 10), (C, 2, 1, 20)],
    "C 20, C 4095": [(C, 1, 0, 20), (C, 0, 0, 4095)],
    "C 0, C 20": [(C, 5, 0, 0), (C, 2, 0, 20)],
    "S 10, C 20": [(S, 3, 0, 10), (C, 2, 0, 20)],
    "S 20, C 0": [(S, 3, 0, 20), (C, 2, 0, 0)],
    "C 10, S 20": [(C, 4, 0, 10), (S, 1, 0, 20)],
    "S 10, S 10": [(S, 4, 0, 10), (S, 1, 0, 10)],
    "C 10, S 20, C 30": [(C, 4, 0, 10), (S, 1, 0, 20), (C, 0, 0, 30)],
}


def truncated():
    """What ends within a tag, the first or the second."""
    for tpid in "8100", "88a8":
        for rest in range(0, 7):
            yield "%s and %d bytes" % (tpid, rest), (
                craft.raw(tpid) + craft.raw("000a08004500"))[:2 + rest]
            for outer in "8100000a", "88a8000a":
                yield "%s, %s and %d bytes" % (outer, tpid, rest), craft.raw(
                    outer) + (craft.raw(tpid) + craft.raw(
                        "001408004500"))[:2 + rest]


# What is behind the addresses, made once: scapy is slow.
BODIES = {label: (craft.tags(NOBODY, NOBODY, stack) if stack else
                  craft.plain(NOBODY, NOBODY))[12:]
          for label, stack in STACKS.items()}
CUT = dict(truncated())


def frames(lab, sender, dst, bodies=None):
    return [(sender, label, craft.raw(dst) + craft.raw(lab.mac[sender]) + body)
            for label, body in (bodies or BODIES).items()]


def egress(lab):
    """The ports by which frames leave are of all modes."""
    for name, settings in EGRESS.items():
        vlan_set(lab, name, **settings)


def known(lab):
    """Everybody's address, also in VLANs that his port is not in."""
    for name in EGRESS:
        for vid in 10, 20, 30:
            static(lab, name, vid)


def everywhere(lab, text, sender):
    """Flooded, to each of them alone, and to the host."""
    out = frames(lab, sender, craft.BROADCAST) + frames(lab, sender, NOBODY)
    for name in EGRESS:
        out += frames(lab, sender, lab.mac[name])
    out += frames(lab, sender, lab.mac["host"])
    out += frames(lab, sender, craft.BROADCAST, CUT)
    play(lab, text, out, marked=False)


def variants(mode):
    """A mode with all that changes which frames are taken, and how."""
    for settings in INGRESS[mode]:
        for protocol in "8021q", "8021ad":
            for accept in ("all",) if mode == "dot1q-tunnel" else (
                    "all", "tagged", "untagged"):
                yield dict(settings, protocol=protocol, accept=accept)


def matrix(lab, mode, sender="g1"):
    """Every frame, into a port of this mode, and out by all."""
    egress(lab)
    known(lab)
    for settings in variants(mode):
        vlan_set(lab, sender, **settings)
        everywhere(lab, "%s %s" % (sender, settings), sender)


def priority(lab):
    """PCP and DEI are kept; a port that sets the PCP leaves DEI."""
    egress(lab)
    for settings in (dict(mode="trunk", pvid=10, tagged=(10, 20, 30)),
                     dict(mode="access", pvid=20),
                     dict(mode="dot1q-tunnel", pvid=10)):
        for pcp in 0, 5, 7, 8:
            vlan_set(lab, "g1", pcp=pcp, **settings)
            play(lab, "pcp %d, %s" % (pcp, settings), [
                ("g1", "priority %d, DEI %d, VID %d" % (n, dei, vid),
                 craft.tags(craft.BROADCAST, lab.mac["g1"],
                            [(C, n, dei, vid)]))
                for n in range(8) for dei in (0, 1) for vid in (0, 20)] +
                frames(lab, "g1", craft.BROADCAST), marked=False)


def translation(lab):
    """The VID in tags is another one than the VLAN, in both directions."""
    egress(lab)
    for maps in {100: 10}, {100: 10, 99: 20}, {10: 20, 20: 10}, \
            {10: 20, 20: 30, 30: 10}, {100: 20, 10: 30}, {4094: 30}:
        settings = dict(mode="trunk", pvid=10, tagged=(10, 20, 30), maps=maps)
        try:
            vlan_set(lab, "g1", **settings)
        except nl.Refused as said:
            # 10 would be both a VLAN of its own here and the tag of another.
            lab.check("refused: %s: %s" % (maps, said), said.text and any(
                tag in (10, 20, 30) and tag not in maps.values()
                for tag in maps))
            continue
        everywhere(lab, "map %s" % maps, "g1")
        # What leaves there has the other VID, too.
        play(lab, "to map %s" % maps, frames(lab, "g2", craft.BROADCAST),
             marked=False)
    vlan_set(lab, "g1", mode="access", pvid=10, maps={100: 10})
    everywhere(lab, "access with a map", "g1")
    vlan_set(lab, "g1", mode="hybrid", pvid=20, untagged=(20,), tagged=(10,),
             maps={100: 10}, protocol="8021ad")
    everywhere(lab, "hybrid with a map", "g1")


def from_tap(lab):
    """A frame that comes another way into the kernel."""
    egress(lab)
    known(lab)
    for mode in INGRESS:
        for settings in INGRESS[mode]:
            vlan_set(lab, "t1", **settings)
            everywhere(lab, "t1 %s" % settings, "t1")


def from_host(lab):
    """The host's port has a mode like any other."""
    egress(lab)
    known(lab)
    everywhere(lab, "as it is", "host")
    for mode in INGRESS:
        for settings in INGRESS[mode]:
            vlan_set(lab, "host", **settings)
            everywhere(lab, "host %s" % settings, "host")
            everywhere(lab, "to host %s" % settings, "g2")


def devices_on_host(lab):
    """VLAN devices on the switch are where the host is in those VLANs; their
    tags come beside the frame."""
    egress(lab)
    known(lab)
    vlan_set(lab, "g1", mode="trunk", pvid=1, tagged=ALL)
    uppers = {}
    for vid, proto, tpid in (10, "802.1q", C), (20, "802.1q", C), (
            99, "802.1q", C), (10, "802.1ad", S):
        dev = "%s.%d%s" % (lab.switch, vid, "s" * (tpid == S))
        lab.ip("link", "add", "link", lab.switch, "name", dev, "type", "vlan",
               "proto", proto, "id", str(vid))
        lab.defer(lab.ip, "link", "del", dev)
        lab.ip("link", "set", dev, "up")
        uppers[tpid, vid] = Packet(lab.netns, dev)
        lab.defer(uppers[tpid, vid].close)
    sent = []
    for (tpid, vid), end in uppers.items():
        for dst in [craft.BROADCAST, NOBODY] + [lab.mac[n] for n in EGRESS]:
            for label, body in BODIES.items():
                inner = craft.raw(dst) + craft.raw(lab.mac["host"]) + body
                if len(STACKS[label]) > 1:
                    continue
                whole = inner[:12] + struct.pack(">HH", tpid, vid) + inner[12:]
                sent.append((Via(end, inner, whole), "%s in %x %d" % (
                    label, tpid, vid), "host"))
    play_via(lab, "from VLAN devices", sent, marked=False)
    for end in uppers.values():
        end.recv()
    # And what is for the host arrives at the device of its VLAN, once.
    for (tpid, vid), end in uppers.items():
        for dst in lab.mac["host"], craft.BROADCAST:
            frame = craft.tags(dst, lab.mac["g1"], [(tpid, 3, 0, vid)])
            play(lab, "to %x %d" % (tpid, vid), [("g1", dst, frame)],
                 marked=False)
            want = [frame[:12] + frame[16:]]
            got = []
            busywait(5, lambda e=end, g=got: g.extend(
                f for f, _ in e.recv()) or g)
            lab.check_eq("%s at the device of %x %d" % (dst, tpid, vid), got,
                         want)
            for other in uppers.values():
                lab.check_eq("at another device", other.recv(), [])


def independent(lab):
    """One address in two VLANs at two ports: each VLAN learns for itself."""
    egress(lab)
    twin = craft.raw(craft.mac(0x1234))
    vlan_set(lab, "g1", mode="access", pvid=10)
    vlan_set(lab, "t1", mode="access", pvid=20)
    hello = [(name, "hello", craft.raw(craft.BROADCAST) + twin + BODIES["none"])
             for name in ("g1", "t1")]
    back = [("g2", label, twin + craft.raw(lab.mac["g2"]) + BODIES[label])
            for label in ("C 10", "C 20", "C 30", "none")]
    play(lab, "before", back, marked=False)
    play(lab, "hello", hello, marked=False)
    play(lab, "to each", back, marked=False)
    rows = {r["vid"]: r["port"] for r in lab.nl.call(
        "fdb-get", nl.NLM_F_DUMP, switch=lab.sw)
            if r["address"] == twin.hex(":")}
    lab.check_eq("entries", rows, {10: number(lab, "g1"),
                                   20: number(lab, "t1")})
    # It moves in one of them only.
    vlan_set(lab, "ht", mode="access", pvid=10)
    play(lab, "moves", [("ht", "hello", hello[0][2])] + back, marked=False)


def entries(lab, mac):
    """{(VLAN, number of the port)} of an address."""
    return {(r["vid"], r["port"]) for r in lab.nl.call(
        "fdb-get", nl.NLM_F_DUMP, switch=lab.sw) if r["address"] == mac}


def leaving(lab):
    """Addresses are forgotten in a VLAN that their port leaves, and only
    there; static ones stay."""
    mac = craft.mac(0x1234)
    one = number(lab, "g1")

    def learn(**settings):
        vlan_set(lab, "g1", **settings)
        play(lab, "learn", [("g1", "VID %d" % vid, craft.tags(
            craft.BROADCAST, mac, [(C, 0, 0, vid)]))
            for vid in (10, 20, 30)], marked=False)
        return {(vid, one) for vid in (10, 20, 30)
                if lab.model.ports[lab.port["g1"]].has(vid)}

    three = dict(mode="trunk", tagged=(10, 20, 30))
    for settings, left in (
            (dict(mode="trunk", tagged=(10, 30)), {10, 30}),
            (dict(mode="trunk", tagged=(10, 30, 99)), {10, 30}),
            (dict(mode="trunk", pvid=20, tagged=(20,)), {20}),
            (dict(mode="hybrid", untagged=(10, 20, 30)), {10, 20, 30}),
            (dict(mode="trunk", tagged=ALL), {10, 20, 30}),
            (dict(mode="access", pvid=30), {30}),
            (dict(mode="dot1q-tunnel", pvid=99), set()),
            (dict(mode="trunk", tagged=(40,)), set())):
        put(lab, "g1", dict(mode="access", pvid=1))
        lab.check_eq("learnt", learn(**three), entries(lab, mac))
        put(lab, "g1", settings)
        lab.check_eq("left after %s" % settings, entries(lab, mac),
                     {(vid, one) for vid in left})
    put(lab, "g1", dict(mode="access", pvid=10))
    learn(mode="access", pvid=10)
    static(lab, "g1", 10, craft.mac(0x1235))
    put(lab, "g1", dict(mode="access", pvid=20))
    lab.check_eq("an access port moves", entries(lab, mac), set())
    lab.check_eq("the static one", entries(lab, craft.mac(0x1235)),
                 {(10, one)})
    # By VLAN, on request.
    learn(**three)
    lab.nl.call("fdb-flush", switch=lab.sw, vid=20)
    lab.check_eq("flushed", entries(lab, mac), {(10, one), (30, one)})
    flush(lab)


def counters(lab):
    """Frames and bytes of a VLAN, each way, while it is counted."""
    egress(lab)
    known(lab)
    vlan_set(lab, "g1", mode="trunk", pvid=10, tagged=(10, 20, 30))

    def read(vid):
        row = lab.nl.call("vlan-get", switch=lab.sw, vid=vid)[0]
        return {key: n for key, n in row.items() if key[:3] in ("rx_", "tx_")}

    def check(text, counted):
        lab.model.counted = counted
        everywhere(lab, text, "g1")
        everywhere(lab, text, "host")
        for vid, want in counted.items():
            zero = dict.fromkeys(("rx_frames", "rx_bytes", "tx_frames",
                                  "tx_bytes"), 0)
            lab.check_eq("%s: VLAN %d" % (text, vid), read(vid),
                         dict(zero, **want))

    lab.defer(setattr, lab.model, "counted", {})
    for vid in 10, 20:
        lab.nl.call("vlan-add", switch=lab.sw, vid=vid,
                    counters=int(vid == 10))
        lab.defer(lab.nl.call, "vlan-del", switch=lab.sw, vid=vid)
    check("VLAN 10 is counted", {10: {}})
    lab.check_eq("VLAN 20 is not", read(20), {})
    lab.nl.call("vlan-set", switch=lab.sw, vid=20, counters=1)
    check("both are", {10: lab.model.counted[10], 20: {}})
    # A change of something else goes on counting.
    lab.nl.call("vlan-set", switch=lab.sw, vid=10, name="office")
    vlan_set(lab, "ad", mode="access", pvid=10)
    check("after a change", lab.model.counted)
    lab.nl.call("vlan-set", switch=lab.sw, vid=10, counters=0)
    lab.check_eq("switched off", read(10), {})
    lab.nl.call("vlan-set", switch=lab.sw, vid=10, counters=1)
    check("from zero", {10: {}, 20: lab.model.counted[20]})


def host_address(lab):
    """The host has its address in each VLAN that its port is in, and in no
    other: there it is a stranger's like any."""
    egress(lab)
    vlan_set(lab, "g1", mode="trunk", pvid=1, tagged=ALL)
    vlan_set(lab, "t1", mode="trunk", pvid=1, tagged=ALL)

    def to_host(text):
        flush(lab)
        play(lab, text, [
            (name, "VID %d" % vid, craft.tags(
                lab.mac["host"], lab.mac[name], [(C, 0, 0, vid)]))
            for name in ("g1", "t1") for vid in (1, 10, 20, 30, 4094)] + [
            # And nobody else may have it where the host is.
            ("g1", "from the host's address, VID %d" % vid, craft.tags(
                NOBODY, lab.mac["host"], [(C, 0, 0, vid)]))
            for vid in (1, 10, 20, 30)] + [
            ("t1", "to the host's address, VID %d" % vid, craft.tags(
                lab.mac["host"], lab.mac["t1"], [(C, 0, 0, vid)]))
            for vid in (1, 10, 20, 30)], marked=False)

    to_host("all")
    vlan_set(lab, "host", mode="access", pvid=10)
    to_host("access")
    vlan_set(lab, "host", mode="trunk", tagged=(10, 30))
    to_host("trunk")
    snoop = Packet(lab.netns, lab.switch)
    snoop.promisc()
    lab.model.promisc = True
    try:
        to_host("promiscuous")
    finally:
        snoop.close()
        lab.model.promisc = False
    put(lab, "host", dict(mode="trunk", pvid=1, tagged=ALL,
                          role="promiscuous"))
    to_host("all again")


def mtu(lab):
    """The outermost tag does not count, whichever that is; others do."""
    egress(lab)
    vlan_set(lab, "g1", mode="hybrid", pvid=10, untagged=(10,),
             tagged=(20, 30))
    vlan_set(lab, "t1", mode="dot1q-tunnel", pvid=20)
    # A packet socket takes more than the MTU for C-tags only; g1 may have more.
    set_mtu(lab, {"g1": 1600})
    sizes = range(1508, 1526)
    for sender in "g1", "t1":
        play(lab, sender, [
            (sender, "%s of %d bytes" % (label, size), craft.tags(
                craft.BROADCAST, lab.mac[sender], STACKS[label], size=size)
             if STACKS[label] else craft.plain(
                 craft.BROADCAST, lab.mac[sender], size))
            for label in ("none", "C VID 0", "C 10", "C 20", "S 10",
                          "C 20, C 4095", "S 10, C 20", "C 10, S 20, C 30")
            for size in sizes
            if sender == "g1" or size <= 1514 + 4 * label.startswith("C")],
             marked=False)


def hopping(lab):
    """The tag behind the one that is taken off says nothing: neither to the
    host, which has a device for VLAN 10, nor by a trunk."""
    vlan_set(lab, "g2", mode="trunk", pvid=1, tagged=ALL)
    vlan_set(lab, "a10", mode="access", pvid=1)
    vlan_set(lab, "t1", mode="dot1q-tunnel", pvid=1)
    lab.ip("link", "add", "link", lab.switch, "name", "vsw0.10", "up",
           "type", "vlan", "id", "10")
    lab.defer(lab.ip, "link", "del", "vsw0.10")
    stacks = ((C, 1, C, 10), (C, 0, C, 10), (C, 10), (C, 1, S, 10, C, 10),
              (C, 1, C, 0), (C, 0, C, 0, C, 10))
    for accept in "all", "untagged":
        vlan_set(lab, "g1", mode="access", pvid=1, accept=accept)
        old = lab.counters()
        play(lab, "accept %s" % accept, [
            (sender, str(stack), craft.tags(
                dst, lab.mac[sender], [(t, 0, 0, v) for t, v in zip(
                    stack[::2], stack[1::2])]))
            for sender in ("g1", "t1") for stack in stacks
            for dst in (craft.BROADCAST, lab.mac["host"])], marked=False)
        lost = {name: lab.since(old).get(
            (lab.port[name], ("egress", "egress-inner-tag")), 0)
            for name in ("host", "g2", "a10")}
        lab.check("lost before they hop: %s" % lost,
                  lost["host"] > 8 and lost["g2"] > 4 and not lost["a10"])
    rows = json.loads(lab.ip("-s", "-j", "link", "show", "vsw0.10"))
    lab.check_eq("frames in the host's VLAN 10",
                 rows[0]["stats64"]["rx"]["packets"], 0)


def random_modes(lab, seed="1", rounds="40"):
    """Settings and frames that nobody thought of, the same for a seed."""
    rng = random.Random(int(seed))
    names = list(EGRESS) + ["g1", "t1", "host"]
    vids = [1, 2, 10, 20, 30, 4094]
    bodies = list(BODIES.items()) + list(CUT.items())
    for _ in range(5):
        stack = [(rng.choice((C, S)), rng.randrange(8), rng.randrange(2),
                  rng.choice(vids + [0, 4095])) for _ in range(3)]
        bodies.append((str(stack), craft.tags(NOBODY, NOBODY, stack)[12:]))
    macs = [craft.raw(m) for m in list(lab.mac.values()) + [
        NOBODY, craft.BROADCAST, craft.BROADCAST, craft.reserved(0)]]
    for n in range(int(rounds)):
        for name in rng.sample(names, 3):
            settings = random_settings(rng, vids)
            try:
                vlan_set(lab, name, **settings)
            except nl.Refused as said:
                lab.check("refused: %s: %s" % (settings, said),
                          settings.get("maps"))
        sent = []
        for _ in range(60):
            name = rng.choice(("g1", "g2", "t1", "host", "a10", "tt"))
            label, body = rng.choice(bodies)
            src = craft.raw(lab.mac[name]) if rng.random() < 0.8 \
                else rng.choice(macs)
            sent.append((name, label, rng.choice(macs) + src + body))
        play(lab, "round %d of seed %s" % (n, seed), sent, marked=False)


def random_settings(rng, vids):
    mode = rng.choice(("access", "trunk", "hybrid", "dot1q-tunnel"))
    settings = dict(mode=mode, pcp=rng.choice((8, 8, 8, 0, 3)),
                    role=rng.choice(("normal",) * 6 + ("isolated",
                                                       "promiscuous")))
    if mode == "dot1q-tunnel":
        return dict(settings, pvid=rng.choice(vids))
    settings.update(accept=rng.choice(("all",) * 4 + ("tagged", "untagged")),
                    protocol=rng.choice(("8021q", "8021q", "8021ad")))
    if mode == "access":
        return dict(settings, pvid=rng.choice(vids))
    mine = rng.sample(vids, rng.randrange(1, len(vids)))
    if rng.random() < 0.1:
        mine = list(ALL)
    settings.update(pvid=rng.choice([0] + mine), tagged=mine)
    if mode == "hybrid":
        settings["untagged"] = [v for v in mine if rng.random() < 0.5]
    if rng.random() < 0.3:
        settings["maps"] = {rng.choice((100, 101, 10)): rng.choice(mine)}
    return settings


def bad_settings(lab):
    """What a port cannot be is refused with a text, and changes nothing."""
    def one(first, last=None, **more):
        return {"range": [dict(first=first, last=last or first, **more)]}

    def two(*both):
        return {"range": [dict(first=f, last=l) for f, l in both]}

    def maps(*pairs):
        return {"map": [dict(tag=t, vid=v) for t, v in pairs]}

    trunk = dict(vlan_mode="trunk", vlans=one(10, 20))
    table = (
        (dict(vlan_mode="access"), "VLAN"),
        (dict(vlan_mode="access", pvid=4095), "range"),
        (dict(vlan_mode="access", pvid=0), "VLAN"),
        (dict(vlan_mode="access", pvid=10, vlans=one(10)), "list"),
        (dict(vlan_mode="dot1q-tunnel"), "VLAN"),
        (dict(vlan_mode="dot1q-tunnel", pvid=10, accept="tagged"), "all"),
        (dict(vlan_mode="dot1q-tunnel", pvid=10, vlan_maps=maps((1, 10))),
         "tags"),
        (dict(vlan_mode="trunk"), "list"),
        (dict(vlan_mode="trunk", vlans={}), "list"),
        (dict(vlan_mode="trunk", vlans=one(0, 10)), "range"),
        (dict(vlan_mode="trunk", vlans=one(10, 4095)), "range"),
        (dict(vlan_mode="trunk", vlans=one(20, 10)), "reversed"),
        (dict(vlan_mode="trunk", vlans=two((10, 20), (20, 30))), "overlap"),
        (dict(vlan_mode="trunk", vlans=two((10, 10), (10, 10))), "overlap"),
        (dict(vlan_mode="trunk", vlans=two((10, 30), (15, 16))), "overlap"),
        (dict(vlan_mode="trunk", vlans=one(10, untagged=True)), "untagged"),
        (dict(trunk, pvid=30), "native"),
        (dict(vlan_mode="hybrid", vlans=one(10), pvid=20), "PVID"),
        (dict(trunk, vlan_maps=maps((100, 30))), "not in"),
        (dict(trunk, vlan_maps=maps((100, 10), (100, 11))), "twice"),
        (dict(trunk, vlan_maps=maps((100, 10), (101, 10))), "one VLAN"),
        (dict(trunk, vlan_maps=maps((11, 10))), "itself"),
        (dict(trunk, vlan_maps=maps((0, 10))), "range"),
        (dict(trunk, vlan_maps=maps((4095, 10))), "range"),
        (dict(trunk, pcp=9), "range"),
        (dict(role="community"), "name"),
        (dict(role="community", community=""), "name"),
        (dict(role="isolated", community="red"), "community"),
        (dict(role="community", community="a b"), "name"),
    )
    key = {"switch": lab.sw, "number": number(lab, "g1")}
    before = lab.nl.call("port-get", **key)
    generation = lab.nl.call("switch-get", ifindex=lab.sw)[0]["generation"]
    for attrs, text in table:
        try:
            lab.nl.call("port-set", **key, **attrs)
            lab.fail("%s was done" % attrs)
        except nl.Refused as said:
            lab.check("%s: refused with %s" % (attrs, said),
                      text in (said.text or "") and
                      ("need" in said.text or said.attr is not None))
    lab.check_eq("the port", lab.nl.call("port-get", **key), before)
    lab.check_eq("the generation", lab.nl.call(
        "switch-get", ifindex=lab.sw)[0]["generation"], generation)


def told(lab):
    """What was set is what is told, ranges in order and as long as can be."""
    key = {"switch": lab.sw, "number": number(lab, "g1")}
    lab.defer(put, lab, "g1", dict(mode="access", pvid=1))

    def check(attrs, **want):
        lab.nl.call("port-set", **key, **attrs)
        row = lab.nl.call("port-get", **key)[0]
        lab.check_eq("after %s" % attrs, {k: row.get(k) for k in want}, want)

    def listed(*entries):
        return {"range": [dict(zip(("first", "last"), e)) for e in entries]}

    check(dict(vlan_mode="trunk", vlans={"range": ranges((5, 6, 7, 9, 4094))}),
          vlan_mode="trunk", pvid=0, vlans=listed((5, 7), (9,), (4094,)))
    check(dict(pvid=6), vlan_mode="trunk", pvid=6, vlans={"range": [
        dict(first=5), dict(first=6, untagged=True), dict(first=7),
        dict(first=9), dict(first=4094)]})
    check(dict(vlan_mode="hybrid", pvid=2, vlans={"range": ranges(
        (3, 4)) + ranges((1, 2), True)}), pvid=2, vlans={"range": [
            dict(first=1, last=2, untagged=True), dict(first=3, last=4)]})
    check(dict(vlan_mode="trunk", vlans={"range": ranges(ALL)}),
          vlans=listed((1, 4094)))
    # A mode alone begins anew.
    check(dict(vlan_mode="access", pvid=7), vlan_mode="access", pvid=7,
          vlans=None)
    check(dict(vlan_maps={"map": [dict(tag=100, vid=7)]}),
          vlan_maps={"map": [dict(tag=100, vid=7)]})
    check(dict(vlan_maps={}), vlan_maps=None)
    check(dict(role="community", community="red"), role="community",
          community="red")
    check(dict(role="isolated"), role="isolated", community=None)
    check(dict(role="normal", pcp=3, accept="untagged",
               vlan_protocol="8021ad"), role="normal", pcp=3,
          accept="untagged", vlan_protocol="8021ad")
