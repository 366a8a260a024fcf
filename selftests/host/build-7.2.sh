#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# Builds the module, W=1 and without a warning, for the newest kernel that
# Debian 13 has in its backports (7.2 when this was written), with Debian 13's
# compiler, in a chroot. The chroot is kept in $VSW_CACHE (default
# /var/cache/vswitch); remove it to have one with a newer kernel.
# Called by 'make build-7.2'; not a part of the check, for it downloads much.

set -euo pipefail
cd "$(dirname "$0")/../.."

if [ "$(id -u)" -ne 0 ]; then
	exec sudo --preserve-env=VSW_CACHE "$0" "$@"
fi

root=${VSW_CACHE:-/var/cache/vswitch}/trixie
suite=trixie
backports=$suite-backports

# in_root CMD...: with a /proc, which objtool reads; the mount is seen by, and
# ends with, the command alone.
in_root()
{
	# shellcheck disable=SC2016 # the inner shell expands it
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
		DEBIAN_FRONTEND=noninteractive unshare --mount sh -c \
		'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' \
		"$root" "$@"
}

if [ ! -e "$root/complete" ]; then
	# From where this machine has its own Debian packages.
	# shellcheck disable=SC2016 # apt expands $(REPO_URI)
	mirror=$(apt-get indextargets --format '$(REPO_URI)' \
		'Created-By: Packages' 'Origin: Debian' 'Label: Debian' |
		head -n 1)
	if [ -z "$mirror" ]; then
		echo "apt knows no mirror of Debian: apt-get update?" >&2
		exit 1
	fi

	echo "Debian 13 goes to $root (two minutes, once)"
	rm -rf --one-file-system "$root"
	mkdir -p "$root"
	debootstrap --variant=minbase --include=gcc,libc6-dev,make,kmod \
		"$suite" "$root" "$mirror" >"$root.log" 2>&1 || {
		tail -n 20 "$root.log" >&2
		exit 1
	}
	echo "deb $mirror $backports main" \
		>"$root/etc/apt/sources.list.d/backports.list"
	{
		in_root apt-get -qq update
		in_root apt-get -qq -y --no-install-recommends \
			-t "$backports" install linux-headers-amd64
	} >>"$root.log" 2>&1 </dev/null || {
		tail -n 20 "$root.log" >&2
		exit 1
	}
	touch "$root/complete"
fi

kernel=$(basename "$(printf '%s\n' "$root"/lib/modules/*/ | sort -V |
	tail -n 1)")
log=build/7.2.log
mkdir -p build

# From nothing each time, so that every warning is seen.
rm -rf "$root/vswitch"
mkdir "$root/vswitch"
cp -r Kbuild kmod uapi "$root/vswitch/"
if ! in_root make -C "/lib/modules/$kernel/build" M=/vswitch W=1 \
   -j"$(nproc)" modules >"$log" 2>&1 || grep -qiE 'warning:|error:' "$log"; then
	grep -vE '^make|^  [A-Z]+ ' "$log" >&2
	echo "it does not build clean for $kernel: see $log" >&2
	exit 1
fi
echo "vswitch.ko builds clean for $kernel"
