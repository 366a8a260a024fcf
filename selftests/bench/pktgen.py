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


class Frames:
    """Frames of one kind: where they enter, what they are, how many."""

    def __init__(self, dev='p0', netns='', mode='netif_receive', size=60,
                 src=None, srcs=1, dst=None, dsts=1, random=False, vid=0,
                 cpu=0):
        self.thread = f'kpktgend_{cpu}'
        self.dev, self.netns, self.mode = dev, netns, mode
        self.size, self.vid, self.random = size, vid, random
        self.src, self.srcs = src or mac(1), srcs
        self.dst, self.dsts = dst or mac(2), dsts

    def key(self):
        """What has a cost of its own, whatever becomes of the frame."""
        return (self.mode, self.netns, self.size, self.srcs, self.dsts,
                self.random, self.vid)

    def settings(self):
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

    def load(self):
        """Make pktgen ready to send them."""
        with inside(self.netns):
            tell(PROC + self.thread, 'rem_device_all')
            tell(PROC + self.thread, f'add_device {self.dev}')
            for line in self.settings():
                tell(PROC + self.dev, line)
            # A frame that pktgen keeps a reference to would be copied by
            # whoever wants to change it. 6.1 cannot do without.
            with contextlib.suppress(Failed):
                tell(PROC + self.dev, 'flag !SHARED')

    def send(self, count):
        """Send them, loaded before; nanoseconds for each."""
        self.prepare(count)
        start(self.netns)
        return self.took(count)

    def prepare(self, count):
        """So many are to be sent when pktgen is started."""
        with inside(self.netns):
            tell(PROC + self.dev, f'count {count}')

    def took(self, count):
        """Nanoseconds for each of those that were sent."""
        with inside(self.netns), open(PROC + self.dev) as file:
            said = file.read()
        match = re.search(r'OK: (\d+)\(c\d+\+d\d+\) usec, (\d+) ', said)
        if not match or int(match[2]) != count:
            raise Failed(f'pktgen: {said.strip()[-200:]}')
        return int(match[1]) * 1000 / count

    def unload(self):
        """Give the device back."""
        with inside(self.netns):
            tell(PROC + self.thread, 'rem_device_all')
