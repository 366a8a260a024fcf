#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 debug
# quick
#
# The netlink interface, against its specification: requests of every command
# with every attribute, right and wrong, as raw messages. Commands and their
# attributes are read from the YAML, so that later ones are covered, too. The
# tests are functions of netlink/*.py, where one process runs them.
#
#	 d1  d2  (tap9)		d3 is free
#	 +--- vsw0 ---+  vsw1	namespace sw; made anew for each test

TESTS="foreign policy doubled headers unknown_commands missing extremes ranges
	names refusals replies dumps_obey absent notifications other_groups
	policies acl_rules acl_bindings acl_ports acl_sets acl_refusals
	acl_transactions acl_rollback acl_news acl_limits acl_many acl_price
	mirror_is mirror_refusals mirror_users mirror_ports mirror_transactions
	mirror_rollback mirror_news mirror_limit"
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/netlink/lib-netlink.sh"

run_tests "$@"
