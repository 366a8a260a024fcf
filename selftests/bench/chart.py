#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
#
# Draws figures of the benchmark as an SVG file, which README.md shows.
#   chart.py FIGURES.json OUT.svg
# Colours follow the reader's theme, light or dark. Called by
# selftests/host/bench.sh, on the machine of the developer.

"""Small charts beside each other, a case each, all with bars from nought."""

import json
import re
import sys
from html import escape

PANELS = [
    ('known-60', 'Known unicast'),
    ('vlan-push', 'Access to trunk, a tag pushed'),
    ('srcs-60000', '60,000 source addresses'),
    ('fdb-1000000', 'A database of 1,000,000 addresses'),
    ('unknown', 'Unknown unicast'),
    ('veth', 'Guest to guest, over veth'),
    ('flood-64', 'Broadcast to 64 ports'),
    ('flood-1000', 'Broadcast to 1,000 ports'),
    ('acl-1000', '1,000 rules of one shape'),
    ('acl-10000', '10,000 rules of 20 shapes'),
    ('acl-10000-new', 'The same, each frame a new flow'),
    ('acl-rich-new', 'Ranges, lists, negations; new flows'),
]
BARS = [
    ('vswitch', 'vswitch'), ('tc', 'tc redirect'), ('bridge', 'bridge'),
    ('bridge-vlan', 'bridge, VLANs'), ('ovs', 'Open vSwitch'),
]
# The linear rules of nftables would leave the others no width.
RULE_BARS = [
    ('vswitch', 'vswitch'), ('flower', 'tc flower'),
    ('nft-sets', 'bridge, nft sets'), ('ovs', 'Open vSwitch'),
]
COLUMNS = 2
WIDTH, LEFT, RIGHT = 420, 108, 74   # of a panel, its words, its numbers
BAR, STEP, TOP, GAP = 14, 20, 30, 18

STYLE = '''
  text { font: 12px system-ui, sans-serif; fill: #1f2328; }
  .head { font-weight: 600; font-size: 13px; }
  .note { fill: #59636e; }
  .ours { fill: #0969da; }
  .bar { fill: #8c959f; }
  .axis { stroke: #59636e; stroke-width: 1; }
  .floor { stroke: #bc4c00; stroke-width: 1.5; stroke-dasharray: 3 2; }
  .key { fill: #bc4c00; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .note { fill: #9198a1; }
    .ours { fill: #4493f8; }
    .bar { fill: #6e7681; }
    .axis { stroke: #9198a1; }
    .floor { stroke: #f0883e; }
    .key { fill: #f0883e; }
  }
'''


def text(x, y, what, kind='', anchor='start'):
    return (f'<text x="{x:.0f}" y="{y:.0f}" class="{kind}" '
            f'text-anchor="{anchor}">{escape(what)}</text>')


def why(error):
    """An error, in a word or two."""
    if 'later' in error:
        return 'left to its daemon'
    match = re.match(r'(\d+) of (\d+) frames', error)
    return ('lost frames' if match and int(match[1]) < int(match[2])
            else 'error')


def panel(x, y, title, row):
    """One case: a bar for each switch, and the floor as a line."""
    bars = RULE_BARS if 'flower' in row else BARS
    numbers = [row[peer] for peer in (*dict(bars), 'queue')
               if isinstance(row.get(peer), (int, float))]
    scale = (WIDTH - LEFT - RIGHT) / max(numbers + [1])
    yield text(x, y + 16, title, 'head')
    for i, (peer, name) in enumerate(bars):
        top = y + TOP + i * STEP
        middle = top + BAR - 3
        value = row.get(peer)
        yield text(x + LEFT - 8, middle, name,
                   'head' if peer == 'vswitch' else '', 'end')
        if value is None:
            yield text(x + LEFT + 6, middle,
                       'not tried' if peer == 'ovs' else 'does not do this',
                       'note')
        elif isinstance(value, dict):
            yield text(x + LEFT + 6, middle, why(value['error']), 'note')
        else:
            wide = max(value * scale, 1)
            kind = 'ours' if peer == 'vswitch' else 'bar'
            yield (f'<rect x="{x + LEFT}" y="{top}" width="{wide:.1f}" '
                   f'height="{BAR}" rx="2" class="{kind}"/>')
            yield text(x + LEFT + wide + 6, middle, f'{value:,.0f}')
    low = y + TOP + len(bars) * STEP
    yield (f'<line x1="{x + LEFT}" y1="{y + TOP - 4}" x2="{x + LEFT}" '
           f'y2="{low - 2}" class="axis"/>')
    floor = row.get('queue')
    if isinstance(floor, (int, float)):
        at = x + LEFT + floor * scale
        yield (f'<line x1="{at:.1f}" y1="{y + TOP - 4}" x2="{at:.1f}" '
               f'y2="{low - 2}" class="floor"/>')


def draw(found):
    """The whole of the file."""
    figures = found['figures']
    shown = [(name, title) for name, title in PANELS
             if figures.get(name)]
    high = TOP + len(BARS) * STEP + GAP
    lines = (len(shown) + COLUMNS - 1) // COLUMNS
    width, height = WIDTH * COLUMNS + 10, 74 + lines * high
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" '
           f'height="{height}" viewBox="0 0 {width} {height}" role="img" '
           'aria-label="Instructions for each frame, vswitch and peers">')
    yield f'<style>{STYLE}</style>'
    yield text(8, 20, 'Instructions for each frame, beyond receiving it',
               'head')
    yield text(8, 38, f'Linux {found["release"]}, 60-byte frames. Shorter is '
               'better; each chart has a scale of its own.', 'note')
    yield text(8, 55, 'Dashed: a bare dev_queue_xmit(), where it was '
               'measured.', 'key')
    for i, (name, title) in enumerate(shown):
        yield from panel(8 + i % COLUMNS * WIDTH, 66 + i // COLUMNS * high,
                         title, figures[name])
    yield '</svg>'


def main():
    with open(sys.argv[1]) as file:
        found = json.load(file)
    with open(sys.argv[2], 'w') as file:
        file.write('\n'.join(draw(found)) + '\n')


main()
