#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: debug
#
# The netlink interface, as no honest client treats it: dumps that are read so
# slowly that the configuration changes under them, or not to their end, and
# messages of noise. The tests are functions of netlink/*.py.
#
#	 d1  d2  (tap9)		d3 is free
#	 +--- vsw0 ---+  vsw1	namespace sw; made anew for each test

TESTS="interrupted uninterrupted interrupted_switches interrupted_entries
	entry_stays random_bytes random_requests half_read"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/netlink/lib-netlink.sh"

# It unloads the module, and so is the last one.
half_read()
{
	agent half_read
	vsw_load
}

run_tests "$@"
