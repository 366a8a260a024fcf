# SPDX-License-Identifier: GPL-2.0
#
# Requests about ACLs that are wrong, each with what its refusal says; and
# words for those that are right. Used by acls.py.

TCP, UDP, ICMP, ICMP6 = 6, 17, 1, 58


def ip4(text):
    return bytes(map(int, text.split("."))).hex()


def match(field, *values, **more):
    """A match on numbers, or on values as they are."""
    return dict(more, field=field, value=[
        {"low": v} if isinstance(v, int) else v for v in values])


def addr(text, prefix=None):
    value = {"ipv4": ip4(text)}
    if prefix is not None:
        value["prefix"] = prefix
    return value


def action(kind, **more):
    return dict(more, kind=kind)


IN_SET = {"field": "src", "set": "s"}

# (matches, what the refusal says)
BAD_MATCHES = (
    ([match("src", addr("192.0.2.1", 24))], "behind its prefix"),
    ([match("src", addr("192.0.2.0", 33))], "at most 32 bits"),
    ([match("src", {"ipv6": "20010db8" + "00" * 11 + "01", "prefix": 64})],
     "behind its prefix"),
    ([match("src", {"prefix": 3})], "value is missing"),
    ([match("src", {"ipv4": ip4("192.0.2.1"), "ipv6": "00" * 16})],
     "one address"),
    ([match("src", 7)], "no value of this kind"),
    ([match("vid", 0)], "1 to 4094"),
    ([match("vid", 4095)], "1 to 4094"),
    ([match("vid", {"low": 9, "high": 8})], "ends before it begins"),
    ([match("pcp", 8)], "0 to 7"),
    ([match("dscp", 64)], "0 to 63"),
    ([match("frag", 3)], "first, later or any"),
    ([match("frag", {"low": 0, "high": 1})], "no range"),
    ([match("ethertype", 0x5ff)], "0x600"),
    ([match("ethertype", {"low": 0, "high": 0x800})], "not part of a range"),
    ([match("ethertype", 0x10000)], "0x600"),
    ([match("proto", 256)], "0 to 255"),
    ([match("len", 65536)], "0 to 65535"),
    ([match("vid", {"low": 1, "mask": 1})], "no mask"),
    ([match("sport", 80)], "protocol that has ports"),
    ([match("proto", ICMP), match("dport", 80)], "protocol that has ports"),
    ([match("proto", TCP, negate=1), match("dport", 80)],
     "protocol that has ports"),
    ([match("dport", 80), match("proto", TCP, 50)],
     "protocol that has ports"),
    ([match("proto", {"low": 5, "high": 7}), match("dport", 80)],
     "protocol that has ports"),
    ([match("proto", UDP), match("tcp-flags", 2)], "protocol TCP"),
    ([match("proto", TCP), match("tcp-flags", 0x1000)], "12 bits"),
    ([match("proto", TCP), match("tcp-flags", {"low": 3, "mask": 2})],
     "its mask leaves out"),
    ([match("icmp-type", 8)], "protocol ICMP"),
    ([match("proto", ICMP6), match("icmp-type", 8)], "protocol ICMP"),
    ([match("proto", ICMP), match("icmp-code", 256)], "0 to 255"),
    ([match("proto", ICMP), match("icmp6-type", 135)], "protocol ICMPv6"),
    ([match("icmp6-code", 1)], "protocol ICMPv6"),
    ([match("arp-spa", {"ipv6": "00" * 16})], "IPv4 only"),
    ([match("smac", {"mac": "020000000001", "mac-mask": "ff" * 5 + "00"})],
     "its mask leaves out"),
    ([match("smac", {"mac-mask": "ff" * 6})], "value is missing"),
    ([match("vid", *range(1, 66))], "at most 64"),
    ([{"field": "vid"}], "no value"),
    ([{"value": [{"low": 1}]}], "field of a match is missing"),
    ([{}], "field of a match is missing"),
    ([match("vid", {})], "value is missing"),
    ([match("vid", 5), match("pcp", 1), match("vid", 6)], "twice"),
    ([{"field": "vid", "set": "hosts"}], "takes no set"),
    ([{"field": "dport", "set": "hosts"}, match("proto", TCP)],
     "sets of this kind"),
    ([{"field": "src", "set": "hosts", "value": [addr("192.0.2.1")]}],
     "not both"),
    ([match("in-port", 4000)], "no port of this number"),
    ([match("in-port", 5000)], "0 to 4096"),
    ([match("malformed", 1)], "takes no value"),
    ([{"field": "malformed", "negate": 1}], "all other rules anyway"),
)

