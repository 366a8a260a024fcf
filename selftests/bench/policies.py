#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
#
# The rule sets of the benchmark in the languages of vswitch and its peers, each
# as who knows it well would write it. Used by peers_acl.py, in the VM.

"""One policy, in five languages."""

import collections

from rules import ADDRESS, ICMP, PORT, TCP, UDP, prefixes

NAMES = {TCP: 'tcp', UDP: 'udp', ICMP: 'icmp'}


def address(number):
    return '.'.join(str(number >> shift & 255) for shift in (24, 16, 8, 0))


def network(span):
    """A prefix, or a range that is none."""
    low, high = span
    size = high - low + 1
    if size & (size - 1) or low & (size - 1):
        return f'{address(low)}-{address(high)}'
    return address(low) + (f'/{33 - size.bit_length()}' if size > 1 else '')


def number(span):
    low, high = span
    return str(low) if low == high else f'{low}-{high}'


def vswitch(policy, switch, acl):
    """Lines for vswitchctl -b: one line for each rule."""
    for rule in policy.rules:
        words = [f'rule add {switch} {acl}']
        for name, match, show in (
                ('src', rule.src, network), ('dst', rule.dst, network),
                ('proto', rule.proto, None), ('sport', rule.sport, number),
                ('dport', rule.dport, number)):
            if match is None:
                continue
            if name == 'proto':
                words.append(f'proto {NAMES[match]}')
                continue
            words.append(('not ' if match.negate else '') + name + ' '
                         + ','.join(map(show, match.values)))
        yield ' '.join(words) + ' allow'


def netlink(policy):
    """The matches of each rule, as nl.py has attributes."""
    for rule in policy.rules:
        found = [] if rule.proto is None else [
            {'field': 'proto', 'value': {'low': rule.proto}}]
        for field, match in (('src', rule.src), ('dst', rule.dst),
                             ('sport', rule.sport), ('dport', rule.dport)):
            if match:
                values = [{'low': low, 'high': high} if 'port' in field else
                          {'ipv4': f'{low:08x}',
                           'prefix': 33 - (high - low + 1).bit_length()}
                          for low, high in match.values]
                found.append({'field': field, 'negate': int(match.negate),
                              'value': values})
        yield found


# ---- nft ------------------------------------------------------------------

def nft_match(what, match, show):
    """The words of a rule, with a set of its own for a list."""
    words = [show(span) for span in match.values]
    text = words[0] if len(words) == 1 else '{ ' + ', '.join(words) + ' }'
    return f'{what} {"!= " if match.negate else ""}{text}'


def nft_linear(policy):
    """A rule for each rule."""
    for rule in policy.rules:
        words = []
        if rule.src:
            words.append(nft_match('ip saddr', rule.src, network))
        if rule.dst:
            words.append(nft_match('ip daddr', rule.dst, network))
        proto = NAMES.get(rule.proto)
        if rule.sport:
            words.append(nft_match(f'{proto} sport', rule.sport, number))
        if rule.dport:
            words.append(nft_match(f'{proto} dport', rule.dport, number))
        if proto and not rule.sport and not rule.dport:
            words.append(f'meta l4proto {proto}')
        yield ' '.join(words) + ' accept'


# What an element of a set has: attribute of a box, words of a rule, type.
KEYS = (('src', 'ip saddr', 'ipv4_addr'), ('dst', 'ip daddr', 'ipv4_addr'),
        ('proto', 'ip protocol', 'inet_proto'),
        ('sport', 'th sport', 'inet_service'),
        ('dport', 'th dport', 'inet_service'))
ANY = {'src': (0, ADDRESS), 'dst': (0, ADDRESS), 'sport': (0, PORT),
       'dport': (0, PORT), 'proto': None}


def within(point, box):
    return all(low <= value <= high for value, (low, high) in zip(
        point, (box.src, box.dst, box.sport, box.dport)))


def refused(box, others):
    """Whether nft takes an element beside others of the same set: neither of
    its ends may be in one of them."""
    ranges = (box.src, box.dst, box.sport, box.dport)
    ends = [[span[n] for span in ranges] for n in (0, 1)]
    return any(within(end, other) for other in others for end in ends)


