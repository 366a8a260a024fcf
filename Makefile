# SPDX-License-Identifier: GPL-2.0
#
# The front door: what to type. Each target is a line or two; the work is done
# by scripts in selftests/host (on this machine) and selftests/vm (the test VM).
#
#   K=6.12   the kernel to build for, or to run in: 6.1, 6.12, a full release,
#            debug or kcsan. Without it: the running kernel for builds, 6.12 for the
#            VM, 6.1, 6.12 and debug for the check.
#   T=fdb    the test, or tests, that 'make check' is to run: selftests/fdb.sh
#   CASES= PEERS=   what 'make bench' measures: see Documentation/benchmarks.md
#   TARGET=frame   what 'make fuzz' needs: one of selftests/fuzz/*.c
#   MINUTES=60   how long 'make soak' takes; 10 for 'make storm'

PREFIX ?= /usr/local
HOST := selftests/host
VM := selftests/vm/run.sh

# What the administrator's tools need is not on every user's path.
export PATH := $(PATH):/usr/sbin:/sbin

# The kernel's makefiles read Kbuild; this file is for people only.
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := all
.PHONY: all help deps modules ctl install uninstall clean ynl ynl-check \
	style fuzz demo soak storm bench bench-check bench-cpus bench-native vm check \
	bench-acl check-quick check-debug check-kcsan debug-kernel build-7.2

all: modules ctl	## (default) the module for the running kernel, and the tool

help:	## this list
	@sed -n 's/^\([a-z0-9.-]*\):[^#]*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | \
		expand -t 16
	@sed -n '/^#   [A-Z]*=/,/^$$/s/^#  //p' $(firstword $(MAKEFILE_LIST))

deps:	## install what every other target needs (apt; uses sudo)
	@$(HOST)/deps.sh build vm check debug bench build-7.2

modules:	## build/<release>/vswitch.ko (K= another kernel)
	@$(HOST)/deps.sh build $(if $(K),vm)
	@$(HOST)/modules.sh $(K)

ctl:	## build/ctl/vswitchctl
	@$(HOST)/deps.sh build
	@$(MAKE) -C ctl BUILD=$(CURDIR)/build/ctl

install: all	## the module, the tool and its man page (PREFIX=/usr/local, DESTDIR=)
	@$(HOST)/install.sh install '$(DESTDIR)' '$(PREFIX)' $(K)

uninstall:	## take away what install put there
	@$(HOST)/install.sh uninstall '$(DESTDIR)' '$(PREFIX)' $(K)

clean:	## remove build/
	rm -rf build

ynl:	## regenerate uapi/linux/vswitch.h and kmod/nl-gen.[ch] from the YAML
	@$(HOST)/deps.sh check
	@$(HOST)/ynl.sh

ynl-check:	## fail when these differ from the YAML
	@$(HOST)/deps.sh check
	@$(HOST)/ynl.sh --check

style:	## the rules of style that a script can check
	@$(HOST)/deps.sh check
	@$(HOST)/style.sh

fuzz:	## look for what breaks a fuzz target, until stopped (TARGET= is needed)
	@$(HOST)/deps.sh build check
	@exec $(HOST)/fuzz.sh run '$(TARGET)'

demo:	## a tour: guests, frames, a drop and its reason, in the VM
	@$(HOST)/deps.sh build vm
	@$(HOST)/modules.sh $(or $(K),6.12) >/dev/null
	@$(MAKE) ctl >/dev/null
	@$(VM) -k $(or $(K),6.12) -- selftests/demo.sh

soak:	## an hour of traffic and changes in the VM, a line a minute (MINUTES=, K=)
	@$(HOST)/deps.sh build vm
	@$(HOST)/modules.sh $(or $(K),6.12) >/dev/null
	@$(MAKE) ctl >/dev/null
	@$(VM) -k $(or $(K),6.12) -t $$(($(or $(MINUTES),60) * 90 + 600)) -- \
		env VSW_SOAK_MINUTES='$(or $(MINUTES),60)' selftests/soak.sh

