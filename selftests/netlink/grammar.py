# SPDX-License-Identifier: GPL-2.0
#
# Makes messages of the family by the grammar of its YAML specification, most
# of them nearly right: any command and attribute that is added there is made,
# too. What it makes depends on its seed and on what it is told is there.
# Used by fuzz.py.

import random
import re
import struct
import sys

import nl

NESTED, BYTEORDER = 0x8000, 0x4000
MAX_DEPTH = 6


def boundaries(spec, attr):
    """Numbers at which something may begin or end, by type, checks and the
    words of the documentation."""
    bits = 8 * struct.calcsize(nl.INT[attr["type"]])
    found = {0, 1, 1 << (bits - 1), (1 << bits) - 1}
    checks = attr.get("checks", {})
    edges = [spec.const(checks[k]) for k in ("min", "max") if k in checks]
    if "enum" in attr:
        found.update(range(len(spec.enum(attr))))
        edges.append(len(spec.enum(attr)) - 1)
    said = re.search(r"\b(\d[\d,]*) to (\d[\d,]*)", attr.get("doc", ""))
    if said:
        edges += [int(n.replace(",", "")) for n in said.groups()]
    for edge in edges:
        found.update((edge - 1, edge, edge + 1))
    return sorted(n for n in found if 0 <= n < 1 << bits)


