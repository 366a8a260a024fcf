# SPDX-License-Identifier: GPL-2.0
#
# The tests of vlan_offload.sh that need frames with a virtio header: what was
# left to the device, the checksum or the cutting into segments, is right when
# tags were pushed, popped and changed on the way.
#
# Ends: t1, t2, t3 (tap), g1 (veth), host (the switch device itself).
# Called by agent.py.

import copy
import functools
import struct

import carry
import craft
from agent import SECONDS
from carry import ALL, MAC, arrived, can, expected, offload
from busywait import busywait
from ends import TUN_F_CSUM, TUN_F_TSO4
from vlan_lab import counters, flush, port, static, vlan_set
from vlan_lab import start as vlan_start
from vnet import Header, Layout, Parcel

__all__ = ["port", "start"]

C, S = 0x8100, 0x88a8

# How a frame of VLAN 10 that has the tags T comes and goes at each port: as
# ACCESS it has T alone, and so on.
ACCESS = dict(mode="access", pvid=10)
TUNNEL = dict(mode="dot1q-tunnel", pvid=10)
TRUNK = dict(mode="trunk", tagged=(10, 20))
S_TRUNK = dict(mode="trunk", tagged=(10, 20), protocol="8021ad")
MAPPED = dict(mode="trunk", tagged=(10, 20), maps={100: 10})
NOT_IN = dict(mode="access", pvid=1)
TAGS = {"access": [], "tunnel": [], "trunk": [(C, 10)], "s_trunk": [(S, 10)],
        "mapped": [(C, 100)]}
MODES = {"access": ACCESS, "tunnel": TUNNEL, "trunk": TRUNK,
         "s_trunk": S_TRUNK, "mapped": MAPPED}


def start(lab):
    vlan_start(lab)
    carry.start(lab)
    lab.mac.update(MAC)
    lab.counters = lambda: counters(lab)


def modes(lab, **names):
    """The modes of these ports; the others are not in VLAN 10."""
    lab.mode = names
    for name in lab.ends:
        settings = MODES[names[name]] if name in names else NOT_IN
        if name == "host":
            settings = dict(settings, role="promiscuous")
        if lab.model.ports[lab.port[name]].settings != settings:
            vlan_set(lab, name, **settings)
    flush(lab)


@functools.lru_cache(maxsize=None)
def base(**how):
    """Without tags, of nobody: made once, for scapy is slow."""
    return Parcel(craft.BROADCAST, craft.mac(1), **how)


def tagged(dst, src, tags, **how):
    """A parcel as Parcel() makes it."""
    parcel = copy.copy(base(**how))
    parcel.frame = craft.raw(dst) + craft.raw(src) + b"".join(
        struct.pack(">HH", *tag) for tag in tags) + parcel.frame[12:]
    parcel.lay = Layout(parcel.frame)
    return parcel


def sent(lab, text, to, sender="t1", inner=(), dst=None, **how):
    """A parcel in VLAN 10 that has these tags inside arrives at the ends of
    to, and there only, as the mode of each wants it."""
    dst = dst or lab.mac[to[0]]

    def parcel(name):
        return tagged(dst, MAC[sender], TAGS[lab.mode[name]] + list(inner),
                      **how)

    want = {name: [] for name in lab.ends}
    for name in to:
        want[name] = expected(name, parcel(name))
    lab.drain()
    lab.ends[sender].send(*parcel(sender).sent())
    got = {name: [] for name in lab.ends}

    def complete():
        new = False
        for name, end in lab.ends.items():
            for frame, hdr in end.recv():
                got[name].append((frame, Header(hdr)))
                new = True
        return not new and all(len(got[n]) >= len(want[n]) for n in got)

    busywait(1 if lab.failed else SECONDS, complete)
    for name in lab.ends:
        arrived(lab, "%s, %s: at %s" % (text, parcel(sender), name), got[name],
                want[name], can[name])


def all_kinds():
    for v4 in True, False:
        for tcp in True, False:
            yield dict(v4=v4, tcp=tcp)


def large_kinds(size=4000):
    for v4 in True, False:
        yield dict(v4=v4, size=size, gso_size=1400)


def pairs(lab):
    """All ways of a tag from one port to another."""
    for one in MODES:
        for other in MODES:
            modes(lab, t1=one, t2=other)
            yield "%s to %s" % (one, other), one, other


def inner_tags(one):
    """Tags that a frame may have inside, where it enters in this mode: the
    port must not take them for its own."""
    yield []
    if one != "access":
        yield [(C, 5)]
        yield [(S, 5), (C, 6)]
    else:
        yield [(S, 5)]


