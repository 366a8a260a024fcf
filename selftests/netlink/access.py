# SPDX-License-Identifier: GPL-2.0
#
# Who may do what: without CAP_NET_ADMIN everything can be read and nothing be
# changed; in a user namespace of one's own, what is there; and what one hears
# and sees of others, which is nothing. Called by agent.py.

import ctypes
import os
import select
import socket
import struct
import subprocess
import sys
import traceback

import nl
from lab import MAC, SWITCHES, Failure, Skip

CAP_NET_ADMIN = 12
CAPABILITY_VERSION_3 = 0x20080522
FAR = 1000000       # the index of a device that is outside

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000

LIBC = ctypes.CDLL(None, use_errno=True)


def libc(name, *args):
    if getattr(LIBC, name)(*args) < 0:
        code = ctypes.get_errno()
        raise OSError(code, "%s: %s" % (name, os.strerror(code)))


def drop_net_admin():
    """This thread has it no more, and cannot get it back."""
    header = ctypes.create_string_buffer(
        struct.pack("=Ii", CAPABILITY_VERSION_3, 0))
    data = ctypes.create_string_buffer(24)
    libc("capget", header, data)
    words = list(struct.unpack("=6I", data.raw[:24]))
    for i in range(3):      # effective, permitted, inheritable
        words[i] &= ~(1 << CAP_NET_ADMIN)
    data.raw = struct.pack("=6I", *words)
    libc("capset", header, data)


def in_child(lab, what, meanwhile=lambda: None):
    """Run a function in a process of its own; its checks count."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            lab.failed = False
            what()
        except BaseException:
            lab.fail(traceback.format_exc())
        sys.stdout.flush()
        os._exit(lab.failed)
    meanwhile()
    _, status = os.waitpid(child, 0)
    lab.failed = lab.failed or status != 0


def denied(lab, client, op, flags=0, **more):
    try:
        client.call(op, flags, **dict(lab.good(op, flags), **more))
    except nl.Refused as said:
        lab.equal("%s without CAP_NET_ADMIN" % op, said.name, "EPERM")
        return said
    lab.fail("%s was done without CAP_NET_ADMIN" % op)
    return None


def listen(lab, client, who, privileged):
    """To listen is to read, but for the group whose events have bytes of
    others' frames."""
    client.join(g for g in client.groups if g != "alarm")
    try:
        client.join(["alarm"])
        lab.check(privileged, "%s hears the group alarm" % who)
    except PermissionError:
        lab.check(not privileged, "%s may not hear the group alarm" % who)


def no_capability(lab):
    before = lab.picture()
    privileged = nl.Client(lab.spec)

    def child():
        drop_net_admin()
        own = nl.Client(lab.spec)
        # also on a socket that was opened by someone who has it
        for client in (own, privileged):
            for op, flags in lab.spec.requests():
                if lab.spec.changes(op):
                    denied(lab, client, op)
                else:
                    client.call(op, flags, **lab.good(op, flags))
            said = denied(lab, client, "stats-get", nl.NLM_F_DUMP,
                          atomic=True)
            lab.check(said and said.text and (said.attr or said.text_only),
                      "atomic: the refusal does not say why: %s" % said)
        listen(lab, own, "a process without CAP_NET_ADMIN", False)

    in_child(lab, child)
    privileged.close()
    lab.unchanged("a process without CAP_NET_ADMIN", before)
    # With it, the same requests are done.
    lab.nl.call("stats-get", nl.NLM_F_DUMP, atomic=True,
                switch=lab.ifindex["vsw0"])
    for op in lab.spec.ops:
        if lab.spec.changes(op) and lab.good(op):
            lab.prepare(op)
            lab.nl.call(op, **lab.good(op))


# ---- everybody and every command ---------------------------------------

def keep_net_admin_as_nobody():
    """Not root, but with this one capability."""
    libc("prctl", 8, 1, 0, 0, 0)    # PR_SET_KEEPCAPS
    libc("setresuid", 65534, 65534, 65534)
    header = ctypes.create_string_buffer(
        struct.pack("=Ii", CAPABILITY_VERSION_3, 0))
    mask = 1 << CAP_NET_ADMIN
    libc("capset", header, ctypes.create_string_buffer(
        struct.pack("=6I", mask, mask, 0, 0, 0, 0)))


def nobody():
    libc("setresuid", 65534, 65534, 65534)


def other_user_namespace():
    """Root with all capabilities, but in one that does not own this network
    namespace."""
    nobody()
    libc("unshare", CLONE_NEWUSER)


