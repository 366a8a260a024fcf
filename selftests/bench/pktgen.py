#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
#
# Makes the kernel's packet generator send frames and tell how long it took,
# and reads what devices counted. Used by run.py and peers.py, in the VM.

"""pktgen, counters of devices, and the network namespace of this process."""

import contextlib
import ctypes
import os
import re
import subprocess
import sys

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from busywait import busywait

PROC = '/proc/thread-self/net/pktgen/'
CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)


class Failed(Exception):
    """What was to be measured did not happen."""


def run(*command, text=None):
    """A program that has to succeed; what it printed."""
    done = subprocess.run(command, input=text, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        raise Failed(f'{" ".join(command)}: {done.stdout.strip()}')
    return done.stdout


def ip(*lines):
    """Commands of ip, all in one process."""
    if lines:
        run('ip', '-batch', '-', text='\n'.join(lines) + '\n')


def until(what, func):
    """Wait until it returns something true."""
    if not busywait(60, func):
        raise Failed(f'{what} never happens')


def tell(path, value):
    """Write one word or line to a file of the kernel."""
    try:
        with open(path, 'w') as file:
            file.write(value + '\n')
    except OSError as error:
        raise Failed(f'{path}: {value}: {error.strerror}') from error


@contextlib.contextmanager
def inside(netns):
    """Be in a network namespace; '' stays here."""
    if not netns:
        yield
        return
    with open('/proc/thread-self/ns/net') as home, \
            open(f'/run/netns/{netns}') as there:
        if LIBC.setns(there.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), 'setns')
        try:
            yield
        finally:
            LIBC.setns(home.fileno(), CLONE_NEWNET)


def counters(netns=''):
    """Of each device: (frames received, frames sent, bytes received)."""
    found = {}
    with inside(netns), open('/proc/thread-self/net/dev') as file:
        for line in file:
            name, colon, rest = line.partition(':')
            if colon:
                words = rest.split()
                found[name.strip()] = (int(words[1]), int(words[9]),
                                       int(words[0]))
    return found


def mac(kind, number=0):
    """A local address: kind tells frames' sources from their destinations."""
    return '02:%02x:00:%02x:%02x:%02x' % (
        kind, number >> 16 & 255, number >> 8 & 255, number & 255)


def start(netns=''):
    """Have pktgen send all that is loaded, on all CPUs."""
    with inside(netns):
        tell(PROC + 'pgctrl', 'start')


def span(name, low, high):
    """The lines for what pktgen takes from a range; it sends all but the
    highest of addresses."""
    return [f'{name}_min {low}', f'{name}_max {high}']


def dotted(number):
    return '.'.join(str(number >> shift & 255) for shift in (24, 16, 8, 0))


class Frames:
    """Frames of one kind: where they enter, what they are, how many. Those of
    several flows (of rules.py) come flow after flow, as many of each; where one
    has ranges, each frame is of another value in them."""

    def __init__(self, dev='p0', netns='', mode='netif_receive', size=60,
                 src=None, srcs=1, dst=None, dsts=1, random=False, vid=0,
                 cpu=0, flows=(), flows_name=''):
        self.thread = f'kpktgend_{cpu}'
        self.dev, self.netns, self.mode = dev, netns, mode
        self.size, self.vid, self.random = size, vid, random
        self.src, self.srcs = src or mac(1), srcs
        self.dst, self.dsts = dst or mac(2), dsts
        self.flows, self.flows_name = flows, flows_name

    def key(self):
        """What has a cost of its own, whatever becomes of the frame."""
        return (self.mode, self.netns, self.size, self.srcs, self.dsts,
                self.random, self.vid, self.flows_name)

    def entries(self):
        """What pktgen calls a device: one for each flow."""
        if not self.flows:
            return [(self.dev, None)]
        return [(f'{self.dev}@{n}', flow)
                for n, flow in enumerate(self.flows)]

    @staticmethod
    def addressed(flow):
        """The lines for a flow."""
        for name, (low, high), flag in (('src', flow.src, 'IPSRC_RND'),
                                        ('dst', flow.dst, 'IPDST_RND')):
            yield from span(name, dotted(low), dotted(high))
            if low < high:
                yield f'flag {flag}'
        for name, (low, high), flag in (
                ('udp_src', flow.sport, 'UDPSRC_RND'),
                ('udp_dst', flow.dport, 'UDPDST_RND')):
            yield from span(name, low, high)
            if low < high:
                yield f'flag {flag}'

    def settings(self, flow):
        """The lines for pktgen's file of the device."""
        yield f'xmit_mode {self.mode}'
        yield f'pkt_size {self.size}'
        yield 'clone_skb 0'
        yield 'burst 1'
        yield 'delay 0'
        yield f'src_mac {self.src}'
        yield f'dst_mac {self.dst}'
        if self.srcs > 1:
            yield f'src_mac_count {self.srcs}'
        if self.dsts > 1:
            yield f'dst_mac_count {self.dsts}'
        if self.random:
            yield 'flag MACDST_RND'
        if self.vid:
            yield f'vlan_id {self.vid}'
        if flow:
            yield from self.addressed(flow)

    def load(self):
        """Make pktgen ready to send them."""
        with inside(self.netns):
            tell(PROC + self.thread, 'rem_device_all')
            for entry, flow in self.entries():
                tell(PROC + self.thread, f'add_device {entry}')
                for line in self.settings(flow):
                    tell(PROC + entry, line)
                # A frame that pktgen keeps a reference to would be copied by
                # whoever wants to change it. 6.1 cannot do without.
                with contextlib.suppress(Failed):
                    tell(PROC + entry, 'flag !SHARED')

    def send(self, count):
        """Send them, loaded before; nanoseconds for each."""
        self.prepare(count)
        start(self.netns)
        return self.took(count)

    def prepare(self, count):
        """So many are to be sent when pktgen is started."""
        with inside(self.netns):
            for entry, _ in self.entries():
                tell(PROC + entry, f'count {self.each(count)}')

    def each(self, count):
        """How many of them are of one flow."""
        n = len(self.entries())
        if count % n:
            raise Failed(f'{count} frames cannot be of {n} flows')
        return count // n

    def took(self, count):
        """Nanoseconds for each of those that were sent."""
        # All flows are started at once, and wait for those before.
        return max(self.entry_took(entry, self.each(count))
                   for entry, _ in self.entries()) * 1000 / count

    def entry_took(self, entry, count):
        """Microseconds until the last of so many frames was sent."""
        with inside(self.netns), open(PROC + entry) as file:
            said = file.read()
        match = re.search(r'OK: (\d+)\(c\d+\+d\d+\) usec, (\d+) ', said)
        if not match or int(match[2]) != count:
            raise Failed(f'pktgen: {said.strip()[-200:]}')
        return int(match[1])

    def unload(self):
        """Give the device back."""
        with inside(self.netns):
            tell(PROC + self.thread, 'rem_device_all')
