#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# Runs the selftests, one after another, in the VM that it finds itself in, and
# looks after each whether the kernel complained.
#   suite.sh [-p] [-q] [-s] [-x TEST] [TEST...]
# A test is a script selftests/TEST.sh; without names, all of them are run that
# have no line "# not a test of the suite" in their head; -q: those with a line
# "# quick" there; -p: this is one of several kernels of a check, and scripts
# with a line "# kernels: NAME..." are left out where it does not name this one;
# -s: vswitchctl is the one with the sanitizers; -x: without this one. A line
# "# limit: SECONDS" gives one more time than the usual forty minutes. The name
# unload alone runs none, and only looks at what is left.
# Output: KTAP, what a script says indented. Results (ktap.sh) go to
# $VSW_OUT/results as they come, so that they outlive a crash.
# Called by selftests/host/check.sh through run.sh.

set -u
cd "$(dirname "$0")/../.." || exit
. selftests/host/ktap.sh
. selftests/vm/splat.sh
. selftests/vm/kmemleak.sh

results=$VSW_OUT/results
kcsan=/sys/kernel/debug/kcsan
part='' quick='' sanitized='' without=''
while getopts pqsx: opt; do
	case $opt in
	p) part=yes ;;
	q) quick=yes ;;
	s) sanitized=/run/sanitized ;;
	x) without=$OPTARG ;;
	*) exit 1 ;;
	esac
done
shift $((OPTIND - 1))

# head_of SCRIPT: the comment at its start.
head_of()
{
	sed '/^#/!q' "$1"
}

# belongs SCRIPT: it is run on this kernel, whatever others the check has.
belongs()
{
	local names name

	names=$(head_of "$1" | sed -n 's/^# kernels: //p')
	for name in $names; do
		[[ $VSW_KERNEL. != "$name".* ]] || return 0
	done
	[ -z "$names" ]
}

