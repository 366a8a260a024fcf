# SPDX-License-Identifier: GPL-2.0
#
# To wait for what happens by itself, as lib.sh's busywait does for commands.
# Used by the tests and the benchmark.

import time

PAUSE = 0.02    # seconds between two looks


def busywait(seconds, func):
    """Call until it returns something true, or the time is up; returns what
    it returned last."""
    end = time.monotonic() + seconds
    while True:
        value = func()
        if value or time.monotonic() > end:
            return value
        time.sleep(PAUSE)