def own_network(lab):
    """Root in a user namespace that owns the network namespace it is in."""
    nobody()
    libc("unshare", CLONE_NEWUSER | CLONE_NEWNET)
    # Who starts a program there without being root there is nobody.
    libc("prctl", 4, 1, 0, 0, 0)    # PR_SET_DUMPABLE: its files are his own
    with open("/proc/self/uid_map", "w", encoding="ascii") as file:
        file.write("0 65534 1")
    lab.nl = nl.Client(lab.spec)


def own_devices():
    """Those that the lab is built of."""
    for name in ("d1", "d2", "d3"):
        subprocess.run(["ip", "link", "add", name, "type", "dummy"],
                       check=True)


# Who, how one becomes it, whether one may change switches.
SUBJECTS = (
    ("root", lambda: None, True),
    ("root without CAP_NET_ADMIN", drop_net_admin, False),
    ("nobody", nobody, False),
    ("nobody with CAP_NET_ADMIN", keep_net_admin_as_nobody, True),
    ("root of another user namespace", other_user_namespace, False),
)


def all_commands(lab, who, may_change):
    """Try each command; what cannot be done is told to be for want of
    permission, and nothing else."""
    client = lab.nl
    for op, flags in lab.spec.requests():
        what = "%s as %s" % (lab.title(op, flags, "").rstrip(", "), who)
        changes = lab.spec.changes(op)
        if may_change:
            lab.prepare(op)
        try:
            client.call(op, flags, **lab.good(op, flags))
            lab.check(may_change or not changes, "%s was done" % what)
        except nl.Refused as said:
            lab.check(changes and not may_change and said.name == "EPERM",
                      "%s: %s" % (what, said))
    try:
        client.call("stats-get", nl.NLM_F_DUMP, atomic=True,
                    **lab.good("stats-get", nl.NLM_F_DUMP))
        lab.check(may_change, "stats of one moment as %s were had" % who)
    except nl.Refused as said:
        lab.check(not may_change and said.name == "EPERM",
                  "stats of one moment as %s: %s" % (who, said))
    listen(lab, client, who, may_change)


def matrix(lab):
    """Every command, by everybody, in the namespace of the switches; everybody
    hears what is done."""
    for op, _ in lab.spec.requests():
        lab.equal("%s: is it privileged" % op, lab.spec.changes(op),
                  not op.endswith("-get"))
    go, went = os.pipe(), os.pipe()
    before = {}
    for who, become, may_change in SUBJECTS:
        lab.build()

        def child():
            become()
            lab.reopen()
            lab.nl = nl.Client(lab.spec)
            ear = nl.Client(lab.spec)
            listen(lab, ear, who, may_change)
            os.write(went[1], b".")
            wait_byte(go[0])
            lab.equal("heard as %s" % who, [m["op"] for m in heard(ear)],
                      ["switch-ntf", "fdb-ntf"])
            all_commands(lab, who, may_change)

        def outside():
            wait_byte(went[0])
            sw0 = lab.ifindex["vsw0"]
            lab.nl.call("switch-set", ifindex=sw0, ageing_time=77)
            lab.nl.call("fdb-del", switch=sw0, address=MAC % 2)
            before.update(lab.picture())
            os.write(go[1], b".")

        in_child(lab, child, meanwhile=outside)
        if not may_change:
            lab.unchanged(who, before)
    for end in go + went:
        os.close(end)


def bare_dump(lab, op):
    """What a dump without any attribute has, or why it has nothing."""
    try:
        return lab.nl.call(op, nl.NLM_F_DUMP)
    except nl.Refused as said:
        return said.name


def nothing_seen(lab, outside):
    """In a namespace without switches, each dump is empty, or refused as it
    is outside; what is outside is no switch to any request."""
    lab.equal("devices of the same index",
              [i for i, _ in socket.if_nameindex()
               if i in (lab.ifindex[n] for n in SWITCHES)], [])
    for op, was in outside.items():
        lab.equal("dump %s in a new namespace" % op, bare_dump(lab, op),
                  was if isinstance(was, str) else [])
    for op, flags in lab.spec.requests():
        takes = [a["name"] for a in lab.spec.request(op, flags)]
        name = "switch" if "switch" in takes else "ifindex"
        if name not in takes or (flags and name == "ifindex"):
            continue            # one is made, or all are asked for
        attrs = dict(lab.good(op, flags))
        attrs = {name: attrs.pop(name), **attrs}
        lab.refused(lab.title(op, flags, "the outside's switch"), op,
                    lab.nl.encode(op, attrs), flags, at=nl.HEADERS,
                    code="ENODEV")
        if name == "ifindex":
            lab.refused(lab.title(op, flags, "its name"), op,
                        lab.nl.encode(op, {"ifname": SWITCHES[0]}), flags,
                        at=nl.HEADERS, code="ENODEV")


