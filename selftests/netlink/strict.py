# SPDX-License-Identifier: GPL-2.0
#
# Requests that the specification forbids: every one is refused, with a text
# that blames the right attribute, and changes nothing. Commands, attributes
# and their rules are read from the YAML. Called by agent.py.

import struct

import nl

NESTED = 0x8000


def each(lab):
    """Every kind of request, with its smallest good form; what is tried with
    it may change nothing."""
    for op, flags in lab.spec.requests():
        before = lab.picture()
        yield op, flags, lab.base(op, flags)
        lab.unchanged(op, before)


def foreign(lab):
    """Attributes that the command does not take, or that nobody knows."""
    for op, flags, base in each(lab):
        known = {a["number"]: a["name"] for a in lab.spec.attrs(op)}
        own = {a["number"] for a in lab.spec.request(op)}
        numbers = set(range(max(known) + 4)) | {0x3ff, 0x3fff}
        for number in sorted(numbers - own):
            what = lab.title(op, flags, "with attribute %d (%s)" % (
                number, known.get(number, "unknown")))
            lab.refused(what, op, base + nl.nla(number, b"\0" * 4), flags,
                        at=nl.HEADERS + len(base), code="EINVAL")


def lengths(attr):
    """Payloads of lengths that the attribute cannot have."""
    kind, checks = attr["type"], attr.get("checks", {})
    if kind in nl.INT:
        size = struct.calcsize(nl.INT[kind])
        wrong = {0, size - 1, size + 1, size + 4}
    elif kind == "flag":
        wrong = {1, 4}
    elif kind == "binary" and "exact-len" in checks:
        size = checks["exact-len"]
        wrong = {0, 1, size - 1, size + 1, size + 4}
    else:
        wrong = set()
    for length in sorted(wrong):
        yield "of %d bytes" % length, b"\1" * length


def strings(spec, attr):
    if attr["type"] != "string":
        return
    yield "without its NUL", b"ab"
    yield "without a byte", b""
    if "max-len" in attr.get("checks", {}):
        most = spec.const(attr["checks"]["max-len"])
        yield "that is too long", b"a" * (most + 1) + b"\0"
        yield "that is long, without its NUL", b"a" * (most + 1)


def limits(spec, attr):
    """Numbers that the policy itself forbids."""
    checks = attr.get("checks", {})
    form = nl.INT.get(attr["type"])
    most = spec.const(checks.get("max"))
    if "enum" in attr:
        most = len(spec.enum(attr)) - 1
    if most is not None:
        yield "of %d" % (most + 1), struct.pack(form, most + 1)
        yield "of all ones", b"\xff" * struct.calcsize(form)
    least = spec.const(checks.get("min", 0))
    if least:
        yield "of %d" % (least - 1), struct.pack(form, least - 1)


def wrong(lab, op, attr):
    """(what is wrong, the attribute as bytes): all that is against policy."""
    spec = lab.spec
    for what, payload in (*lengths(attr), *strings(spec, attr),
                          *limits(spec, attr)):
        yield what, nl.nla(attr["number"], payload)
    if attr["type"] != "nest":
        right = spec.encode(attr, lab.sample(op, attr))
        length, number = struct.unpack_from("=HH", right)
        yield "marked as nested", \
            struct.pack("=HH", length, number | NESTED) + right[4:]


def policy(lab):
    """Wrong lengths, strings and numbers, in place of what is right, and
    behind it."""
    for op, flags, base in each(lab):
        for attr in lab.spec.request(op, flags):
            rest = lab.base(op, flags, without=(attr["name"],))
            for what, data in wrong(lab, op, attr):
                what = lab.title(op, flags, "%s %s" % (attr["name"], what))
                lab.refused(what, op, rest + data, flags,
                            at=nl.HEADERS + len(rest))
                if rest != base:
                    lab.refused(what + ", behind a right one", op,
                                base + data, flags,
                                at=nl.HEADERS + len(base))


def doubled(lab):
    """Twice the same attribute: each is checked, and the last one counts, as
    everywhere in netlink."""
    for op, flags, base in each(lab):
        for attr in lab.spec.request(op, flags):
            right = lab.spec.encode(attr, lab.sample(op, attr))
            for what, data in wrong(lab, op, attr):
                what = lab.title(op, flags, "%s %s, then a right one" % (
                    attr["name"], what))
                lab.refused(what, op, base + data + right, flags,
                            at=nl.HEADERS + len(base))
    sw0, none = lab.ifindex["vsw0"], 0x7fffffff
    for flags in (0, nl.NLM_F_DUMP):
        data = lab.nl.encode("stats-get", {"switch": none})
        right = lab.nl.encode("stats-get", {"switch": sw0})
        replies = lab.nl.decode("stats-get", lab.nl.raw(
            "stats-get", data + right, flags))
        lab.equal("the last one counts", {r["switch"] for r in replies},
                  {sw0})
        lab.refused("the last one counts, too", "stats-get", right + data,
                    flags, at=nl.HEADERS + len(right), code="ENODEV")


def headers(lab):
    """Fields that are reserved, flags that mean nothing, loose ends."""
    for op, flags, base in each(lab):
        def refused(what, data=base, more=0, **how):
            lab.refused(lab.title(op, flags, what), op, data, flags | more,
                        code="EINVAL", **how)

        refused("with the reserved field set", reserved=1)
        # NLM_F_ACK_TLVS and such belong to answers; the flags of a new or
        # a changed object are not used by this family.
        for more in (0x10, 0x20, 0x40, 0x80, 0x800, 0x1000, 0x8000):
            refused("with flag %#x" % more, more=more)
        if not flags:
            for more in (0x100, 0x200, 0x400):
                refused("with flag %#x" % more, more=more)
        for loose in (b"\0", b"\0" * 3):
            refused("with %d bytes behind it" % len(loose), base + loose)
        number = lab.spec.request(op)[0]["number"]
        for length in (0, 1, 3, 64, 0xffff):
            refused("with an attribute of length %d" % length,
                    base + struct.pack("=HHI", length, number, 0))


def unknown_commands(lab):
    """Numbers that are nobody's, notifications, dumps of what has none."""
    spec, family = lab.spec, lab.nl.family
    asked = {o["number"] for o in spec.ops.values() if "do" in o}
    dumped = {o["number"] for o in spec.ops.values() if "dump" in o}
    last = max(o["number"] for o in spec.ops.values())
    lab.equal("the kernel's commands", lab.nl.kernel_ops, asked | dumped)
    for number in (*range(last + 4), 127, 255):
        for flags, there in ((0, asked), (nl.NLM_F_DUMP, dumped)):
            if number in there:
                continue
            try:
                lab.nl.send(family, number, flags, b"")
                lab.fail("command %d was done (flags %#x)" % (number, flags))
            except nl.Refused as said:
                lab.equal("command %d (flags %#x)" % (number, flags),
                          said.name, "EOPNOTSUPP")
