#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
#
# The JSON Schema of configuration files judges files as vswitchctl does.
#   config_schema.py VSWITCHCTL
# Each file in ctl/tests/config/ is a point of KTAP: those in good/ both take,
# those in bad/ both refuse; "# schema: passes" in a bad one says that only the
# tool can see what is wrong. Called by check.sh; needs no kernel module.

"""Compare the judgements of a JSON Schema and of vswitchctl on files."""

import json
import pathlib
import re
import subprocess
import sys

import jsonschema
import yaml

CTL = pathlib.Path(__file__).resolve().parents[2] / 'ctl'
USAGE = 1


def by_schema(validator, path):
    """Does the schema take the file? What it says, or None for yes."""
    try:
        document = yaml.safe_load(path.read_text())
        validator.validate(document)
    except yaml.YAMLError as error:
        return f'not YAML: {error}'
    except jsonschema.ValidationError as error:
        return error.message
    return None


def by_tool(tool, path):
    """Does the tool? A good file it compares, or would if there was a switch."""
    done = subprocess.run([tool, 'diff', path], capture_output=True, text=True,
                          check=False)
    if done.returncode != USAGE:
        return None
    if not re.match(rf'vswitchctl: {re.escape(str(path))}:\d+:\d+: \S',
                    done.stderr):
        raise ValueError(f'no position: {done.stderr}')
    return done.stderr.strip()


def judge(validator, tool, path):
    """What is wrong with the judgements on a file, or None."""
    schema, told = by_schema(validator, path), by_tool(tool, path)
    good = path.parent.name == 'good'
    if (told is None) != good:
        return f'the tool says: {told}'
    if not good and '# schema: passes' in path.read_text():
        good = True
    if (schema is None) != good:
        return f'the schema says: {schema}'
    return None


def main(tool):
    """Print KTAP; the exit status is 1 where judgements differ."""
    schema = json.loads((CTL / 'vswitch.schema.json').read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    paths = sorted((CTL / 'tests' / 'config').glob('*/*'))
    failed = 0
    print(f'KTAP version 1\n1..{len(paths)}')
    for number, path in enumerate(paths, 1):
        try:
            wrong = judge(validator, tool, path)
        except ValueError as error:
            wrong = str(error)
        if wrong:
            print(f'# {wrong}')
            failed += 1
        print(f'{"not ok" if wrong else "ok"} {number} '
              f'{path.parent.name}: {path.stem}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
