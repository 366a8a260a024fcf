#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# Compiles the debug kernel: Debian's linux-source-6.12 as User Mode Linux,
# which runs as an ordinary process near native speed, with debug.config on.
#   debug-kernel.sh               builds it unless it is there (ten minutes)
#   debug-kernel.sh --print-dir   says where it is; fails when it is not built
# It is kept in $VSW_CACHE (default /var/cache/vswitch), by version of the
# source and of this configuration; older ones are left for who still uses them.
# Called by 'make debug-kernel', and with --print-dir by kernel.sh.

set -euo pipefail
cd "$(dirname "$0")/../.."

cache=${VSW_CACHE:-/var/cache/vswitch}
tarball=/usr/src/linux-source-6.12.tar.xz
config=selftests/vm/debug.config
fix=selftests/vm/debug.patch

# shellcheck disable=SC2016 # dpkg expands ${...}, not the shell
version=$(dpkg-query -W -f '${Version}' linux-source-6.12)
hash=$(cat "$config" "$fix" | sha256sum | cut -c -12)
dir=$cache/debug-${version%%-*}-$hash

if [ -x "$dir/linux" ]; then
	if [ "${1:-}" = --print-dir ]; then
		echo "$dir"
	fi
	exit 0
fi
if [ "${1:-}" = --print-dir ]; then
	echo "the debug kernel is not built: run 'make debug-kernel'" >&2
	exit 1
fi

mkdir -p "$cache"
exec 9>"$dir.lock"
flock 9
if [ -x "$dir/linux" ]; then
	exit 0
fi

echo "Compiling the debug kernel in $dir (ten minutes, once)"
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
	make -C "$dir.tmp" ARCH=um "$@" >>"$dir.log" 2>&1 || {
		tail -n 30 "$dir.log" >&2
		exit 1
	}
}

: >"$dir.log"
patch -d "$dir.tmp" -p1 <"$fix" >>"$dir.log"
mk defconfig
cat "$config" >>"$dir.tmp/.config"
mk olddefconfig

# What depends on something that is off would be dropped without a word.
while IFS= read -r line; do
	if ! grep -qxF "$line" "$dir.tmp/.config"; then
		echo "the kernel did not take: $line" >&2
		failed=yes
	fi
done < <(grep -E '^(CONFIG_|# CONFIG_.* is not set)' "$config")
if [ -n "${failed:-}" ]; then
	exit 1
fi

mk -j"$(nproc)" linux modules
mk INSTALL_MOD_PATH="$dir.tmp/root" INSTALL_MOD_STRIP=1 modules_install
rm -f "$dir.tmp"/root/lib/modules/*/build

# Kept is what runs, and what modules are built against.
strip --strip-debug "$dir.tmp/linux"
rm -f "$dir.tmp"/vmlinux* "$dir.tmp"/.tmp_vmlinux*
find "$dir.tmp" -path "$dir.tmp/scripts" -prune -o -type f \
	\( -name '*.o' -o -name '*.a' -o -name '*.c' -o -name '.*.cmd' \) \
	-exec rm -f {} +
mv -T "$dir.tmp" "$dir"
echo "Done: $dir"
