# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Which kernels are meant: turns what a user gives as K= into a release, its
# build tree and its image. Read (not run) by modules.sh, check.sh and vm/run.sh.

VSW_CACHE=${VSW_CACHE:-/var/cache/vswitch}

# kernel_is_ours KERNEL: is it one that vm/debug-kernel.sh compiles?
kernel_is_ours()
{
	[ "$1" = debug ] || [ "$1" = kcsan ]
}

# kernel_release [KERNEL]: the release that KERNEL (6.12, a whole release, one
# of ours, or nothing for the running one) means.
kernel_release()
{
	local want=${1:-$(uname -r)} dir found=

	if kernel_is_ours "$want" || [ -n "${KDIR:-}" ] ||
	   [ -e "/lib/modules/$want/build" ]; then
		echo "$want"
		return
	fi
	# The digit before -amd64 leaves out Debian's -cloud and -rt kernels.
	for dir in "/lib/modules/$want"[.-]*[0-9]-amd64/build; do
		if [ -e "$dir" ]; then
			dir=${dir%/build}
			found+=${dir##*/}$'\n'
		fi
	done
	if [ -z "$found" ]; then
		echo "no headers for kernel $want are installed:" \
			"run 'make deps', or name another with K=" >&2
		return 1
	fi
	printf %s "$found" | sort -V | tail -n 1
}

# kernel_build_dir RELEASE: where its headers and its kbuild are.
kernel_build_dir()
{
	if kernel_is_ours "$1"; then
		selftests/vm/debug-kernel.sh --print-dir "$1"
	else
		echo "/lib/modules/$1/build"
	fi
}

# kernel_image RELEASE: what boots.
kernel_image()
{
	if kernel_is_ours "$1"; then
		echo "$(kernel_build_dir "$1")/linux"
	else
		echo "/boot/vmlinuz-$1"
	fi
}