# tests_found: the names of the scripts in selftests/ that are tests.
tests_found()
{
	local file name

	for file in selftests/*.sh; do
		name=$(basename "$file" .sh)
		if [ "$name" = "$without" ] ||
			head_of "$file" | grep -qx '# not a test of the suite'; then
			continue
		fi
		if [ -n "$part" ] && ! belongs "$file"; then
			echo "# on other kernels: $name" >&2
			continue
		fi
		if [ -z "$quick" ] || head_of "$file" | grep -qx '# quick'; then
			echo "$name"
		fi
	done
	# What the module's own suites said, where there is KUnit, or has to be.
	if [ "$VSW_KERNEL" = debug ] || [ -d /sys/kernel/debug/kunit ]; then
		echo kunit
	fi
}

# comment: what a person may want to read.
comment()
{
	sed 's/^/  # /'
}

# show: a script's output as it comes, in the log and, indented, here.
show()
{
	tee "$1" | sed -u 's/^/  /'
}

# run_script NAME: its exit status; the output is shown and left in $log.
run_script()
{
	local file=selftests/$1.sh limit status shower session n

	[ "$1" != kunit ] || file=selftests/vm/kunit.sh
	[ -e "$file" ] || file=/dev/null/$1
	limit=$(head_of "$file" 2>/dev/null | sed -n 's/^# limit: //p')

	rm -f /run/suite.fifo
	mkfifo /run/suite.fifo
	show "$log" </run/suite.fifo &
	shower=$!
	exec 3>/run/suite.fifo
	setsid timeout -k 10 "${limit:-2400}" "$file" \
		</dev/null >&3 2>&1 3>&- &
	session=$!
	wait $session
	status=$?
	# What a script leaves running would hold the output open, and disturb
	# the next one.
	if pkill -9 -s $session; then
		echo "# $1 left processes running" >&3
	fi
	exec 3>&-
	# A daemon in a session of its own still can: then cut it short.
	for ((n = 0; n < 50; n++)); do
		kill -0 $shower 2>/dev/null || break
		sleep 0.1
	done
	kill $shower 2>/dev/null
	return $status
}

# complaints NAME: whether the kernel complained since the line in its log
# that says that NAME starts.
complaints()
{
	dmesg | sed -n "/vsw: test $1 starts/,\$p" | splat_find
}

# use_sanitized: have the tests find that tool, and what it says go to files,
# for tests that want it to fail do not look why it does.
use_sanitized()
{
	local options=log_path=$sanitized/report:print_stacktrace=1
	local tool=$PWD/build/ctl/san/vswitchctl

	# Else the tests would find the next one on the path.
	if [ ! -x "$tool" ]; then
		echo "no $tool: make -C ctl BUILD=\$PWD/build/ctl sanitized" >&2
		exit 1
	fi
	# A status that the tool has no other use for.
	options+=:exitcode=99
	# To look for leaks takes as long as all else together, and the fuzz
	# targets and the unit tests do.
	options+=:detect_leaks=0
	mkdir -m 1777 $sanitized
	ln -s "$tool" $sanitized/
	export PATH=$sanitized:$PATH
	export ASAN_OPTIONS=$options UBSAN_OPTIONS=$options
}

# reports: what the sanitizers said, once; fails when that is nothing.
reports()
{
	[ -n "$sanitized" ] || return 1
	cat $sanitized/report.* 2>/dev/null || return 1
	rm $sanitized/report.*
}

# run_test NAME
run_test()
{
	local log=/run/suite.log status lines splat report
	local start=$SECONDS

	echo "vsw: test $1 starts" >/dev/kmsg
	run_script "$1"
	status=$?
	lines=$(ktap_results "$1" $status <"$log")
	if splat=$(complaints "$1"); then
		lines+=$'\n'"not ok"$'\t'"$1: the kernel complained"
		comment <<<"$splat"
	fi
	if report=$(reports); then
		lines+=$'\n'"not ok"$'\t'"$1: vswitchctl has a bug"
		comment <<<"$report"
	fi
	echo "$lines" >>"$results"

	n=$((n + 1))
	if grep -q '^not ok' <<<"$lines"; then
		failed=$((failed + 1))
		echo "not ok $n $1 # $((SECONDS - start)) s"
	elif grep -q '^ok' <<<"$lines"; then
		echo "ok $n $1 # $((SECONDS - start)) s"
	else
		echo "ok $n $1 #" "$(sed -n 's/^skip\t[^:]*:*/SKIP/p' <<<"$lines")"
	fi
}

# unwatched: in a kernel with KCSAN, whether the module is not instrumented;
# then it is no wonder that no race was found.
unwatched()
{
	[ -e $kcsan ] || return
	grep -E '^(setup_watchpoints|data_races|races_)' $kcsan | comment
	! grep -aq __tsan_read "$VSW_KO"
}

# Nothing may be left when the tests are done: no memory is lost, and the module
# unloads.
unload()
{
	local status=0 leaks clean=yes

	echo "vsw: test unload starts" >/dev/kmsg
	leaks=$(kmemleak_is_clean 2>&1) || clean=
	if [ -d /sys/module/vswitch ]; then
		timeout 60 rmmod vswitch || status=$?
	fi
	n=$((n + 1))
	if [ $status -ne 0 ] || [ -z "$clean" ] || complaints unload ||
	   unwatched; then
		comment <<<"$leaks"
		failed=$((failed + 1))
		echo "not ok	unload" >>"$results"
		echo "not ok $n unload"
	else
		echo "ok	unload" >>"$results"
		echo "ok $n unload"
	fi
}

if [ $# -eq 0 ]; then
	# shellcheck disable=SC2046 # names have no blanks in them
	set -- $(tests_found)
elif [ "$*" = unload ]; then
	set --
fi
[ -z "$sanitized" ] || use_sanitized
# The module's own suites run whenever it is loaded, and that is often: once is
# enough, see kunit.sh.
if [ -e /sys/module/kunit/parameters/filter_glob ]; then
	printf none >/sys/module/kunit/parameters/filter_glob
fi
n=0 failed=0
echo "KTAP version 1"
echo "1..$(($# + 1))"
for test; do
	run_test "$test"
done
unload
touch "$VSW_OUT/done"
[ $failed -eq 0 ]