# (actions, what the refusal says)
BAD_ACTIONS = (
    ([action("allow"), action("deny")], "one of allow"),
    ([action("allow"), action("allow")], "one of allow"),
    ([action("redirect", port=1), action("continue")], "one of allow"),
    ([action("redirect")], "needs the port"),
    ([action("set-pcp")], "is missing"),
    ([action("set-pcp", value=8)], "0 to 7"),
    ([action("set-dscp")], "is missing"),
    ([action("set-dscp", value=64)], "0 to 63"),
    ([action("set-pcp", value=1), action("set-pcp", value=2)], "twice"),
    ([action("set-dscp", value=1), action("set-dscp", value=2)], "twice"),
    ([action("police", rate=9), action("police", rate=9)], "twice"),
    ([action("log"), action("log")], "twice"),
    ([action("police")], "needs a rate"),
    ([action("police", burst=9)], "needs a rate"),
    ([action("police", rate=0)], "1000000000000000"),
    ([action("police", rate=10 ** 15 + 1)], "1000000000000000"),
    ([action("police", rate=9, burst=0)], "2147483647"),
    ([action("police", rate=9, burst=2 ** 31)], "2147483647"),
    ([action("allow", reason="why")], "only deny"),
    ([action("deny", reason="what not")], "letters, digits"),
    ([action("log", value=1)], "does not take this"),
    ([action("allow", port=1)], "does not take this"),
    ([{"value": 1}], "is to do is missing"),
    ([action("mirror")], "needs the session that frames are copied to"),
    ([action("mirror"), action("deny")], "needs the session"),
    ([action("allow", session="watch")], "does not take this"),
    ([action("redirect", port=1, session="watch")], "does not take this"),
    ([action("log", session="watch")], "does not take this"),
)

