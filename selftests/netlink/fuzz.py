# SPDX-License-Identifier: GPL-2.0
#
# Many messages of the grammar (grammar.py), from several sockets, in bursts.
# Each is answered (see due()), a refusal has a reason, and the switches go on.
# Called by agent.py.
#   VSW_FUZZ_MESSAGES  how many; 0: until something is wrong
#   VSW_FUZZ_SECONDS   or so long, with 0
#   VSW_FUZZ_SEED      a number; the same messages for the same one

import errno
import os
import socket
import struct
import time

import lab as labs
import nl
from fault_attrs import OTHER
from grammar import Grammar
from tally import Tally

SEED = 20261121
MESSAGES = {True: 200000, False: 10000}     # in the debug kernel, or not
CLIENTS = 4
BURST = 24          # most messages in one datagram
ROUND = 1000        # after so many, everything is made anew
NOTE = 10000
LOST = 0.01         # of the answers, at most
ENOUGH = 50000      # messages after which all was carried out once

# The kernel's own: nobody has a say in their text. A dump while another one
# is read is EBUSY.
TEXTLESS = (errno.EPERM, errno.ENOMEM, errno.ENOBUFS, errno.EOPNOTSUPP)


class Burst:
    """Messages that are sent at once."""

    def __init__(self):
        self.sent = {}          # (operation, flags or None, message) by seq
        self.answered = []      # (seq, NLMSG_ERROR or NLMSG_DONE)
        self.lost = False       # had an answer no room?


class Fuzz:
    """The state of a run."""

    def __init__(self, lab, seed):
        self.lab = lab
        self.grammar = Grammar(lab.spec, seed)
        self.rng = self.grammar.rng
        for (op, _), attrs in OTHER.items():
            self.grammar.whole.setdefault(op, []).append(attrs)
        for op in ("member-get", "member-del"):
            self.grammar.whole[op].append({
                "set": "hosts", "ipv4": labs.HOST % 1, "prefix": 32})
        self.grammar.whole.setdefault("member-add", []).append({
            "set": "hosts", "ipv4": labs.HOST % 9, "prefix": 32})
        for place in ("before", "after"):
            self.grammar.whole.setdefault("rule-add", []).append({
                "acl": "web", place: 1})
        self.clients = []
        self.txns = {}          # the latest one of each client
        self.seq = 0
        self.room = bytearray(1 << 18)  # for what is received
        self.sent = 0           # messages that the kernel came to
        self.heard = 0          # those that were answered
        self.lost = 0           # those whose answer had no room
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
        grammar.names = ["one", "waits", "other", "five", "tap9", "web",
                         "spare", "hosts", "cards", "ports", "watch",
                         "idle"] + \
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
        burst, datagram = Burst(), b""
        for _ in range(count):
            self.seq += 1
            op, right, message = self.grammar.message(client.family, self.seq)
            flags = struct.unpack_from("=H", message, 6)[0] & nl.NLM_F_DUMP
            burst.sent[self.seq] = (op, flags if right else None, message)
            datagram += message
        client.sock.send(datagram)
        self.hear(client, burst)
        self.account(burst, datagram)
        if self.grammar.chance(2):      # also with transactions open
            self.clients.remove(client)
            self.txns.pop(client, None)
            client.close()
            client = nl.Client(self.lab.spec)
            client.sock.setblocking(False)
            self.clients.append(client)

    def hear(self, client, burst):
        """Until there is no more. An answer may be lost where there was no
        room for it, as all in netlink."""
        room = self.room
        while True:
            try:
                size = client.sock.recv_into(room)
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno != errno.ENOBUFS:
                    raise
                burst.lost = True
                continue
            at = 0
            while at + 16 <= size:
                length, kind, flags, seq, _ = \
                    struct.unpack_from("=IHHII", room, at)
                message = burst.sent.get(seq)
                if kind in (nl.NLMSG_ERROR, nl.NLMSG_DONE):
                    body = bytes(room[at + 16:at + length])
                    if message is None:
                        self.lab.fail("an answer to nothing: %s" % body.hex())
                    else:
                        burst.answered.append((seq, kind))
                        self.answer(kind, flags, body, message)
                # where the header was right, it is that operation's
                elif kind == client.family and message and \
                        message[0] == "txn-begin" and message[1] is not None:
                    said = self.lab.nl.decode("txn-begin", [
                        (0, bytes(room[at + nl.HEADERS:at + length]))])[0]
                    self.txns[client] = said["id"]
                at += (length + 3) & ~3

    def account(self, burst, datagram):
        """Each message is answered, unless there was no room for it."""
        answered = {seq for seq, _ in burst.answered}
        reached = list(due(datagram))
        self.sent += len(reached)
        self.heard += len(answered)
        # Where there is no room for one, there is none for those after it,
        # until the socket is empty; but a dump goes on by being read.
        last = max((seq for seq, kind in burst.answered
                    if kind == nl.NLMSG_ERROR), default=0)
        for seq, must in reached:
            if not must or seq in answered:
                continue
            if burst.lost and seq > last:
                self.lost += 1
            else:
                op, _, raw = burst.sent[seq]
                self.lab.fail("%s: no answer: %s" % (op, raw.hex()))

    def answer(self, kind, flags, body, message):
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


def due(datagram):
    """(sequence number, must it be answered?) of each message that the kernel
    comes to, as netlink_rcv_skb() goes through them: a length that cannot be
    ends that, without a word. What asks for it is acknowledged, whatever it
    is; a dump, which is one by its flags if it is a request, ends or is
    refused."""
    at = 0
    while at + 16 <= len(datagram):
        length, _, flags, seq, _ = struct.unpack_from("=IHHII", datagram, at)
        if length < 16 or length > len(datagram) - at:
            return
        dump = nl.NLM_F_REQUEST | nl.NLM_F_DUMP
        yield seq, bool(flags & nl.NLM_F_ACK) or flags & dump == dump
        at += (length + 3) & ~3


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
    seconds = float(os.environ.get("VSW_FUZZ_SECONDS", "inf"))
    run = Fuzz(lab, seed)
    start, anew = time.monotonic(), 0
    while not lab.failed and (run.sent < total if total else
                              time.monotonic() - start < seconds):
        before = run.sent
        if before >= anew:
            run.anew()
            anew += ROUND
        run.burst(run.rng.randrange(1, BURST + 1))
        if run.sent // NOTE != before // NOTE:
            labs.say("%d messages in %d s" % (run.sent,
                                              time.monotonic() - start))
    labs.say("seed %d, %d messages, %d answered, %d answers lost" % (
        seed, run.sent, run.heard, run.lost))
    labs.say(" ".join("%s %d" % (name, count) for name, count
                      in sorted(run.answers.items())))
    for line in run.tally.lines():
        labs.say(line)
    lab.check(run.sent >= total, "only %d messages of %d" % (run.sent, total))
    lab.check(run.lost <= run.sent * LOST, "%d answers of %d were lost" % (
        run.lost, run.sent))
    never = [lab.title(*key, "").rstrip(", ") for key, n in run.done.items()
             if not n]
    # Some need others before them, such as txn-rollback; so that takes time.
    if not lab.failed and run.sent >= ENOUGH:
        lab.equal("requests that were never done", never, [])
        lab.equal("attributes that were in no request that was done",
                  run.tally.never(), [])
    lab.equal("attributes that cannot be, and were", run.tally.unexpected(),
              [])
    for client in run.clients:
        client.close()
    lab.build()
