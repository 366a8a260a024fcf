#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
#
# Rules of style that need a look at more than one line of a source file.
#   c_rules.py lengths|heads|macros|documented|called FILE...
# Prints what breaks the rule, as FILE:LINE, and exits 1 where there is any.
# Called by style.sh.

"""Lengths of files and functions, heads, macros, missing kernel-doc, tests."""

import re
import sys

FILE_LINES = 600
FUNCTION_LINES = 100
HEAD_LINES = 2

# Function-like macros are for these alone: what kernels differ in, the
# kernel's own trace and test macros, and lists of names (X-macros).
MACRO_FILES = re.compile(r'^kmod/(compat/|tests/|trace\.h$|drop\.[ch]$)')


def functions(lines):
    """Each function of kernel style: (first line of its head, its end, head)."""
    for i, line in enumerate(lines):
        if line != '{':
            continue
        start = i - 1
        while start > 0 and lines[start - 1] and \
                not re.match(r'[#/}]| \*|.*[;{}]$', lines[start - 1]):
            start -= 1
        end = next((j for j in range(i, len(lines)) if lines[j] == '}'),
                   len(lines) - 1)
        yield start, end, ' '.join(lines[start:i])


def lengths(path, lines):
    """Files of at most 600 lines, functions of at most 100."""
    if len(lines) > FILE_LINES:
        yield 1, f'{len(lines)} lines'
    for start, end, head in functions(lines):
        if end - start + 1 > FUNCTION_LINES:
            yield start + 1, f'a function of {end - start + 1} lines: {head}'


def heads(path, lines):
    """SPDX, then a comment that says what the file owns and who calls it."""
    text = 0
    for line in lines[:2 if lines[0].startswith('#!') else 1]:
        if 'SPDX-License-Identifier' in line:
            break
    else:
        yield 1, 'no SPDX in the first line'
    for line in lines[1:]:
        if not re.match(r'#|\s*/?\*', line) or line.startswith('#include'):
            break
        if re.search(r'\w', line) and 'SPDX' not in line and \
                'shellcheck' not in line:
            text += 1
    if text < HEAD_LINES:
        yield 2, f'a head of {text} lines of text, not {HEAD_LINES}'


def macros(path, lines):
    """A static inline before a macro."""
    if MACRO_FILES.match(path):
        return
    for i, line in enumerate(lines):
        if re.match(r'#\s*define\s+\w+\(', line):
            yield i + 1, f'a function-like macro: {line}'


def documented(path, lines):
    """kernel-doc for each struct and each function that leaves its file."""
    def has_doc(at):
        at -= 1
        if at < 0 or not lines[at].endswith('*/'):
            return False
        while at > 0 and not lines[at].lstrip().startswith('/*'):
            at -= 1
        return lines[at].lstrip().startswith('/**')

    for i, line in enumerate(lines):
        match = re.match(r'(struct|union) (\w+) {$', line)
        if match and path.endswith('.h') and not has_doc(i):
            yield i + 1, f'no kernel-doc: {match[1]} {match[2]}'
    if not path.endswith('.c') or path.startswith('kmod/tests/'):
        return
    for start, _, head in functions(lines):
        # Those that the specification names are documented there.
        if not re.match(r'static\b|(int|void) vswitch_nl_', head) and \
                not has_doc(start):
            yield start + 1, f'no kernel-doc: {head}'


def called(path, lines):
    """In a script of tests, each function is one of TESTS or named by another,
    as do_this is by do_$1: else it is a test that is never run. What stands in
    quotes is no call, where nothing in them is expanded."""
    text = '\n'.join(line for line in lines if not line.startswith('#'))
    tests = re.search(r'^TESTS="([^"]*)"', text, re.M)
    if not tests:
        return
    rest = re.sub(r'"[^"\n]*"', lambda quote: '$' in quote[0] and quote[0] or '',
                  text.replace(tests[0], ''))
    begins = tuple(re.findall(r'\b(\w+_)\$', rest))
    for at, line in enumerate(lines, 1):
        name = re.match(r'(\w+)\(\)$', line)
        name = name[1] if name else 'setup'
        if name in ('setup', 'require') or name in tests[1].split() or \
                name.startswith(begins):
            continue
        if len(re.findall(rf'(?<![\w-]){name}(?![\w-])', rest)) < 2:
            yield at, f'{name}() is called by nobody, and not in TESTS'


def main():
    """Apply one rule to all files."""
    rule = {'lengths': lengths, 'heads': heads, 'macros': macros,
            'documented': documented, 'called': called}[sys.argv[1]]
    bad = False
    for path in sys.argv[2:]:
        with open(path, encoding='utf-8') as file:
            lines = file.read().split('\n')
        if lines[-1] == '':
            lines.pop()
        for number, what in rule(path, lines or ['']):
            print(f'{path}:{number}: {what}')
            bad = True
    sys.exit(bad)


if __name__ == '__main__':
    main()
