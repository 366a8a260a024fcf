#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
#
# The JSON Schema of configuration files judges files as vswitchctl does.
#   config_schema.py VSWITCHCTL
# Each file in ctl/tests/config/ is a point of KTAP: those in good/ both take,
# those in bad/ both refuse; "# schema: passes" in a bad one says that only the
# tool can see what is wrong. The points "documented" and "example" hold the
# tables of Documentation/configuration.md, and its file, against the schema.
# Called by check.sh; needs no kernel module.

"""Compare the judgements of a JSON Schema and of vswitchctl on files."""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
CTL = ROOT / 'ctl'
PAGE = ROOT / 'Documentation' / 'configuration.md'
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


def leaves(schema, node, path=''):
    """Keys of the schema with what may stand there, but those of the host."""
    while '$ref' in node:
        found = schema
        for step in node['$ref'].split('/')[1:]:
            found = found[step]
        node = found | {k: v for k, v in node.items() if k != '$ref'}
    if node.get('type') == 'array' and 'properties' in node['items'] | \
            schema['definitions'].get(node['items'].get('$ref', '')[14:], {}):
        yield from leaves(schema, node['items'], path + '[]')
    elif 'properties' in node:
        for key, value in node['properties'].items():
            if path or key != 'host':
                yield from leaves(schema, value, f'{path}.{key}'.lstrip('.'))
    else:
        yield path, node


def documented(schema):
    """What the tables of the page lack, or have too much; None for nothing."""
    rows, prefix = {}, ''
    for line in PAGE.read_text().splitlines():
        if line.startswith('| key'):
            prefix = 'ports[].' if 'ports[]' in line else ''
        elif key := re.match(r'\| `([^` ]+)` \|', line):
            rows[prefix + key[1]] = re.findall(r'`([^`]+)`', line)
    keys = dict(leaves(schema, schema))
    if set(rows) != set(keys):
        return f'not in both: {" ".join(sorted(set(rows) ^ set(keys)))}'
    for key, node in keys.items():
        said = [node[k] for k in ('minimum', 'maximum', 'default') if k in node]
        said += [word for word in node.get('enum', []) if True not in node['enum']]
        for value in said:
            if str(value).lower() not in rows[key]:
                return f'{key}: {value} is not in its row'
    return None


def example(validator, tool):
    """What is wrong with the file in the page, or None."""
    text = re.search(r'^```yaml\n(.*?)^```$', PAGE.read_text(), re.M | re.S)[1]
    with tempfile.NamedTemporaryFile('w', suffix='.yaml') as file:
        file.write(text)
        file.flush()
        path = pathlib.Path(file.name)
        return by_tool(tool, path) or by_schema(validator, path)


def main(tool):
    """Print KTAP; the exit status is 1 where judgements differ."""
    schema = json.loads((CTL / 'vswitch.schema.json').read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    paths = sorted((CTL / 'tests' / 'config').glob('*/*'))
    points = [(f'{path.parent.name}: {path.stem}',
               lambda path=path: judge(validator, tool, path)) for path in paths]
    points += [('documented', lambda: documented(schema)),
               ('example', lambda: example(validator, tool))]
    failed = 0
    print(f'KTAP version 1\n1..{len(points)}')
    for number, (name, point) in enumerate(points, 1):
        try:
            wrong = point()
        except ValueError as error:
            wrong = str(error)
        if wrong:
            print(f'# {wrong}')
            failed += 1
        print(f'{"not ok" if wrong else "ok"} {number} {name}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