class Grammar:
    """A stream of messages."""

    def __init__(self, spec, seed):
        self.spec = spec
        self.rng = random.Random(seed)
        # What there is: numbers and names that mean something right now.
        self.numbers = list(range(6))
        self.names = []
        self.good = {}          # the smallest request that is done, by op
        self.edges = {id(a): boundaries(spec, a)
                      for attrs in spec.sets.values() for a in attrs
                      if a["type"] in nl.INT}
        self.kinds = list(spec.requests())
        self.live = {}          # what an attribute of this name should be now

    def remember(self, name, value):
        """Attributes of this name are mostly to have this value."""
        self.live[name] = value

    def chance(self, percent):
        return self.rng.random() * 100 < percent

    # ---- values ----------------------------------------------------------

    def number(self, attr):
        size = struct.calcsize(nl.INT[attr["type"]])
        how = self.rng.randrange(10)
        if how < 5:
            value = self.rng.choice(self.edges[id(attr)])
        elif how < 9:
            value = self.rng.choice(self.numbers)
        else:
            value = self.rng.getrandbits(self.rng.randrange(1, 8 * size + 1))
        return (value % (1 << 8 * size)).to_bytes(size, sys.byteorder)

    def string(self, attr):
        most = self.spec.const(attr.get("checks", {}).get("max-len", 31))
        how = self.rng.randrange(20)
        if how < 14 and self.names:
            text = self.rng.choice(self.names).encode()
        elif how < 17:
            text = b"n%d" % self.rng.randrange(20)
        elif how == 17:
            text = b"x" * self.rng.choice((0, most - 1, most, most + 1))
        else:
            text = self.rng.randbytes(self.rng.randrange(most + 2))
        return text + b"\0" * self.rng.choice((1, 1, 1, 1, 1, 1, 1, 0, 2))

    def binary(self, attr):
        size = attr.get("checks", {}).get("exact-len")
        if size is None:
            return self.rng.randbytes(self.rng.randrange(40))
        size = self.spec.const(size)
        if self.chance(75):     # few different ones, so that they are met again
            return b"\x02" + bytes(size - 2) + bytes([self.rng.randrange(9)])
        return self.rng.choice((b"\0" * size, b"\xff" * size,
                                b"\x01\x80\xc2" + bytes(size - 3),
                                self.rng.randbytes(size)))

    def inside(self, attr, depth):
        """The attributes in a nest."""
        parts = []
        for inner in self.spec.sets[attr["nested-attributes"]]:
            times = 1
            if inner.get("multi-attr"):
                times = self.rng.choice((0, 1, 1, 2, 3, 5, 50))
            parts += [self.attribute(inner, depth + 1) for _ in range(times)]
        if self.chance(5):
            self.rng.shuffle(parts)
        if self.chance(5) and parts:
            parts.pop()
        return b"".join(parts)

    def payload(self, attr, depth):
        kind = attr["type"]
        if kind in nl.INT:
            return self.number(attr)
        if kind == "string":
            return self.string(attr)
        if kind == "binary":
            return self.binary(attr)
        if kind == "nest" and depth < MAX_DEPTH:
            return self.inside(attr, depth)
        return b""

    # ---- attributes ------------------------------------------------------

    def attribute(self, attr, depth=0, given=None):
        """One attribute, most often as it should be."""
        kind = attr["number"] | (NESTED if attr["type"] == "nest" else 0)
        if given is not None:
            return self.spec.encode(attr, given)
        data = self.payload(attr, depth)
        if self.chance(94):
            return nl.nla(kind, data)
        how = self.rng.randrange(8)
        if how == 0:            # of another length
            data = data[:self.rng.randrange(len(data) + 1)]
        elif how == 1:
            data += self.rng.randbytes(self.rng.randrange(1, 9))
        elif how == 2:          # of another type
            kind ^= self.rng.choice((NESTED, BYTEORDER, NESTED | BYTEORDER))
        elif how == 3:
            kind = self.rng.choice((0, kind + 1, self.rng.getrandbits(16)))
        elif how == 4:          # with the contents of another one
            others = [a for attrs in self.spec.sets.values() for a in attrs]
            data = self.payload(self.rng.choice(others), depth + 1)
        elif how == 5:          # in nests of itself
            for _ in range(self.rng.choice((1, 2, 20, 200))):
                data = nl.nla(kind | NESTED, data)
        elif how == 6:          # doubled
            return nl.nla(kind, data) + nl.nla(kind, self.payload(attr, depth))
        else:                   # its length is a lie
            whole = bytearray(nl.nla(kind, data))
            lie = self.rng.choice((0, 1, 3, len(whole) + 4, 0xffff))
            whole[0:2] = struct.pack("=H", lie)
            return bytes(whole)
        return nl.nla(kind, data)

    def attributes(self, op, flags):
        """What the command takes, and sometimes what it does not."""
        takes = self.spec.request(op, flags)
        good = self.good.get((op, flags), {})
        most_wanted = 120 / max(len(takes), 4)
        parts = []
        for attr in takes:
            name = attr["name"]
            if name in good:
                if self.chance(3):
                    continue
                given = self.live.get(name, good[name]) \
                    if self.chance(85) else None
                parts.append(self.attribute(attr, given=given))
            elif self.chance(most_wanted):
                parts.append(self.attribute(
                    attr, given=self.live.get(name)
                    if self.chance(70) else None))
        if self.chance(2):
            parts.append(self.attribute(self.rng.choice(
                self.spec.attrs(op))))
        if self.chance(10):
            self.rng.shuffle(parts)
        return b"".join(parts)

    # ---- messages --------------------------------------------------------

    def message(self, family, seq):
        """(operation, whether its header is right, the message)."""
        op, flags = self.rng.choice(self.kinds)
        data = self.attributes(op, flags)
        if self.chance(2):      # as it comes
            data = self.noise(data)
        number = self.spec.ops[op]["number"]
        flags |= nl.NLM_F_REQUEST
        if not flags & nl.NLM_F_DUMP:
            flags |= nl.NLM_F_ACK
        right = True
        version, reserved, length = 1, 0, nl.HEADERS + len(data)
        if self.chance(2):
            right = False
            how = self.rng.randrange(4)
            if how == 0:
                number = self.rng.randrange(256)
            elif how == 1:
                flags |= 1 << self.rng.randrange(16)
            elif how == 2:
                version, reserved = (self.rng.getrandbits(8),
                                     self.rng.getrandbits(16))
            else:
                data = data[:self.rng.randrange(len(data) + 1)]
                length = nl.HEADERS + len(data)
        message = struct.pack("=IHHIIBBH", length, family, flags, seq, 0,
                              number, version, reserved) + data
        return op, right, message + b"\0" * (-len(message) % 4)

    def noise(self, data):
        """Bytes changed, lost, or come in between."""
        data = bytearray(data)
        for _ in range(self.rng.randrange(1, 4)):
            at = self.rng.randrange(len(data) + 1)
            how = self.rng.randrange(4)
            if how == 0 and at < len(data):
                data[at] ^= 1 << self.rng.randrange(8)
            elif how == 1:
                del data[at:]
            elif how == 2:
                data[at:at] = self.rng.randbytes(self.rng.randrange(1, 9))
            else:
                data += data[:at]
        return bytes(data[:30000])
