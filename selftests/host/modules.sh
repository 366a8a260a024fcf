#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# Builds vswitch.ko for one kernel.
#   modules.sh [--strict] [KERNEL]
# KERNEL is a release (6.12.117+deb12-amd64), the start of one (6.12: the
# newest installed that has headers), "debug" or "kcsan" (vm/debug-kernel.sh), or
# nothing for the running kernel. KDIR in the environment names the kernel's
# build tree instead. The last line of output is the module's path.
# --strict adds sparse (but for the two, whose headers and flags it does not
# know) and fails on any warning; it builds in build/check.
# Called by the Makefile, check.sh and build-7.2.sh.

set -euo pipefail
cd "$(dirname "$0")/../.."
. selftests/host/kernel.sh

strict=
if [ "${1:-}" = --strict ]; then
	strict=yes
	shift
fi

release=$(kernel_release "${1:-}")
kdir=${KDIR:-$(kernel_build_dir "$release")}
out=build/${strict:+check/}$release
mkdir -p "$out"

# Two builds in one directory would write the same files.
exec 9>"$out/.lock"
flock 9

# Kbuild before 6.13 puts objects beside the sources, so each kernel gets a
# tree of links of its own. Links to what is gone go too.
for top in Kbuild kmod uapi; do
	cp -rsfT "$PWD/$top" "$out/$top"
done
find "$out" -xtype l -delete

args=(-C "$kdir" "M=$PWD/$out" W=1)
if [ "$release" = debug ]; then
	args+=(ARCH=um)
elif [ "$release" = kcsan ]; then
	args+=(ARCH=x86_64)
elif [ -n "$strict" ]; then
	args+=(C=1 "CF=-D__CHECK_ENDIAN__")
fi

log=$out/build.log
status=0
make "${args[@]}" -j"$(nproc)" modules >"$log" 2>&1 || status=$?
grep -Ev "^make|^  (CC|LD|AR|CHECK|MODPOST|CC \[M\]|LD \[M\]|BTF \[M\]) |\
Skipping BTF generation|the compiler differs|The kernel was built by|\
You are using:" "$log" >&2 || true
if [ $status -ne 0 ]; then
	exit $status
fi

# What is up to date is not compiled again and warns no more: in a strict
# build, take the objects away, so that the next one says it once more.
if [ -n "$strict" ] && grep -qiE 'warning:|error:' "$log"; then
	find "$out" -name '*.o' -delete
	echo "warnings in the build for $release, see $log" >&2
	exit 1
fi

echo "$out/vswitch.ko"
