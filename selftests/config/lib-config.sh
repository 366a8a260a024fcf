#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What config.sh and config_files.sh have in common: a switch, and whether
# anything happened to it. Sourced by these, after lib-ctl.sh.

# conf: a file of standard input.
conf()
{
	cat >"$TMP/c.yaml"
}

# state: all that can be told of vsw0, and whether it was ever changed.
state()
{
	ctl export vsw0 2>&1
	switch_get vsw0 generation
	swip -br link show master vsw0 | sort | cut -d" " -f1
}

# unchanged DESC BEFORE: nothing has happened to vsw0 since.
unchanged()
{
	check_eq "$1: nothing has changed" "$(state)" "$2"
}

# small: vsw0 with web1 (d1), waits and d2.
small()
{
	switch_add sw vsw0
	must ctl port add vsw0 d1 name web1 access 10
	must ctl port add vsw0 name waits trunk 10,20 native 20
	must ctl port add vsw0 d2
	must ctl vlan add vsw0 10 name web
}
