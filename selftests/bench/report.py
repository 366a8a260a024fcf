#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
#
# Says what a run of the benchmark found, and compares two runs.
#   report.py table FIGURES.json              the table and the ratios
#   report.py check COMMITTED.json NEW.json CASE...   those that got dearer
#   report.py lower NEW.json AGAIN.json       keep what is lower, in NEW.json
#   report.py keep NEW.json OLD.json          others' figures of OLD, in NEW.json
#   report.py document FIGURES.json PAGE.md KERNEL   put the table into the page
#   report.py errors FIGURES.json             fail where vswitch lost a frame
# Called by selftests/host/bench.sh, on the machine of the developer.

"""Tables and comparisons of figures."""

import json
import os
import sys

from cases import CASES

HEADS = {
    'driver': 'driver', 'queue': 'dev_queue_xmit', 'vswitch': 'vswitch',
    'tc': 'tc redirect', 'bridge': 'bridge', 'bridge-vlan': 'bridge, VLANs',
    'nft': 'bridge, nft rules', 'nft-sets': 'bridge, nft sets',
    'flower': 'tc flower', 'ovs': 'Open vSwitch',
    # Of cpus.py: what is compared there has no addresses, and shares a line.
    'shared': 'one shared store', 'shared-8': 'eight shared stores',
}
# What is the floor, and what got dearer by how much is a failure.
FLOOR = 'driver'
LIMIT = 1.03
# How much dearer a large database may be than a small one.
AGAINST = 1.05


# Figures of acls.py: key, what it is, and the goal or None.
CHANGES = (
    ('rules', 'rules', None),
    ('shapes', 'shapes of the classifier', None),
    ('replace', 'all replaced, over netlink, ms', 1000),
    ('commit', 'of that the commit, ms', None),
    ('tool', 'all replaced by vswitchctl -b, ms', None),
    ('insert', 'one inserted in the middle, ms', 20),
    ('delete', 'one deleted, ms', None),
    ('member', 'one member added to a set of 10,000, ms', None),
    ('told', 'bytes a rule, as the kernel tells', 512),
    ('taken', 'bytes a rule, as it lost them, with counters', None),
)


def read(path):
    with open(path) as file:
        return json.load(file)


def write(path, what):
    with open(path, 'w') as file:
        json.dump(what, file, indent=1)
        file.write('\n')


def number(value, digits=0):
    """A figure for people."""
    if value is None:
        return ''
    if isinstance(value, dict):
        return 'error'
    return f'{value:,.{digits}f}'


def rows(found, cases, cell):
    """The lines of a table; cell(row of figures, peer) is the text of one."""
    figures = [(case, found['figures'][case.name]) for case in cases]
    peers = [peer for peer in HEADS
             if any(peer in row for _, row in figures)]
    yield ['case'] + [HEADS[peer] for peer in peers]
    for case, row in figures:
        yield [case.name] + [cell(row, peer) for peer in peers]


def layout(lines):
    """A table of Markdown, that can be read as it is."""
    lines = list(lines)
    widths = [max(len(line[i]) for line in lines)
              for i in range(len(lines[0]))]
    for n, line in enumerate(lines):
        cells = [line[0].ljust(widths[0])]
        cells += [word.rjust(width)
                  for word, width in zip(line[1:], widths[1:])]
        yield '| ' + ' | '.join(cells) + ' |'
        if n == 0:
            yield '| ' + ' | '.join(
                '-' * width if i == 0 else '-' * (width - 1) + ':'
                for i, width in enumerate(widths)) + ' |'


def ratio(row, peer):
    """How many times as dear as vswitch."""
    ours, theirs = row.get('vswitch'), row.get(peer)
    if not isinstance(ours, (int, float)) or \
            not isinstance(theirs, (int, float)) or ours <= 0:
        return '' if theirs is None else number(theirs) \
            if isinstance(theirs, dict) else ''
    return f'{theirs / ours:.2f}'


def errors(found):
    """Each figure that is none, and why."""
    for case, row in (*found.get('figures', {}).items(), ('tcp', found.get('tcp', {}))):
        for peer, value in row.items():
            if isinstance(value, dict) and 'error' in value:
                yield peer, f'{case}, {HEADS[peer]}: {value["error"]}'


def table_of_cpus(found):
    """What a second CPU adds."""
    places = found['places']
    peers = [peer for peer in HEADS
             if any(peer in row for row in places.values())]
    yield f'On {found["release"]}, {found["rounds"]} rounds:'
    yield ''
    lines = [[''] + [HEADS[peer] for peer in peers]]
    for place, row in places.items():
        lines.append([f'{place}: one CPU, thousand frames a second'] + [
            number(row[peer]['one'] * 1000) if peer in row else ''
            for peer in peers])
        for key, what in ('times', 'two CPUs, times as many'), \
                ('least', 'the least of the rounds'), \
                ('most', 'the most'):
            lines.append([f'{place}: {what}'] + [
                number(row[peer][key], 2) if peer in row else ''
                for peer in peers])
    yield from layout(lines)


def table_of_tcp(row):
    """TCP, where it was measured."""
    peers = [peer for peer in HEADS if peer in row]
    lines = [[''] + [HEADS[peer] for peer in peers]]
    for key, what, digits in ('median', 'median', 2), ('least', 'least', 2), \
            ('most', 'most', 2), ('segment', 'bytes a segment', 0):
        lines.append([what] + [
            number(row[peer].get(key, row[peer]), digits) for peer in peers])
    yield 'TCP between two guests, Gbit/s:'
    yield ''
    yield from layout(lines)