class NftSet:
    """Elements of one shape, none of which is in the way of another."""

    def __init__(self, keys):
        self.keys = keys
        self.boxes = []
        self.near = collections.defaultdict(list)

    def add(self, box):
        """Whether it fits."""
        # Destinations of one shape are the same, or have nothing in common.
        near = self.near[box.dst, box.proto]
        if refused(box, near):
            return False
        near.append(box)
        self.boxes.append(box)
        return True

    def lines(self, name):
        """The set; a list of exact values can be hashed."""
        interval = any(low != high for box in self.boxes
                       for low, high in (getattr(box, key) for key, _, _
                                         in self.keys if key != 'proto'))
        yield f'set {name} {{'
        yield '\ttype ' + ' . '.join(kind for _, _, kind in self.keys)
        if interval:
            yield '\tflags interval'
        yield '\telements = {'
        for box in self.boxes:
            yield '\t\t' + ' . '.join(self.word(key, box)
                                      for key, _, _ in self.keys) + ','
        yield '\t}'
        yield '}'

    @staticmethod
    def word(key, box):
        value = getattr(box, key)
        if key == 'proto':
            return NAMES[value]
        return (network if key in ('src', 'dst') else number)(value)

    def match(self, name):
        return ' . '.join(words for _, words, _ in self.keys) + f' @{name}'


def nft_sets(policy):
    """(sets, rules): a set for each shape and what it names, and one more
    where an element is in the way of others."""
    groups = collections.defaultdict(list)
    for box, shape in policy.elements:
        keys = tuple(key for key in KEYS if getattr(box, key[0]) != ANY[key[0]])
        layers = groups[shape, keys]
        for layer in layers:
            if layer.add(box):
                break
        else:
            layers.append(NftSet(keys))
            layers[-1].add(box)
    named = [(f's{n}', one) for n, one in enumerate(
        one for layers in groups.values() for one in layers)]
    return ([line for name, one in named for line in one.lines(name)],
            [f'{one.match(name)} accept' for name, one in named])


def nft(sets, rules):
    """The whole of a table."""
    lines = ['table bridge bench {', *sets, 'chain forward {',
             'type filter hook forward priority 0; policy drop;', *rules,
             '}', '}']
    return '\n'.join(lines) + '\n'


# ---- tc flower ------------------------------------------------------------

def flower(policy, dev, out):
    """Lines for tc -batch: a filter for each part, for there are no lists and
    no negations; in one chain and of one preference, so that they are hashed
    by their masks."""
    seen = set()
    for box, _ in policy.elements:
        for src in prefixes(box.src, 32):
            for dst in prefixes(box.dst, 32):
                words = [f'{name} {address(value)}/{bits}'
                         for name, (value, bits) in
                         (('src_ip', src), ('dst_ip', dst)) if bits]
                if box.proto:
                    words.append(f'ip_proto {NAMES[box.proto]}')
                # It takes no range from port 0 on.
                words += [f'{name} {number((max(span[0], 1), span[1]))}'
                          for name, span in
                          (('src_port', box.sport), ('dst_port', box.dport))
                          if span != (0, PORT)]
                text = ' '.join(words)
                if text in seen:
                    continue
                seen.add(text)
                yield (f'filter add dev {dev} ingress protocol ip pref 1 '
                       f'flower {text} action mirred egress redirect '
                       f'dev {out}')
    yield (f'filter add dev {dev} ingress protocol all pref 2 matchall '
           'action drop')


# ---- OpenFlow -------------------------------------------------------------

def openflow_ports(name, span):
    """A range as values with masks, all that there is."""
    if span == (0, PORT):
        return ['']
    return [f',{name}={value}' if bits == 16 else
            f',{name}={value:#x}/{PORT << (16 - bits) & PORT:#x}'
            for value, bits in prefixes(span, 16)]


def openflow_networks(name, span):
    return [f',{name}={address(value)}/{bits}' if bits else ''
            for value, bits in prefixes(span, 32)]


def openflow(policy, dev):
    """Lines for ovs-ofctl add-flows: all that allow are of one priority, as
    those of security groups are in OVN."""
    seen = set()
    for box, _ in policy.elements:
        head = NAMES.get(box.proto, 'ip')
        for src in openflow_networks('nw_src', box.src):
            for dst in openflow_networks('nw_dst', box.dst):
                for sport in openflow_ports('tp_src', box.sport):
                    for dport in openflow_ports('tp_dst', box.dport):
                        seen.add(head + src + dst + sport + dport)
    for text in sorted(seen):
        yield f'priority=100,in_port={dev},{text},actions=NORMAL'
    yield f'priority=50,in_port={dev},actions=drop'
    yield 'priority=0,actions=NORMAL'
