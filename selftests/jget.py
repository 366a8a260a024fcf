#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Evaluates Python expressions on JSON, for lib.sh's jget and stat_*.

One process for a whole script, as the start of Python is slow. A request is
an expression and a text of JSON documents, each ended by a NUL; the answer is
"ok" or "error", a newline and the printed value, ended by a NUL.

In an expression: d is the document (or the list of them, where the text holds
several); rows(LIST, key=value...) those that match, row() the one that does;
total(LIST, PORT), diff(TOTAL, FILE) and rates(TOTAL, FILE, SECONDS) are
statistics, see lib.sh and soak.sh.
"""

import json
import sys


def rows(found, **want):
    return [r for r in found
            if all(r.get(k) == v for k, v in want.items())]


def row(found, **want):
    found = rows(found, **want)
    if len(found) != 1:
        raise LookupError("%d rows match %r" % (len(found), want))
    return found[0]


def total(found, port):
    """Counters of the port with this number, name or device; or of all."""
    out = {}
    for r in found:
        names = (str(r.get("port", "")), r.get("port_name"),
                 r.get("port_ifname"))
        if port and port not in names:
            continue
        for key, value in r.items():
            if key == "drops":
                for drop in value:
                    name = "drop:" + drop["reason"]
                    out[name] = out.get(name, 0) + drop["frames"]
            elif key not in ("port", "switch") and isinstance(value, int):
                out[key] = out.get(key, 0) + value
    return out


def mark(counters, name):
    with open(name, "w", encoding="utf-8") as file:
        json.dump(counters, file)
    return []


def diff(counters, name):
    """What changed since mark(), "key=difference"."""
    with open(name, encoding="utf-8") as file:
        old = json.load(file)
    return " ".join("%s=%d" % (key, value - old.get(key, 0))
                    for key, value in counters.items()
                    if value != old.get(key, 0))


def rates(counters, name, seconds):
    """What soak.sh says of a minute: frames, then a line for people."""
    try:
        with open(name, encoding="utf-8") as file:
            old = json.load(file)
    except FileNotFoundError:
        old = {}
    mark(counters, name)
    more = {k: n - old.get(k, 0) for k, n in counters.items()}
    drops = sorted(((n, k[5:]) for k, n in more.items()
                    if n and k.startswith("drop:")), reverse=True)[:4]
    return "%d received %d frames/s %d bytes/s, sent %d frames/s %d " \
        "bytes/s; dropped: %s" % (
            more.get("tx_frames", 0), *(
                more.get(k, 0) // max(seconds, 1) for k in (
                    "rx_frames", "rx_bytes", "tx_frames", "tx_bytes")),
            ", ".join("%s %d" % (k, n) for n, k in drops) or "none")


def documents(text):
    decoder = json.JSONDecoder()
    found = []
    text = text.strip()
    while text:
        document, end = decoder.raw_decode(text)
        found.append(document)
        text = text[end:].strip()
    return found[0] if len(found) == 1 else found


def say(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return json.dumps(value)
    return "" if value is None else str(value)


def answer(expression, text):
    names = {"rows": rows, "row": row, "total": total, "mark": mark,
             "diff": diff, "rates": rates, "d": documents(text)}
    value = eval(expression, names)     # the test's own words
    if not isinstance(value, (list, tuple)):
        value = [value]
    return "\n".join(say(v) for v in value)


def fields():
    """What comes between NULs."""
    part = ""
    while True:
        data = sys.stdin.buffer.raw.read(1 << 16)
        if not data:
            return
        *whole, rest = (part + data.decode()).split("\0")
        yield from whole
        part = rest


def main():
    words = fields()
    for expression in words:
        try:
            said = "ok\n" + answer(expression, next(words))
        except Exception as error:      # the script is to see it and go on
            said = "error\n%s: %s" % (type(error).__name__, error)
        print(said + "\0", end="", flush=True)


main()
