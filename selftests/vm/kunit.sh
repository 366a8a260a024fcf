#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# What the module's KUnit suites, which run when it is loaded, said: their
# cases as one flat list of KTAP. Called by suite.sh in the debug kernel.

set -eu

if [ ! -d /sys/module/vswitch ]; then
	insmod "$VSW_KO"
fi

cases=$(cat /sys/kernel/debug/kunit/*/results 2>/dev/null | awk '
	/^ *# Subtest: / { suite = $3 }
	!/^ *(not )?ok |^ *KTAP|^ *1\.\.|# (Subtest|Totals|module):|# .*: pass:/ {
		sub(/^ *#? */, "")
		print "# " $0
	}
	/^    (not )?ok / {
		what = $1 == "ok" ? "ok" : "not ok"
		sub(/^ *(not )?ok [0-9]* */, "")
		print what " " ++n " " suite "." $0
	}')
echo "KTAP version 1"
if [ -z "$cases" ]; then
	echo "1..0 # SKIP the module has no KUnit suite"
	exit 4
fi
echo "1..$(grep -cE '^(not )?ok' <<<"$cases")"
echo "$cases"
if grep -q '^not ok' <<<"$cases"; then
	exit 1
fi
