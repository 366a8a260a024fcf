#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
#
# How a figure of the benchmark is made: the devices, what a switch is taught,
# the frames, where they came out, and what is subtracted. Used by run.py and
# native.py, in the VM.

"""The measurement: set up, teach, warm up, send, count, subtract."""

import os
import statistics
import time

from cases import teaching
from peers import Drop
from pktgen import Failed, Frames, counters, inside, ip, mac, run, tell


class Bench:
    """The devices of the VM, and the costs that were measured on them."""

    def __init__(self, pause=0.2):
        self.pause = pause  # seconds without a frame, when all came out
        self.devices = 0
        self.veths = False
        self.bare = {}      # what frames cost without any switch: base()
        run('modprobe', 'dummy', 'numdummies=0')
        run('modprobe', 'pktgen')
        for name in 'all', 'default':
            tell(f'/proc/sys/net/ipv6/conf/{name}/disable_ipv6', '1')
        # The bridge's device joins the group of all snoopers, and says so.
        tell('/proc/sys/net/ipv4/igmp_link_local_mcast_reports', '0')
        # Where it takes no time to wait, all seem to hang.
        hung = '/proc/sys/kernel/hung_task_timeout_secs'
        if os.path.exists(hung):
            tell(hung, '0')

    def dummies(self, count):
        """The first devices p0, p1 and so on."""
        lines = []
        for i in range(self.devices, count):
            lines += [f'link add p{i} address {mac(16, i)} type dummy',
                      f'link set p{i} up']
        ip(*lines)
        self.devices = max(self.devices, count)
        return [f'p{i}' for i in range(count)]

    def guests(self):
        """Two guests, in namespaces a and b; their devices here."""
        if not self.veths:
            self.veths = True
            for name, i in ('a', 0), ('b', 1):
                ip(f'netns add {name}',
                   f'link add v{name} address {mac(17, i)} type veth '
                   f'peer name guest address {mac(18, i)} netns {name}',
                   f'link set v{name} up')
                with inside(name):
                    tell('/proc/sys/net/ipv6/conf/all/disable_ipv6', '1')
                run('ip', '-n', name, 'link', 'set', 'guest', 'up')
        return ['va', 'vb']

    # ---- the cost of nothing ---------------------------------------------

    def base_key(self, case, peer):
        """Whose cost is that of another case, has the same."""
        frames = case.enter('p1', '')
        return ('stack' if case.stack else peer.shared,
                'all' if case.flood else 'one', *frames.key())

    def measure_base(self, case, peer):
        """What the frames of a case cost without any switch."""
        frames = case.enter('p1', mac(16, 0))
        if case.kind == 'veth':
            self.guests()
            frames.dst = mac(17, 0)
        self.dummies(2)
        drop = Drop(peer.shared)
        # A frame for the host, or a guest, is freed by the IP stack.
        hold = frames.mode == 'netif_receive' and not case.stack
        if hold:
            drop.start([('p0', None)])
        try:
            warm, count = case.counts()
            frames.load()
            frames.send(warm)
            return frames.send(count)
        finally:
            frames.unload()
            if hold:
                drop.stop()

    def base(self, case, peer):
        """The same, measured once."""
        key = self.base_key(case, peer)
        if key not in self.bare:
            self.bare[key] = statistics.median(
                self.measure_base(case, peer) for _ in range(3))
        return self.bare[key]

    # ---- one figure ------------------------------------------------------

    def measure(self, case, peer):
        """What it costs, in one set-up; raises Failed where frames differ."""
        if case.kind == 'veth':
            devices = self.guests()
        else:
            devices = self.dummies(case.ports)
        ports = [(dev, case.port_vlan(i == 0))
                 for i, dev in enumerate(devices[:case.ports])]
        if peer.pair:
            ports = ports[:1 + case.out]
        peer.start(ports)
        try:
            if case.policy:
                peer.enforce(case.policy, *(dev for dev, vlan in ports[:2]))
            return self.flow(case, peer, [dev for dev, vlan in ports])
        finally:
            peer.stop()

    def learn(self, case, peer, devices):
        """Have the switch see who is where."""
        if case.kind == 'veth':
            teach = Frames(dev='guest', netns='b', mode='start_xmit',
                           src=mac(18, 1), dst=mac(18, 0))
            self.once(teach, 1)
            return mac(18, 1)
        vid = 10 if case.vlan and case.vlan[1] == 'trunk' else 0
        if case.kind == 'to-host':
            with open(f'/sys/class/net/{peer.host}/address') as file:
                src = file.read().strip()
            self.once(Frames(dev=peer.host, mode='start_xmit', src=src,
                             dst=mac(1)), 1)
        if case.teach:
            self.once(Frames(srcs=case.teach, dst=mac(2)), case.teach)
        teach = teaching(case, vid, devices[1])
        if teach:
            self.once(teach, case.known)
        return None

    def once(self, frames, count):
        """Send frames that are not measured."""
        frames.load()
        frames.send(count)
        frames.unload()

    def flow(self, case, peer, devices):
        """Send through a switch that is set up; the figure."""
        host_mac = ''
        if peer.host:
            with open(f'/sys/class/net/{peer.host}/address') as file:
                host_mac = file.read().strip()
        dst = self.learn(case, peer, devices)
        peer.rest(case)
        frames = case.enter(peer.host, host_mac)
        frames.dst = dst or frames.dst
        warm, count = case.counts(peer.slower(case))
        frames.load()
        try:
            # Who asks a program about a new address may take a few rounds.
            for _ in range(5):
                wrong = self.once_counted(case, peer, devices, frames,
                                          warm)[1]
                if not wrong:
                    break
            forgot = self.forgot(case, peer)
            cost, wrong = self.once_counted(case, peer, devices, frames,
                                            count)
        finally:
            frames.unload()
        if not wrong and case.policy:
            wrong = self.passed(case, peer)
        if wrong or forgot:
            raise Failed(wrong or forgot)
        return cost

    def passed(self, case, peer):
        """What is wrong with where frames went that the rules do not allow,
        or None: without this, who ignores his rules would be the fastest."""
        before = self.settled(case, peer)
        self.once(Frames(flows=case.policy.denied()), 100)
        wrong = self.wrong({}, before, self.settled(case, peer))
        return wrong and 'not allowed: ' + wrong

    def forgot(self, case, peer):
        """What the switch should know and does not, or None."""
        want = case.learned()
        if not want or sum(want) > peer.lists:
            return None
        text = peer.database()
        if text is None:
            return None
        # Of an address, its first three bytes say what kind it is.
        for kind, count in enumerate(want, 1):
            knows = text.count(mac(kind)[:9])
            if knows != count:
                return (f'it knows {knows} of {count} addresses '
                        f'{mac(kind)[:9]}*')
        return None

    def once_counted(self, case, peer, devices, frames, count):
        """Send frames; what one cost, and what is wrong with where they
        came out, or None."""
        want = self.wanted(case, peer, devices, count)
        before = self.settled(case, peer)
        cost = frames.send(count)
        at_once = self.now(case, peer)
        after = self.settled(case, peer)
        wrong = self.wrong(want, before, after)
        if not wrong:
            # What comes out later is work that was not measured.
            wrong = self.wrong(want, before, at_once)
            wrong = wrong and wrong + ' in time, the others later'
        return cost, wrong

    def now(self, case, peer):
        """How many frames came out by now: of each device that there is,
        to the host, and in the guest."""
        here = counters()
        found = {dev: sent for dev, (_, sent, _) in here.items()}
        if peer.host:
            found['the host'] = here[peer.host][0]
        if case.kind == 'veth':
            found['the guest'] = counters('b')['guest'][0]
        return found

    def settled(self, case, peer):
        """The counters, once no frame is on its way."""
        last = None
        for _ in range(100):
            now = self.now(case, peer)
            if now == last:
                break
            last = now
            time.sleep(self.pause)
        return now

    def wanted(self, case, peer, devices, count):
        """How many frames have to come out where. Where nothing is said, and
        that is anywhere else, none."""
        want = {}
        if case.kind != 'to-host':
            want = dict.fromkeys(devices[1:1 + case.out], count)
        if case.kind == 'veth':
            want['the guest'] = count
        if case.kind == 'from-host':
            # What it sends counts as sent, like a port's.
            want[peer.host] = count
        if case.kind == 'to-host' or case.flood or (
                not case.known and peer.shows_unknown):
            want['the host'] = count
        return want

    def wrong(self, want, before, after):
        """Every frame came out where it had to, once, and nowhere else."""
        for place, was in before.items():
            came, frames = after[place] - was, want.get(place, 0)
            if came != frames:
                return f'{came} of {frames} frames came out of {place}'
        return None

    def figure(self, case, peer):
        """The median of some set-ups, each with new secrets of its hashes."""
        costs = [self.measure(case, peer) for _ in range(case.rounds)]
        return round(statistics.median(costs) - self.base(case, peer), 1)
