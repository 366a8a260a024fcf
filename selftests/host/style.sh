#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0
#
# The rules of style that a script can check, each one point of KTAP. What git
# tracks is checked, and what it would if it were added.
#   style.sh [RULE...]
# Called by 'make style' and by check.sh. Documentation/hacking.md has the rules.

set -uo pipefail
cd "$(dirname "$0")/../.." || exit

tools=$(selftests/host/linux-tools.sh) || exit
python=/usr/bin/python3

# Generated files are in the form that their generator gives them.
generated='^(kmod/nl-gen\.[ch]|uapi/linux/vswitch\.h)$'

mapfile -t all < <(git ls-files -co --exclude-standard |
	while read -r file; do [ -f "$file" ] && echo "$file"; done)

# files REGEX: those whose name matches, but for the generated.
files()
{
	printf '%s\n' "${all[@]}" | grep -E "$1" | grep -vE "$generated"
}

mapfile -t kernel_c < <(files '^(kmod|selftests/bench)/.*\.[ch]$')
mapfile -t all_c < <(files '\.[ch]$')
mapfile -t python_all < <(files '\.py$')
mapfile -t shell < <(files '' |
	while read -r file; do
		if [[ $file = *.sh ]] ||
		   head -n 1 "$file" | grep -qaE '^#!.*\b(ba)?sh\b'; then
			echo "$file"
		fi
	done)

# nowhere REGEX FILE...: the words stand in none of the files.
nowhere()
{
	local regex=$1
	shift
	! grep -nHIE "$regex" "$@" /dev/null
}

# checkpatch TYPES FILE...: on whole files, all but some types of complaint.
checkpatch()
{
	local types=$1
	shift
	printf '%s\0' "$@" | xargs -0 -r -n 10 -P "$(nproc)" \
		"$tools/scripts/checkpatch.pl" --no-tree --strict --quiet \
		--terse --show-types --no-summary --ignore "$types" --file
}

# What is left out, and why:
#   macros        rule_macros lets them stand only where they have a reason to
#   trace.h       TRACE_EVENT is laid out as the kernel's own are
#   ctl/          is a program: C11 types, no kernel headers
rule_checkpatch()
{
	local macros=MACRO_ARG_REUSE,MACRO_ARG_UNUSED,MACRO_WITH_FLOW_CONTROL
	local trace=OPEN_ENDED_LINE,PARENTHESIS_ALIGNMENT bad=0 list
	macros+=,COMPLEX_MACRO

	mapfile -t list < <(printf '%s\n' "${kernel_c[@]}" |
		grep -v '/trace\.h$')
	checkpatch "$macros" "${list[@]}" || bad=1
	mapfile -t list < <(files '^kmod/trace\.h$')
	checkpatch "$macros,$trace" "${list[@]}" || bad=1
	mapfile -t list < <(files '^ctl/.*\.[ch]$')
	checkpatch PREFER_KERNEL_TYPES,PREFER_DEFINED_ATTRIBUTE_MACRO \
		"${list[@]}" || bad=1
	return $bad
}

# In the kernel 80 columns, where checkpatch allows 100 to all; a string is not
# broken, so that it can be searched for.
rule_columns()
{
	local file wide=0

	for file in "${kernel_c[@]}"; do
		if expand "$file" | grep -nE '^.{81}' | grep -v '"' |
		   sed "s|^|$file:|" | grep .; then
			wide=1
		fi
	done
	return $wide
}

rule_kernel_doc()
{
	"$tools/scripts/kernel-doc" -none -Wall -Werror "${kernel_c[@]}"
}

rule_spdx()
{
	local file bad=0

	while read -r file; do
		if ! head -n 2 "$file" | grep -q 'SPDX-License-Identifier: '; then
			echo "$file: no SPDX line"
			bad=1
		fi
	done < <(files '\.([ch]|sh|py|yaml|8)$|(^|/)(Makefile|Kbuild)$|^\.ci/')
	return $bad
}

# Lengths, heads, macros and missing kernel-doc: c_rules.py.
rule_lengths()
{
	"$python" selftests/host/c_rules.py lengths "${all_c[@]}" "${shell[@]}" \
		"${python_all[@]}"
}

rule_heads()
{
	"$python" selftests/host/c_rules.py heads "${all_c[@]}" "${shell[@]}"
}

rule_macros()
{
	"$python" selftests/host/c_rules.py macros "${kernel_c[@]}"
}

rule_documented()
{
	"$python" selftests/host/c_rules.py documented "${kernel_c[@]}"
}

# A test that no list has is not run, and nobody would see it.
rule_called()
{
	"$python" selftests/host/c_rules.py called "${shell[@]}"
}

