# SPDX-License-Identifier: GPL-2.0
#
# Rules of ACLs as text, in words close to those of vswitchctl: what they are
# as attributes, and which frames they match, in the plainest way that works.
#
#   [not] FIELD VALUE[,VALUE]... | [not] FIELD @SET | malformed    matches
#   allow | deny [reason NAME] | redirect PORT | continue | count | log |
#   set-pcp N | set-dscp N | police RATE [packets] [burst N] |
#   mirror SESSION                                                 actions
#
# FIELD is one of the specification's. A VALUE is a number, LOW-HIGH,
# VALUE/MASK, an address with a prefix length, a MAC address with a mask, or
# one of the names below.
# Called by acl_oracle.py, acl_lab.py and the suites about ACLs.

import ipaddress

MACS = ("smac", "dmac")
ADDRESSES = ("src", "dst", "arp-spa", "arp-tpa")
NAMES = {
    "ethertype": {"ipv4": 0x0800, "arp": 0x0806, "ipv6": 0x86dd},
    "proto": {"icmp": 1, "tcp": 6, "udp": 17, "dccp": 33, "icmp6": 58,
              "sctp": 132, "udplite": 136},
    "frag": {"first": 0, "later": 1, "any": 2},
    "arp-op": {"request": 1, "reply": 2},
}
FIELDS = MACS + ADDRESSES + (
    "ethertype", "vid", "pcp", "proto", "sport", "dport", "tcp-flags",
    "icmp-type", "icmp-code", "icmp6-type", "icmp6-code", "dscp", "frag",
    "arp-op", "len", "in-port")
VERDICTS = ("allow", "deny", "redirect")
MAC_ALL = (1 << 48) - 1


class Number:
    """A number, a range, or some bits."""

    def __init__(self, low, high=None, mask=None):
        self.low, self.mask = low, mask
        self.high = low if high is None else high

    def holds(self, value):
        if self.mask is not None:
            return value & self.mask == self.low & self.mask
        return self.low <= value <= self.high

    def attrs(self):
        if self.mask is not None:
            return {"low": self.low, "mask": self.mask}
        if self.high != self.low:
            return {"low": self.low, "high": self.high}
        return {"low": self.low}


class Frag:
    """(is a fragment, is not the first one), or what is asked of these."""

    def __init__(self, kind):
        self.kind = kind

    def holds(self, value):
        fragment, later = value
        return fragment and (later if self.kind == 1 else
                             not later if self.kind == 0 else True)

    def attrs(self):
        return {"low": self.kind}


class Mac:
    def __init__(self, text):
        address, _, mask = text.partition("/")
        self.value = int(address.replace(":", ""), 16)
        self.mask = int(mask.replace(":", ""), 16) if mask else MAC_ALL

    def holds(self, value):
        return value & self.mask == self.value & self.mask

    def attrs(self):
        out = {"mac": "%012x" % self.value}
        if self.mask != MAC_ALL:
            out["mac-mask"] = "%012x" % self.mask
        return out


class Prefix:
    """Of either family; a frame's address is an ipaddress."""

    def __init__(self, text):
        self.net = ipaddress.ip_network(text)

    def holds(self, value):
        return value in self.net

    def attrs(self):
        out = {"ipv%d" % self.net.version: self.net.network_address.packed
               .hex()}
        if self.net.prefixlen != self.net.max_prefixlen:
            out["prefix"] = self.net.prefixlen
        return out


def value_of(field, text):
    if field in MACS:
        return Mac(text)
    if field in ADDRESSES:
        return Prefix(text)
    names = NAMES.get(field, {})
    if field == "frag":
        return Frag(names[text])

    def number(word):
        return names[word] if word in names else int(word, 0)

    if "/" in text:
        value, mask = text.split("/")
        return Number(number(value), mask=number(mask))
    if "-" in text:
        low, high = text.split("-")
        return Number(number(low), number(high))
    return Number(number(text))


class Match:
    def __init__(self, field, text, negate):
        self.field, self.negate = field, negate
        self.set = text[1:] if text.startswith("@") else None
        self.values = [] if self.set or field == "malformed" else [
            value_of(field, word) for word in text.split(",")]

    def holds(self, fields, sets):
        """False for what does not have the field, negated or not."""
        if self.field == "malformed":
            return True
        if self.field not in fields:
            return False
        values = sets[self.set].members.values() if self.set else self.values
        return self.negate != any(v.holds(fields[self.field])
                                  for v in values)

    def attrs(self):
        out = {"field": self.field}
        if self.negate:
            out["negate"] = 1
        if self.set:
            out["set"] = self.set
        if self.values:
            out["value"] = [v.attrs() for v in self.values]
        return out


class Action:
    def __init__(self, kind, **attrs):
        self.kind = kind
        self.attrs_ = attrs

    def __getattr__(self, name):
        return self.__dict__["attrs_"].get(name)

    def attrs(self):
        return dict(self.attrs_, kind=self.kind)


class Rule:
    """A rule and, for the oracle, what it counted."""

    def __init__(self, text):
        self.text = text
        self.handle = None
        self.matches, self.actions = parse(text)
        self.zero()

    def zero(self):
        self.frames = self.bytes = 0

    def become(self, text):
        """Other matches and actions; the counters go on."""
        self.text = text
        self.matches, self.actions = parse(text)

    @property
    def verdict(self):
        """The action that ends the search, or None."""
        for action in self.actions:
            if action.kind in VERDICTS:
                return action
        return None

    def holds(self, fields, sets):
        malformed = any(m.field == "malformed" for m in self.matches)
        return malformed == fields["malformed"] and all(
            m.holds(fields, sets) for m in self.matches)

    def attrs(self):
        return {"match": [m.attrs() for m in self.matches],
                "action": [a.attrs() for a in self.actions]}

    def __str__(self):
        return self.text


def parse(text):
    """(matches, actions)"""
    words = text.split()
    matches, actions = [], []

    def take():
        return words.pop(0)

    def option(word):
        if words and words[0] == word:
            take()
            return take()
        return None

    while words:
        word = take()
        negate = word == "not"
        if negate:
            word = take()
        if word == "malformed":
            matches.append(Match(word, "", negate))
        elif word in FIELDS:
            matches.append(Match(word, take(), negate))
        elif word == "deny":
            reason = option("reason")
            actions.append(Action(word, **(
                {"reason": reason} if reason else {})))
        elif word == "redirect":
            actions.append(Action(word, port=int(take())))
        elif word in ("set-pcp", "set-dscp"):
            actions.append(Action(word, value=int(take())))
        elif word == "police":
            attrs = {"rate": int(take())}
            if words and words[0] == "packets":
                attrs["unit"] = take()
            burst = option("burst")
            if burst:
                attrs["burst"] = int(burst)
            actions.append(Action(word, **attrs))
        elif word == "mirror":
            actions.append(Action(word, session=take()))
        elif word in ("allow", "continue", "count", "log"):
            actions.append(Action(word))
        else:
            raise ValueError("%s: what is %s?" % (text, word))
    return matches, actions


class Set:
    """Members by their text."""

    def __init__(self, kind="prefix"):
        self.kind = kind
        self.members = {}

    def member(self, text):
        field = {"prefix": "src", "mac": "smac", "l4-port": "sport"}
        return value_of(field[self.kind], text)
