# SPDX-License-Identifier: GPL-2.0
#
# Requests of which the first, the second, ... the n-th allocation fails, until
# there is none left that could (Documentation/fault-injection in the kernel,
# "fail-nth"). One that is refused has changed nothing, one that is not is done
# as if nothing had failed, and the books balance. Called by faults*.py.

import errno
import fcntl
import os
import socket
import struct

import lab as labs
import nl
from busywait import busywait

SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1
FAIL_NTH = "/proc/thread-self/fail-nth"
MAKE_IT_FAIL = "/proc/thread-self/make-it-fail"
LEAST = 3       # allocations of one request: two for it, one for an answer
MOST = 2000     # as many as no request has
SAID = 50       # after so many of them a slow machine shows that it lives
FOLLOWING = 50  # of pages, that fail after the n-th
SCANNED = 10    # cases after which kmemleak is asked


class Unheard(Exception):
    """There was no memory for the answer."""


class Kind:
    """A kind of allocation, failslab or fail_page_alloc: when it fails."""

    USUAL = {"probability": 0, "times": 1, "space": 0, "task-filter": "N",
             "require-start": 0, "require-end": (1 << 64) - 1,
             "reject-start": 0, "reject-end": 0}

    def __init__(self, name):
        self.dir = labs.DEBUGFS + name + "/"
        if not os.path.exists(self.dir + "require-start"):
            raise labs.Failure("the kernel has no %s by caller" % name)
        self.reset()

    def set(self, **values):
        """In this order: whom it is about comes before that they fail, or all
        do, this program among them."""
        for key, value in values.items():
            with open(self.dir + key.replace("_", "-"), "w",
                      encoding="ascii") as file:
                file.write("%s" % value)

    def get(self, key):
        with open(self.dir + key, encoding="ascii") as file:
            return int(file.read(), 0)

    def reset(self):
        self.set(**self.USUAL)


def function(name, what="require"):
    """For Kind.set(): where a function of the kernel or the module begins and
    ends, as what is required of the callers, or what they are rejected for."""
    with open("/proc/kallsyms", encoding="ascii") as file:
        symbols = [line.split()[:3] for line in file]
    code = sorted({int(where, 16) for where, kind, _ in symbols
                   if kind in "tT"})
    for where, kind, symbol in symbols:
        if symbol == name and kind in "tT":
            start = int(where, 16)
            return {what + "_start": start,
                    what + "_end": next(a for a in code if a > start)}
    raise labs.Failure("the kernel has no function %s" % name)


class Faults:
    """Sends requests with the n-th allocation failing."""

    def __init__(self):
        try:
            self.file = os.open(FAIL_NTH, os.O_RDWR)
        except FileNotFoundError:
            raise labs.Skip("the kernel has no fault injection") from None
        self.task = os.open(MAKE_IT_FAIL, os.O_RDWR)
        self.pages = Kind("fail_page_alloc")
        self.pages.set(probability=100, task_filter="Y")
        self.following = False  # pages after the n-th fail, too
        self.route = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
        self.route.bind((0, 0))
        self.route.settimeout(60)

    def close(self):
        self.pages.reset()
        self.route.close()
        os.close(self.task)
        os.close(self.file)

    def during(self, nth, act):
        """What @act says while the @nth allocation fails. Leaves in hit
        whether there was one, and in page whether it was one of pages."""
        self.pages.set(times=FOLLOWING)
        os.pwrite(self.file, b"%d" % nth, 0)
        os.pwrite(self.task, b"%d" % self.following, 0)
        try:
            return act()
        finally:
            os.pwrite(self.task, b"0", 0)
            left = int(os.pread(self.file, 16, 0).rstrip(b"\0\n") or b"0")
            os.pwrite(self.file, b"0", 0)
            self.hit = left == 0
            self.page = self.pages.get("times") < FOLLOWING

    def armed(self, nth, sock, message):
        """Send while the @nth allocation fails."""
        try:
            self.during(nth, lambda: sock.send(message))
        except OSError as error:
            if error.errno not in (errno.ENOMEM, errno.ENOBUFS):
                raise
            raise Unheard from error

    @staticmethod
    def unheard(error):
        return error.errno in (errno.ENOBUFS, errno.EAGAIN) or \
            isinstance(error, TimeoutError)

    def request(self, nth, client, op, flags, data):
        """One of the family; raises what it is refused with."""
        client.seq += 1
        flags |= nl.NLM_F_REQUEST
        if not flags & nl.NLM_F_DUMP:
            flags |= nl.NLM_F_ACK
        self.armed(nth, client.sock, struct.pack(
            "=IHHIIBBH", nl.HEADERS + len(data), client.family, flags,
            client.seq, 0, client.spec.ops[op]["number"], 1, 0) + data)
        try:
            client.receive()
        except OSError as error:
            if not self.unheard(error):
                raise
            raise Unheard from error

    def rtnetlink(self, nth, kind, flags, body):
        """One of rtnetlink, as iproute2 sends it."""
        self.armed(nth, self.route, struct.pack(
            "=IHHII", 16 + len(body), kind,
            nl.NLM_F_REQUEST | nl.NLM_F_ACK | flags, 1, 0) + body)
        try:
            data = self.route.recv(1 << 16)
        except OSError as error:
            if not self.unheard(error):
                raise
            raise Unheard from error
        code = -struct.unpack_from("=i", data, 16)[0]
        if code:
            raise nl.Refused(code)