def csum(lab):
    """A checksum that was left to the device."""
    for text, one, _ in pairs(lab):
        for inner in inner_tags(one):
            for able in TUN_F_CSUM, 0:
                offload(lab, t2=able)
                for kind in all_kinds():
                    sent(lab, "%s, able %d" % (text, able), ["t2"],
                         inner=inner, **kind)
            sent(lab, text + ", a whole one", ["t2"], inner=inner,
                 partial=False)


def gso(lab):
    """Segments that were left to the device."""
    for text, one, _ in pairs(lab):
        for inner in inner_tags(one):
            for able in ALL, TUN_F_CSUM | TUN_F_TSO4, 0:
                offload(lab, t2=able)
                for kind in large_kinds():
                    sent(lab, "%s, able %d" % (text, able), ["t2"],
                         inner=inner, **kind)


def flooded(lab):
    """The copies of one frame have different tags, and do not disturb each
    other."""
    for sender, ports in (
            ("t1", dict(t1="access", t2="trunk", t3="tunnel", g1="s_trunk")),
            ("t1", dict(t1="trunk", t2="access", t3="mapped", g1="trunk")),
            ("t1", dict(t1="tunnel", t2="s_trunk", t3="trunk", g1="access")),
            ("g1", dict(t1="mapped", t2="trunk", t3="access", g1="trunk"))):
        ports["host"] = "trunk"
        modes(lab, **ports)
        to = [name for name in ports if name != sender]
        for able in ALL, 0:
            offload(lab, **{n: able if n != "t3" else ALL - able
                            for n in ("t1", "t2", "t3")})
            for inner in inner_tags(ports[sender]):
                for kind in (*all_kinds(), *large_kinds()):
                    sent(lab, "%s floods to %s" % (sender, ports), to, sender,
                         inner=inner, dst=craft.BROADCAST, **kind)


def no_tag_offload(lab):
    """Devices that cannot insert a tag: the kernel does, into this copy."""
    for name, dev in ("t2", "t2"), ("g1", "p1"):
        for feature in "tx-vlan-offload", "tx-vlan-stag-hw-insert":
            lab.ethtool("-K", dev, feature, "off")
            lab.defer(lab.ethtool, "-K", dev, feature, "on")
    for mode in "trunk", "s_trunk", "mapped":
        modes(lab, t1="tunnel", t2=mode, t3=mode, g1=mode)
        for able in ALL, 0:
            offload(lab, t2=able)
            for inner in [], [(C, 5)]:
                for kind in (*all_kinds(), *large_kinds()):
                    sent(lab, "to %s, able %d" % (mode, able),
                         ["t2", "t3", "g1"], inner=inner,
                         dst=craft.BROADCAST, **kind)


def gso_mtu(lab):
    """What counts is the size of the segments with all tags but one."""
    modes(lab, t1="tunnel", t2="trunk", g1="access")
    static(lab, "t2", 10)
    static(lab, "g1", 10)
    for name, dev in ("t2", "t2"), ("g1", "p1"):
        lab.ip("link", "set", dev, "mtu", "1400")
        lab.defer(lab.ip, "link", "set", dev, "mtu", "1500")
        for v4, head in (True, 40), (False, 60):
            for inner in [], [(C, 5)], [(C, 5), (C, 6)]:
                out = inner + (TAGS[lab.mode[name]])
                fits = 1400 - head - 4 * max(0, len(out) - 1)
                for size, to in (fits, [name]), (fits + 1, []):
                    old = lab.counters()
                    sent(lab, "segments of %d" % size, to, inner=inner,
                         dst=lab.mac[name], v4=v4, size=4000, gso_size=size)
                    lab.check_eq("%s, tags %s, %d: dropped" % (
                        name, out, size), lab.since(old).get(
                            (dev, ("egress", "egress-mtu")), 0), not to)


def host(lab):
    """To and from the host's stack: a tag is beside the frame there."""
    static(lab, "t1", 10)
    for mode in MODES:
        for host_mode in "trunk", "access", "tunnel":
            modes(lab, t1=mode, host=host_mode)
            for inner in inner_tags(mode):
                for kind in (*all_kinds(), *large_kinds()):
                    sent(lab, "%s to the host's %s" % (mode, host_mode),
                         ["host"], inner=inner, **kind)
            for able in ALL, 0:
                offload(lab, t1=able)
                for kind in (*all_kinds(), *large_kinds()):
                    sent(lab, "the host's %s to %s" % (host_mode, mode),
                         ["t1"], "host", **kind)