# (operation, attributes, error, what the refusal says)
BAD_REQUESTS = (
    ("acl-add", {"name": "web"}, "EEXIST", "has an ACL of this name"),
    ("acl-add", {"name": "7"}, "EINVAL", "number"),
    ("acl-add", {"name": ""}, "EINVAL", "empty"),
    ("acl-add", {}, "EINVAL", "missing"),
    ("acl-del", {"name": "none"}, "ENOENT", "no ACL"),
    ("acl-del", {"name": "web"}, "EBUSY", "bound"),
    ("rule-add", {"acl": "none"}, "ENOENT", "no ACL"),
    ("rule-add", {}, "EINVAL", "missing"),
    ("rule-add", {"acl": "web", "before": 99}, "ENOENT", "no rule"),
    ("rule-add", {"acl": "web", "after": 99}, "ENOENT", "no rule"),
    ("rule-add", {"acl": "web", "before": 1, "after": 1}, "EINVAL",
     "not both"),
    ("rule-add", {"acl": "web", "handle": 0}, "ERANGE", "1 to 2147483647"),
    ("rule-add", {"acl": "web", "handle": 1 << 31}, "ERANGE",
     "1 to 2147483647"),
    ("rule-add", {"acl": "web", "handle": 1}, "EEXIST", "of this handle"),
    ("rule-add", {"acl": "web", "match": [{"field": "src", "set": "none"}]},
     "ENOENT", "no set"),
    ("rule-add", {"acl": "web", "action": [action("redirect", port=4000)]},
     "ENOENT", "no port"),
    ("rule-add", {"acl": "web", "action": [action("mirror", session="none")]},
     "ENOENT", "has no mirror session of this name"),
    ("rule-set", {"acl": "web", "handle": 1, "action": [
        action("mirror", session="hosts")]}, "ENOENT", "no mirror session"),
    ("rule-add", {"acl": "out", "action": [action("redirect", port=1)]},
     "EINVAL", "bound at egress"),
    ("rule-set", {"acl": "web", "handle": 99}, "ENOENT", "no rule"),
    ("rule-set", {"acl": "web"}, "EINVAL", "missing"),
    ("rule-del", {"acl": "web", "handle": 99}, "ENOENT", "no rule"),
    ("rule-del", {"acl": "web"}, "EINVAL", "missing"),
    ("rule-zero", {"acl": "web", "handle": 99}, "ENOENT", "no rule"),
    ("rule-flush", {"acl": "none"}, "ENOENT", "no ACL"),
    ("binding-add", {"acl": "web"}, "EINVAL", "missing"),
    ("binding-add", {"acl": "web", "point": "port-ingress"}, "EINVAL",
     "port is missing"),
    ("binding-add", {"acl": "web", "point": "port-egress", "port": 77},
     "ENOENT", "no port"),
    ("binding-add", {"acl": "web", "point": "vlan"}, "EINVAL",
     "VLAN is missing"),
    ("binding-add", {"acl": "web", "point": "vlan", "vid": 0}, "ERANGE",
     "out of range"),
    ("binding-add", {"acl": "web", "point": "vlan", "vid": 4095}, "ERANGE",
     "out of range"),
    ("binding-add", {"acl": "web", "point": "switch", "port": 1}, "EINVAL",
     "of a port"),
    ("binding-add", {"acl": "web", "point": "switch", "vid": 1}, "EINVAL",
     "of a VLAN"),
    ("binding-add", {"acl": "web", "point": "port-ingress", "port": 1},
     "EEXIST", "already"),
    ("binding-add", {"acl": "web", "point": "switch", "position": 2},
     "EINVAL", "position"),
    ("binding-add", {"acl": "web", "point": "switch", "position": 0},
     "EINVAL", "position"),
    ("binding-add", {"acl": "turn", "point": "port-egress", "port": 1},
     "EINVAL", "redirect"),
    ("binding-set", {"acl": "web", "point": "switch", "default": "deny"},
     "ENOENT", "not bound there"),
    ("binding-set", {"acl": "web", "point": "port-ingress", "port": 1,
                     "position": 2}, "EINVAL", "position"),
    ("binding-del", {"acl": "web", "point": "switch"}, "ENOENT",
     "not bound there"),
    ("set-add", {"name": "hosts"}, "EEXIST", "has a set"),
    ("set-add", {"name": ""}, "EINVAL", "empty"),
    ("set-del", {"name": "none"}, "ENOENT", "no set"),
    ("set-del", {"name": "hosts"}, "EBUSY", "uses the set"),
    ("member-add", {"set": "none", "ipv4": "c0000201"}, "ENOENT", "no set"),
    ("member-add", {"set": "hosts"}, "EINVAL", "missing"),
    ("member-add", {"set": "hosts", "mac": "020000000001"}, "EINVAL",
     "another kind"),
    ("member-add", {"set": "hosts", "low": 7}, "EINVAL", "another kind"),
    ("member-add", {"set": "hosts", "ipv4": "c0000201"}, "EEXIST",
     "has this member"),
    ("member-add", {"set": "hosts", "ipv4": "c0000201", "prefix": 24},
     "EINVAL", "behind its prefix"),
    ("member-add", {"set": "hosts", "ipv4": "c0000201", "ipv6": "00" * 16},
     "EINVAL", "one address"),
    ("member-add", {"set": "ports", "low": 9, "high": 8}, "EINVAL",
     "ends before it begins"),
    ("member-add", {"set": "ports", "low": 85, "high": 99}, "EEXIST",
     "part of this range"),
    ("member-del", {"set": "ports", "low": 80}, "ENOENT",
     "does not have this member"),
    ("member-del", {"set": "hosts", "ipv4": "c0000209"}, "ENOENT",
     "does not have this member"),
)
