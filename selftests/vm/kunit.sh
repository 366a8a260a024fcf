#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# What the module's KUnit suites, which run when it is loaded, said: their
# cases as one flat list of KTAP. In the debug kernel each case of kmod/tests/ has
# to run; another kernel need not have KUnit. Called by suite.sh.

set -eu
cd "$(dirname "$0")/../.."

# suite.sh has them silent at any other time that the module is loaded.
filter=/sys/module/kunit/parameters/filter_glob
if [ -d /sys/module/vswitch ]; then
	rmmod vswitch
fi
if [ -e $filter ]; then
	printf '*' >$filter
fi
insmod "$VSW_KO"
if [ -e $filter ]; then
	printf none >$filter
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
# Names of cases, those that were skipped not among them.
ours=$(sed -n 's/^[[:space:]]*KUNIT_CASE[A-Z_]*(\(\w*\).*/\1/p' \
	kmod/tests/*.c | sort)
said=$(sed -n '/ # SKIP/d
	s/^\(not \)\?ok [0-9]* [^.]*[.]\(\w*\).*/\2/p' <<<"$cases" | sort)
echo "KTAP version 1"
if [ -z "$cases" ] && [ "$VSW_KERNEL" != debug ]; then
	echo "1..0 # SKIP the module has no KUnit suite"
	exit 4
fi
n=$(grep -cE '^(not )?ok' <<<"$cases") || true
n=$((n + 1))
echo "1..$n"
echo "$cases"
if [ "$said" = "$ours" ]; then
	echo "ok $n each case"
else
	echo "# lost (<), or nobody's (>):"
	diff <(echo "$ours") <(echo "$said") | sed -n 's/^[<>]/# &/p'
	echo "not ok $n each case"
	exit 1
fi
if grep -q '^not ok' <<<"$cases"; then
	exit 1
fi
