# SPDX-License-Identifier: GPL-2.0
#
# Finds tests in Python that nobody runs. A script of tests has a list, TESTS,
# and an agent in one of two directories that runs functions by these names. A
# function of a suite that takes the lab, and no more than words, is in the list
# of a script that has this suite, or some code uses it; a word in a comment or
# a variable of the same name is no use. Called by style.sh.
#   test_lists.py SELFTESTS

import ast
import pathlib
import re
import symtable
import sys

# What an agent calls by itself, before the first test.
OWN = {'start'}


def scripts(top):
    """(suite, names that it runs) of each script; the suite is a directory
    where all suites of it are had."""
    for path in sorted(top.glob('*.sh')):
        text = re.sub(r'^\s*#.*', '', path.read_text(), flags=re.M)
        names = set(re.findall(r'\bagent ([a-z]\w*)', text))
        for tests in re.findall(r'^TESTS="([^"]*)"', text, re.M):
            names |= set(tests.split())
        if 'netlink/lib-netlink.sh' in text:
            yield 'netlink', names
        for suite in re.findall(r'\b(?:agent_start|taps_setup|acl_setup) (\w+)', text):
            yield suite, names


def uses(table, glob=True):
    """Names of the file that its code uses, and not only defines: variables
    of a function are not of the file."""
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (glob or symbol.is_global()):
            yield symbol.get_name()
    for child in table.get_children():
        yield from uses(child, glob=False)


def is_test(node):
    """By its form: it takes the lab, and words which it can do without."""
    args = node.args
    return args.args and args.args[0].arg == 'lab' and \
        not node.name.startswith('_') and \
        len(args.defaults) == len(args.args) - 1 and \
        all(isinstance(getattr(d, 'value', None), str) for d in args.defaults)


class Suite:
    """A file, its functions, and what it uses of which file."""

    def __init__(self, path):
        text = path.read_text()
        tree = ast.parse(text, str(path))
        self.path = path
        self.name = path.stem
        self.tests = {
            node.name: node.lineno for node in tree.body
            if isinstance(node, ast.FunctionDef) and is_test(node)}
        self.imports = {}       # name: file
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                self.imports.update({a.name: node.module for a in node.names})
        self.used = {(self.imports.get(name, self.name), name)
                     for name in uses(symtable.symtable(
                         text, str(path), 'exec'))}
        self.used |= {(node.value.id, node.attr) for node in ast.walk(tree)
                      if isinstance(node, ast.Attribute) and
                      isinstance(node.value, ast.Name)}


def main():
    """Say which are lost."""
    top = pathlib.Path(sys.argv[1])
    lists = list(scripts(top))
    bad = False
    for where in 'netlink', 'frames':
        suites = [Suite(path) for path in sorted(top.glob(where + '/*.py'))]
        known = {suite.name: suite for suite in suites}
        used = set().union(*(suite.used for suite in suites))
        run = set()
        for name, tests in lists:
            if name == where:
                run |= {(suite, test) for suite in known for test in tests}
            elif name in known:
                run |= {(known[name].imports.get(test, name), test)
                        for test in tests}
        for suite in suites:
            for test, line in suite.tests.items():
                if test not in OWN and (suite.name, test) not in run | used:
                    print(f'{suite.path}:{line}: {test}(lab) is in no list '
                          'of tests')
                    bad = True
    sys.exit(bad)


if __name__ == '__main__':
    main()