def up(name):
    """ip link set up"""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        ifreq = fcntl.ioctl(sock, SIOCGIFFLAGS, struct.pack(
            "16sh22x", name.encode(), 0))
        name, flags = struct.unpack_from("16sh", ifreq)
        fcntl.ioctl(sock, SIOCSIFFLAGS, struct.pack(
            "16sh22x", name, flags | IFF_UP))


BROADCAST, NOBODY, SENDER = b"\xff" * 6, b"\2\0\0\0\0\x55", \
    b"\2\0\0\0\0\xaa"


def traffic():
    """Two frames into the first port: to all, and to nobody that is known."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as sock:
        sock.bind(("g1", 0))
        for to in BROADCAST, NOBODY:
            sock.send(to + SENDER + b"\x88\xb5" + b"\0" * 46)


def stats(lab):
    return lab.nl.call("stats-get", nl.NLM_F_DUMP,
                       switch=lab.ifindex["vsw0"], atomic=True)


def balance(lab, what, rows):
    """The books of the first switch balance: see ctl/audit.c."""
    copies = 0
    for row in rows:
        drops = {"ingress": 0, "egress": 0}
        for drop in row.get("drops", []):
            drops[drop["direction"]] += drop["frames"]
        copies += row["copies"] - row["tx_copies"]
        lab.check(
            row["rx_frames"] == row["forwarded"] + row["flooded"] +
            row["delivered"] + row["consumed"] + drops["ingress"] and
            row["dropped"] == drops["ingress"] and
            row["tx_copies"] == row["tx_frames"] + drops["egress"] and
            row["tx_dropped"] == drops["egress"],
            "%s: the books do not balance" % what, row)
    lab.check(copies == 0, "%s: the copies do not balance" % what, rows)


def counters(rows):
    """{(port, counter or (direction, reason)): n}"""
    out = {}
    for row in rows:
        port = row.get("port", "deleted")
        for key, value in row.items():
            if key not in ("port", "switch") and isinstance(value, int):
                out[port, key] = value
        for drop in row.get("drops", []):
            out[port, (drop["direction"], drop["reason"])] = drop["frames"]
    return out


def total(counts, key):
    return sum(n for (_, k), n in counts.items() if k == key)


def booked(lab, what, send=traffic, arrives=None):
    """What is counted of some traffic in the books of the first switch, which
    balance. It takes a moment where something else has the CPU."""
    was = counters(stats(lab))
    if arrives is None:
        arrives = 2 * (lab.links()["d1"] == "vsw0")
    rows, now = [], {}

    def arrived():
        rows[:] = stats(lab)
        now.clear()
        now.update({k: n - was.get(k, 0) for k, n in counters(rows).items()
                    if n != was.get(k, 0)})
        return total(now, "rx_frames") >= arrives

    send()
    busywait(10, arrived)
    balance(lab, what, rows)
    return now


def flooded(lab, what):
    """Both frames go to everybody; the host wants the first one only. All that
    books say says nothing when frames are dropped at the door."""
    now, links = booked(lab, what), lab.links()
    others = [name for name in ("d2", "d3") if links[name] == "vsw0"]
    lab.check(total(now, "flooded") == 1 + bool(others) and
              total(now, "tx_frames") == total(now, "copies") >=
              1 + 2 * len(others),
              "%s: frames are flooded" % what, now)
    return now


LOST = "ENOBUFS"    # among the kinds: some were lost, and we were told so


def kind_of(message):
    """What a notification is, and of which object: port-ntf 2. How often one of
    them comes depends on when a carrier is noticed, and on what was learnt."""
    about = [str(message[key]) for key in ("number", "vid")
             if key in message and message["op"] != "fdb-ntf"]
    return " ".join([message["op"]] + about)


def heard(lab):
    """The kinds of notifications since the last time, but for what frames did.
    Of those for which there was no memory, some get lost: LOST."""
    kinds = []
    lab.ear.sock.setblocking(False)
    while True:
        try:
            kinds += [kind_of(message) for message in lab.ear.heard()
                      if message.get("event") not in ("learned", "moved")]
        except BlockingIOError:
            return kinds
        except OSError as error:
            if error.errno != errno.ENOBUFS:
                raise
            kinds.append(LOST)


def drain(sock):
    """To the end of a dump that ran out of memory on the way: it goes on by
    being read, and as long as it does, there is no other on that socket. It
    cannot be closed: an open transaction is its own. Where there was no memory
    to say that there is none, there is nothing to read, so ask for something:
    that a message that asks for nothing was taken."""
    sock.send(struct.pack("=IHHII", 16, nl.NLMSG_NOOP,
                          nl.NLM_F_REQUEST | nl.NLM_F_ACK, 0, 0))
    seconds = sock.gettimeout()
    sock.setblocking(False)
    while True:
        try:
            sock.recv(1 << 18)
        except BlockingIOError:
            break
        except OSError as error:
            if error.errno != errno.ENOBUFS:
                raise
    sock.settimeout(seconds)


def address(name):
    with open("/sys/class/net/%s/address" % name, encoding="ascii") as file:
        return file.read().strip()


# What passes by itself.
PASSING = ("confirm_timeout",)


def lasting(picture):
    """A picture without what differs each time that the lab is made anew."""
    known = {}
    for index, name in socket.if_nameindex():
        known[index] = known[address(name)] = name

    def plain(key, value):
        if isinstance(value, dict):
            return {k: plain(k, v) for k, v in value.items()}
        if isinstance(value, list):
            return sorted((plain(key, v) for v in value), key=str)
        if key in ("ifindex", "switch", "address"):
            return known.get(value, value)
        return value

    return {k: plain(k, v) for k, v in picture.items()}


KMEMLEAK = labs.DEBUGFS + "kmemleak"

def no_leaks(lab, cases):
    """Ask kmemleak, who takes what is there for 5 s, and is seen twice. So
    what the last case lost, it may tell of with the next ones, or after the
    test, when the shell asks (faults.sh). It takes seconds."""
    if not os.path.exists(KMEMLEAK):
        return
    with open(KMEMLEAK, "wb", buffering=0) as file:
        file.write(b"scan")
        file.write(b"scan")
    with open(KMEMLEAK, encoding="ascii", errors="replace") as file:
        lost = file.read()
    if lost:
        with open(KMEMLEAK, "wb", buffering=0) as file:
            file.write(b"clear")
        lab.fail("memory is lost by one of these, or by the one before them: "
                 "%s\n%s" % ("; ".join(cases), lost))
    cases.clear()


class Case:
    """A request, and what becomes of it when allocations of it fail.

    @prepare makes everything anew and returns what @send is called with;
    @ours: it is this family that answers; @loses: what a refusal does change
    in the picture; @refusable: not all that fails is made up for.
    """

    unscanned = []  # those after which kmemleak was not asked yet

    def __init__(self, lab, what, prepare, send, ours=True, loses=None,
                 refusable=True):
        self.lab, self.what = lab, what
        self.prepare, self.send = prepare, send
        self.ours, self.loses = ours, loses
        self.refusable = refusable
        self.faults = Faults()
        self.refused = 0
        self.done = self.heard = None   # when nothing fails
        # (where, told, was, after, heard) of what was not refused
        self.others = []
        self.kept = None        # see start()

    def start(self, where):
        """What to send, and what becomes of frames: anew, but where the last
        one was refused and has changed nothing, as it was left."""
        if not self.kept:
            arg = self.prepare()
            traffic()   # from an address that is new
            return arg, flooded(self.lab, where + ", before")
        kept, self.kept = self.kept, None
        return kept

    def once(self, nth):
        """With the @nth failing. True: done, False: refused, None: unheard."""
        lab, faults = self.lab, self.faults
        where = "%s, allocation %d%s" % (
            self.what, nth, " and pages after it" if faults.following else "")
        used = bool(self.kept)
        arg, fate = self.start(where)
        before = dict(lab.picture(PASSING), frames=fate)
        bodies = dict(lab.bodies)
        heard(lab)
        faults.hit, reason = False, None
        try:
            self.send(faults, nth, arg)
            told = True
        except Unheard:
            told = None
        except nl.Refused as said:
            told, reason = False, said
            self.refused += 1
            if self.ours:   # other families have other words for it, too
                lab.check(said.errno in (errno.ENOMEM, errno.ENOBUFS),
                          "%s: %s" % (where, said))
        if used and told is not False:
            # What is done is compared: it begins with counters of 0.
            return self.once(nth)
        if not told:
            drain(lab.nl.sock)
        kinds = heard(lab)
        after = lab.picture(PASSING)
        now = dict(lab.bodies)
        after["frames"] = booked(lab, where)
        was = [lasting(before)]     # when nothing was done
        if self.loses and not told:
            self.loses(before, after)
            was.append(lasting(before))
        if told is False:
            lab.compare(where, before, after)
            if not self.loses:
                self.same_bytes(where, bodies, now)
                if before == after:
                    self.kept = arg, fate
            # The core gives a device its old name back, and that is told.
            if self.ours and not self.loses:
                lab.equal("%s: heard of what was refused" % where, kinds, [])
        elif faults.hit:
            self.others.append((where, told, was, lasting(after), kinds))
        else:
            lab.check(told, "%s: %s when nothing failed" % (where, reason))
            self.done = lasting(after)
            self.heard = kinds
        return told

    def same_bytes(self, where, before, after):
        """What was refused has changed no byte of a dump."""
        for key, bodies in before.items():
            self.lab.check(after.get(key) == bodies, "%s: other bytes in %s" % (
                where, key), [b.hex() for b in bodies],
                [b.hex() for b in after.get(key, [])])

    def run(self):
        """For each allocation that there is. One of pages whose failure was
        made up for fails once more, with those that could do that."""
        again = 0
        try:
            for nth in range(1, MOST):
                told = self.once(nth)
                if nth % SAID == 0:
                    labs.say("%s: %d so far" % (self.what, nth))
                if not self.faults.hit:
                    break
                if told and self.faults.page:
                    again += 1
                    self.faults.following = True
                    self.once(nth)
                    self.faults.following = False
            else:
                self.lab.fail("%s: no end" % self.what)
        finally:
            self.faults.close()
        Case.unscanned.append(self.what)
        if len(Case.unscanned) >= SCANNED:
            no_leaks(self.lab, Case.unscanned)
        for where, told, was, after, kinds in self.others:
            if after != self.done and (told or after not in was):
                self.lab.compare("%s, half done," % where, after, self.done)
            self.lab.check(not set(kinds) - set(self.heard) - {LOST},
                           "%s: heard %s" % (where, kinds), self.heard)
            missed = sorted(set(self.heard) - set(kinds))
            self.lab.check(not told or LOST in kinds or not missed,
                           "%s: not heard, and not told so: %s" % (
                               where, missed))
        self.not_in_vain(nth - 1)
        labs.say("%s: %d allocations, %d of them with pages after it, "
                 "refused %d times, heard %s" % (
                     self.what, nth - 1, again, self.refused,
                     ", ".join(self.heard) or "nothing"))

    def not_in_vain(self, failed):
        """Something failed, and was not made up for: where nothing ever does,
        all of this would pass."""
        self.lab.check(failed >= LEAST, "%s: only %d allocations" % (
            self.what, failed))
        self.lab.check(self.refused or not self.refusable,
                       "%s: was never refused" % self.what)


def each_fault(*args, **how):
    """Returns the case, which knows what is done when nothing fails."""
    case = Case(*args, **how)
    case.run()
    return case


def fresh(lab, op=None):
    """Anew, on a socket that has no old answer in it, and with one that hears
    all notifications: nobody's are not even made."""
    lab.reopen()
    lab.nl = nl.Client(lab.spec)
    lab.nl.sock.settimeout(2)
    lab.ear = nl.Client(lab.spec)
    lab.ear.join(lab.ear.groups)
    if op:
        lab.prepare(op)
    else:
        lab.build()
    up("vsw0")
