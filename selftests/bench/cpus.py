#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
#
# What a second CPU adds: each has a port that frames enter by and one that they
# leave by, and both switch at once. Where a switch writes to what both read, the
# second one adds less: how much less, a module says that does just that.
#   cpus.py OUT.json [-p PEER...] [-r ROUNDS]
# Peers take turns, round by round; a figure is the median of the rounds.
# Called by selftests/host/bench.sh through run.sh, on two CPUs.

"""Throughput of one CPU, and of two."""

import argparse
import json
import os
import statistics
import sys

from cases import known
from measure import Bench
from peers import PEERS, Floor
from pktgen import Failed, Frames, counters, mac, start

COUNT = 200000
# (port in, port out) of each CPU: ports of its own, then one that both send to.
PLACES = {'own ports': (('p0', 'p2'), ('p1', 'p3')),
          'one port': (('p0', 'p2'), ('p1', 'p2'))}


class Lanes(Floor):
    """dev_queue_xmit() for each CPU, which also adds to one counter of all,
    so many times a frame."""

    places = ()

    def __init__(self, name, stores):
        self.name, self.stores = name, stores

    def start(self, ports):
        ins, outs = zip(*self.places)
        self.insert('lanes', ins, outs, stores=self.stores)


def teach(out, address):
    """The switch learns that an address is behind a port."""
    frames = Frames(dev=out, src=address, dst=address)
    frames.load()
    frames.send(10)
    frames.unload()


def measure(peer, places):
    """Millions of frames a second: of the first CPU alone, and of both."""
    peer.places = places
    peer.start([(f'p{i}', None) for i in range(4)])
    try:
        lanes = []
        for cpu, (dev, out) in enumerate(places):
            lane = Frames(dev=dev, src=mac(1, cpu), dst=mac(2, cpu), cpu=cpu)
            teach(out, mac(2, cpu))
            teach(dev, mac(1, cpu))
            lanes.append(lane)
        return [together(lanes[:n], places[:n]) for n in (1, 2)]
    finally:
        peer.stop()


def together(lanes, places):
    """The rate of these CPUs at once, all frames of which came out."""
    before = counters()
    for lane in lanes:
        lane.load()
        lane.prepare(COUNT)
    try:
        start()
        rate = sum(1000 / lane.took(COUNT) for lane in lanes)
    finally:
        for lane in lanes:
            lane.unload()
    after = counters()
    outs = {out for _, out in places}
    sent = sum(after[out][1] - before[out][1] for out in outs)
    if sent != COUNT * len(lanes):
        raise Failed(f'{sent} of {COUNT * len(lanes)} frames came out')
    return rate


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('out')
    parser.add_argument('-p', '--peers', nargs='*')
    parser.add_argument('-r', '--rounds', type=int, default=7)
    args = parser.parse_args()
    if os.cpu_count() != 2:
        sys.exit('two CPUs are needed')
    every = [peer for peer in PEERS
             if peer.name in ('vswitch', 'bridge', 'bridge-vlan')]
    every += [Lanes('queue', 0), Lanes('shared', 1), Lanes('shared-8', 8)]
    known([peer.name for peer in every], args.peers)
    peers = [p for p in every if not args.peers or p.name in args.peers]
    Bench().dummies(4)
    rates = {}
    for _ in range(args.rounds):
        for place, lanes in PLACES.items():
            for peer in peers:
                rates.setdefault((place, peer.name), []).append(
                    measure(peer, lanes))
    found = {'unit': 'times', 'release': os.uname().release,
             'rounds': args.rounds, 'places': {}}
    for (place, name), pairs in rates.items():
        factors = sorted(pair[1] / pair[0] for pair in pairs)
        row = {'one': statistics.median(pair[0] for pair in pairs),
               'times': statistics.median(factors), 'least': factors[0],
               'most': factors[-1]}
        found['places'].setdefault(place, {})[name] = {
            key: round(value, 4) for key, value in row.items()}
        print(f'{place:10} {name:12} one CPU {row["one"] * 1000:6.1f} kfps, '
              f'two CPUs {row["times"]:.2f} times as much, '
              f'{row["least"]:.2f} to {row["most"]:.2f}', flush=True)
    with open(args.out, 'w') as file:
        json.dump(found, file, indent=1)
        file.write('\n')


main()
