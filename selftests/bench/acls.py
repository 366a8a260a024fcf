#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
#
# What it takes to change rules, and what they weigh: a whole set replaced, one
# rule inserted in the middle, bytes for each rule. For the sets of rules.py, in
# the VM, in real time.
#   acls.py OUT.json [-r ROUNDS]
# A figure is the least of the rounds, for what else the machine does can only
# add to it. What the figures are, and the goals: report.py.
# Called by selftests/host/bench.sh through run.sh.

"""Time and memory of changes to rules."""

import argparse
import json
import os
import socket
import struct
import sys
import time

import policies
from pktgen import ip, run, until
from rules import POLICIES

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from nl import NLM_F_DUMP, NLM_F_REQUEST, Client, parse

SO_SNDBUFFORCE, SO_RCVBUFFORCE = 32, 33
CHUNK = 1 << 17
# How many rules are inserted, and deleted again, one at a time.
INSERTS = 20


def milliseconds(func, *args):
    """How long a call takes, and what it returns."""
    begin = time.perf_counter()
    result = func(*args)
    return (time.perf_counter() - begin) * 1000, result


def memory():
    """Bytes that the kernel has taken for itself."""
    with open('/proc/meminfo') as file:
        found = dict(line.split(':') for line in file)
    return sum(int(found[name].split()[0]) << 10
               for name in ('Slab', 'Percpu', 'VmallocUsed'))


def settled():
    """The same, once what is freed after a grace period is gone."""
    last = []

    def calm():
        last.append(memory())
        time.sleep(0.3)
        return len(last) > 2 and last[-1] == last[-3]
    until('memory is settled', calm)
    return last[-1]


class Switch:
    """vsw0, with an ACL that is bound to the port p0."""

    def __init__(self):
        run('insmod', os.environ['VSW_KO'])
        ip('link add p0 type dummy', 'link set p0 up')
        for line in ('switch add vsw0', 'port add vsw0 p0',
                     'acl add vsw0 bench',
                     'acl bind vsw0 bench ingress p0 default deny'):
            run('vswitchctl', *line.split())
        self.nl = Client()
        for option in (SO_SNDBUFFORCE, SO_RCVBUFFORCE):
            self.nl.sock.setsockopt(socket.SOL_SOCKET, option, 64 << 20)
        self.ifindex = socket.if_nametoindex('vsw0')

    def remove(self):
        self.nl.close()
        run('vswitchctl', 'switch', 'del', 'vsw0')
        run('rmmod', 'vswitch')
        ip('link del p0')

    def acl(self):
        return self.nl.call('acl-get', switch=self.ifindex, name='bench')[0]

    def rule(self, words, **place):
        """A rule-add of matches as policies.netlink() has them, in bytes."""
        spec = self.nl.spec
        data = self.nl.encode('rule-add', {
            'switch': self.ifindex, 'acl': 'bench', **place})
        for match in words:
            data += spec.encode(spec.attr('rule-add', 'match'), match)
        return data + spec.encode(spec.attr('rule-add', 'action'),
                                  {'kind': 'allow'})

    def message(self, op, data):
        """A request that asks for no acknowledgement."""
        self.nl.seq += 1
        return struct.pack('=IHHIIBBH', 20 + len(data), self.nl.family,
                           NLM_F_REQUEST, self.nl.seq, 0,
                           self.nl.spec.ops[op]['number'], 1, 0) + data

    def replace(self, rules):
        """All rules for those, which rule() made, in one transaction: milliseconds in all, and of
        the commit. The kernel works a request off while it is sent; answers
        are read after that."""
        begin, reply = milliseconds(
            lambda: self.nl.call('txn-begin', switch=self.ifindex)[0])
        txn, chunks = reply['id'], [b'']
        requests = [('rule-flush', self.nl.encode('rule-flush', {
            'switch': self.ifindex, 'acl': 'bench', 'txn': txn}))]
        part = self.nl.encode('rule-add', {'txn': txn})
        requests += [('rule-add', rule + part) for rule in rules]
        for op, data in requests:
            if len(chunks[-1]) + len(data) > CHUNK:
                chunks.append(b'')
            chunks[-1] += self.message(op, data)
        changes, _ = milliseconds(
            lambda: [self.nl.sock.send(chunk) for chunk in chunks])
        self.drain()
        commit, _ = milliseconds(lambda: self.nl.call(
            'txn-commit', switch=self.ifindex, id=txn))
        there = self.acl()['rules']
        if there != len(rules):
            sys.exit(f'{there} of {len(rules)} rules are there')
        return begin + changes + commit, commit

    def drain(self):
        """Read what nobody waits for."""
        self.nl.sock.setblocking(False)
        try:
            while True:
                self.nl.sock.recv(1 << 18)
        except BlockingIOError:
            pass
        self.nl.sock.settimeout(60)

    def handles(self):
        """Of all rules, in their order."""
        number = self.nl.spec.attr('rule-get', 'handle')['number']
        data = self.nl.encode('rule-get', {'switch': self.ifindex,
                                           'acl': 'bench'})
        return [struct.unpack('=I', dict(parse(body))[number])[0]
                for _, body in self.nl.raw('rule-get', data, NLM_F_DUMP)]


