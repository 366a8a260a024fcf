# SPDX-License-Identifier: GPL-2.0
#
# A storm: starts the workers (worker.py) and senders (sender.py), ends them
# when its time is up, and tells how many actions of each kind succeeded. Each
# kind has to: for those that did not yet it goes on for a while.
#
#	storm.py PREFIX SECONDS SEED MODULE
#
# PREFIX is that of the namespaces. Exit: 0 all went well. Called by storm.sh.

import os
import signal
import sys
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
SELFTESTS = os.path.dirname(HERE)
sys.path[:0] = [HERE, SELFTESTS] + [os.path.join(SELFTESTS, name)
                                    for name in ("frames", "netlink")]

import nl
import sender
import worker
from place import HOMES, Place, World

WORKERS = 6
SENDERS = 2
STAYS = 10      # seconds without an rmmod at the end, or a sixth of the whole
AGAIN = 10      # as often as that, until there is a switch to audit
LONGER = 900    # seconds more for what was not done yet, on slow machines
HANGS = 240     # seconds for an action to end

# What is counted besides the cards.
MORE = ("netns add", "heard", "rmmod", "insmod")


def say(text):
    for line in str(text).splitlines():
        print("# " + line, flush=True)


class Reports:
    """What went wrong, from all processes."""

    def __init__(self):
        self.read, self.write = os.pipe()
        os.set_blocking(self.read, False)
        os.set_blocking(self.write, False)
        self.text = ""

    def add(self, text):
        try:
            os.write(self.write, (text.strip() + "\n").encode()[:3000])
        except BlockingIOError:
            pass                # enough was said

    def all(self):
        """What was said so far."""
        try:
            while True:
                self.text += os.read(self.read, 1 << 16).decode(
                    errors="replace")
        except BlockingIOError:
            pass
        return self.text


def fork(func, reports):
    """In a process of its own, which ends with us."""
    pid = os.fork()
    if pid:
        return pid
    worker.Worker.die_with_us()
    # Who runs us asks us to end, and nobody else.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    status = 1
    try:
        func()
        status = 0
    except BaseException:       # whatever it was is told
        reports.add(traceback.format_exc())
    finally:
        os._exit(status)


def gather(pids, reports):
    """All end by themselves; who does not, hangs."""
    end = time.monotonic() + HANGS
    left = set(pids)
    while left and time.monotonic() < end:
        for pid in list(left):
            if os.waitpid(pid, os.WNOHANG)[0]:
                left.remove(pid)
        time.sleep(0.05)
    for pid in left:
        try:
            with open("/proc/%d/stack" % pid, encoding="ascii") as file:
                where = file.read()
        except OSError as error:
            where = str(error)
        reports.add("process %d hangs:\n%s" % (pid, where))
        os.kill(pid, signal.SIGKILL)


def carried(world, spec):
    """How many switches there are that frames came to."""
    found = 0
    for name in HOMES:
        if world.there(name) is None:
            continue
        place = Place(world, spec, name)
        try:
            place.see()
            for link in place.switches() if place.client else ():
                rows = place.client.call("stats-get", nl.NLM_F_DUMP,
                                         switch=link["index"])
                found += any(row.get("rx_frames") for row in rows)
        finally:
            place.close()
    return found


def main():
    prefix, seconds, seed, module = sys.argv[1:]
    seconds, seed = int(seconds), int(seed)
    spec = nl.Spec()
    kinds = list(dict.fromkeys(
        [card[0] for card in worker.cards(spec)] + list(MORE) +
        list(sender.KINDS)))
    kinds.remove("nearly")      # counted as what it asks for
    world = World(prefix, seed, WORKERS + SENDERS + 1, kinds)
    reports = Reports()
    stopped = []

    def stop(*_):
        stopped.append(True)
        world.finish()

    signal.signal(signal.SIGTERM, stop)

    jobs = [worker.Worker(world, n, spec, reports.add).run
            for n in range(WORKERS)]
    jobs += [lambda n=n: sender.Sender(world, WORKERS + n, n).run()
             for n in range(SENDERS)]
    jobs.append(lambda: worker.reload_module(world, WORKERS + SENDERS,
                                             seconds, module))
    start = time.monotonic()
    pids = [fork(job, reports) for job in jobs]

    def missing():
        return [kind for kind in kinds if not world.total(kind)]

    def blows():
        """For a moment. Nobody ends before the end."""
        time.sleep(0.2)
        if os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            reports.add("the storm ends early")
            world.finish()
        return not world.over()

    noted = False
    while blows():
        now = time.monotonic() - start
        if now >= seconds and not noted and missing():
            say("after %d s not yet done: %s" % (now, ", ".join(missing())))
            noted = True
        if now >= seconds and (not missing() or now >= seconds + LONGER):
            break
    # What is audited in the end is more than a module that just came.
    world.keep()
    for n in range(AGAIN):
        if n:
            world.resume()
            pids = [fork(job, reports) for job in jobs]
        end = time.monotonic() + max(STAYS, seconds / 6)
        while blows() and time.monotonic() < end:
            pass
        world.finish()
        gather(pids, reports)
        if carried(world, spec) or reports.all() or stopped:
            break

    say("seed %d, %d s, %d processes: %d actions" % (
        seed, time.monotonic() - start, len(pids),
        sum(world.total(k) for k in kinds if k not in sender.KINDS)))
    say(", ".join("%s %d" % (kind, world.total(kind)) for kind in kinds))
    said = reports.all()
    if missing():
        say("FAIL: never done: " + ", ".join(missing()))
    if said:
        say("FAIL: what went wrong:\n" + said[:20000])
    sys.exit(bool(missing() or said))


main()
