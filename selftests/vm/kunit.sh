#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# What the module's KUnit suites, which run when it is loaded, said: their
# cases as one flat list of KTAP. In the debug kernel each suite of kmod/tests/
# has to say something; another kernel need not have KUnit. Called by suite.sh.

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
ours=$(sed -n 's/^kunit_test_suites\?(\(.*\));$/\1/p' kmod/tests/*.c |
	tr , '\n' | grep -c .)
said=$(grep -E '^(not )?ok' <<<"$cases" |
	sed 's/^\(not \)\?ok [0-9]* \([^.]*\)[.].*/\2/' | sort -u | grep -c .) || true
echo "KTAP version 1"
if [ -z "$cases" ] && [ "$VSW_KERNEL" != debug ]; then
	echo "1..0 # SKIP the module has no KUnit suite"
	exit 4
fi
n=$(grep -cE '^(not )?ok' <<<"$cases") || true
n=$((n + 1))
echo "1..$n"
echo "$cases"
if [ "$said" -eq "$ours" ]; then
	echo "ok $n each suite"
else
	echo "# $said suites said something, kmod/tests/ has $ours"
	echo "not ok $n each suite"
	exit 1
fi
if grep -q '^not ok' <<<"$cases"; then
	exit 1
fi
