# SPDX-License-Identifier: GPL-2.0
#
# Has the kernel receive the frames of all ends in the order they were sent.
# Used by agent.py.

import os

from busywait import busywait

SECONDS = 30        # for ksoftirqd to run, on slow machines


class Order:
    """Waits, where frames could overtake each other.

    What a veth is given waits in the backlog of its CPU. Mostly it is received
    before the system call ends; but while ksoftirqd wants to run, Linux before
    6.5 leaves it all to it. What a tap or the switch device is given is
    received at once, and would overtake.
    """

    def __init__(self):
        self.cpu = min(os.sched_getaffinity(0))
        self.stat = open("/proc/net/softnet_stat", encoding="ascii")
        self.last = None

    def backlog(self):
        """Frames that wait at our CPU."""
        self.stat.seek(0)
        for row in self.stat:
            words = [int(word, 16) for word in row.split()]
            if words[12] == self.cpu:
                return words[11]
        raise OSError("CPU %d has no backlog" % self.cpu)

    def settle(self):
        """All that was sent is received."""
        if not busywait(SECONDS, lambda: not self.backlog()):
            raise OSError("frames wait in the backlog for ever")

    def sends(self, end):
        """This end is about to send: what others sent is received."""
        if self.last is not end:
            self.settle()
            self.last = end