def table_of_changes(found):
    """What it takes to change rules, and what they weigh."""
    sets = found['sets']
    yield f'On {found["release"]}, the least of {found["rounds"]} rounds:'
    yield ''
    lines = [['', *(f'the set {name}' for name in sets), 'goal']]
    for key, what, goal in CHANGES:
        digits = 1 if ', ms' in what else 0
        lines.append([what, *(number(row.get(key), digits)
                              for row in sets.values()), number(goal)])
    yield from layout(lines)


def missed(found):
    """Each goal that a change of rules misses."""
    for name, row in found.get('sets', {}).items():
        for key, what, goal in CHANGES:
            if goal is not None and row[key] > goal:
                yield f'{name}: {what}: {row[key]:,}, the goal is {goal:,}'


def table(found):
    """All of it."""
    if 'sets' in found:
        yield from table_of_changes(found)
        return
    if 'places' in found:
        yield from table_of_cpus(found)
        return
    digits = 0 if found['unit'] == 'instructions' else 1
    what = ('instructions' if found['unit'] == 'instructions'
            else 'nanoseconds')
    yield (f'{what.capitalize()} for each frame, on {found["release"]}'
           + (f', Open vSwitch {found["ovs"]}' if found.get('ovs') else '')
           + ':')
    yield ''
    measured = [case for case in CASES if case.name in found['figures']]
    # Other peers have rules, and some of those have no cases without.
    groups = [group for group in (
        [case for case in measured if not case.policy],
        [case for case in measured if case.policy]) if group]
    for cases in groups:
        yield from layout(rows(found, cases, lambda row, peer:
                               number(row.get(peer), digits)))
        yield ''
    yield 'How many times as much as vswitch:'
    for cases in groups:
        yield ''
        yield from layout(rows(found, cases, ratio))
    wrong = [text for peer, text in errors(found)]
    if found.get('tcp'):
        yield ''
        yield from table_of_tcp(found['tcp'])
    if wrong:
        yield ''
        yield 'Errors, which are no figures:'
        yield ''
        yield from (f'- {text}' for text in wrong)


def distance(found, case):
    """What vswitch costs beyond the floor; None where that is unknown."""
    floor = found['figures'].get('known-60', {}).get(FLOOR)
    ours = found['figures'].get(case.name, {}).get('vswitch')
    if not isinstance(floor, (int, float)) or \
            not isinstance(ours, (int, float)):
        return None
    return ours - floor * case.out


def compare(was, now, limit, than):
    """Whether a distance is well, and why."""
    return (now <= was * limit,
            f'{now:,.0f} above the floor, {than} {was:,.0f}, '
            f'{100 * (now / was - 1):+.1f} %')


def check(committed, new, wanted):
    """Each case that had to be measured: (its name, whether it is well, why).
    A large database is compared with a small one of the same run, and with
    what was committed only if it was."""
    known = {case.name: case for case in CASES}
    for name in wanted:
        case, row = known.get(name), new['figures'].get(name, {})
        now = case and distance(new, case)
        if now is None:
            yield name, False, f'no figure: {row.get("vswitch", "not measured")}'
            continue
        was = distance(committed, case)
        if was is not None:
            yield name, *compare(was, now, LIMIT, 'committed')
        elif not case.against:
            yield name, False, 'no figure was committed'
        if case.against:
            small = distance(new, known[case.against])
            if small is None:
                yield name, False, f'no figure of {case.against}'
            else:
                yield name, *compare(small, now, AGAINST, case.against)


def lower(new, again):
    """Have in new what is lower, or is a figure at all."""
    for case, row in again['figures'].items():
        for peer, value in row.items():
            old = new['figures'].setdefault(case, {}).get(peer)
            if isinstance(value, dict) and old is not None:
                continue
            if not isinstance(old, (int, float)) or value < old:
                new['figures'][case][peer] = value


def keep(new, old):
    """Have in new the peers that were not measured with it."""
    for what in 'unit', 'release':
        if new[what] != old[what]:
            sys.exit('measured with another %s: %s, not %s' % (
                what, old[what], new[what]))
    for what in old.keys() - new.keys():
        new[what] = old[what]
    for case, row in old['figures'].items():
        row.update(new['figures'].get(case, {}))
        new['figures'][case] = row


def document(found, page, kernel):
    """Put the table between the marks of a page."""
    begin = f'<!-- figures of {kernel}: begin -->\n'
    end = f'<!-- figures of {kernel}: end -->\n'
    with open(page) as file:
        text = file.read()
    before, mark, rest = text.partition(begin)
    if not mark:
        sys.exit(f'{page} has no place for figures of {kernel}')
    after = rest.partition(end)[2]
    with open(page, 'w') as file:
        file.write(before + begin + '\n'.join(table(found)) + '\n' + end
                   + after)


def main():
    what, *paths = sys.argv[1:]
    found = read(paths[0])
    if what == 'table':
        print('\n'.join(table(found)))
    elif what == 'errors':
        ours = [text for peer, text in errors(found)
                if peer in ('vswitch', 'driver', 'queue')]
        ours += missed(found)
        if ours:
            sys.exit('\n'.join(ours))
    elif what == 'check':
        results = list(check(found, read(paths[1]), paths[2:]))
        for name, well, why in results:
            print(f'{"ok" if well else "DEARER"} {name}: {why}')
        # Those to be measured again, and what they are compared with.
        bad = {name for name, well, _ in results if not well}
        bad |= {case.against for case in CASES
                if case.name in bad and case.against}
        with open(os.path.join(os.path.dirname(paths[1]), 'dearer'),
                  'w') as file:
            file.write(' '.join(sorted(bad)))
        sys.exit(not results or bool(bad))
    elif what == 'lower':
        lower(found, read(paths[1]))
        write(paths[0], found)
    elif what == 'keep':
        keep(found, read(paths[1]))
        write(paths[0], found)
    elif what == 'document':
        document(found, paths[1], paths[2])


main()
