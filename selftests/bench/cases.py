#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
#
# The cases of the benchmark: which frames enter where, what the switch knows
# before, and where each frame has to come out. Used by run.py, in the VM.

"""The cases, in the order of the table."""

import sys

from pktgen import Frames, mac
from rules import POLICIES

BROADCAST = 'ff:ff:ff:ff:ff:ff'


class Case:
    """One line of the table."""

    def __init__(self, name, text, ports=3, out=1, count=20000, pair=False,
                 vlan=None, kind='forward', warm=2000, rounds=3, known=1,
                 teach=0, against=None, policy=None, fresh=0, **frames):
        self.name, self.text = name, text
        self.ports = ports      # how many devices are ports
        self.out = out          # how many of them every frame leaves by
        self.count = count      # frames of a measurement
        self.warm = warm        # frames before it
        self.rounds = rounds    # how often it is set up and measured
        self.pair = pair        # what has no addresses can do it, too
        self.vlan = vlan        # (first port, others): access or trunk
        self.kind = kind        # forward, to-host, from-host or veth
        self.known = known      # addresses that are learned behind p1
        self.teach = teach      # addresses that are learned behind p0 before
        self.against = against  # a case that costs as much, or nearly
        # The rules that the frames of p0 have to pass; and how many frames are
        # sent of each of some flows that are new with each frame, or 0 for one
        # steady flow.
        self.policy = POLICIES.get(policy)
        self.fresh = fresh
        self.frames = frames
        self.flood = frames.get('dst') == BROADCAST
        # Its frames reach an IP stack, which is measured without a switch
        # as well.
        self.stack = kind in ('to-host', 'veth') or self.flood

    def learned(self):
        """How many addresses are known when frames are measured: of the kind
        that frames come from, and of the kind that they go to."""
        if self.kind != 'forward':
            return None
        return max(self.teach, self.frames.get('srcs', 1)), self.known

    def enter(self, host, host_mac):
        """The frames, for a switch whose device is host."""
        frames = dict(self.frames)
        if self.policy:
            frames.update(flows=self.flows(), flows_name=f'{self.policy.name}-'
                          + ('new' if self.fresh else 'steady'))
        if self.kind == 'from-host':
            frames.update(dev=host, mode='start_xmit')
        if self.kind == 'to-host':
            frames['dst'] = host_mac
        if self.kind == 'veth':
            frames.update(dev='guest', netns='a', mode='start_xmit')
        return Frames(**frames)

    def flows(self):
        """Those of a case with rules."""
        return self.policy.fresh() if self.fresh else self.policy.steady()

    def counts(self, slower=1):
        """How many frames warm it up, and are measured; fewer for who is
        slower by so much."""
        if not self.fresh:
            return max(self.warm // slower, 1), max(self.count // slower, 1)
        n, each = len(self.flows()), max(self.fresh // slower, 5)
        return n * max(each // 5, 1), n * each

    def port_vlan(self, first):
        """What a port is, in the case."""
        if not self.vlan:
            return None
        return (self.vlan[0 if first else 1], 10)


CASES = [
    Case('known-60', 'known unicast, 60 bytes', pair=True),
    Case('known-1500', 'known unicast, 1,500 bytes', pair=True, size=1500),
    # To several destinations, for how the hash of one falls is luck.
    Case('srcs-1000', '1,000 source addresses', srcs=1000, known=100,
         dsts=100),
    Case('srcs-60000', '60,000 source addresses', srcs=60000, known=100,
         dsts=100, count=60000, warm=60000),
    Case('dsts-1000', '1,000 destinations in random order', known=1000,
         dsts=1000, random=True),
    Case('vlan-push', 'access to trunk: a tag is pushed',
         vlan=('access', 'trunk')),
    Case('vlan-pop', 'trunk to access: the tag is popped',
         vlan=('trunk', 'access'), vid=10),
    Case('flood-2', 'broadcast to 2 ports and the host', ports=3, out=2,
         dst=BROADCAST),
    Case('flood-64', 'broadcast to 64 ports and the host', ports=65, out=64,
         count=2000, warm=200, dst=BROADCAST),
    Case('flood-1000', 'broadcast to 1,000 ports and the host', ports=1001,
         out=1000, count=200, warm=20, rounds=1, dst=BROADCAST),
    Case('unknown', 'unknown unicast, two ports', ports=2, known=0),
    Case('from-host', 'host to port', kind='from-host'),
    Case('to-host', 'port to host', kind='to-host', known=0),
    # To each address that is known: one that is not would be flooded.
    Case('fdb-10', 'known unicast in a database of 10', known=5, teach=5,
         dsts=5, srcs=5),
    Case('fdb-10000', 'in a database of 10,000', known=9000, teach=1000,
         dsts=9000, srcs=1000, warm=9000),
    Case('fdb-100000', 'in a database of 100,000', known=99000, teach=1000,
         dsts=99000, srcs=1000, count=99000, rounds=1, against='fdb-10'),
    Case('fdb-1000000', 'in a database of 1,000,000', known=999000,
         teach=1000, dsts=999000, srcs=1000, count=999000, rounds=1,
         against='fdb-10'),
    Case('veth', 'guest to guest over veth, between namespaces', ports=2,
         pair=True, kind='veth'),
    Case('acl-1000', '1,000 rules of one shape', policy='one'),
    Case('acl-10000', '10,000 rules of 20 shapes', policy='mixed'),
    Case('acl-10000-new', 'the same, each frame a new flow', policy='mixed',
         fresh=400),
    Case('acl-rich', 'ranges, lists and negations in half of the rules',
         policy='rich'),
    Case('acl-rich-new', 'the same, each frame a new flow', policy='rich',
         fresh=400),
]


def known(names, wanted):
    """Give up where one is asked for that is not there."""
    strange = set(wanted or ()) - set(names)
    if strange:
        sys.exit(f'not known: {" ".join(sorted(strange))}')


def teaching(case, vid, dev):
    """The frames by which the switch learns who is behind p1; or None."""
    if not case.known:
        return None
    return Frames(dev=dev, src=mac(2), srcs=case.known, dst=mac(1), vid=vid)
