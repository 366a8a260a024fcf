# SPDX-License-Identifier: GPL-2.0
#
# One process that speaks netlink for netlink.sh, in the namespace of the
# switches: the start of Python, and reading the YAML, take seconds in a slow
# VM. Reads names of tests from standard input, one a line; runs the function
# of that name of the files beside this one; answers with lines for people and
# then "done 0" or "done 1", or "skip WHY".

import os
import sys
import traceback

sys.path[:0] = [os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]

import access
import acl_price
import acls
import answers
import fault_attrs
import fault_frames
import fault_load
import faults
import fuzz
import lab
import meaning
import mirrors
import noise
import strict

SUITES = (strict, meaning, answers, access, acls, acl_price, mirrors, noise,
          faults, fault_attrs, fault_frames, fault_load, fuzz)


def find(name):
    for suite in SUITES:
        if hasattr(suite, name):
            return getattr(suite, name)
    raise lab.Failure("no test of this name")


def main():
    bench = lab.Lab()
    print("done 0", flush=True)
    for line in sys.stdin:
        bench.failed = False
        why = None
        try:
            test = find(line.strip())
            bench.build()
            test(bench)
        except lab.Skip as skip:
            why = str(skip)
        except lab.Failure as failure:
            bench.fail(failure)
        except Exception:       # the script is to see it and go on
            bench.fail(traceback.format_exc())
        if why and not bench.failed:
            print("skip " + why, flush=True)
        else:
            print("done %d" % bench.failed, flush=True)


main()
