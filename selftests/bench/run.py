#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
#
# Counts instructions for cases of the benchmark, in the VM, and writes what
# it found.
#   run.py OUT.json [-c CASE...] [-p PEER...]
# A figure is what a frame costs beyond one that is freed where it was
# received: nanoseconds of the VM, which are instructions where it counts them
# (run.sh -I). Frames that do not arrive, or twice, make it an error.
# Called by selftests/host/bench.sh through run.sh.

"""Counts of instructions, case by case."""

import argparse
import json
import os

from cases import CASES, known
from measure import Bench
from peers import PEERS, Ovs
from pktgen import Failed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('out')
    parser.add_argument('-c', '--cases', nargs='*')
    parser.add_argument('-p', '--peers', nargs='*')
    args = parser.parse_args()
    known([case.name for case in CASES], args.cases)
    known([peer.name for peer in PEERS], args.peers)
    cases = [c for c in CASES if not args.cases or c.name in args.cases]
    peers = [p for p in PEERS if not args.peers or p.name in args.peers]
    bench = Bench()
    found = {'unit': 'instructions', 'release': os.uname().release,
             'figures': {}}
    for case in cases:
        row = found['figures'][case.name] = {}
        for peer in peers:
            if not peer.can(case):
                continue
            try:
                row[peer.name] = bench.figure(case, peer)
            except Failed as error:
                row[peer.name] = {'error': str(error)}
            print(f'{case.name:12} {peer.name:12} {row[peer.name]}',
                  flush=True)
    found['dropped'] = {' '.join(str(word) for word in key): round(cost, 1)
                        for key, cost in bench.bare.items()}
    if Ovs.running:
        found['ovs'] = Ovs.version()
    with open(args.out, 'w') as file:
        json.dump(found, file, indent=1)
        file.write('\n')


main()
