#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The first process of the debug kernel, on the machine's root (hostfs, only
# to read): puts a writable tmpfs on top and hands over to init.sh there.
# Started by the kernel, as uml.sh asks.

export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
read -r cmdline </proc/cmdline
for arg in $cmdline; do
	case $arg in
	vsw.run=*) run=${arg#*=} ;;
	vsw.init=*) init=${arg#*=} ;;
	esac
done
umount /proc

if mount -t tmpfs rw /mnt &&
   mkdir /mnt/upper /mnt/work /mnt/root &&
   mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work \
	root /mnt/root &&
   mount -t hostfs -o "$run" run "/mnt/root$run" &&
   cd /mnt/root &&
   pivot_root . mnt; then
	# shellcheck disable=SC2016 # for the shell that this starts
	exec chroot . sh -c 'umount -l /mnt; exec "$0" "$1"' \
		"$init" "$run" </dev/null
fi

busybox poweroff -f
