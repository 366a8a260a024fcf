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
# Lengths of a message with which it, and what is behind it, is no message
LIES = (0, 4, 15, 1 << 24, 0xffffffff)


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


def limits(spec, attr):
    """The least and the most that is right, as far as that is known."""
    checks = attr.get("checks", {})
    least = spec.const(checks.get("min", 0))
    most = spec.const(checks.get("max"))
    said = re.search(r"\b\d[\d,]* to (\d[\d,]*)", attr.get("doc", ""))
    if "enum" in attr:
        most = len(spec.enum(attr)) - 1
    elif most is None and said:
        most = int(said[1].replace(",", ""))
    elif most is None:
        most = (1 << 8 * struct.calcsize(nl.INT[attr["type"]])) - 1
    return least, most


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
        self.limits = {id(a): limits(spec, a)
                       for attrs in spec.sets.values() for a in attrs
                       if a["type"] in nl.INT}
        self.kinds = list(spec.requests())
        # those that take more have more to be tried
        # and transactions end only where the messages before were right
        self.weights = [(12 if kind[0].startswith("txn-") else 4) +
                        len(spec.request(*kind)) for kind in self.kinds]
        self.right = False      # is this message to be one that is done?
        self.said = {}          # numbers in its nests, by kind, see same()
        self.whole = {}         # requests that are right as they are, by op
        self.live = {}          # what an attribute of this name should be now

    def remember(self, name, value):
        """Attributes of this name are mostly to have this value."""
        self.live[name] = value

    def chance(self, percent):
        return self.rng.random() * 100 < percent

    # ---- values ----------------------------------------------------------

    def same(self, attr):
        """Numbers of this kind may mean the same."""
        return attr["type"], self.limits[id(attr)][1]

    def right_number(self, attr):
        least, most = self.limits[id(attr)]
        said = self.said.get(self.same(attr))
        if said and self.chance(70):
            return self.rng.choice(said)
        pool = self.edges[id(attr)] if self.chance(30) or "enum" in attr \
            else self.numbers
        pool = [n for n in pool if least <= n <= most]
        return self.rng.choice(pool or [least, most])

    def ascending(self, attr, count):
        """So many different numbers: those of other nests of the message,
        some that are close together, or from one end to the other."""
        least, most = self.limits[id(attr)]
        said = sorted(set(self.said.get(self.same(attr), ())))
        if len(said) >= count and self.chance(50):
            return sorted(self.rng.sample(said, count))
        if said and said[-1] - said[0] >= count and self.chance(80):
            return sorted(self.rng.sample(range(said[0], said[-1] + 1),
                                          count))
        if count > 1 and self.chance(30):
            return [least, *sorted(self.rng.sample(
                range(least + 1, most), count - 2)), most]
        low = self.rng.choice([n for n in self.numbers
                               if least <= n <= most] or [least])
        high = min(low + count * self.rng.choice((1, 2, 10)), most)
        low = max(min(low, high - count), least)
        return sorted(self.rng.sample(range(low, high + 1), count))

    def number(self, attr):
        size = struct.calcsize(nl.INT[attr["type"]])
        if self.right:
            return self.right_number(attr).to_bytes(size, sys.byteorder)
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
        if self.right:
            names = [n for n in self.names if len(n) <= most]
            text = self.rng.choice(names) if names and self.chance(50) \
                else "n%d" % self.rng.randrange(20)
            return (b"" if self.chance(5) else text.encode()) + b"\0"
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
        if self.right:
            return self.coherent(attr, depth)
        parts = []
        for inner in self.spec.sets[attr["nested-attributes"]]:
            times = int(inner["type"] != "flag" or self.chance(50))
            if inner.get("multi-attr"):
                times = self.rng.choice((0, 1, 1, 2, 3, 5, 50))
            parts += [self.attribute(inner, depth + 1) for _ in range(times)]
        if self.chance(5):
            self.rng.shuffle(parts)
        if self.chance(5) and parts:
            parts.pop()
        return b"".join(parts)

    def coherent(self, attr, depth):
        """The attributes in a nest, so that they go together: in a list of
        others, the numbers of each are above those of the one before."""
        parts = []
        for inner in self.spec.sets[attr["nested-attributes"]]:
            if inner["type"] == "nest" and depth < MAX_DEPTH:
                times = self.rng.choice((1, 1, 1, 2, 3, 5, 50)) \
                    if inner.get("multi-attr") else 1
                parts += self.items(inner, times, depth + 1)
            elif inner["type"] != "pad":
                parts.append(self.attribute(inner, depth + 1))
        return b"".join(parts)

    def items(self, attr, times, depth):
        """Some nests of a kind."""
        inside = self.spec.sets[attr["nested-attributes"]]
        numbers = [a for a in inside if a["type"] in nl.INT]
        flags = self.chance(50)     # are there any?
        short = self.chance(10)     # without the last number
        if not numbers:
            return [self.attribute(attr, depth) for _ in range(times)]
        low = min(numbers, key=lambda a: self.limits[id(a)][1])
        least, most = self.limits[id(low)]
        times = min(times, max((most - least + 1) // len(numbers), 1))
        steps = self.ascending(low, times * len(numbers))
        out = []
        for i in range(times):
            mine = steps[i * len(numbers):(i + 1) * len(numbers)]
            if self.chance(30):
                mine = mine[:1] * len(mine)
            parts = []
            for inner in inside:
                if inner["type"] in nl.INT:
                    value = mine.pop(0)
                    if mine or not short or len(numbers) == 1:
                        self.said.setdefault(self.same(inner),
                                             []).append(value)
                        parts.append(self.spec.encode(inner, value))
                elif inner["type"] == "flag":
                    if flags and self.chance(50):
                        parts.append(self.attribute(inner, depth + 1))
                elif inner["type"] != "pad":
                    parts.append(self.attribute(inner, depth + 1))
            out.append(nl.nla(attr["number"] | NESTED, b"".join(parts)))
        return out

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
        if self.right or self.chance(94):
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

    def wanted(self, takes, good):
        """Which attributes a message is to have: those that it needs, and
        some others. What belongs together stands together in the
        specification, a nest in the middle; so often some neighbours."""
        others = [a for a in takes if a["name"] not in good]
        near = set()
        if others and self.chance(60 if self.right else 30):
            nests = [a for a in others if a["type"] == "nest"]
            at = others.index(self.rng.choice(
                nests if nests and self.chance(50) else others))
            near = {id(a) for a in others[max(at - self.rng.randrange(5), 0):
                                          at + self.rng.randrange(1, 5)]}
        most_wanted = 0 if near else 120 / max(len(takes), 4)
        for attr in takes:
            percent = 97 if attr["name"] in good else \
                80 if id(attr) in near else most_wanted
            if self.chance(percent):
                yield attr

    def attributes(self, op, flags):
        """What the command takes, and sometimes what it does not; more
        often than not as it should be."""
        good = self.good.get((op, flags), {})
        self.right = self.chance(60)
        if self.right and not flags and op in self.whole and self.chance(30):
            return self.as_it_is(op, good)
        wanted = list(self.wanted(self.spec.request(op, flags), good))
        self.said = {}
        parts = {}
        # nests first: what they say of numbers may be meant by others, too
        for attr in sorted(wanted, key=lambda a: a["type"] != "nest"):
            name = attr["name"]
            known = self.live.get(name, good.get(name))
            sure = 70 if name not in good else 97 if self.right else 85
            if op.endswith("-add") and name not in ("switch", "txn"):
                sure = 20       # that one is there already
            given = known if self.chance(sure) else None
            parts[name] = self.attribute(attr, given=given)
        parts = [parts[a["name"]] for a in wanted]
        if not self.right and self.chance(4):
            parts.append(self.attribute(self.rng.choice(
                self.spec.attrs(op))))
        if self.chance(10):
            self.rng.shuffle(parts)
        return b"".join(parts)

    def as_it_is(self, op, good):
        """What has parts that only a right one has."""
        attrs = dict(self.rng.choice(self.whole[op]), switch=good["switch"])
        if "txn" in self.live and self.chance(10) and \
                "txn" in [a["name"] for a in self.spec.request(op)]:
            attrs["txn"] = self.live["txn"]
        return b"".join(self.spec.encode(self.spec.attr(op, name), one)
                        for name, value in attrs.items()
                        for one in (value if isinstance(value, list)
                                    else [value]))

    # ---- messages --------------------------------------------------------

    def message(self, family, seq):
        """(operation, whether its header is right, the message)."""
        op, flags = self.rng.choices(self.kinds, self.weights)[0]
        data = self.attributes(op, flags)
        if not self.right and self.chance(4):   # as it comes
            data = self.noise(data)
        number = self.spec.ops[op]["number"]
        flags |= nl.NLM_F_REQUEST
        if not flags & nl.NLM_F_DUMP:
            flags |= nl.NLM_F_ACK
        right = True
        version, reserved, length = 1, 0, nl.HEADERS + len(data)
        if self.chance(2):
            right = False
            how = self.rng.randrange(6)
            if how == 0:
                number = self.rng.randrange(256)
            elif how == 1:
                flags |= 1 << self.rng.randrange(16)
            elif how == 2:
                version, reserved = (self.rng.getrandbits(8),
                                     self.rng.getrandbits(16))
            elif how == 3:
                flags &= ~nl.NLM_F_REQUEST
            elif how == 4:
                length = self.rng.choice(LIES)
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
