# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# Completion of vswitchctl for bash: objects, verbs, keywords, and the names of
# switches, ports and devices as they are at that moment. Installed as
# .../bash-completion/completions/vswitchctl, which bash-completion reads when
# the tool is first typed.

# The values of key $1 in the JSON of the command that follows. Names that JSON
# escapes are left out: they could not be typed anyway.
_vswitchctl_names()
{
	local key=$1
	shift
	vswitchctl "${_vswitchctl_netns[@]}" -j "$@" 2>/dev/null |
		grep -o "\"$key\":\"[^\"\\\\]*\"" | cut -d '"' -f 4
}

_vswitchctl_switches()
{
	_vswitchctl_names ifname switch show
}

# Names of the VLANs of switch $1.
_vswitchctl_vlans()
{
	[ -z "$1" ] || _vswitchctl_names name vlan show "$1"
}

# Ports of switch $1, or of all.
_vswitchctl_ports()
{
	_vswitchctl_names name port show ${1:+"$1"}
	_vswitchctl_names ifname port show ${1:+"$1"}
	echo host
}

_vswitchctl_devices()
{
	ip "${_vswitchctl_netns[@]}" -o link show 2>/dev/null |
		sed -n 's/^[0-9]*: \([^:@]*\)[:@].*/\1/p'
}

_vswitchctl_verbs()
{
	case $1 in
	switch | port | vlan) echo 'add set del show help' ;;
	fdb) echo 'add set del show flush help' ;;
	acl) echo 'add del bind set unbind lint show help' ;;
	rule) echo 'add set del flush zero show help' ;;
	set) echo 'add del member flush show help' ;;
	mirror) echo 'add set del show help' ;;
	limits) echo 'show set help' ;;
	stats | audit | monitor) echo 'show help' ;;
	confirm | rollback | export) echo 'help' ;;
	esac
}

# Keywords of object $1 and verb $2.
_vswitchctl_keywords()
{
	local settings='learning flood flood-unicast flood-multicast flood-broadcast
		hairpin forward-lldp forward-lacp max-fdb
		access trunk native hybrid pvid tagged untagged dot1q-tunnel
		map accept pcp vlan-protocol role'

	case $1-$2 in
	switch-add) echo 'address ageing max-ports max-fdb port-max-fdb max-rules vlan-protocol' ;;
	switch-set) echo 'ageing max-ports max-fdb port-max-fdb max-rules vlan-protocol' ;;
	port-add) echo "name device $settings" ;;
	port-set) echo "name $settings" ;;
	vlan-add | vlan-set) echo 'name counters' ;;
	fdb-add | fdb-set | fdb-flush) echo 'port vlan static sticky dynamic' ;;
	fdb-del) echo 'vlan' ;;
	fdb-show) echo 'port vlan static sticky dynamic local' ;;
	monitor-show) echo 'config fdb alarm' ;;
	acl-bind | acl-set) echo 'ingress egress vlan switch default position' ;;
	acl-unbind) echo 'ingress egress vlan switch' ;;
	rule-add | rule-set)
		echo 'before after not smac dmac ethertype vid pcp src dst proto sport
		dport tcp-flags icmp icmp6 dscp frag arp-op arp-spa arp-tpa len in
		malformed allow deny redirect continue count log mirror police set reason
		burst'
		;;
	set-add) echo 'type' ;;
	mirror-add | mirror-set) echo 'to snap' ;;
	esac
}

# What can follow keyword $1; false when it is none that needs a value.
_vswitchctl_value()
{
	case $1 in
	learning | flood | flood-* | hairpin | forward-* | counters)
		echo 'on off'
		;;
	vlan-protocol) echo '802.1q 802.1ad' ;;
	accept) echo 'all tagged untagged' ;;
	role) echo 'normal isolated community promiscuous' ;;
	pcp) echo 'keep 0 1 2 3 4 5 6 7' ;;
	map) echo 'none' ;;
	trunk | tagged | untagged) echo 'all' ;;
	native | pvid) echo 'none' ;;
	access | dot1q-tunnel | community) ;;
	device) _vswitchctl_devices ;;
	port) _vswitchctl_ports "$2" ;;
	ingress | egress | redirect | in) _vswitchctl_ports ;;
	to) _vswitchctl_ports | grep -vx host ;;
	snap) echo 'all' ;;
	mirror) _vswitchctl_names name mirror show ;;
	default) echo 'continue allow deny' ;;
	type) echo 'prefix mac l4-port' ;;
	frag) echo 'first later any' ;;
	ethertype) echo 'ipv4 ipv6 arp' ;;
	proto) echo 'tcp udp icmp icmp6 sctp' ;;
	arp-op) echo 'request reply' ;;
	src | dst | arp-spa | arp-tpa | smac | dmac | sport | dport)
		_vswitchctl_names name set show | sed 's/^/@/'
		;;
	before | after | position | burst | reason | police) ;;
	name | address | ageing | max-* | port-max-fdb | vlan) ;;
	*) return 1 ;;
	esac
}

