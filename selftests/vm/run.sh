#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# Runs a command, as root, in a VM that has this machine's files (to read; what
# it writes is gone after) and its own kernel. Its output appears as it comes.
#   run.sh [-k KERNEL] [-s CPUS] [-m MEM] [-t SECONDS] [-o DIR] [-I|-T]
#	    -- COMMAND...
#   run.sh [-k KERNEL] -i [-- COMMAND...]      with a terminal; default: a shell
# KERNEL is 6.12 (the default), 6.1, a release, or one of debug-kernel.sh.
# -I: one CPU on which an instruction takes one nanosecond, whatever it is, and
# to wait takes no time: for the benchmark. Time-outs are not what they say.
# -T: CPUs that are emulated at the same time, for the benchmark of two; qemu.sh
# says why this is not always so.
# The exit status is the command's; 125 where the run failed: the kernel
# crashed or complained (splat.sh), time was up, or no result came out.
# The command finds: VSW_KO, the module for that kernel; VSW_REPO, its working
# directory; VSW_OUT, where files that it writes are kept (copied to -o DIR);
# VSW_KERNEL; VSW_ACCEL (kvm, tcg, icount, threads or uml).
# Called by the Makefile and by selftests/host/check.sh.

set -euo pipefail
cd "$(dirname "$0")/../.."
. selftests/host/kernel.sh
. selftests/vm/splat.sh
. selftests/vm/qemu.sh
. selftests/vm/uml.sh

usage()
{
	sed -n 's/^#   run.sh/usage: run.sh/p' "$0" >&2
	exit 1
}

kernel=6.12 cpus=2 mem=2G limit=1800 tty=no out='' way=''
while getopts k:s:m:t:o:iIT opt; do
	case $opt in
	k) kernel=$OPTARG ;;
	s) cpus=$OPTARG ;;
	m) mem=$OPTARG ;;
	t) limit=$OPTARG ;;
	o) out=$OPTARG ;;
	i) tty=yes ;;
	I) way=icount ;;
	T) way=threads ;;
	*) usage ;;
	esac
done
shift $((OPTIND - 1))
if [ "$tty" = yes ]; then
	limit=0
	# shellcheck disable=SC2016 # for the shell in the VM
	[ $# -gt 0 ] || set -- bash -c 'insmod "$VSW_KO"
		exec bash --rcfile <(echo "PS1=\"vsw:\w# \"") -i'
fi
[ $# -gt 0 ] || usage

release=$(kernel_release "$kernel")

# Each run has a directory of its own, at the same path here and in the VM.
mkdir -p build/vm
run=$(mktemp -d "$PWD/build/vm/run.XXXXXX")
mkdir "$run/out"
mkfifo "$run/output"
child=
# vm_end: no process of the VM is left. User Mode Linux is many, and the first
# of them, which is what timeout started, has made them a group of their own.
vm_end()
{
	local first

	first=$(pgrep -P "$child") ||
		first=$(cat "$run/uml/vm/pid" 2>/dev/null) || first=
	if [ -n "$first" ]; then
		kill -9 -- "-$first" 2>/dev/null || true
	fi
	kill -9 -- "-$child" 2>/dev/null || true
	child=
}

# shellcheck disable=SC2317 # the trap calls it
cleanup()
{
	if [ -n "$child" ]; then
		disown "$child"
		vm_end
	fi
	# The log of the last run with each kernel can be looked at.
	mv -f "$run/console.log" "build/vm/$release.log" 2>/dev/null || true
	rm -rf "$run"
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

if kernel_is_uml "$release"; then
	accel=uml
elif [ "$way" = icount ]; then
	accel=icount cpus=1
elif qemu_kvm_works "$release"; then
	accel=kvm
else
	accel=${way:-tcg}
fi

# env_line NAME VALUE
env_line()
{
	printf 'export %s=%q\n' "$1" "$2" >>"$run/env"
}
env_line VSW_REPO "$PWD"
env_line VSW_KO "${VSW_KO:-$PWD/build/$release/vswitch.ko}"
env_line VSW_OUT "$run/out"
env_line VSW_KERNEL "$release"
env_line VSW_ACCEL "$accel"
if kernel_is_ours "$release"; then
	env_line VSW_KDIR "$(kernel_build_dir "$release")"
fi
env_line VSW_TTY "$tty"
if [ "$tty" = yes ]; then
	env_line TERM "${TERM:-linux}"
	env_line VSW_TTY_SIZE "$(stty size 2>/dev/null || echo 25 80)"
fi
printf '%q ' "$@" >"$run/command"
echo >>"$run/command"

# The output comes over a FIFO, so that it can go wherever ours goes.
if [ "$tty" = no ]; then
	cat "$run/output" &
	cat=$!
fi

if [ "$accel" = uml ]; then
	uml_command
else
	qemu_command "$accel"
fi
status=0
if [ "$tty" = yes ]; then
	# In the foreground: it is to own the terminal.
	saved=$(stty -g 2>/dev/null) || saved=
	"${vm[@]}" || status=$?
	[ -z "$saved" ] || stty "$saved"
else
	set -m
	timeout -s KILL "$limit" "${vm[@]}" </dev/null >"$run/vm.log" 2>&1 &
	child=$!
	set +m
	wait "$child" || status=$?
	vm_end
	# A VM that never came up opened no end of the FIFO: open it now.
	: 3<>"$run/output"
	wait "$cat"
fi

# fail WHY: with what the log says, for who has nothing but this output.
fail()
{
	{
		echo "vm: FAILED on $release ($accel): $1"
		echo "vm: the end of its log (all of it: build/vm/$release.log):"
		cat "$run/vm.log" 2>/dev/null || true
		tail -n 25 "$run/console.log" | tr -d '\r' | cut -c -200
	} >&2
	exit 125
}

touch "$run/console.log"
if [ -n "$out" ]; then
	mkdir -p "$out"
	cp -r "$run/out/." "$out/"
fi
sed '0,/vsw: the command starts/d' "$run/console.log" | tr -d '\r' |
	splat_find >"$run/splat" || true
if [ -s "$run/splat" ]; then
	echo "vm: the kernel complained:" >&2
	cut -c -200 "$run/splat" >&2
	fail "the kernel complained, see above"
fi
if [ $status -eq 124 ] || [ $status -eq 137 ]; then
	fail "not done after $limit s"
fi
if [ ! -s "$run/status" ]; then
	fail "no result came out of it (exit status $status)"
fi
exit "$(cat "$run/status")"
