# SPDX-License-Identifier: GPL-2.0
#
# A process that does things, at random: all its cards shuffled, one after the
# other, and again, with more of what nobody has done yet. The order and the
# choices are those of the seed; what there is to choose from is what the others
# left. Used by storm.py.

import ctypes
import errno
import os
import random
import signal
import subprocess
import time
import traceback

import family
import links
import nl
from grammar import Grammar
from place import GUESTS, HOMES, Nothing, Place

VISIT = 10      # actions with the sockets of one place
OFTEN = 3       # more cards of what was not done yet
HELD = 3        # sockets that are kept open for a while
PR_SET_PDEATHSIG = 1

# What it is called when a namespace or a device is gone.
VANISHED = {errno.ENOENT, errno.ENODEV, errno.ENXIO}
# What no request is refused with, whatever it asks for.
NEVER = {errno.EFAULT, errno.ENOMEM, errno.EIO, errno.EBADMSG, errno.EPROTO,
         errno.ENOSYS}

libc = ctypes.CDLL(None)


def title(func):
    return func.__name__.replace("_", " ")


def cards(spec):
    """(kind, function, arguments, how many of it in a deck)."""
    for func, times in list(links.CARDS.items()) + \
            list(family.CARDS.items()):
        yield title(func), func, (), times
    for op, flags in spec.requests():
        # What deletes, and what commits, has other cards, too.
        yield (family.kind_of(op, flags), family.request, (op, flags),
               1 if op.endswith("-del") or op == "txn-begin" else 2)
        if flags & nl.NLM_F_DUMP:
            yield "half read " + op, family.half_read, (op,), 1
    for end in family.ENDS:
        yield "transaction: " + end, family.transaction, (end,), 2


def vanished(error):
    """What comes or goes just now; the name of a namespace is, for a moment,
    that of a file which is none."""
    return error.errno in VANISHED or \
        error.errno == errno.EINVAL and str(error.strerror).startswith("setns")


class Worker:
    """What the actions are called with."""

    def __init__(self, world, number, spec, report):
        self.world = world
        self.number = number
        self.report = report
        self.rng = random.Random(world.seed * 1000 + number)
        self.grammar = Grammar(spec, world.seed * 1000 + 500 + number)
        self.spec = spec
        self.good = family.Good(self)
        self.good.spec = spec
        self.place = None
        self.visits = 0
        self.held = []
        self.listeners = []
        self.monitor = None

    # ---- for the actions -----------------------------------------------

    def done(self, kind):
        self.world.count(self.number, kind)

    def bad(self, text):
        self.report(text)

    def any(self, things):
        if not things:
            raise Nothing
        return self.rng.choice(things)

    def switch(self):
        return self.any(self.place.switches())

    def device(self):
        return self.any([l for l in self.place.devices()
                         if l["name"] != "anchor"])

    def attempt(self, func, *args, **kwargs):
        try:
            func(*args, **kwargs)
        except Nothing:
            pass
        except nl.Refused as why:
            if why.errno in NEVER:
                raise

    def hold(self, sock):
        self.held.append(sock)
        if len(self.held) > HELD:
            self.held.pop(0).close()

    @staticmethod
    def die_with_us():
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

    # ---- the loop ------------------------------------------------------

    def leave(self):
        if self.place:
            self.place.close()
            self.place = None
        while self.held:
            self.held.pop().close()

    def visit(self):
        """A namespace, with sockets that are new."""
        self.leave()
        self.visits = VISIT
        for name in HOMES + GUESTS:
            if self.world.there(name) is None:
                self.attempt(links.netns_add, self, name)
        self.place = Place(self.world, self.spec, self.any(HOMES))

    def act(self, kind, func, args):
        try:
            if self.place is None or self.visits == 0 or \
                    self.place.inode != self.world.there(self.place.name):
                self.visit()
            self.visits -= 1
            self.place.see()
            if func(self, *args) is not False and \
                    func not in (family.request, family.nearly):
                self.done(kind)
        except (nl.Refused, Nothing) as why:
            if isinstance(why, nl.Refused) and why.errno in NEVER:
                self.bad("%s: %s" % (kind, traceback.format_exc()))
            if self.place and not self.place.client:
                self.leave()    # maybe the module is there again
        except (TimeoutError, subprocess.TimeoutExpired):
            self.bad("%s hangs: %s" % (kind, traceback.format_exc()))
            self.leave()
        except OSError as error:
            if not vanished(error):
                self.bad("%s: %s" % (kind, traceback.format_exc()))
            self.leave()

    def run(self):
        deck = [card[:3] for card in cards(self.spec)
                for _ in range(card[3])]
        try:
            while not self.world.over():
                # What nobody has done yet comes more often.
                hand = deck + OFTEN * [card for card in deck
                                       if self.world.lacks(card[0])]
                self.rng.shuffle(hand)
                for card in hand:
                    if self.world.over():
                        break
                    self.act(*card)
        finally:
            self.end()

    def end(self):
        self.leave()
        for sock, _ in self.listeners:
            sock.close()
        if self.monitor:
            self.monitor.kill()
            self.monitor.communicate()


def reload_module(world, number, seconds, ko):
    """The module goes and comes back, time and again. Who reads a dump just
    now holds it."""
    def run(*words):
        return subprocess.run(words, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL,
                              check=False).returncode == 0

    rng = random.Random(world.seed * 1000 + number)
    while not world.over():
        wake = time.monotonic() + rng.uniform(seconds / 20, seconds / 6)
        while (world.keeps() or time.monotonic() < wake) and \
                not world.over():
            time.sleep(0.1)
        for _ in range(50):
            if world.over() or world.keeps():
                break
            if run("rmmod", "vswitch"):
                world.count(number, "rmmod")
                break
            time.sleep(0.1)
        if not os.path.exists("/sys/module/vswitch") and run("insmod", ko):
            world.count(number, "insmod")
