# SPDX-License-Identifier: GPL-2.0
#
# Frames that nobody sends, into all kinds of buffers: random, cut and mutated
# ones, with virtio headers that lie; linear buffers, such with a few bytes in
# front and the rest in pages (the header's hdr_len, and taps with IFF_NAPI_FRAGS
# that are written to in pieces), clones (flooded, and heard by packet sockets),
# between ports whose settings change. Ports that ask for headroom come and go,
# so that taps and the host's sockets make buffers with more of it, or less; so
# do devices of VLANs. What is wrong shows in the kernel's log and in the books.
# Called by agent.py.
#   VSW_FUZZ_FRAMES   how many; 0: until the script is ended
#   VSW_FUZZ_SEED     the same frames for the same one

import collections
import errno
import os
import random
import struct

import craft
import nl
from agent import say
from ends import Packet, Refused, Tap
from vlan_lab import number, open_netlink, request
from vlans import random_settings

SEED = 20261121
DEBUG_KERNEL = "/sys/kernel/debug/kmemleak"
FRAMES = {True: 40000, False: 8000}     # in the debug kernel, or not
ROUND = 250                             # then settings change
NOTE = 10000
MOSTLY = 1 / 3                          # of the frames of each end

IFF_NAPI, IFF_NAPI_FRAGS = 0x0010, 0x0020
VIDS = [1, 2, 10, 20, 4094]
FLAGS = ("learning", "flood_unicast", "flood_multicast", "flood_broadcast",
         "hairpin", "forward_lldp", "forward_lacp")
# Each asks for more headroom than the one below it: 64, 128 and 192 bytes. A
# tap has 64 without being asked.
TUNNELS = ("vx0", "vx1", "vx2")
UPPERS = {"vsw0.10": 10, "t2.20": 20}
MACS = [craft.mac(n) for n in range(1, 7)] + [craft.mac(0x99)]


class Pieces(Tap):
    """A tap that makes a page of each piece that is written at once."""

    def __init__(self, netns, dev, rng):
        super().__init__(netns, dev, vnet=True, more=IFF_NAPI | IFF_NAPI_FRAGS)
        self.rng = rng

    def send(self, frame, vnet_hdr=None):
        pieces = [(vnet_hdr or b"").ljust(self.hdr_size, b"\0")]
        first = self.rng.choice((14, 15, 18, 40, 64))
        pieces.append(frame[:first])
        frame = frame[first:]
        while frame and len(pieces) < 17:
            size = self.rng.randrange(1, 600)
            pieces.append(frame[:size])
            frame = frame[size:]
        try:
            os.writev(self.fd, [p for p in pieces if p])
        except OSError as error:
            raise Refused(str(error)) from error


def start(lab):
    open_netlink(lab)


def bodies():
    """What is mutated: everything there is a maker for."""
    out = [f for _, f in craft.talk(MACS[0], MACS[1])]
    out += [f for _, f in craft.neighbours(MACS[0])]
    for _, stack in craft.tag_stacks():
        out += [craft.tags(MACS[0], MACS[1], stack)]
    out += [f + bytes(n) for f in out[:6] for n in (200, 1400, 5000, 40000)]
    return out


def make(rng, base):
    body = bytearray(rng.choice(base))
    for _ in range(rng.choice((0, 0, 1, 3, 9))):
        if len(body) > 12:
            body[rng.randrange(12, min(len(body), 80))] = rng.choice(
                (0, 1, 0x81, 0x88, 0xa8, 0xff, rng.getrandbits(8)))
    if rng.random() < 0.2:          # more tags than there were
        body[12:12] = b"".join(
            rng.choice((b"\x81\x00", b"\x88\xa8", b"\x91\x00")) +
            struct.pack(">H", rng.choice(VIDS + [0, 4095]) |
                        rng.getrandbits(4) << 12)
            for _ in range(rng.choice((1, 2, 3, 8))))
    if rng.random() < 0.9:
        macs = [craft.raw(m) for m in MACS + [
            craft.BROADCAST, craft.reserved(rng.randrange(16)),
            "00:00:00:00:00:00", "33:33:00:00:00:01"]]
        body[0:6] = rng.choice(macs)
        body[6:12] = rng.choice(macs)
    if rng.random() < 0.3:
        del body[rng.randrange(len(body) + 1):]
    return bytes(body)


def header(rng, size):
    """struct virtio_net_hdr, of which some agree with the frame."""
    if rng.random() < 0.5:
        return bytes(10)
    near = (0, 14, 18, 34, 38, 54, 58, 66, size, size + 1, 0xffff,
            rng.getrandbits(16))
    return struct.pack(
        "<BBHHHH", rng.choice((0, 1, 1, 1, 2, rng.getrandbits(8))),
        rng.choice((0, 0, 0, 0, 1, 3, 4, 5, 0x81, 0x84, rng.getrandbits(8))),
        rng.choice(near) & 0xffff, rng.choice((0, 1, 500, 1400, 0xffff)),
        rng.choice(near) & 0xffff, rng.choice((0, 6, 16, 0xffff)))


