# SPDX-License-Identifier: GPL-2.0
#
# The module is loaded while an allocation of its init function fails: it stays
# out, leaves nothing behind, and loads when there is memory. Called by
# agent.py.

import ctypes
import errno
import os
import subprocess

import failing
import nl
from failing import Faults, Kind, function
from lab import say

MODULE = "/sys/module/vswitch"
SYS_FINIT_MODULE = 313      # of x86-64
MOST = 1000                 # allocations


def loaded(path):
    """Load the module: 0, or why not."""
    libc = ctypes.CDLL(None, use_errno=True)
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if libc.syscall(SYS_FINIT_MODULE, file, b"", 0) == 0:
            return 0
        return ctypes.get_errno()
    finally:
        os.close(file)


def family_is_there(lab):
    try:
        nl.Client(lab.spec).close()
    except nl.Refused:
        return False
    return True


def left_behind():
    """What a module that is not there leaves in lists of the kernel."""
    found = []
    for name in ("/proc/slabinfo", "/proc/kallsyms", "/proc/vmallocinfo"):
        with open(name, encoding="ascii") as file:
            found += [line.rstrip() for line in file
                      if line.startswith("vsw") or "[vswitch]" in line]
    return found


def faults_load(lab):
    """insmod. Only what init itself asks for fails: the loader of modules is
    not ours. Nor does sysfs_slab_add(), which does not give back the name of
    the cache when that has no memory."""
    path = os.environ["VSW_KO"]
    lab.reopen()
    subprocess.run(("rmmod", "vswitch"), check=True)
    faults, slab = Faults(), Kind("failslab")
    callers = dict(function("do_one_initcall"),
                   **function("sysfs_slab_add", "reject"))
    refused = 0
    try:
        for kind in slab, faults.pages:
            kind.set(**callers)
        for nth in range(1, MOST):
            what = "insmod, allocation %d" % nth
            error = faults.during(nth, lambda: loaded(path))
            if error:
                refused += 1
                lab.check(error == errno.ENOMEM, "%s: %s" % (
                    what, os.strerror(error)))
                lab.check(not os.path.exists(MODULE) and
                          not family_is_there(lab), "%s: not loaded" % what)
                lab.equal("%s: left behind" % what, left_behind(), [])
            else:
                lab.check(family_is_there(lab), "%s: loaded" % what)
                lab.build()
                lab.reopen()
                if faults.hit:
                    subprocess.run(("rmmod", "vswitch"), check=True)
            if not faults.hit:
                break
        else:
            lab.fail("insmod: no end")
    finally:
        slab.reset()
        faults.close()
        if not os.path.exists(MODULE):
            loaded(path)
    lab.check(refused > 0, "insmod was refused")
    failing.no_leaks(lab, ["insmod"])
    say("insmod: %d allocations, refused %d times" % (nth - 1, refused))