storm:	## ten minutes of everything at once, at random, in the VM (MINUTES=, K=)
	@$(HOST)/deps.sh build vm
	@$(HOST)/modules.sh $(or $(K),6.12) >/dev/null
	@$(MAKE) ctl >/dev/null
	@$(VM) -k $(or $(K),6.12) -t $$(($(or $(MINUTES),10) * 120 + 2400)) -- \
		env VSW_STORM_SECONDS=$$(($(or $(MINUTES),10) * 60)) selftests/storm.sh

bench:	## what a frame costs, in instructions, beside peers (K=, CASES=, PEERS=)
	@$(HOST)/deps.sh build vm bench
	@$(HOST)/modules.sh $(or $(K),6.12) >/dev/null
	@$(MAKE) ctl >/dev/null
	@$(HOST)/bench.sh run -k '$(K)' -c '$(CASES)' -p '$(PEERS)' \
		$(if $(SAVE),-s)

bench-native:	## the same in real time, and TCP, in User Mode Linux
	@$(HOST)/deps.sh build vm debug bench
	@selftests/vm/debug-kernel.sh plain
	@$(HOST)/modules.sh plain >/dev/null
	@$(MAKE) ctl >/dev/null
	@$(HOST)/bench.sh native -c '$(CASES)' -p '$(PEERS)' $(if $(SAVE),-s)

bench-cpus:	## what a second CPU adds, beside the bridge (K=, PEERS=)
	@$(HOST)/deps.sh build vm bench
	@$(HOST)/modules.sh $(or $(K),6.12) >/dev/null
	@$(MAKE) ctl >/dev/null
	@$(HOST)/bench.sh cpus -k '$(K)' -p '$(PEERS)' $(if $(SAVE),-s)

bench-acl:	## how long rules take to change, and what they weigh (K=)
	@$(HOST)/deps.sh build vm
	@$(HOST)/modules.sh $(or $(K),6.12) >/dev/null
	@$(MAKE) ctl >/dev/null
	@$(HOST)/bench.sh acls -k '$(K)' $(if $(SAVE),-s)

bench-check:	## fail when a frame got over 3 % dearer than the committed figures
	@$(HOST)/deps.sh build vm
	@$(HOST)/modules.sh 6.12 >/dev/null
	@$(MAKE) ctl >/dev/null
	@$(HOST)/bench.sh check

vm:	## a shell in the VM, the module loaded, vswitchctl on the path
	@$(HOST)/deps.sh build vm
	@$(HOST)/modules.sh $(or $(K),6.12)
	@$(MAKE) ctl
	@$(VM) -k $(or $(K),6.12) -i

check:	## style, builds, all selftests on 6.1, 6.12 and in the debug kernel (K=, T=)
	@$(HOST)/deps.sh build vm check debug
	@exec $(HOST)/check.sh -k '$(K)' -t '$(T)'

check-quick:	## the same in under three minutes: 6.12, tests marked quick
	@$(HOST)/deps.sh build vm check
	@exec $(HOST)/check.sh -q -t '$(T)'

check-debug:	## the same in the debug kernel alone (KASAN, lockdep, kmemleak)
	@$(HOST)/deps.sh build vm check debug
	@exec $(HOST)/check.sh -k debug -t '$(T)'

check-kcsan:	## stress, storm and transactions where KCSAN looks for data races
	@$(HOST)/deps.sh build vm check debug
	@exec $(HOST)/check.sh -k kcsan -t '$(or $(T),stress storm txn)'

debug-kernel:	## compile the debug kernel (ten minutes, once; K=kcsan, plain)
	@$(HOST)/deps.sh debug
	@selftests/vm/debug-kernel.sh $(or $(K),debug)

build-7.2:	## build the module for Debian 13's newest kernel, in a chroot
	@$(HOST)/deps.sh build-7.2
	@$(HOST)/build-7.2.sh
