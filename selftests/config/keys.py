#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Which keys of configuration files occur in none of some files? Called by
config.sh: keys.py SCHEMA JSONFILE... prints one a line, as "ports[].name"."""

import json
import sys


def resolve(schema, node):
    while "$ref" in node:
        ref = node["$ref"]
        node = schema
        for word in ref.removeprefix("#/").split("/"):
            node = node[word]
    return node


def wanted(schema, node, path=""):
    """Paths of all keys that the schema has."""
    node = resolve(schema, node)
    for key, value in node.get("properties", {}).items():
        inner = path + "." + key if path else key
        yield inner
        yield from wanted(schema, value, inner)
    if "items" in node:
        yield from wanted(schema, node["items"], path + "[]")


def there(value, path=""):
    """Paths of all keys that a file has."""
    if isinstance(value, dict):
        for key, inner in value.items():
            key = path + "." + key if path else key
            yield key
            yield from there(inner, key)
    if isinstance(value, list):
        for inner in value:
            yield from there(inner, path + "[]")


def main(schema, *files):
    with open(schema, encoding="utf-8") as file:
        schema = json.load(file)
    found = set()
    for name in files:
        with open(name, encoding="utf-8") as file:
            found.update(there(json.load(file)))
    for path in wanted(schema, schema):
        if path not in found:
            print(path)


main(*sys.argv[1:])
