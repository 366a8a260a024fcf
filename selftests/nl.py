#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""A raw client of the generic netlink family, for tests.

It knows commands and attributes from the YAML specification alone, checks
nothing by itself, and can send what no honest program would.

    nl.py do OP [ATTR=VALUE]...      one request; the replies as JSON lines
    nl.py dump OP [ATTR=VALUE]...
    nl.py listen GROUP...            {"event": "ready"}, then notifications

Exit: 0 done, 2 refused, with "ERRNO: text (attribute)" on stderr.
"""

import errno
import json
import os
import socket
import struct
import sys

import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SPEC = os.path.join(ROOT, "Documentation/netlink/specs/vswitch.yaml")

NETLINK_GENERIC = 16
SOL_NETLINK = 270
NETLINK_ADD_MEMBERSHIP, NETLINK_CAP_ACK, NETLINK_EXT_ACK = 1, 10, 11
NETLINK_GET_STRICT_CHK = 12

NLM_F_REQUEST, NLM_F_MULTI, NLM_F_ACK = 1, 2, 4
NLM_F_DUMP_INTR, NLM_F_ACK_TLVS = 0x10, 0x200
NLM_F_DUMP = 0x300
NLMSG_NOOP, NLMSG_ERROR, NLMSG_DONE = 1, 2, 3
NLMSGERR_MSG, NLMSGERR_OFFS, NLMSGERR_MISS_TYPE = 1, 2, 5

GENL_ID_CTRL = 16
CTRL_CMD_GETFAMILY = 3
CTRL_FAMILY_ID, CTRL_FAMILY_NAME, CTRL_OPS, CTRL_GROUPS = 1, 2, 6, 7

# What a dump says when it is refused after it began: in 6.1 a text, and not
# which attribute is at fault.
DUMPS_SAY_WHICH = tuple(map(int, os.uname().release.split(".")[:2])) > (6, 1)

NLA_F_NESTED = 0x8000
INT = {"u8": "=B", "u16": "=H", "u32": "=I", "u64": "=Q"}
HEADERS = 20    # nlmsghdr and genlmsghdr: where the first attribute stands


class Refused(Exception):
    """The kernel's answer to a request that it did not carry out."""

    def __init__(self, code, text=None, attr=None, missing=None,
                 text_only=False):
        self.errno = code
        self.name = errno.errorcode.get(code, str(code))
        if code == errno.EOPNOTSUPP:
            self.name = "EOPNOTSUPP"    # ENOTSUP is the same number
        self.text = text            # the extack's message, or None
        self.attr = attr            # offset of the attribute at fault
        self.missing = missing      # type of the one that is not there
        self.text_only = text_only  # the kernel cannot say which attribute
        where = ""
        if attr is not None:
            where = " (attribute at %d)" % attr
        elif missing is not None:
            where = " (attribute %d is missing)" % missing
        super().__init__("%s: %s%s" % (self.name, text, where))