# The word at place $3 after the verb that is no keyword.
_vswitchctl_argument()
{
	case $1-$2-$3 in
	port-show-0 | stats-show-0)
		_vswitchctl_switches
		_vswitchctl_ports
		;;
	port-set-0 | port-del-0) _vswitchctl_ports ;;
	port-add-1) _vswitchctl_devices ;;
	switch-add-0 | port-set-* | port-del-* | monitor-*) ;;
	limits-set-1) echo 'ports fdb port-fdb rules' ;;
	vlan-show-1 | vlan-del-1) _vswitchctl_vlans "$4" ;;
	acl-add-* | set-add-* | mirror-add-*) [ "$3" -gt 0 ] || _vswitchctl_switches ;;
	set-member-0) echo 'add del' ;;
	set-member-1 | set-*-0)
		_vswitchctl_switches
		_vswitchctl_names name set show
		;;
	mirror-*-0)
		_vswitchctl_switches
		_vswitchctl_names name mirror show
		;;
	acl-*-0 | rule-*-0)
		_vswitchctl_switches
		_vswitchctl_names name acl show
		;;
	set-member-2 | set-*-1) _vswitchctl_names name set show "$4" ;;
	mirror-*-1) _vswitchctl_names name mirror show "$4" ;;
	acl-*-1 | rule-*-1) _vswitchctl_names name acl show "$4" ;;
	*-0) _vswitchctl_switches ;;
	esac
}

_vswitchctl_candidates()
{
	local -a words=("$@")
	local object=${words[0]-} verb=${words[1]-} n=${#words[@]}
	local first=2 switch=

	if [ "$n" -eq 0 ]; then
		echo 'switch port vlan fdb acl rule set mirror stats limits audit monitor' \
			'confirm rollback export diff apply help'
		return
	fi
	if [ "$n" -eq 1 ]; then
		_vswitchctl_verbs "$object"
	fi
	case $object in
	stats | limits | audit | monitor | confirm | rollback | export)
		# "show" can be left out, or there are no verbs.
		if [ "$verb" != show ] && [ "$verb" != set ]; then
			verb=show
			first=1
		fi
		;;
	*)
		[ "$n" -gt 1 ] || return
		;;
	esac
	if [ "$n" -gt "$first" ]; then
		# "fdb show port" may have no switch before it.
		[ "$n" -gt $((first + 1)) ] && switch=${words[first]}
		_vswitchctl_value "${words[n - 1]}" "$switch" && return
	fi
	_vswitchctl_argument "$object" "$verb" "$((n - first))" "${words[first]-}"
	if [ "$n" -gt "$first" ] || [ "$object-$verb" = fdb-show ] ||
	   [ "$object" = monitor ]; then
		_vswitchctl_keywords "$object" "$verb"
	fi
}

# What follows "diff" or "apply", which is there with its words: a file, whose
# name may be in the middle of being typed as $1, and options.
_vswitchctl_file()
{
	local cur=$1 word
	local -A seen=()
	shift

	[ "$1" != diff ] || [ $# -eq 1 ] || return
	[ "${!#}" != --confirm ] || return
	for word; do
		seen[$word]=1
	done
	if [ "$1" = apply ]; then
		for word in --dry-run --confirm; do
			[ -n "${seen[$word]-}" ] || compgen -W "$word" -- "$cur"
		done
	fi
	[ $# -gt 1 ] || compgen -W help -- "$cur"
	[[ $cur = -?* ]] || compgen -f -- "$cur"
}

_vswitchctl()
{
	local cur=${COMP_WORDS[COMP_CWORD]}
	local -a _vswitchctl_netns=() words=()
	local i

	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-n | --netns)
			i=$((i + 1))
			_vswitchctl_netns=(-n "${COMP_WORDS[i]}")
			;;
		-b | --batch)
			[ "${#words[@]}" -eq 0 ] || continue
			i=$((i + 1))
			[ "$i" -ne "$COMP_CWORD" ] ||
				mapfile -t COMPREPLY < <(compgen -f -- "$cur")
			return
			;;
		-*) [ "${#words[@]}" -eq 0 ] || words+=("${COMP_WORDS[i]}") ;;
		*) words+=("${COMP_WORDS[i]}") ;;
		esac
	done
	if [ "$i" -gt "$COMP_CWORD" ]; then
		mapfile -t COMPREPLY < <(compgen -W \
			"$(ip netns list 2>/dev/null | cut -d ' ' -f 1)" -- "$cur")
		return
	fi
	if [[ ${#words[@]} -eq 0 && $cur = -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W '-j -p -n -b -V -h --json --pretty --netns --batch \
			--version --help' -- "$cur")
		return
	fi
	case ${words[0]-} in
	diff | apply)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(_vswitchctl_file "$cur" "${words[@]}")
		return
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W \
		"$(_vswitchctl_candidates "${words[@]}")" -- "$cur")
}

complete -F _vswitchctl vswitchctl
