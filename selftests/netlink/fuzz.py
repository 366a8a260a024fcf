# SPDX-License-Identifier: GPL-2.0
#
# Many messages of the grammar (grammar.py), from several sockets, in bursts.
# Each is answered, a refusal has a reason, and the switches go on. Called by
# agent.py.
#   VSW_FUZZ_MESSAGES  how many; 0: until the script is ended
#   VSW_FUZZ_SEED      a number; the same messages for the same one

import errno
import os
import socket
import struct
import time

import lab as labs
import nl
from grammar import Grammar
from tally import Tally

SEED = 20261121
MESSAGES = {True: 200000, False: 10000}     # in the debug kernel, or not
CLIENTS = 4
BURST = 24          # most messages in one datagram
ROUND = 1000        # after so many, everything is made anew
NOTE = 10000
ENOUGH = 50000      # messages after which all was carried out once

# The kernel's own: nobody has a say in their text. A dump while another one
# is read is EBUSY.
TEXTLESS = (errno.EPERM, errno.ENOMEM, errno.ENOBUFS, errno.EOPNOTSUPP)


class Fuzz:
    """The state of a run."""

    def __init__(self, lab, seed):
        self.lab = lab
        self.grammar = Grammar(lab.spec, seed)
        self.rng = self.grammar.rng
        self.clients = []
        self.txns = {}          # the latest one of each client
        self.seq = 0
        self.done = dict.fromkeys(lab.spec.requests(), 0)
        self.tally = Tally(lab.spec)
        self.answers = {}

    def anew(self):
        """Two switches as at the start, and sockets that nobody used."""
        for client in self.clients:
            client.close()
        self.txns.clear()
        lab = self.lab
        lab.build()
        lab.picture()           # all of it can be read
        self.clients = [nl.Client(lab.spec) for _ in range(CLIENTS)]
        for client in self.clients:
            client.sock.setblocking(False)
        grammar = self.grammar
        links = socket.if_nameindex()
        grammar.names = ["one", "waits", "other", "five", "tap9"] + \
            [name for _, name in links]
        grammar.numbers = list(range(7)) + [i for i, _ in links] + \
            [10, 20, 4094, lab.txn]
        grammar.good = {(op, flags): lab.good(op, flags)
                        for op, flags in lab.spec.requests()}

    def burst(self, count):
        """Some messages at once, and what is said to them."""
        client = self.rng.choice(self.clients)
        self.grammar.remember("id", self.txns.get(client, 1))
        self.grammar.remember("txn", self.txns.get(client, 1))
        sent, datagram = {}, b""
        for _ in range(count):
            self.seq += 1
            op, right, message = self.grammar.message(client.family, self.seq)
            flags = struct.unpack_from("=H", message, 6)[0] & nl.NLM_F_DUMP
            sent[self.seq] = (op, flags if right else None, message)
            datagram += message
        client.sock.send(datagram)
        self.hear(client, sent)
        if self.grammar.chance(2):      # also with transactions open
            self.clients.remove(client)
            self.txns.pop(client, None)
            client.close()
            client = nl.Client(self.lab.spec)
            client.sock.setblocking(False)
            self.clients.append(client)

    def hear(self, client, sent):
        """Until there is no more. An answer may be lost where there was no
        room for it, as all in netlink."""
        while True:
            try:
                data = client.sock.recv(1 << 18)
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno != errno.ENOBUFS:
                    raise
                continue
            while len(data) >= 16:
                length, kind, flags, seq, _ = \
                    struct.unpack_from("=IHHII", data)
                message = sent.get(seq)
                self.answer(kind, flags, data[16:length], message)
                # where the header was right, it is that operation's
                if kind == client.family and message and \
                        message[0] == "txn-begin" and message[1] is not None:
                    said = self.lab.nl.decode("txn-begin", [
                        (0, data[nl.HEADERS:length])])[0]
                    self.txns[client] = said["id"]
                data = data[(length + 3) & ~3:]

    def answer(self, kind, flags, body, message):
        if kind not in (nl.NLMSG_ERROR, nl.NLMSG_DONE) or message is None:
            return
        op, dump, raw = message
        if kind == nl.NLMSG_DONE and len(body) < 4:
            body = b"\0" * 4
        try:
            nl.check_error(flags, body, 20 if kind == nl.NLMSG_ERROR else 4)
        except nl.Refused as said:
            self.answers[said.name] = self.answers.get(said.name, 0) + 1
            busy = said.errno == errno.EBUSY and dump
            if dump is not None and not said.text and not busy and \
                    said.errno not in TEXTLESS and not ill_formed(raw):
                self.lab.fail("%s: %s without a text: %s" % (
                    op, said.name, raw.hex()))
            return
        self.answers["done"] = self.answers.get("done", 0) + 1
        if dump is not None:
            self.done[op, dump] += 1
            self.tally.add(op, dump, raw[nl.HEADERS:])


def ill_formed(raw):
    """Does generic netlink itself stumble over its attributes? It has a text
    for those of a policy, and none for loose ends."""
    data = raw[nl.HEADERS:]
    while len(data) >= 4:
        length, = struct.unpack_from("=H", data)
        if length < 4 or length > len(data):
            return True
        data = data[(length + 3) & ~3:]
    return bool(data)


def debug_kernel(lab):
    """Is it? By what it has; and who runs a VM says which it is."""
    debug = os.path.exists(labs.DEBUGFS + "kmemleak")
    lab.check(debug or os.environ.get("VSW_KERNEL") != "debug",
              "the debug kernel is not known by its kmemleak")
    return debug


def fuzz(lab):
    """Whatever comes."""
    seed = int(os.environ.get("VSW_FUZZ_SEED", SEED))
    total = int(os.environ.get("VSW_FUZZ_MESSAGES",
                               MESSAGES[debug_kernel(lab)]))
    run = Fuzz(lab, seed)
    start, anew = time.monotonic(), 0
    while not lab.failed and (not total or run.seq < total):
        before = run.seq
        if before >= anew:
            run.anew()
            anew += ROUND
        run.burst(run.rng.randrange(1, BURST + 1))
        if run.seq // NOTE != before // NOTE:
            labs.say("%d messages in %d s" % (run.seq,
                                              time.monotonic() - start))
    labs.say("seed %d, %d messages: %s" % (seed, run.seq, " ".join(
        "%s %d" % (k, n) for k, n in sorted(run.answers.items()))))
    for line in run.tally.lines():
        labs.say(line)
    lab.check(run.seq >= total, "only %d messages of %d" % (run.seq, total))
    never = [lab.title(*key, "").rstrip(", ") for key, n in run.done.items()
             if not n]
    # Some need others before them, such as txn-rollback; so that takes time.
    if not lab.failed and run.seq >= ENOUGH:
        lab.equal("requests that were never done", never, [])
        lab.equal("attributes that were in no request that was done",
                  run.tally.never(), [])
    lab.equal("attributes that cannot be, and were", run.tally.unexpected(),
              [])
    for client in run.clients:
        client.close()
    lab.build()