class Spec:
    """What the YAML says: operations, and the attributes of each."""

    def __init__(self, path=SPEC):
        with open(path, encoding="utf-8") as file:
            spec = yaml.load(file, Loader=getattr(yaml, "CSafeLoader",
                                                  yaml.SafeLoader))
        self.name = spec["name"]
        self.consts = {d["name"]: d for d in spec["definitions"]}
        self.sets = {}
        for aset in spec["attribute-sets"]:
            number = 0
            for attr in aset["attributes"]:
                number = attr.get("value", number + 1)
                attr["number"] = number
            self.sets[aset["name"]] = aset["attributes"]
        self.ops = {}
        number = 0
        for oper in spec["operations"]["list"]:
            number = oper.get("value", number + 1)
            oper["number"] = number
            if "notify" in oper:
                oper["attribute-set"] = None
            self.ops[oper["name"]] = oper
        for oper in self.ops.values():
            if "notify" in oper:
                oper["attribute-set"] = \
                    self.ops[oper["notify"]]["attribute-set"]

    def attrs(self, op):
        """All attributes of the set that the operation speaks in."""
        return self.sets[self.ops[op]["attribute-set"]]

    def attr(self, op, name):
        """The attribute of this name, "_" or "-" in it."""
        name = name.replace("_", "-")
        for attr in self.attrs(op):
            if attr["name"] == name:
                return attr
        raise KeyError("%s has no attribute %s" % (op, name))

    def request(self, op, flags=0):
        """Those that a request may carry. Where nothing else is said of a
        dump, they are those of the single request: the policy is the same."""
        oper = self.ops[op]
        do = oper.get("do", {}).get("request", {}).get("attributes", [])
        names = do
        if flags & NLM_F_DUMP:
            names = oper.get("dump", {}).get("request", {}) \
                .get("attributes", do)
        return [a for a in self.attrs(op) if a["name"] in names]

    def changes(self, op):
        """Does the operation change anything?"""
        return "uns-admin-perm" in self.ops[op].get("flags", [])

    def requests(self):
        """(operation, flags) of each kind of request there is."""
        for name, oper in self.ops.items():
            if "do" in oper:
                yield name, 0
            if "dump" in oper:
                yield name, NLM_F_DUMP

    def const(self, value):
        """A number, or the name of a constant."""
        if isinstance(value, str):
            return self.consts[value]["value"]
        return value

    def enum(self, attr):
        """Names of the values of an enumeration, or None."""
        if "enum" not in attr:
            return None
        return [e["name"] for e in self.consts[attr["enum"]]["entries"]]

    def encode(self, attr, value):
        """One attribute, from a string, a number, or, of attributes in it, a
        dictionary."""
        kind = attr["type"]
        if kind in INT:
            names = self.enum(attr)
            if names and value in names:
                value = names.index(value)
            return nla(attr["number"],
                       struct.pack(INT[kind], int(str(value), 0)))
        if kind == "string":
            return nla(attr["number"], str(value).encode(
                errors="surrogateescape") + b"\0")
        if kind == "binary":
            return nla(attr["number"],
                       bytes.fromhex(str(value).replace(":", "")))
        if kind == "nest":
            return nla(attr["number"] | NLA_F_NESTED, b"".join(
                self.encode(inner, one)
                for inner in self.sets[attr["nested-attributes"]]
                for one in listed(value, inner["name"])))
        return nla(attr["number"], b"")

    def decode(self, set_name, data):
        """Attributes to a dictionary, keys as vswitchctl's JSON has them."""
        out = {}
        by_number = {a["number"]: a for a in self.sets[set_name]}
        for number, payload in parse(data):
            attr = by_number.get(number)
            if attr is None:
                out["unknown-%d" % number] = payload.hex()
                continue
            if attr["type"] == "pad":
                continue
            value = self.value(attr, payload)
            key = attr["name"].replace("-", "_")
            if attr.get("multi-attr"):
                out.setdefault(key, []).append(value)
            else:
                out[key] = value
        return out

    def value(self, attr, payload):
        kind = attr["type"]
        if kind in INT:
            value = struct.unpack(INT[kind], payload)[0]
            names = self.enum(attr)
            return names[value] if names else value
        if kind == "string":
            # The kernel takes any bytes for the name of a device.
            return payload.rstrip(b"\0").decode(errors="surrogateescape")
        if kind == "binary":
            return payload.hex(":")
        if kind == "nest":
            return self.decode(attr["nested-attributes"], payload)
        return True


def listed(attrs, name):
    """The values of an attribute in a dictionary, "_" or "-" in its name."""
    value = attrs.get(name, attrs.get(name.replace("-", "_")))
    if value is None or value is False:
        return []
    return value if isinstance(value, list) else [value]


def nla(number, payload):
    """One attribute, padded."""
    data = struct.pack("=HH", 4 + len(payload), number) + payload
    return data + b"\0" * (-len(data) % 4)


def parse(data):
    """(type, payload) of each attribute."""
    while len(data) >= 4:
        length, number = struct.unpack_from("=HH", data)
        yield number & 0x3fff, data[4:length]
        data = data[(length + 3) & ~3:]


