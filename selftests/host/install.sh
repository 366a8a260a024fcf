#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# Puts what is built where the system finds it, or takes it away again:
#   install.sh install|uninstall DESTDIR PREFIX [KERNEL]
# The module goes to updates/, which modprobe prefers to the kernel's own.
# Called by 'make install' and 'make uninstall', which build first.

set -euo pipefail
cd "$(dirname "$0")/../.."
. selftests/host/kernel.sh

verb=$1 destdir=$2
release=$(kernel_release "${4:-}")
module=$destdir/lib/modules/$release/updates/vswitch.ko
ctl=("BUILD=$PWD/build/ctl" "DESTDIR=$destdir" "PREFIX=$3")

case $verb in
install)
	install -D -m 644 "build/$release/vswitch.ko" "$module"
	make -C ctl "${ctl[@]}" install
	;;
uninstall)
	rm -f "$module"
	make -C ctl "${ctl[@]}" uninstall
	;;
esac

# Under a DESTDIR it is for the package's own scripts to do.
if [ -z "$destdir" ]; then
	depmod "$release"
fi
