#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 debug
#
# Who may do what: each command as root, without CAP_NET_ADMIN, as nobody with
# and without it, as root of a user namespace that does not own the network
# namespace, and of one that does. Nobody sees or hears of another network
# namespace. The tests are functions of netlink/access.py.
#
#	 d1  d2  (tap9)		d3 is free
#	 +--- vsw0 ---+  vsw1	namespace sw; made anew for each command

TESTS="no_capability user_namespace matrix matrix_own eavesdrop"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/netlink/lib-netlink.sh"

run_tests "$@"