class Client:
    """A socket to the family."""

    def __init__(self, spec=None, size=1 << 18):
        """The kernel makes the parts of a dump as large as @size."""
        self.spec = spec or Spec()
        self.size = size
        self.warning = None         # what a request that was done came with
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW,
                                  NETLINK_GENERIC)
        for option in (NETLINK_CAP_ACK, NETLINK_EXT_ACK,
                       NETLINK_GET_STRICT_CHK):
            self.sock.setsockopt(SOL_NETLINK, option, 1)
        self.sock.bind((0, 0))
        self.sock.settimeout(60)
        self.seq = 0
        self.intr = False
        family = self.send(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0,
                           nla(CTRL_FAMILY_NAME,
                               self.spec.name.encode() + b"\0"), version=2)
        attrs = dict(parse(family[0][1]))
        self.family = struct.unpack("=H", attrs[CTRL_FAMILY_ID])[0]
        self.groups = {}
        for _, group in parse(attrs.get(CTRL_GROUPS, b"")):
            group = dict(parse(group))
            self.groups[group[1].rstrip(b"\0").decode()] = \
                struct.unpack("=I", group[2])[0]
        self.kernel_ops = {
            struct.unpack("=I", dict(parse(op))[1])[0]
            for _, op in parse(attrs.get(CTRL_OPS, b""))}

    def close(self):
        self.sock.close()

    def join(self, names):
        """Hear the notifications of these groups."""
        for name in names:
            self.sock.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
                                 self.groups[name])

    def send(self, family, cmd, flags, data, version=1, reserved=0):
        """A request, as it is; the (cmd, attributes) of the replies."""
        self.begin(family, cmd, flags, data, version, reserved)
        return self.receive()

    def begin(self, family, cmd, flags, data, version=1, reserved=0):
        """Send a request, and leave the answer to part()."""
        self.intr = False
        self.warning = None
        self.seq += 1
        flags |= NLM_F_REQUEST
        if not flags & NLM_F_DUMP:
            flags |= NLM_F_ACK
        self.sock.send(struct.pack("=IHHIIBBH", HEADERS + len(data), family,
                                   flags, self.seq, 0, cmd, version, reserved)
                       + data)

    def receive(self):
        """All of the answer."""
        replies = []
        while True:
            more, done = self.part()
            replies += more
            if done:
                return replies

    def part(self):
        """What one message of the socket has of the answer: the (cmd,
        attributes) of the replies, and whether that was the end of it."""
        replies = []
        data = self.sock.recv(self.size)
        while data:
            length, kind, flags, seq, _ = struct.unpack_from("=IHHII", data)
            body = data[16:length]
            data = data[(length + 3) & ~3:]
            # A part that had no room for anything says that.
            if seq != self.seq or kind == NLMSG_NOOP:
                continue
            self.intr = self.intr or bool(flags & NLM_F_DUMP_INTR)
            if kind == NLMSG_ERROR:
                self.warning = check_error(flags, body, 20)
                return replies, True
            if kind == NLMSG_DONE:
                if len(body) >= 4:
                    self.warning = check_error(flags, body, 4)
                return replies, True
            replies.append((body[0], body[4:]))
        return replies, False

    def raw(self, op, data=b"", flags=0, reserved=0):
        """An operation by name, with attributes as bytes."""
        return self.send(self.family, self.spec.ops[op]["number"], flags,
                         data, reserved=reserved)

    def call(self, op, flags=0, **attrs):
        """An operation with attributes by name; replies as dictionaries."""
        return self.decode(op, self.raw(op, self.encode(op, attrs), flags))

    def encode(self, op, attrs):
        """Attributes by name, in this order, to bytes; a list is as many."""
        return b"".join(self.spec.encode(self.spec.attr(op, k), one)
                        for k, v in attrs.items()
                        for one in (v if isinstance(v, list) else [v]))

    def decode(self, op, replies):
        name = self.spec.ops[op]["attribute-set"]
        return [self.spec.decode(name, body) for _, body in replies]

    def listen(self, names):
        """Notifications, for ever: {"event": "ready"} first."""
        self.sock.setsockopt(socket.SOL_SOCKET, 33, 16 << 20)  # SO_RCVBUFFORCE
        self.join(names)
        self.sock.settimeout(None)
        yield {"event": "ready"}
        while True:
            yield from self.heard()

    def heard(self):
        """The notifications of one message of the socket."""
        by_number = {o["number"]: o for o in self.spec.ops.values()}
        data = self.sock.recv(1 << 18)
        while data:
            length, = struct.unpack_from("=I", data)
            oper = by_number[data[16]]
            message = {"op": oper["name"]}
            message.update(self.spec.decode(oper["attribute-set"],
                                            data[HEADERS:length]))
            data = data[(length + 3) & ~3:]
            yield message


def check_error(flags, body, skip):
    """Raise what an acknowledgement says, unless it is success; then return
    the text that it has, or None."""
    code = -struct.unpack_from("=i", body)[0]
    tlvs = dict(parse(body[skip:])) if flags & NLM_F_ACK_TLVS else {}
    text = tlvs.get(NLMSGERR_MSG)
    text = text.rstrip(b"\0").decode() if text else None
    if code <= 0:
        return text

    def number(kind):
        return struct.unpack("=I", tlvs[kind])[0] if kind in tlvs else None

    raise Refused(code, text, number(NLMSGERR_OFFS),
                  number(NLMSGERR_MISS_TYPE),
                  text_only=skip == 4 and not DUMPS_SAY_WHICH)


def main(argv):
    if len(argv) < 3 or argv[1] not in ("do", "dump", "listen"):
        sys.exit(__doc__)
    client = Client()
    if argv[1] == "listen":
        for message in client.listen(argv[2:]):
            print(json.dumps(message), flush=True)
    attrs = dict(a.split("=", 1) for a in argv[3:])
    try:
        for reply in client.call(argv[2], NLM_F_DUMP
                                 if argv[1] == "dump" else 0, **attrs):
            print(json.dumps(reply))
    except Refused as refused:
        print(refused, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main(sys.argv)
