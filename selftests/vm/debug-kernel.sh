#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# Compiles one of our own kernels, which find what tests alone do not, from
# Debian's linux-source-6.12, with vm.config and a configuration of its own:
#   debug   User Mode Linux, an ordinary process near native speed, with
#	    debug.config on
#   kcsan   for QEMU with several CPUs, with kcsan.config on
#   plain   User Mode Linux that debugs nothing, with plain.config on, for
#	    'make bench-native'
# Usage:
#   debug-kernel.sh KERNEL               builds it unless it is there
#   debug-kernel.sh --print-dir KERNEL   says where it is; fails when it is not
# It is kept in $VSW_CACHE (default /var/cache/vswitch), by all that it is made
# from: the source, its configuration, the compiler and this script; older ones
# are left for who still uses them.
# Called by 'make debug-kernel', check.sh, and with --print-dir by kernel.sh.

set -euo pipefail
cd "$(dirname "$0")/../.."

cache=${VSW_CACHE:-/var/cache/vswitch}
tarball=/usr/src/linux-source-6.12.tar.xz
print=
if [ "${1:-}" = --print-dir ]; then
	print=yes
	shift
fi
kernel=${1:-}
configs=(selftests/vm/vm.config "selftests/vm/$kernel.config")
case $kernel in
debug | plain)
	fix=(selftests/vm/debug.patch)
	args=(ARCH=um) start=defconfig image=linux takes='seven minutes'
	;;
kcsan)
	fix=()
	# The kernel itself is not instrumented; kcsan.config says why.
	args=(ARCH=x86_64 KCSAN_SANITIZE=n) start=allnoconfig
	image=arch/x86/boot/bzImage takes='half an hour'
	;;
*)
	echo "usage: debug-kernel.sh [--print-dir] debug|kcsan|plain" >&2
	exit 1
	;;
esac

# shellcheck disable=SC2016 # dpkg expands ${...}, not the shell
version=$(dpkg-query -W -f '${Version}' linux-source-6.12)
hash=$({
	cat selftests/vm/debug-kernel.sh "${configs[@]}" "${fix[@]}"
	gcc --version
} | sha256sum | cut -c -12)
dir=$cache/$kernel-${version%%-*}-$hash

if [ -x "$dir/linux" ]; then
	if [ -n "$print" ]; then
		echo "$dir"
	fi
	exit 0
fi
if [ -n "$print" ]; then
	echo "the kernel $kernel is not built:" \
		"run 'make debug-kernel K=$kernel'" >&2
	exit 1
fi

mkdir -p "$cache"
exec 9>"$dir.lock"
flock 9
if [ -x "$dir/linux" ]; then
	exit 0
fi

echo "Compiling the kernel $kernel in $dir:" \
	"takes about $takes on two CPUs, once"
began=$SECONDS
rm -rf "$dir.tmp"
mkdir "$dir.tmp"
# The C files of what is never built are three quarters of the tree.
tar -xf "$tarball" -C "$dir.tmp" --strip-components=1 --wildcards \
	--exclude='*/sound/*.c' --exclude='*/drivers/gpu/*.[ch]' \
	--exclude='*/drivers/media/*.[ch]' \
	--exclude='*/drivers/net/ethernet/*.[ch]' \
	--exclude='*/drivers/net/wireless/*.[ch]' \
	--exclude='*/tools/testing/*' --exclude='*/Documentation/*.rst'

mk()
{
	make -C "$dir.tmp" "${args[@]}" "$@" >>"$dir.log" 2>&1 || {
		tail -n 30 "$dir.log" >&2
		exit 1
	}
}

: >"$dir.log"
for patch in "${fix[@]}"; do
	patch -d "$dir.tmp" -p1 <"$patch" >>"$dir.log"
done
mk "$start"
cat "${configs[@]}" >>"$dir.tmp/.config"
mk olddefconfig

# What depends on something that is off would be dropped without a word.
while IFS= read -r line; do
	if ! grep -qxF "$line" "$dir.tmp/.config"; then
		echo "the kernel did not take: $line" >&2
		failed=yes
	fi
done < <(grep -hE '^(CONFIG_|# CONFIG_.* is not set)' "${configs[@]}")
if [ -n "${failed:-}" ]; then
	exit 1
fi

mk -j"$(nproc)" "${image##*/}" modules
mk INSTALL_MOD_PATH="$dir.tmp/root" INSTALL_MOD_STRIP=1 modules_install
rm -f "$dir.tmp"/root/lib/modules/*/build

# Kept is what runs, and what modules are built against.
if [ "$image" = linux ]; then
	strip --strip-debug "$dir.tmp/linux"
else
	install -m 755 "$dir.tmp/$image" "$dir.tmp/linux"
fi
rm -f "$dir.tmp"/vmlinux* "$dir.tmp"/.tmp_vmlinux*
find "$dir.tmp" -path "$dir.tmp/scripts" -prune -o -type f \
	\( -name '*.o' -o -name '*.a' -o -name '*.c' -o -name '.*.cmd' \) \
	-exec rm -f {} +
mv -T "$dir.tmp" "$dir"
echo "Done in $((SECONDS - began)) s: $dir"
