# SPDX-License-Identifier: GPL-2.0
#
# Plays frames to the switch and to the oracle, and compares what becomes of
# them: what arrives where, byte for byte, and what is counted.
#
# Ends: g1, g2, g3 (veth), t1 (tap), host (the switch device itself); the
# suites about VLANs have others.
# Called by switching.py, vlans.py and roles.py.

import collections
import struct

import craft
import oracle
from agent import show
from ends import Refused

MAC = {"g1": craft.mac(1), "g2": craft.mac(2), "g3": craft.mac(3),
       "t1": craft.mac(4), "host": craft.mac(0x99)}
NOBODY = craft.mac(0x7777)
GUESTS = ("g1", "g2", "g3", "t1")


def start(lab):
    lab.model = model = oracle.Switch(lab.switch, craft.raw(MAC["host"]))
    for number, name in enumerate(GUESTS, 1):
        # What a tap's reader gets has seen no receive path.
        model.add(oracle.Port(number, lab.port[name],
                              strips=lab.kind[name] == "packet"))


def play(lab, text, frames, marked=True):
    """Send (end, label, bytes); all that is to arrive does, once, and nothing
    else; all counters are exact. Without markers, where they would not
    arrive, it is the counters that say that all is over."""
    old = lab.counters()
    model = lab.model
    model.counters = {}
    want = {name: [] for name in lab.ends}
    by_port = {lab.port[name]: name for name in lab.ends}
    labels = {}
    lab.drain()

    # Nothing is under way any more when what was sent last has arrived.
    lab.serial += 1
    tail = struct.pack(">I", lab.serial)
    frames = list(frames) + [
        (name, "marker", craft.plain(craft.BROADCAST, MAC[name], 56,
                                     craft.MARK) + tail)
        for name in ("g1", "g2") if marked]
    for sender, label, frame in frames:
        labels.setdefault(frame, "%s: %s" % (sender, label))
        try:
            lab.ends[sender].send(frame)
        except Refused as e:
            lab.fail("%s: %s: not sent: %s" % (text, label, e))
            continue
        for dev, copy in model.receive(lab.port[sender], frame):
            want[by_port[dev]].append(copy)
            labels.setdefault(copy, "%s: %s" % (sender, label))

    if not marked:
        lab.check_counters(text, old, model.counters)
    got = lab.collect(want)
    for name in lab.ends:
        compare(lab, "%s: at %s" % (text, name), got[name], want[name],
                labels)
    lab.check_counters(text, old, model.counters)


def compare(lab, text, got, want, labels):
    missing = collections.Counter(want)
    missing.subtract(got)
    said = 0
    for frame, n in missing.items():
        if not n:
            continue
        said += 1
        if said > 8:
            lab.fail("%s: and more" % text)
            return
        what = "missing" if n > 0 else "not expected"
        lab.fail("%s: %s %d times: %s: %s" % (
            text, what, abs(n), labels.get(frame, "never sent"), show(frame)))
    if not said and got != want:
        # Different senders may overtake each other, one may not itself.
        for sender in set(label.split(":")[0] for label in labels.values()):
            a, b = ([f for f in l if labels[f].startswith(sender + ":")]
                    for l in (got, want))
            if a != b:
                lab.fail("%s: frames of %s out of order" % (text, sender))


def hello(lab):
    """The switch knows where everybody is."""
    play(lab, "hello", [(name, "hello", craft.plain(
        craft.BROADCAST, MAC[name])) for name in GUESTS])


def everyone(label, make):
    """make(sender's MAC) sent by each guest and the host."""
    return [(name, label, make(MAC[name])) for name in GUESTS + ("host",)]


def pairs():
    """A veth, the tap and the host, to each other and to everyone."""
    return [("g1", MAC["g2"]), ("g1", MAC["t1"]), ("t1", MAC["g1"]),
            ("g1", MAC["host"]), ("host", MAC["g1"]), ("host", MAC["t1"]),
            ("t1", MAC["host"])]


def port_set(lab, name, **flags):
    """Settings of a port, until the test ends."""
    port = lab.model.ports[lab.port[name]]
    old = {k: getattr(port, k) for k in flags}

    def apply(values):
        argv = []
        for key, value in values.items():
            argv += [key.replace("_", "-"), "on" if value else "off"]
            setattr(port, key, value)
        lab.ctl("port", "set", lab.port[name], *argv)

    apply(flags)
    lab.defer(apply, old)


def set_mtu(lab, mtus):
    """MTUs of ports and of what is behind them, until the test ends. The
    host's port has no limit of its own towards the host's stack."""
    def apply(values):
        for name, mtu in values.items():
            end = lab.ends[name]
            if lab.kind[name] == "packet" and name != "host":
                lab.ip("link", "set", end.dev, "mtu", "9200",
                       netns=lab.netns_of[name])
            lab.ip("link", "set", lab.port[name], "mtu", str(mtu))
            lab.model.ports[lab.port[name]].mtu = mtu

    old = {name: lab.model.ports[lab.port[name]].mtu for name in mtus}
    lab.defer(apply, old)
    apply(mtus)


class Via:
    """A frame that is sent through another device than the end's own."""

    def __init__(self, end, inner, whole):
        self.end = end
        self.inner = inner
        self.whole = whole


def play_via(lab, text, frames, marked=True):
    """As play(), for (Via, label, end)."""
    through = collections.defaultdict(collections.deque)
    for via, _, name in frames:
        through[name, via.whole].append(via)
    real = {}
    for name in set(n for _, _, n in frames):
        real[name] = lab.ends[name]
        lab.ends[name] = Redirect(real[name], name, through)
    try:
        play(lab, text, [(name, label, via.whole)
                         for via, label, name in frames], marked)
    finally:
        lab.ends.update(real)


class Redirect:
    """Stands for an end; sends some frames through others."""

    def __init__(self, end, name, through):
        self.end = end
        self.name = name
        self.through = through

    def send(self, frame):
        queue = self.through.get((self.name, frame))
        if queue:
            via = queue.popleft()
            via.end.send(via.inner)
        else:
            self.end.send(frame)

    def recv(self):
        return self.end.recv()
