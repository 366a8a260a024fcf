# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Counts what a KTAP script said. A result is one line, "ok", "not ok" or
# "skip", a tab, and what it is about; a script that does not do what it
# planned, or ends badly, is a result more.
# Read (not run) by check.sh on the host and by suite.sh in the VM.

# ktap_results NAME STATUS: of the output of script NAME, which ended with exit
# status STATUS, on stdin: its results.
ktap_results()
{
	awk -v name="$1" -v status="$2" '
	function result(what, text) {
		print what "\t" name (text == "" ? "" : ": " text)
		count[what]++
	}
	function why(line) {
		return match(line, /# SKIP.*/) ? substr(line, RSTART + 7) : ""
	}
	/^1\.\.[0-9]+/ && !planned {
		planned = 1
		plan = substr($1, 4) + 0
		if (plan == 0)
			result("skip", why($0))
	}
	/^(not )?ok( |$)/ {
		points++
		what = $1 == "ok" ? "ok" : "not ok"
		text = $0
		sub(/^(not )?ok *[0-9]* *-? */, "", text)
		if (what == "ok" && text ~ /# SKIP/)
			what = "skip"
		result(what, text)
	}
	END {
		if (status == 4 && !points && !count["skip"])
			result("skip", "")
		else if (status == 124 || status == 137)
			result("not ok", "not done in time")
		else if (status != 4 && !planned)
			result("not ok", "ended without a plan, status " status)
		else if (planned && points != plan)
			result("not ok", "planned " plan " points, " \
				"did " points + 0 ", status " status)
		else if (status != 0 && status != 4 && !count["not ok"])
			result("not ok", "exit status " status)
	}'
}

# ktap_totals: of results on stdin, the line that a check ends with. Fails
# where one failed, or where there is none at all.
ktap_totals()
{
	awk -F '\t' '
	{ n[$1]++ }
	END {
		printf "%d passed, %d failed, %d skipped\n",
			n["ok"], n["not ok"], n["skip"]
		exit n["not ok"] || !NR
	}'
}