def one_by_one(switch, words, handles):
    """The least that it takes to insert a rule, and to delete it again."""
    inserts, deletes = [], []
    for n in range(INSERTS):
        # Of another length each time, so that no two are the same.
        data = switch.rule(words + [
            {'field': 'len', 'value': {'low': 100 + n}}],
            before=handles[len(handles) // 2])
        took, replies = milliseconds(switch.nl.raw, 'rule-add', data)
        inserts.append(took)
        handle = switch.nl.decode('rule-add', replies)[0]['handle']
        took, _ = milliseconds(lambda handle=handle: switch.nl.call(
            'rule-del', switch=switch.ifindex, acl='bench', handle=handle))
        deletes.append(took)
    return min(inserts), min(deletes)


def members(switch):
    """The least that it takes to add a member to a set of 10,000 that a rule
    uses."""
    lines = ['set add vsw0 many type prefix',
             'rule add vsw0 bench src @many allow']
    lines += ['set member add vsw0 many '
              + ' '.join(policies.address(198 << 24 | 1000 * i + n)
                         for n in range(1000)) for i in range(10)]
    run('vswitchctl', '-b', '-', text='\n'.join(lines) + '\n')
    return min(milliseconds(lambda n=n: switch.nl.call(
        'member-add', switch=switch.ifindex, set='many',
        ipv4=f'c7:00:00:{n:02x}'))[0] for n in range(INSERTS))


def measure(policy, rounds):
    """All figures of a set."""
    switch = Switch()
    lines = ['rule flush vsw0 bench',
             *policies.vswitch(policy, 'vsw0', 'bench')]
    text = '\n'.join(lines) + '\n'
    words = list(policies.netlink(policy))
    rules = [switch.rule(match) for match in words]
    before = settled()
    run('vswitchctl', '-b', '-', text=text)
    taken = settled() - before
    found = {'rules': policy.count, 'taken': round(taken / policy.count)}
    found['tool'] = min(milliseconds(
        lambda: run('vswitchctl', '-b', '-', text=text))[0]
        for _ in range(rounds))
    found['replace'], found['commit'] = min(
        switch.replace(rules) for _ in range(rounds))
    told = switch.acl()
    found['shapes'] = told['shapes']
    found['told'] = round(told['memory'] / policy.count)
    found['insert'], found['delete'] = one_by_one(
        switch, words[-1], switch.handles())
    found['member'] = members(switch)
    switch.remove()
    return {key: round(value, 2) for key, value in found.items()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('out')
    parser.add_argument('-r', '--rounds', type=int, default=3)
    args = parser.parse_args()
    run('modprobe', 'dummy', 'numdummies=0')
    found = {'unit': 'changes', 'release': os.uname().release,
             'rounds': args.rounds, 'sets': {}}
    for policy in POLICIES.values():
        figures = found['sets'][policy.name] = measure(policy, args.rounds)
        print(policy.name, figures, flush=True)
    with open(args.out, 'w') as file:
        json.dump(found, file, indent=1)
        file.write('\n')


main()