def no_device(lab, far):
    """A device of the outside is no port here, and does not become one."""
    tried = set()
    for op, flags in lab.spec.requests():
        if flags or not all(lab.takes(op, 0, n)
                            for n in ("switch", "ifindex")):
            continue
        good = lab.good(op)
        least = {"switch": good["switch"], "ifindex": far}
        forms = [least]
        if lab.takes(op, 0, "ifname"):      # which one a port is to have
            forms = [least, dict(good, ifindex=far),
                     dict(good, ifindex=far, txn=lab.txn)]
        for attrs in forms:
            before = lab.picture()
            at = lab.nl.encode(op, dict(list(attrs.items())[
                :list(attrs).index("ifindex")]))
            said = lab.refused("%s of the outside's device" % attrs, op,
                               lab.nl.encode(op, attrs),
                               at=nl.HEADERS + len(at))
            if said:
                lab.check(said.name in ("ENODEV", "ENOENT"),
                          "%s %s: %s" % (op, attrs, said))
            lab.unchanged("%s %s" % (op, attrs), before)
        tried.add(op)
    lab.check({"port-add", "port-set"} <= tried, "not tried", tried)


def matrix_own(lab):
    """Every command by the root of a network namespace of his own, who sees
    nothing of what is outside, and cannot reach it."""
    if not os.path.exists("/proc/self/ns/user"):
        raise Skip("the kernel has no user namespaces")
    # A device that has no namesake, nor one of its index, inside.
    subprocess.run(["ip", "link", "add", "far", "index", str(FAR), "type",
                    "dummy"], check=True)
    before = lab.picture()
    outside = {op: bare_dump(lab, op) for op, flags in lab.spec.requests()
               if flags & nl.NLM_F_DUMP}
    for op, was in outside.items():
        lab.check(was, "dump %s has nothing to hide" % op)

    def child():
        own_network(lab)
        nothing_seen(lab, outside)
        own_devices()
        lab.build()
        no_device(lab, FAR)
        all_commands(lab, "root of its own namespace", True)

    in_child(lab, child)
    lab.unchanged("a namespace of its own", before)
    subprocess.run(["ip", "link", "del", "far"], check=True)


def heard(client):
    """What came so far; all that was sent is there at once."""
    messages = []
    client.sock.setblocking(False)
    try:
        while True:
            messages += client.heard()
    except BlockingIOError:
        return messages


def wait_byte(pipe):
    if not select.select([pipe], [], [], 60)[0]:
        raise Failure("the other process does not go on")
    os.read(pipe, 1)


def eavesdrop(lab):
    """Notifications stay in their network namespace, both ways."""
    listener = nl.Client(lab.spec)
    listener.join(listener.groups)
    lab.build()
    lab.check(heard(listener), "nothing is heard of one's own switches")
    go, went = os.pipe(), os.pipe()

    def child():
        own_network(lab)
        own_devices()
        inside = nl.Client(lab.spec)
        inside.join(inside.groups)
        os.write(went[1], b".")
        wait_byte(go[0])
        lab.equal("heard of the outside", heard(inside), [])
        lab.build()
        lab.check(heard(inside), "nothing is heard inside")

    def outside():
        wait_byte(went[0])
        heard(listener)
        lab.build()
        lab.check(heard(listener), "nothing is heard of what is built")
        os.write(go[1], b".")

    in_child(lab, child, meanwhile=outside)
    lab.equal("heard of the inside", heard(listener), [])
    listener.close()
    for end in go + went:
        os.close(end)


def user_namespace(lab):
    """Whoever makes a namespace of his own has his own switches there, and
    no say outside."""
    before = lab.picture()

    def child():
        outside = nl.Client(lab.spec)
        libc("setresuid", 65534, 65534, 65534)
        libc("unshare", CLONE_NEWUSER | CLONE_NEWNET)
        inside = nl.Client(lab.spec)
        lab.equal("switches inside",
                  inside.call("switch-get", nl.NLM_F_DUMP), [])
        made = inside.call("switch-add", ifname="vsw0")[0]
        inside.call("port-add", switch=made["ifindex"], name="mine")
        rows = inside.call("stats-get", nl.NLM_F_DUMP, atomic=True,
                           switch=made["ifindex"])
        lab.equal("its counters", len(rows), 3)
        for op in lab.spec.ops:
            if lab.spec.changes(op):
                denied(lab, outside, op)
        denied(lab, outside, "stats-get", nl.NLM_F_DUMP, atomic=True)
        inside.call("switch-del", ifindex=made["ifindex"])

    if not os.path.exists("/proc/self/ns/user"):
        raise Skip("the kernel has no user namespaces")
    in_child(lab, child)
    lab.unchanged("a user namespace", before)
