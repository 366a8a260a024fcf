#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# Takes out of Debian's linux-source-6.12 the few of the kernel's own tools
# that the build and the style check use (the netlink generator, checkpatch,
# kernel-doc), so that they are always of one known version, and prints the
# directory that holds them: build/linux-tools.
# Called by ynl.sh and style.sh.

set -euo pipefail
cd "$(dirname "$0")/../.."

tarball=/usr/src/linux-source-6.12.tar.xz
dir=build/linux-tools

if [ ! -e "$tarball" ]; then
	echo "$tarball is missing: run 'make deps'" >&2
	exit 1
fi

# The stamp is the size and time of the tarball: a newer one is taken anew.
stamp=$(stat -c '%s-%Y' "$tarball")
if [ "$(cat $dir/stamp 2>/dev/null)" != "$stamp" ]; then
	mkdir -p build
	tmp=$(mktemp -d build/linux-tools.XXXXXX)
	tar -xf "$tarball" -C "$tmp" --strip-components=1 --wildcards \
		'linux-source-*/tools/net/ynl' \
		'linux-source-*/Documentation/netlink/*.yaml' \
		'linux-source-*/scripts/checkpatch.pl' \
		'linux-source-*/scripts/const_structs.checkpatch' \
		'linux-source-*/scripts/spelling.txt' \
		'linux-source-*/scripts/kernel-doc'
	rm -rf "$tmp/Documentation/netlink/specs"
	echo "$stamp" >"$tmp/stamp"
	# Renamed whole, so that nobody sees one that is half there.
	rm -rf "$dir"
	mv -T "$tmp" "$dir" 2>/dev/null || rm -rf "$tmp"
fi

echo "$PWD/$dir"
