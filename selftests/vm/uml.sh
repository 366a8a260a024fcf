# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2154 # mem, run, tty: run.sh sets them
# shellcheck disable=SC2054 # the commas are in its options
#
# A kernel of debug-kernel.sh that is User Mode Linux: its command line.
# Read (not run) by run.sh.

# uml_cpu DIR: sets $cpu to one of the CPUs that we may run on, which no other VM
# of this kind has, if there is one: a file in DIR is locked as long as we and the
# VM are there.
uml_cpu()
{
	local cpus lock
	cpus=$(taskset -pc $$ | sed 's/.*: //' | tr ',' '\n' |
		awk -F- '{ for (i = $1; i <= $NF; i++) print i }' | shuf)

	for cpu in $cpus; do
		exec {lock}>"$1/cpu-$cpu.lock"
		! flock -n "$lock" || return 0
		exec {lock}>&-
	done
}

# uml_command: sets vm to the command line that boots it, runs $run/command,
# and has the console in $run/console.log. It has one CPU.
uml_command()
{
	local dir cpu

	dir=$(kernel_build_dir "$release")
	uml_cpu "${dir%/*}"
	# All its processes on one CPU of the machine. They take turns, at each
	# system call and page fault of a program in it: to wake the next one
	# elsewhere takes five times as long.
	vm=(taskset -c "$cpu"
		"$dir/linux" "mem=$mem" "uml_dir=$run/uml" umid=vm
		root=/dev/root rootfstype=hostfs rootflags=/ ro
		"init=$PWD/selftests/vm/uml-init.sh" panic=-1 oops=panic
		panic_on_warn=1
		log_buf_len=16M
		bonding.max_bonds=0 dummy.numdummies=0 ifb.numifbs=0
		con=null con0=null,fd:1 "vsw.run=$run"
		"vsw.init=$PWD/selftests/vm/init.sh")
	# The kernel's own words go to the log, the command's to the second
	# console, which is whatever descriptor 8 is.
	if [ "$tty" = yes ]; then
		vm+=(con1=fd:7,fd:8)
		# shellcheck disable=SC2016 # for the shell that this starts
		vm=(bash -c 'exec 7<&0 8>&1 </dev/null >"$0/console.log" 2>&1
			exec "$@"' "$run" "${vm[@]}")
	else
		vm+=(con1=null,fd:8)
		# shellcheck disable=SC2016 # for the shell that this starts
		vm=(bash -c 'exec 8>"$0/output" >"$0/console.log" 2>&1
			exec "$@"' "$run" "${vm[@]}")
	fi
	env_line VSW_OUTPUT /dev/tty1
}
