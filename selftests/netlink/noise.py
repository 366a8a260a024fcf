# SPDX-License-Identifier: GPL-2.0
#
# Messages that no program would send on purpose, and dumps that nobody reads
# to their end. Called by agent.py.

import random
import subprocess

import nl
from answers import Slow, many_ports
from busywait import busywait

SEED = 20261121
MESSAGES = 2000


def send(lab, command, flags, data):
    """Whatever the answer is, there is one."""
    try:
        lab.nl.send(lab.nl.family, command, flags, data)
        return 0
    except nl.Refused:
        return 1


def alive(lab):
    """The switches still do as they are told, and all can be read."""
    lab.build()
    lab.picture()


def random_bytes(lab):
    """Nothing but noise behind the header."""
    rng = random.Random(SEED)
    commands = [o["number"] for o in lab.spec.ops.values()]
    refused = 0
    for i in range(MESSAGES):
        data = rng.randbytes(rng.choice((0, 4, 8, 20, 60, rng.randrange(400))))
        refused += send(lab, rng.choice(commands),
                        rng.choice((0, nl.NLM_F_DUMP)), data)
    lab.check(refused > MESSAGES // 2, "only %d were refused" % refused)
    alive(lab)


def mutate(rng, data):
    data = bytearray(data)
    for _ in range(rng.randrange(1, 4)):
        how = rng.randrange(5)
        at = rng.randrange(len(data)) if data else 0
        if how == 0 and data:
            data[at] ^= 1 << rng.randrange(8)
        elif how == 1 and data:
            data[at] = rng.choice((0, 1, 0x7f, 0x80, 0xff))
        elif how == 2:
            del data[at:]
        elif how == 3:
            data[at:at] = rng.randbytes(4)
        else:
            data += data[:at]
    return bytes(data[:60000])


def random_requests(lab):
    """Requests that are nearly right: some are done, which is as well."""
    rng = random.Random(SEED)
    kinds = list(lab.spec.requests())
    done = 0
    for i in range(MESSAGES):
        op, flags = rng.choice(kinds)
        attrs = rng.sample(lab.spec.request(op),
                           rng.randrange(len(lab.spec.request(op)) + 1))
        data = lab.base(op, flags) + b"".join(
            lab.spec.encode(a, lab.sample(op, a)) for a in attrs)
        if rng.randrange(4):
            data = mutate(rng, data)
        done += not send(lab, lab.spec.ops[op]["number"], flags, data)
    lab.check(done > MESSAGES // 50, "only %d were done" % done)
    alive(lab)


def rmmod():
    return subprocess.run(["rmmod", "vswitch"], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)


def half_read(lab):
    """Dumps whose reader goes away hold nothing: the module unloads. While
    one is under way, it stays."""
    many_ports(lab)
    for op, flags in lab.spec.requests():
        if not flags & nl.NLM_F_DUMP:
            continue
        for parts in (0, 1, 2) * 5:
            slow = Slow(lab, op, **lab.good(op, flags))
            while parts and not slow.done:
                slow.part()
                parts -= 1
            slow.close()
    slow = Slow(lab, "port-get")
    slow.part()
    lab.check(rmmod().returncode != 0, "unloaded under a dump")
    slow.close()
    # The socket's end may come a moment after it was closed.
    if not busywait(60, lambda: rmmod().returncode == 0):
        lab.fail("rmmod: %s" % rmmod().stdout)
    lab.check(not [n for n in lab.links() if n.startswith("vsw")],
              "switches stay")
    lab.reopen()