# What reads or writes bytes of a frame is linked into a fuzz target, or stands in
# a list of what is not.
rule_parsers()
{
	local makefile=selftests/fuzz/Makefile fuzzed others name file list
	local bad=0 bytes targets sources

	bytes='\b(skb_header_pointer|skb_(mac|network|transport)_header'
	bytes+='|(vlan_|inner_)?eth_hdr|skb_vlan_(eth_hdr|untag|push|pop)'
	bytes+='|__?vlan_(get_protocol|get_tag|insert_\w+)|skb_store_bits)\('
	bytes+='|\bskb->data\b|\bh_(dest|source|proto|vlan_\w+)\b'
	bytes+='|\bvlan_ethhdr\b'
	mapfile -t list < <(files '^kmod/[^/]*\.[ch]$')
	fuzzed=$(sed -n 's/^[a-z]*-kmod :=//p' $makefile | tr '\n' ' ')
	mapfile -t targets < <(sed -n 's/^\([a-z]*\)-kmod :=.*/\1/p' $makefile)
	mapfile -t sources < <({ printf 'selftests/fuzz/%s.c\n' "${targets[@]}"
		# shellcheck disable=SC2086 # a list of words
		printf 'kmod/%s.c\n' $fuzzed; })
	others=" $(sed -n 's/^not-frame-kmod :=//p' $makefile) "
	while read -r file; do
		name=$(basename "${file%.[ch]}")
		[[ " $fuzzed $others " != *" $name "* ]] || continue
		# A header comes in with what includes it.
		if [[ $file != *.h ]] ||
		   ! grep -q "\"${file##*/}\"" "${sources[@]}"; then
			echo "$file reads frames: see frame-kmod in $makefile"
			bad=1
		fi
	done < <(grep -lE "$bytes" "${list[@]}")
	return $bad
}

# Only compat/ knows what kernel it is.
rule_compat()
{
	local others

	mapfile -t others < <(files '^(kmod/.*\.[ch]|Kbuild)$' |
		grep -v '^kmod/compat/')
	nowhere 'VSW_HAVE_|LINUX_VERSION_CODE|KERNEL_VERSION' "${others[@]}"
}

rule_shellcheck()
{
	shellcheck -x "${shell[@]}"
}

rule_python()
{
	"$python" -m pyflakes "${python_all[@]}"
}

# A function that is a test by its form is called, or stands in a list of tests:
# these are written by hand, and what is in none never runs.
rule_tests()
{
	"$python" selftests/host/test_lists.py selftests
}

# Terms are those of IEEE 802.1Q and of the kernel.
rule_words()
{
	local others

	mapfile -t others < <(files '' | grep -v '^selftests/host/style\.sh$')
	nowhere '[Ww]hite-?list|[Bb]lack-?list|\b[Ss]laves?\b' "${others[@]}"
}

rule_todo()
{
	local others

	mapfile -t others < <(files '' | grep -v '^selftests/host/style\.sh$')
	nowhere '\b(TODO|FIXME|XXX)\b' "${others[@]}"
}

# Tests use addresses set aside for that: RFC 5737 (and what is nobody's own).
rule_addresses()
{
	local scripts

	mapfile -t scripts < <(files '^selftests/.*\.(sh|py)$|^README')
	! grep -nHoE '\b[0-9]{1,3}(\.[0-9]{1,3}){3}\b' "${scripts[@]}" |
		grep -vE ':(192\.0\.2|198\.51\.100|203\.0\.113)\.' |
		grep -vE ':(0|127|22[4-9]|23[0-9]|255)\.|:169\.254\.'
}

rule_man()
{
	local pages

	mapfile -t pages < <(files '\.[1-8]$')
	[ ${#pages[@]} -eq 0 ] || mandoc -Tlint -Wwarning "${pages[@]}"
}

# Each attribute and operation of the netlink specification says what it is.
rule_spec()
{
	"$python" - Documentation/netlink/specs/vswitch.yaml <<-'END'
	import re, sys, yaml
	spec = yaml.safe_load(open(sys.argv[1]))
	bare = [f"{s['name']}.{a['name']}" for s in spec['attribute-sets']
	        for a in s['attributes'] if 'doc' not in a and a.get('type') != 'pad']
	bare += [o['name'] for o in spec['operations']['list'] if 'doc' not in o]
	for name in bare:
	    print(f"{sys.argv[1]}: {name} has no doc")
	missing = []
	for op in spec['operations']['list']:
	    pages = ['uapi']
	    if 'txn' in op.get('do', {}).get('request', {}).get('attributes', []):
	        pages.append('transactions')
	    for page in pages:
	        page = f'Documentation/{page}.md'
	        text = open(page).read()
	        if not re.search(rf"(?<![\w-]){op['name']}(?![\w-])", text):
	            missing.append(f"{page}: {op['name']} is not named")
	print(*missing, sep='\n', end='\n' if missing else '')
	sys.exit(bool(bare or missing))
	END
}

# "area: what it does", at most 72 characters.
rule_commits()
{
	! git log --no-merges --format='%h %s' |
		grep -vE '^[0-9a-f]+ [a-z0-9][a-zA-Z0-9/_., -]*: .+' &&
		! git log --no-merges --format='%s' | grep -E '^.{73}'
}

rules=$(declare -F | sed -n 's/^declare -f rule_//p')
# shellcheck disable=SC2086 # a list of words
[ $# -gt 0 ] || set -- $rules
echo "KTAP version 1"
echo "1..$#"
n=0 failed=0
for rule; do
	n=$((n + 1))
	if said=$("rule_$rule" 2>&1); then
		echo "ok $n $rule"
	else
		printf '%s\n' "$said" | sed 's/^/# /'
		echo "not ok $n $rule"
		failed=$((failed + 1))
	fi
done
[ $failed -eq 0 ]