def change(lab, rng, names):
    """Other settings for some ports."""
    for name in rng.sample(names, 2):
        settings = request(**random_settings(rng, VIDS)) \
            if rng.random() < 0.7 else {rng.choice(FLAGS): rng.getrandbits(1)}
        try:
            lab.nl.call("port-set", switch=lab.sw, number=number(lab, name),
                        **settings)
        except nl.Refused:
            pass


def tunnels(lab):
    """Devices that want to put something in front of each frame."""
    below = "u0"
    lab.ip("link", "add", below, "up", "type", "dummy")
    lab.defer(lab.ip, "link", "del", below)
    for n, name in enumerate(TUNNELS):
        lab.ip("link", "add", name, "type", "vxlan", "id", str(7 + n),
               "dev", below, "dstport", str(4789 + n),
               "local", "198.51.100.1", "remote", "198.51.100.2")
        lab.defer(lab.ip, "link", "del", name)
        below = name


class Devices:
    """Which of the tunnels are ports, and which devices of VLANs are there."""

    def __init__(self, lab):
        self.lab = lab
        self.there = set()
        self.neediest = set()   # which tunnel was that, at any time
        tunnels(lab)

    def toggle(self, name):
        ip = self.lab.ip
        self.there ^= {name}
        if name in TUNNELS and name in self.there:
            ip("link", "set", name, "up", "master", self.lab.switch)
        elif name in TUNNELS:
            ip("link", "set", name, "nomaster")
        elif name in self.there:
            ip("link", "add", "link", name.split(".")[0], "name", name, "up",
               "type", "vlan", "id", str(UPPERS[name]))
        else:
            ip("link", "del", name)

    def change(self, rng):
        self.toggle(rng.choice(TUNNELS))
        self.toggle(rng.choice(list(UPPERS)))
        self.neediest.add(max(self.there & set(TUNNELS), default=None))

    def end(self):
        for name in list(self.there):
            self.toggle(name)


def drain(end):
    """Take all frames. For some kinds of segments, such as those of UDP that
    are IP fragments, a packet socket has no virtio_net_hdr: EINVAL."""
    while True:
        try:
            end.recv()
            return
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise


def settle(lab, names):
    """As it was; then everybody hears a broadcast."""
    for name in names:
        attrs = request(mode="access", pvid=1, role="promiscuous")
        attrs.update(dict.fromkeys(FLAGS[:4], 1), hairpin=0)
        lab.nl.call("port-set", switch=lab.sw, number=number(lab, name),
                    **attrs)
    for end in lab.ends.values():
        drain(end)
    frame = craft.plain(craft.BROADCAST, MACS[0], 77)
    lab.ends["t1"].send(frame)
    want = {name: [frame] for name in lab.ends if name != "t1"}
    got = lab.collect(want)
    lab.check_eq("who hears a broadcast afterwards", sorted(
        name for name in got if frame in got[name]), sorted(want))


def fuzz(lab):
    rng = random.Random(int(os.environ.get("VSW_FUZZ_SEED", SEED)))
    total = os.environ.get("VSW_FUZZ_FRAMES")
    total = FRAMES[os.path.exists(DEBUG_KERNEL)] if total is None \
        else int(total)
    lab.ends["f1"] = Pieces(lab.netns, "f1", rng)
    lab.port["f1"], lab.kind["f1"] = "f1", "tap"
    lab.ip("link", "set", "f1", "up", "master", lab.switch)
    listeners = [Packet(lab.netns, dev) for dev in ("t2", lab.switch)]
    for end in lab.ends.values():
        if isinstance(end, Tap) and not isinstance(end, Pieces):
            end.offload(0x0f)           # TUN_F_CSUM, TSO4, TSO6, TSO_ECN
    base, names, devices = bodies(), sorted(lab.ends), Devices(lab)
    old, sent = lab.counters(), collections.Counter()
    tried = collections.Counter()
    while not total or tried.total() < total:
        change(lab, rng, names)
        devices.change(rng)
        for _ in range(ROUND):
            frame, name = make(rng, base), rng.choice(names)
            tried[name] += 1
            try:
                lab.ends[name].send(frame, header(rng, len(frame)))
                sent[name] += 1
            except (Refused, OSError):
                pass
        for end in list(lab.ends.values()) + listeners:
            drain(end)
        if tried.total() % NOTE == 0:
            say("%d frames" % sent.total())
    devices.end()
    for end in listeners:
        end.sock.close()
    now = lab.since(old)
    reasons = {key[1][1] for key in now if isinstance(key[1], tuple)}
    for name in names:
        rx = now.get((lab.port[name], "rx_frames"), 0)
        say("%s: %d of %d frames were sent, %d arrived" % (
            name, sent[name], tried[name], rx))
        lab.check("%s: enough are sent" % name,
                  sent[name] > tried[name] * MOSTLY)
        lab.check("%s: and arrive" % name, rx > sent[name] * MOSTLY)
    say("dropped for %s" % " ".join(sorted(reasons)))
    lab.check_eq("each room in front of frames", devices.neediest,
                 {None, *TUNNELS})
    for key in "forwarded", "flooded", "delivered", "consumed":
        lab.check("%s at all" % key, any(k[1] == key for k in now))
    lab.check("dropped for many reasons: %s" % reasons, len(reasons) > 8)
    settle(lab, names)
    lab.ends.pop("f1").close()
