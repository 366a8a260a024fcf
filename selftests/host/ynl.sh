#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# Generates the uAPI header and the kernel's netlink policies from the YAML
# specification, with the kernel's own generator, and what syzkaller is told.
#   ynl.sh          writes uapi/linux/vswitch.h, kmod/nl-gen.[ch] and
#                   selftests/syzkaller/vswitch.txt
#   ynl.sh --check  writes nothing; fails when the committed files differ
# Called by 'make ynl' and 'make ynl-check'.

set -euo pipefail
cd "$(dirname "$0")/../.."

name=Documentation/netlink/specs/vswitch.yaml
tools=$(selftests/host/linux-tools.sh)

# The generator takes the directory that holds a MAINTAINERS file for the
# kernel's root (and looks for it for ever), and wants the schemas in the
# directory above the specification: give it a tree that looks so.
tree=$(mktemp -d "$PWD/build/ynl.XXXXXX")
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/Documentation/netlink/specs" "$tree/uapi/linux" "$tree/kmod"
touch "$tree/MAINTAINERS"
cp "$tools"/Documentation/netlink/*.yaml "$tree/Documentation/netlink/"
cp "$name" "$tree/$name"

# gen MODE --header|--source FILE
gen()
{
	/usr/bin/python3 "$tools/tools/net/ynl/ynl-gen-c.py" \
		--mode "$1" "$2" --spec "$tree/$name" -o "$tree/$3"
}

gen uapi --header uapi/linux/vswitch.h
gen kernel --header kmod/nl-gen.h
gen kernel --source kmod/nl-gen.c

# For a family that is registered by hand the generator leaves the table of
# multicast groups static, where nobody can use it (and W=1 warns): let the
# header declare it, with its size, as it does for the table of operations.
src=$tree/kmod/nl-gen.c hdr=$tree/kmod/nl-gen.h
table='const struct genl_multicast_group vswitch_nl_mcgrps'
if grep -q "^static $table\[\]" "$src"; then
	groups=$(grep -c '^\s*\[VSWITCH_NLGRP_' "$src")
	sed -i "s/^static $table\[\]/${table}[$groups]/" "$src"
	sed -i "s/^#endif .*_GEN_H .*/extern ${table}[$groups];\n\n&/" "$hdr"
fi

mkdir -p "$tree/selftests/syzkaller"
/usr/bin/python3 selftests/host/syzlang.py "$tree/uapi/linux/vswitch.h" \
	>"$tree/selftests/syzkaller/vswitch.txt"

status=0
for file in uapi/linux/vswitch.h kmod/nl-gen.h kmod/nl-gen.c \
		selftests/syzkaller/vswitch.txt; do
	if [ "${1:-}" = --check ]; then
		diff -u --label "$file" --label generated "$file" "$tree/$file" || status=1
	elif ! cmp -s "$file" "$tree/$file"; then
		mkdir -p "$(dirname "$file")"
		cp "$tree/$file" "$file"
		echo "  YNL     $file"
	fi
done
if [ $status -ne 0 ]; then
	echo "Generated files differ from $name: run 'make ynl'." >&2
fi
exit $status
