# SPDX-License-Identifier: GPL-2.0
#
# Who may do what: without CAP_NET_ADMIN everything can be read and nothing be
# changed; in a user namespace of one's own, what is there. Called by agent.py.

import ctypes
import os
import struct
import sys
import traceback

import nl

CAP_NET_ADMIN = 12
CAPABILITY_VERSION_3 = 0x20080522
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


def in_child(lab, what):
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
        own.join(own.groups)    # to listen is to read

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
        raise lab.Skip("the kernel has no user namespaces")
    in_child(lab, child)
    lab.unchanged("a user namespace", before)
