#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# Installs, with apt, what the named sets of packages lack: all that a fresh
# Debian 12 with git and make still needs. Does nothing, fast and without
# root, where all is there.
#   deps.sh SET...
# Called by the Makefile's targets, each with the sets that it needs.

set -euo pipefail

declare -A packages=(
	# The module (for the kernel that runs) and the tool.
	[build]="gcc libc6-dev make kmod pkg-config libmnl-dev libjansson-dev
		libcyaml-dev libyaml-dev"

	# The two kernels that the VM boots, the VM, and what scripts in it call.
	[vm]="linux-image-amd64 linux-headers-amd64
		linux-image-6.12-amd64 linux-headers-6.12-amd64
		qemu-system-x86 busybox-static cpio procps util-linux
		iproute2 ethtool tcpdump nftables iputils-ping iputils-arping iperf3 jq
		python3 python3-scapy python3-yaml python3-jsonschema"

	# The kernel's own tools and the checkers of style.
	[check]="linux-source-6.12 xz-utils perl diffutils shellcheck sparse
		mandoc python3 python3-yaml python3-jsonschema pyflakes3
		clang-14 libclang-rt-14-dev"

	# A User Mode Linux kernel is compiled from source.
	[debug]="linux-source-6.12 xz-utils flex bison bc perl python3 patch
		libelf-dev libssl-dev"

	# What vswitch is compared with.
	[bench]="openvswitch-switch iperf3 python3 iproute2"

	[build-7.2]="debootstrap"
)

# shellcheck disable=SC2016 # dpkg expands ${...}, not the shell
installed=" $(dpkg-query -W -f '${db:Status-Status} ${Package}\n' |
	sed -n 's/^installed //p' | tr '\n' ' ')"
missing=()
for set in "$@"; do
	for package in ${packages[$set]}; do
		if [[ $installed != *" $package "* ]]; then
			missing+=("$package")
		fi
	done
	# Outside the VM, the module is for the kernel that runs, where Debian
	# has headers for it.
	if [ "$set" = build ] && [ ! -e "/lib/modules/$(uname -r)/build" ] &&
	   apt-cache show "linux-headers-$(uname -r)" >/dev/null 2>&1; then
		missing+=("linux-headers-$(uname -r)")
	fi
done
if [ ${#missing[@]} -eq 0 ]; then
	exit 0
fi

sudo=
if [ "$(id -u)" -ne 0 ]; then
	sudo=sudo
fi

mapfile -t missing < <(printf '%s\n' "${missing[@]}" | sort -u)
echo "Installing: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# A list that cannot be fetched need not be the one we need: install decides.
$sudo apt-get -qq update </dev/null >"$log" 2>&1 || true
$sudo env DEBIAN_FRONTEND=noninteractive apt-get -y -qq \
	-o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 \
	install --no-install-recommends "${missing[@]}" \
	</dev/null >>"$log" 2>&1 || {
	cat "$log" >&2
	exit 1
}
