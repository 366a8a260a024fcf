#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: debug
#
# Messages to the family as the grammar of the specification makes them: each
# attribute missing, doubled, of a wrong type or length, out of range, nested
# wrongly, or right. In the debug kernel 200,000 of them, else fewer. The tests
# are functions of netlink/*.py.
#
# limit: 2400
#
#	 d1  d2  (tap9)		d3 is free
#	 +--- vsw0 ---+  vsw1	namespace sw

TESTS="fuzz"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/netlink/lib-netlink.sh"

run_tests "$@"
