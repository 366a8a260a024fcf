#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
#
# Makes the rule sets of the benchmark, as ClassBench does from what it saw in
# firewalls (Taylor and Turner, 2007): networks that nest, few ports that are in
# many rules, addresses of which most are in a few networks. The same seed is
# the same set on any machine.
#   rules.py NAME      a set, as vswitchctl reads it
# Used by cases.py and the peers, in the VM; and by who wants to look at one.

"""Rule sets from a seed, and frames that meet their rules."""

import collections
import functools
import itertools
import random
import sys

ADDRESS, PORT = 0xffffffff, 0xffff
TCP, UDP, ICMP = 6, 17, 1

# What a rule of each shape says: bits of the source and of the destination
# address, and whether it names a protocol, a source and a destination port.
Shape = collections.namedtuple('Shape', 'src dst proto sport dport')
ONE = [Shape(0, 32, True, False, True)]
MIXED = [Shape(*words) for words in (
    (0, 32, True, False, True), (0, 24, True, False, True),
    (8, 32, True, False, True), (16, 32, True, False, True),
    (20, 32, True, False, True), (24, 32, True, False, True),
    (27, 32, True, False, True), (32, 32, True, False, True),
    (16, 24, True, False, True), (24, 24, True, False, True),
    (24, 16, True, False, True), (0, 28, True, False, True),
    (32, 0, True, False, True), (32, 24, True, False, False),
    (32, 32, True, False, False), (24, 32, False, False, False),
    (24, 24, False, False, False), (32, 32, True, True, True),
    (24, 32, True, True, False), (0, 32, True, True, True))]

# Ports that are in many rules, those in most first.
SERVICES = [443, 80, 53, 22, 25, 123, 3306, 8080, 5432, 389, 161, 993, 6379,
            1433, 9092, 5060, 8443, 514, 636, 2049, 27017, 11211, 3389, 179]

# What of a rule has values: a list of (lowest, highest), or None of them.
Match = collections.namedtuple('Match', 'values negate')
Rule = collections.namedtuple('Rule', 'shape src dst proto sport dport')
# What frames are: of each field (lowest, highest); and what part of a rule is,
# where proto is a number, or None for all.
Flow = collections.namedtuple('Flow', 'src dst sport dport')
Box = collections.namedtuple('Box', 'src dst proto sport dport')


