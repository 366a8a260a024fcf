# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2154 # cpus, mem, run, release, tty: run.sh sets them
# shellcheck disable=SC2054 # the commas are in the options of QEMU
#
# A stock Debian kernel, or one of ours, in QEMU: its initramfs, its command
# line, and the probe that tells whether KVM works. Read (not run) by run.sh.

# qemu_modules RELEASE: the modules that lead to the machine's root, in their
# order; a kernel of ours has them built in.
qemu_modules()
{
	local list

	if kernel_is_ours "$1"; then
		return
	fi
	list=$(modprobe -S "$1" -aD virtio_pci 9pnet_virtio 9p overlay \
		virtio_console | sed -n 's/^insmod \([^ ]*\).*/\1/p')
	if [ -z "$list" ]; then
		echo "no modules for the initramfs of $1" >&2
		return 1
	fi
	awk '!seen[$0]++' <<<"$list"
}

# qemu_initramfs RELEASE: makes (where it is out of date) and prints one that
# holds busybox and these modules.
qemu_initramfs()
{
	local image=build/vm/initramfs-$1.cpio init=selftests/vm/initramfs-init
	local kernel dir modules file n=100

	kernel=$(kernel_image "$1") || return
	if [ "$image" -nt "$kernel" ] && [ "$image" -nt "$init" ] &&
	   [ "$image" -nt selftests/vm/qemu.sh ]; then
		echo "$image"
		return
	fi
	modules=$(qemu_modules "$1") || return
	dir=$(mktemp -d "$PWD/build/vm/initramfs.XXXXXX")
	mkdir "$dir/bin" "$dir/modules"
	cp /bin/busybox "$dir/bin/"
	cp "$init" "$dir/init"
	for file in $modules; do
		cp "$file" "$dir/modules/$((n++))-${file##*/}"
	done
	find "$dir/modules" -name '*.xz' -exec unxz {} +
	(cd "$dir" && find . | cpio --quiet -o -H newc) >"$image.$$"
	mv "$image.$$" "$image"
	rm -rf "$dir"
	echo "$image"
}

# qemu_command ACCEL: sets vm to the command line that boots $release, runs
# $run/command, and has the console in $run/console.log.
qemu_command()
{
	local append threads=single

	[ "$1" != threads ] || threads=multi
	vm=(qemu-system-x86_64 -nodefaults -no-user-config -no-reboot
		-display none -smp "$cpus" -m "$mem")
	# Emulation takes turns among the CPUs: with a thread for each, QEMU 7.2
	# can run a breakpoint that the kernel, patching its own code, has taken
	# back ("Oops: int3"), as it does with static keys when a packet socket
	# opens under traffic. It moves strings byte by byte for a kernel that
	# is told that this is fast (erms): pages would be cleared that way.
	if [ "$1" = kvm ]; then
		vm+=(-accel kvm -cpu host)
	else
		vm+=(-accel "tcg,thread=$threads" -cpu max,-erms,-fsrm)
	fi
	# An instruction is a nanosecond, and idle time is skipped.
	if [ "$1" = icount ]; then
		vm+=(-icount "shift=0,sleep=off")
	fi

	# A panic ends QEMU. A build machine may be slow and busy: a stall has
	# to be a long one before it counts.
	append="console=ttyS0 quiet panic=-1 oops=panic log_buf_len=16M"
	# Slabs of their own, so that a test can count their objects.
	append+=" slab_nomerge no_timer_check"
	# Programs at the same addresses each time: QEMU 7.2 keeps what it has
	# translated by virtual addresses, and would do so anew for each start
	# of one, which then takes nearly three times as long.
	append+=" norandmaps"
	append+=" rcupdate.rcu_cpu_stall_timeout=300 watchdog_thresh=60"
	append+=" vsw.run=$run vsw.init=$PWD/selftests/vm/init.sh"
	vm+=(-kernel "$(kernel_image "$release")" -append "$append"
		-initrd "$(qemu_initramfs "$release")"
		-serial "file:$run/console.log")

	vm+=(-virtfs "local,path=/,mount_tag=root,security_model=none,readonly=on,multidevs=remap"
		-virtfs "local,path=$run,mount_tag=run,security_model=none,multidevs=remap")

	# Two NICs on a wire of their own.
	vm+=(-netdev "hubport,id=wire0,hubid=0" -netdev "hubport,id=wire1,hubid=0"
		-device "virtio-net-pci,netdev=wire0,romfile="
		-device "virtio-net-pci,netdev=wire1,romfile=")

	if [ "$tty" = yes ]; then
		vm+=(-chardev stdio,id=tty,mux=on,signal=off
			-serial chardev:tty -mon chardev=tty)
		env_line VSW_OUTPUT /dev/ttyS1
	else
		vm+=(-device virtio-serial-pci
			-chardev "file,id=output,path=$run/output"
			-device virtserialport,chardev=output,name=output)
		env_line VSW_OUTPUT virtio
	fi
}

# qemu_kvm_works RELEASE: boots it under KVM, once for each boot of this
# machine, for /dev/kvm may be there and hang.
qemu_kvm_works()
{
	local boot answer

	boot=$(cat /proc/sys/kernel/random/boot_id)
	answer=build/vm/kvm-$boot
	if [ ! -e "$answer" ]; then
		if [ -r /dev/kvm ] && [ -w /dev/kvm ] && qemu_kvm_probe "$1"; then
			echo yes >"$answer"
		else
			echo no >"$answer"
		fi
	fi
	[ "$(cat "$answer")" = yes ]
}

# A kernel without a root panics, and so reboots, which ends QEMU at once.
qemu_kvm_probe()
{
	local log

	log=$(timeout -k 1 10 qemu-system-x86_64 -nodefaults -no-user-config \
		-no-reboot -display none -smp 2 -m 512M -accel kvm -cpu host \
		-kernel "$(kernel_image "$1")" -append "console=ttyS0 panic=-1" \
		-serial stdio </dev/null 2>/dev/null) &&
		[[ $log = *"Kernel panic"* ]]
}
