#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
#
# Measures cases of the benchmark in real time, in a User Mode Linux kernel
# that debugs nothing, and TCP between two guests.
#   native.py OUT.json [-c CASE...] [-p PEER...] [-r ROUNDS]
# The peers take turns, round by round, so that what else the machine does
# meets all alike; a figure is the median of the rounds, in nanoseconds beyond
# a frame that is freed where it was received.
# Called by selftests/host/bench.sh through run.sh.

"""Real time, in rounds."""

import argparse
import json
import os
import statistics
import subprocess
import sys

from cases import CASES, known
from measure import Bench
from peers import PEERS, Ovs
from pktgen import Failed, counters, run, until

NATIVE = ['known-60', 'known-1500', 'srcs-60000', 'dsts-1000', 'vlan-push',
          'vlan-pop', 'flood-64', 'veth']
SECONDS = 5
# Bytes of a segment that is still one frame; TCP makes them of up to 64 KB.
LARGE = 30000


def rounds_of(case, peers, bench, rounds):
    """One row: medians, or errors."""
    costs, bases, row = {}, {}, {}
    for _ in range(rounds):
        for peer in peers:
            if not peer.can(case) or peer.name in row:
                continue
            key = bench.base_key(case, peer)
            try:
                bases.setdefault(key, []).append(
                    bench.measure_base(case, peer))
                costs.setdefault(peer.name, []).append(
                    bench.measure(case, peer))
            except Failed as error:
                row[peer.name] = {'error': str(error)}
    for peer in peers:
        if peer.name in costs and peer.name not in row:
            base = statistics.median(bases[bench.base_key(case, peer)])
            row[peer.name] = round(
                statistics.median(costs[peer.name]) - base, 1)
    return row


def iperf(bench, peer):
    """Gbit a second of one TCP connection through a switch, and how many
    bytes a frame had that entered it."""
    devices = bench.guests()
    for name, address in ('a', '192.0.2.1/24'), ('b', '192.0.2.2/24'):
        run('ip', '-n', name, 'addr', 'replace', address, 'dev', 'guest')
    peer.start([(dev, None) for dev in devices])
    server = subprocess.Popen(
        ['ip', 'netns', 'exec', 'b', 'iperf3', '-s', '-1'],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until('iperf3 listens', lambda: 'LISTEN' in run(
            'ip', 'netns', 'exec', 'b', 'ss', '-tln'))
        before = counters()['va']
        said = json.loads(run('ip', 'netns', 'exec', 'a', 'iperf3', '-J',
                              '-c', '192.0.2.2', '-t', str(SECONDS)))
        after = counters()['va']
        segment = (after[2] - before[2]) / (after[0] - before[0])
        if segment < LARGE:
            raise Failed(f'segments of {segment:.0f} bytes')
        return said['end']['sum_received']['bits_per_second'] / 1e9, segment
    finally:
        server.kill()
        server.wait()
        peer.stop()


def tcp(peers, bench, rounds):
    """For each peer, the median of the rounds, and the extremes."""
    found, row = {}, {}
    for _ in range(rounds):
        for peer in peers:
            # What knows one direction only cannot carry TCP.
            if peer.pair or peer.name in row:
                continue
            try:
                found.setdefault(peer.name, []).append(iperf(bench, peer))
            except (Failed, KeyError, ValueError) as error:
                row[peer.name] = {'error': str(error)}
    for name, pairs in found.items():
        if name in row:
            continue
        speeds, segments = zip(*pairs)
        row[name] = {
            'median': round(statistics.median(speeds), 2),
            'least': round(min(speeds), 2), 'most': round(max(speeds), 2),
            'segment': round(min(segments))}
    return row


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('out')
    parser.add_argument('-c', '--cases', nargs='*')
    parser.add_argument('-p', '--peers', nargs='*')
    parser.add_argument('-r', '--rounds', type=int, default=7)
    args = parser.parse_args()
    wanted = args.cases or NATIVE + ['tcp']
    known([case.name for case in CASES] + ['tcp'], wanted)
    known([peer.name for peer in PEERS], args.peers)
    peers = [p for p in PEERS if not args.peers or p.name in args.peers]
    bench = Bench(pause=0.05)
    found = {'unit': 'nanoseconds', 'release': os.uname().release,
             'rounds': args.rounds, 'figures': {}}
    for case in CASES:
        if case.name not in wanted:
            continue
        # Enough to last longer than a tick of the clock many times over.
        case.count *= 5
        row = rounds_of(case, peers, bench, args.rounds)
        found['figures'][case.name] = row
        print(case.name, row, flush=True)
    if 'tcp' in wanted:
        found['tcp'] = tcp(peers, bench, args.rounds)
        print('tcp', found['tcp'], flush=True)
    if Ovs.running:
        found['ovs'] = Ovs.version()
    with open(args.out, 'w') as file:
        json.dump(found, file, indent=1)
        file.write('\n')


sys.exit(main())
