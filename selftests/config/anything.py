#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Random configurations. Called by config.sh:
anything.py make SEED DEVICE...     prints one, as export would, in JSON
anything.py same FILE EXPORT        is an export what the file says?"""

import json
import random
import sys

NAMES = ["a", "b", "c", "d", "e"]
SETTINGS = {
    "accept": ["tagged", "untagged"], "pcp": [0, 7],
    "role": ["isolated", "promiscuous"], "learning": [False],
    "flood-unicast": [False], "flood-multicast": [False],
    "flood-broadcast": [False], "hairpin": [True], "forward-lldp": [True],
    "forward-lacp": [True], "max-fdb": [1, 9],
}


def vlans(rng):
    kind = rng.randrange(6)
    if kind == 0:
        return {"access": rng.choice([2, 10, 4094])}
    if kind == 1:
        return {"trunk": [10, "20-30"], "native": rng.choice([10, 25])}
    if kind == 2:
        return {"trunk": rng.choice([["all"], [7]])}
    if kind == 3:
        return {"hybrid": {"pvid": 5, "tagged": ["20-30"], "untagged": [5, 40]}}
    if kind == 4:
        return {"dot1q-tunnel": rng.choice([10, 100])}
    return {}


def port(rng, who):
    made = dict(who, **vlans(rng))
    for key, values in SETTINGS.items():
        if rng.random() < 0.15:
            made[key] = rng.choice(values)
    if "role" not in made and rng.random() < 0.2:
        made["role"], made["community"] = "community", rng.choice("xy")
    if "dot1q-tunnel" in made:
        made.pop("accept", None)
    if "native" in made and rng.random() < 0.5:
        made["map"] = [{"tag": 100, "vid": 10}, {"tag": 200, "vid": 25}]
    return made


def ports(rng, devices):
    """Names and devices of chance; a device that comes later needs a name."""
    names = rng.sample(NAMES, rng.randrange(len(NAMES) + 1))
    devices = rng.sample(devices, rng.randrange(len(devices) + 1))
    later = ["later"] if rng.random() < 0.3 else []
    while names or devices:
        who = {}
        if names and rng.random() < 0.6:
            who["name"] = names.pop()
            if later:
                who["device"] = later.pop()
        if devices and "device" not in who and rng.random() < 0.6:
            who["device"] = devices.pop()
        if who:
            yield port(rng, who)


def copies(rng, labels):
    """Mirror sessions to ports of chance, and an ACL that uses some of them."""
    found = []
    for name in rng.sample(["ids", "no", "log"], rng.randrange(4)):
        mirror = {"name": name, "port": rng.choice(labels)}
        if rng.random() < 0.5:
            mirror["snap"] = rng.choice([64, 65535])
        found.append(mirror)
    if not found:
        return {}
    rules = [f"vid {vid} mirror {rng.choice(found)['name']}"
             for vid in rng.sample([5, 6, 7], rng.randrange(4))]
    return {"mirrors": found, "acls": [{"name": "copies", "rules": rules}]}


def make(seed, *devices):
    rng = random.Random(int(seed))
    made = {"switch": "vsw0"}
    for key, values in (("ageing", [0, 77]), ("vlan-protocol", ["802.1ad"])):
        if rng.random() < 0.3:
            made[key] = rng.choice(values)
    limits = {key: value for key, value in
              (("ports", 20), ("fdb", 500), ("port-fdb", 50), ("rules", 99))
              if rng.random() < 0.2}
    if limits:
        made["limits"] = limits
    names = rng.sample(["red", "blue", "green"], 3)
    found = []
    for vid in sorted(rng.sample([5, 10, 20, 4094], rng.randrange(4))):
        vlan = {"vid": vid}
        if names and rng.random() < 0.7:
            vlan["name"] = names.pop()
        if rng.random() < 0.5:
            vlan["counters"] = True
        found.append(vlan)
    if found:
        made["vlans"] = found
    if rng.random() < 0.3:
        made["host"] = {"role": "normal", "flood-unicast": True, "access": 10}
    found = list(ports(rng, list(devices)))
    if found:
        made["ports"] = found
        made.update(copies(rng, [p.get("name") or p["device"] for p in found]))
    print(json.dumps(made))


def load(name):
    with open(name, encoding="utf-8") as file:
        return json.load(file)


def same(want, got):
    """A port that has no device in the file may have any; sessions have no order."""
    want, got = load(want), load(got)
    lists = []
    for config in (want, got):
        config.get("mirrors", []).sort(key=lambda m: m["name"])
        lists.append({p.get("name") or p["device"]: p
                      for p in config.pop("ports", [])})
    for label, entry in lists[1].items():
        if "device" not in lists[0].get(label, {}):
            entry.pop("device", None)
    if want == got and lists[0] == lists[1]:
        return
    print("want", json.dumps([want, lists[0]], sort_keys=True))
    print("got ", json.dumps([got, lists[1]], sort_keys=True))
    sys.exit(1)


{"make": make, "same": same}[sys.argv[1]](*sys.argv[2:])
