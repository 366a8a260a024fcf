#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The first process on the VM's real root, in QEMU and in User Mode Linux:
# makes an ordinary small system of it, runs the command that run.sh left in
# the run's directory, and leaves its exit status there.
#   init.sh RUN-DIRECTORY

run=$1
export HOME=/root TERM=${TERM:-linux} LANG=C.UTF-8

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm /dev/net
mount -t devpts -o ptmxmode=666 pts /dev/pts
for dir in /dev/shm /tmp /run; do
	# What is below is the machine's; it stays where we are in it.
	[[ $run = "$dir"/* ]] || mount -t tmpfs "${dir##*/}" "$dir"
done
chmod 1777 /tmp /dev/shm
mount -t debugfs debug /sys/kernel/debug
mount -t tracefs trace /sys/kernel/tracing
# Without udev: the links that programs expect, and the node that loads tun.
ln -sfn /proc/self/fd /dev/fd
ln -sfn fd/0 /dev/stdin
ln -sfn fd/1 /dev/stdout
ln -sfn fd/2 /dev/stderr
[ -e /dev/net/tun ] || mknod /dev/net/tun c 10 200

mkdir -p /run/lock /run/netns
echo vsw >/proc/sys/kernel/hostname
echo 7 >/proc/sys/kernel/printk
ip link set lo up
# A test that asks for it has allocations fail which may sleep, too, and single
# pages; and without a word for each.
for dir in /sys/kernel/debug/{failslab,fail_page_alloc}; do
	[ -d "$dir" ] || continue
	echo N >"$dir/ignore-gfp-wait"
	echo 0 >"$dir/verbose"
done
dir=/sys/kernel/debug/fail_page_alloc
if [ -d $dir ]; then
	echo N >$dir/ignore-gfp-highmem
	echo 0 >$dir/min-order
fi

# Written by run.sh: VSW_* variables, where the output goes, the command.
# shellcheck source=/dev/null
. "$run/env"
PATH=$VSW_REPO/build/ctl:$PATH
cd "$VSW_REPO" || exit
if [ "$VSW_OUTPUT" = virtio ]; then
	VSW_OUTPUT=$(echo /sys/class/virtio-ports/*)
	VSW_OUTPUT=/dev/${VSW_OUTPUT##*/}
fi

# A kernel of ours was not installed: show modprobe its modules.
if [ ! -d "/lib/modules/$(uname -r)" ]; then
	mkdir -p /lib/modules
	ln -s "$VSW_KDIR/root/lib/modules/$(uname -r)" /lib/modules/
fi

echo "vsw: the command starts" >/dev/kmsg
if [ "$VSW_TTY" = yes ]; then
	# A terminal of its own, so that job control and ^C work.
	read -r rows columns <<<"$VSW_TTY_SIZE"
	stty sane rows "$rows" columns "$columns" <"$VSW_OUTPUT"
	setsid -c bash "$run/command" <>"$VSW_OUTPUT" >&0 2>&1
	status=$?
else
	# By way of a pipe: programs open /dev/stdout anew, which a pipe
	# allows and the port does not.
	mkfifo /run/output
	if [[ $VSW_OUTPUT = /dev/tty* ]]; then
		stty raw -echo <"$VSW_OUTPUT"
	fi
	cat </run/output >"$VSW_OUTPUT" &
	cat=$!
	setsid bash "$run/command" </dev/null >/run/output 2>&1
	status=$?
	# What it left running holds the pipe open.
	for dir in /proc/[0-9]*; do
		pid=${dir#/proc/}
		if [ "$pid" != 1 ] && [ "$pid" != $cat ]; then
			kill -9 "$pid" 2>/dev/null
		fi
	done
	wait $cat
fi
echo "vsw: the command ended: $status" >/dev/kmsg

echo $status >"$run/status"
sync -f "$run/status"
busybox poweroff -f