class Make:
    """Draws the rules of one set."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        # Own networks, and those of others.
        self.nets = [10 << 24 | self.number(256) << 16 for _ in range(32)]
        self.nets += [(11 + self.number(180)) << 24 | self.number(256) << 16
                      for _ in range(32)]
        self.random.shuffle(self.nets)

    def number(self, end):
        return int(self.random.random() * end)

    def skewed(self, end):
        """A number of which the small ones are the most likely."""
        return int(self.random.random() ** 2 * end)

    def prefix(self, bits):
        """A network or an address: (lowest, highest)."""
        address = (self.nets[self.skewed(len(self.nets))]
                   | self.skewed(256) << 8 | 1 + self.number(254))
        low = address >> (32 - bits) << (32 - bits)
        return low, low | ADDRESS >> bits

    def port(self):
        """A well-known one, or any."""
        if self.number(4):
            return SERVICES[self.skewed(len(SERVICES))]
        return 1024 + self.number(PORT - 1023)

    def ports(self):
        port = self.port()
        return Match([(port, port)], False)

    def rule(self, shape):
        proto = None
        if shape.proto:
            few = [TCP] * 11 + [UDP] * 8
            if not shape.sport and not shape.dport:
                few.append(ICMP)
            proto = few[self.number(len(few))]
        return Rule(
            shape,
            Match([self.prefix(shape.src)], False) if shape.src else None,
            Match([self.prefix(shape.dst)], False) if shape.dst else None,
            proto,
            self.ports() if shape.sport else None,
            self.ports() if shape.dport else None)

    def range(self):
        """As in ClassBench: high ports, low ports, or some in a row."""
        kind = self.number(4)
        if kind == 0:
            return 1024, PORT
        if kind == 1:
            return 1, 1023
        low = 1024 + self.number(60000)
        return low, min(low + 1 + self.skewed(4000), PORT)

    def rich(self, rule):
        """The same rule with a range, a list or a negation."""
        ways = []
        if rule.proto in (TCP, UDP):
            ways = [self.with_range, self.with_ports, self.without_port]
        if rule.src:
            ways.append(self.with_sources)
        if rule.dst:
            ways.append(self.with_destinations)
        # Anybody but them: of rules on a host, that somebody may well reach.
        if rule.src and rule.shape.dst >= 24:
            ways.append(self.without_source)
        return ways[self.number(len(ways))](rule)

    def with_range(self, rule):
        return rule._replace(dport=Match([self.range()], False))

    def with_ports(self, rule):
        ports = {self.port() for _ in range(2 + self.number(7))}
        return rule._replace(
            dport=Match([(port, port) for port in sorted(ports)], False))

    def without_port(self, rule):
        port = self.port()
        return rule._replace(dport=Match([(port, port)], True))

    def list(self, bits):
        some = {self.prefix(bits) for _ in range(2 + self.number(5))}
        return Match(sorted(some), False)

    def with_sources(self, rule):
        return rule._replace(src=self.list(rule.shape.src))

    def with_destinations(self, rule):
        return rule._replace(dst=self.list(rule.shape.dst))

    def without_source(self, rule):
        return rule._replace(src=Match(rule.src.values, True))


def spans(match, top):
    """The values that a match has, as ranges without what is negated."""
    if match is None:
        return [(0, top)]
    if not match.negate:
        return match.values
    found, low = [], 0
    for first, last in match.values:
        if low < first:
            found.append((low, first - 1))
        low = last + 1
    return found + ([(low, top)] if low <= top else [])


def boxes(rule):
    """All that a rule matches, without lists and negations."""
    return [Box(src, dst, rule.proto, sport, dport)
            for src, dst, sport, dport in itertools.product(
                spans(rule.src, ADDRESS), spans(rule.dst, ADDRESS),
                spans(rule.sport, PORT), spans(rule.dport, PORT))]


def prefixes(span, bits):
    """The fewest (value, length) that a range is made of."""
    low, high = span
    while low <= high:
        free = (low & -low).bit_length() - 1 if low else bits
        while 1 << free > high - low + 1:
            free -= 1
        yield low, bits - free
        low += 1 << free


def many(flow):
    """How many different frames it is."""
    found = 1
    for low, high in flow:
        found *= high - low + 1
    return found


def overlap(one, other):
    """Whether a frame can be of both."""
    return all(a[0] <= b[1] and b[0] <= a[1] for a, b in
               ((one.src, other.src), (one.dst, other.dst),
                (one.sport, other.sport), (one.dport, other.dport)))


class Policy:
    """A set of rules, all of which allow; what none of them matches is denied.
    So every language can say it, in whichever order."""

    def __init__(self, name, count, shapes, rich=False, seed=6):
        self.name, self.count, self.shapes = name, count, shapes
        self.has_rich, self.seed = rich, seed

    @functools.cached_property
    def rules(self):
        """The rules, in their order; no two are the same."""
        make, found, seen = Make(self.seed), [], set()
        while len(found) < self.count:
            rule = make.rule(self.shapes[len(found) % len(self.shapes)])
            # Every other one of each shape.
            if self.has_rich and len(found) // len(self.shapes) % 2:
                rule = make.rich(rule)
            if repr(rule) not in seen:
                seen.add(repr(rule))
                found.append(rule)
        make.random.shuffle(found)
        return found

    @functools.cached_property
    def elements(self):
        """What the rules match without lists and negations, each of it once,
        with the shape of the rule that it is of."""
        found = {}
        for rule in self.rules:
            for box in boxes(rule):
                found.setdefault(box, rule.shape)
        return list(found.items())

    def flows_of(self, rule, fixed):
        """What of a rule pktgen can send: UDP; or none."""
        if rule.proto not in (None, UDP):
            return None
        # Of a negated source the larger part.
        flow = Flow(*(max(spans(match, top), key=lambda span: span[1] - span[0])
                      for match, top in ((rule.src, ADDRESS),
                                         (rule.dst, ADDRESS),
                                         (rule.sport, PORT),
                                         (rule.dport, PORT))))
        # What hosts have: no network 0, no multicast, no port 0.
        flow = flow._replace(
            src=(max(flow.src[0], 1 << 24), min(flow.src[1], 0xdfffffff)),
            dst=(max(flow.dst[0], 1 << 24), min(flow.dst[1], 0xdfffffff)),
            sport=(max(flow.sport[0], 1), flow.sport[1]),
            dport=(max(flow.dport[0], 1), flow.dport[1]))
        if fixed:
            flow = Flow(*((low + high) // 2 for low, high in flow))
            flow = Flow(*((value, value) for value in flow))
        return flow

    @functools.lru_cache(maxsize=None)
    def steady(self):
        """One flow, that the last rule matches that can have it to itself."""
        for n in range(self.count - 1, -1, -1):
            flow = self.flows_of(self.rules[n], True)
            if flow and not any(
                    overlap(flow, box) for rule in self.rules[:n]
                    if rule.proto in (None, UDP) for box in boxes(rule)):
                return [flow]
        raise ValueError('no rule has a flow to itself')

    def denied(self):
        """A flow that no rule matches, that is near to one which does: it has
        the source and the destination of the steady flow."""
        for port in range(1, PORT):
            flow = self.steady()[0]._replace(sport=(port, port),
                                             dport=(PORT - port, PORT - port))
            if not any(overlap(flow, box) for rule in self.rules
                       if rule.proto in (None, UDP) for box in boxes(rule)):
                return [flow]
        raise ValueError('all flows are allowed')

    def fresh(self, of_each=3, least=50000):
        """Of each shape some rules, and all the flows that they have; rules
        that have too few to send a new one in each frame are left out."""
        by_shape = collections.defaultdict(list)
        for rule in self.rules:
            flow = self.flows_of(rule, False)
            if flow and many(flow) >= least:
                by_shape[rule.shape].append(flow)
        # From all over the list, for those in front may be found sooner.
        return [flows[(2 * n + 1) * len(flows) // (2 * of_each)]
                for flows in by_shape.values() for n in range(of_each)]


POLICIES = {policy.name: policy for policy in (
    Policy('one', 1000, ONE),
    Policy('mixed', 10000, MIXED),
    Policy('rich', 10000, MIXED, rich=True))}


if __name__ == '__main__':
    import policies

    if len(sys.argv) != 2 or sys.argv[1] not in POLICIES:
        sys.exit(f'usage: rules.py {"|".join(POLICIES)}')
    print('\n'.join(policies.vswitch(POLICIES[sys.argv[1]], 'vsw0', 'web')))
