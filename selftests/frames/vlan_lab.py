# SPDX-License-Identifier: GPL-2.0
#
# What the suites about VLANs and transactions stand on: settings of ports, by
# netlink, for the switch and for the oracle at once; counters without the
# start of a program.
#
# Ends: any; "host" is the switch device itself.
# Called by vlans.py, roles.py, vlan_offload.py, txns.py and acl_lab.py.

import socket

import craft
import nl
import oracle
import vlan_oracle
from busywait import busywait
from ends import Netns

HOST = craft.mac(0x99)


def client(lab, netns=None):
    """A netlink socket in the namespace of the switch, or in another."""
    with Netns(netns or lab.netns):
        return nl.Client(lab.spec)


def ifindex(lab, dev):
    with Netns(lab.netns):
        return socket.if_nametoindex(dev)


def open_netlink(lab):
    lab.spec = nl.Spec()
    lab.nl = client(lab)
    lab.sw = ifindex(lab, lab.switch)
    lab.counters = lambda: counters(lab)


def counters(lab):
    """As Lab.counters()."""
    total = {}
    for row in lab.nl.call("stats-get", nl.NLM_F_DUMP, switch=lab.sw):
        dev = row.get("port_ifname", "")
        for key in oracle.COUNTERS:
            if row.get(key):
                total[dev, key] = row[key]
        for drop in row.get("drops", []):
            if drop["frames"]:
                total[dev, (drop["direction"], drop["reason"])] = \
                    drop["frames"]
    return total


def start(lab, oracle_of=vlan_oracle.Switch):
    """The oracle: each end but the host is behind an access port of VLAN 1."""
    open_netlink(lab)
    lab.model = model = oracle_of(lab.switch, craft.raw(HOST))
    lab.mac = {"host": HOST}
    guests = [name for name in lab.ends if name != "host"]
    for n, name in enumerate(guests, 1):
        lab.mac[name] = craft.mac(n)
        # What a tap's reader gets has seen no receive path.
        model.add(vlan_oracle.Port(n, lab.port[name],
                                   strips=lab.kind[name] == "packet"))
        model.ports[lab.port[name]].settings = {"mode": "access", "pvid": 1}
    model.host.settings = {"mode": "trunk", "pvid": 1,
                           "tagged": vlan_oracle.ALL, "role": "promiscuous"}


def numbers(lab):
    """{device: number of its port}"""
    return {row["ifname"]: row["number"] for row in lab.nl.call(
        "port-get", nl.NLM_F_DUMP, switch=lab.sw) if "ifname" in row}


def number(lab, name):
    """Of the port of an end."""
    if name == "host":
        return 0
    if lab.port[name] not in lab.__dict__.setdefault("numbers", {}):
        lab.numbers = numbers(lab)
    return lab.numbers[lab.port[name]]


def ranges(vids, untagged=False):
    """VLANs as a request has them."""
    out = []
    for vid in sorted(vids):
        if out and out[-1]["last"] == vid - 1:
            out[-1]["last"] = vid
        else:
            out.append({"first": vid, "last": vid, "untagged": untagged})
    return out


def request(mode, pvid=0, tagged=(), untagged=(), maps=None, accept="all",
            pcp=8, protocol="8021q", role="normal", community=""):
    """The settings of a port as attributes."""
    attrs = {"vlan_mode": mode, "pvid": pvid, "accept": accept, "pcp": pcp,
             "vlan_protocol": protocol, "role": role,
             "vlan_maps": {"map": [{"tag": t, "vid": v}
                                   for t, v in (maps or {}).items()]}}
    if mode in ("trunk", "hybrid"):
        attrs["vlans"] = {"range": ranges(set(tagged) - set(untagged)) +
                          ranges(untagged, True)}
    if community:
        attrs["community"] = community
    return attrs


def put(lab, name, settings):
    """Settings of a port, whole, for the switch and for the oracle."""
    port = lab.model.ports[lab.port[name]]
    lab.nl.call("port-set", switch=lab.sw, number=number(lab, name),
                **request(**settings))
    port.configure(**settings)
    port.settings = settings
    lab.model.forget()
    if not busywait(30, lambda: not strays(lab)):
        lab.fail("known where it cannot be: %s" % strays(lab))


def strays(lab):
    """Entries at ports that are not in their VLAN any more, and those of the
    host's address where the host is now: they are soon forgotten."""
    ports = {number(lab, name): lab.model.ports[dev]
             for name, dev in lab.port.items()}
    return [row for row in lab.nl.call("fdb-get", nl.NLM_F_DUMP,
                                       switch=lab.sw)
            if row["kind"] != "local" and row["kind"] != "static" and
            not ports[row["port"]].has(row["vid"]) or
            row["kind"] != "local" and
            row["address"] == lab.mac["host"] and
            lab.model.host.has(row["vid"])]


def vlan_set(lab, name, **settings):
    """The same, until the test ends. What is not given is the default."""
    lab.defer(put, lab, name, lab.model.ports[lab.port[name]].settings)
    if name == "host":
        settings.setdefault("role", "promiscuous")
    put(lab, name, settings)


def static(lab, name, vid, mac=None):
    """An entry of the forwarding database, until the test ends."""
    mac = mac or lab.mac[name]
    key = vid, craft.raw(mac)
    entry = {"switch": lab.sw, "address": mac, "vid": vid}
    lab.nl.call("fdb-add", **entry, port=number(lab, name))
    lab.model.static[key] = lab.port[name]
    lab.model.fdb.pop(key, None)
    lab.defer(lab.nl.call, "fdb-del", **entry)
    lab.defer(lab.model.static.pop, key)


def flush(lab):
    """Nobody is known any more."""
    lab.nl.call("fdb-flush", switch=lab.sw)
    lab.model.fdb.clear()


# ---- asked for by the shell --------------------------------------------

def words(settings):
    """"mode=trunk tagged=10,20-30 maps=100:10" as settings."""
    out = dict(word.split("=", 1) for word in settings)
    for key in "pvid", "pcp":
        if key in out:
            out[key] = int(out[key])
    for key in "tagged", "untagged":
        if key in out:
            ends_of = [part.split("-") for part in out[key].split(",")]
            out[key] = [vid for first, *last in ends_of for vid in range(
                int(first), int((last or [first])[0]) + 1)]
    if "maps" in out:
        out["maps"] = {int(tag): int(vid) for tag, vid in (
            pair.split(":") for pair in out["maps"].split(","))}
    return out


def port(lab, switch, dev, *settings):
    """Settings of a port that the oracle does not know."""
    where = {"number": 0} if dev == "host" else {"ifindex": ifindex(lab, dev)}
    lab.nl.call("port-set", switch=ifindex(lab, switch), **where,
                **request(**words(settings)))


def transparent(lab, switch):
    """Tags are payload to all ports of a switch, as to one without VLANs."""
    if not hasattr(lab, "nl"):
        open_netlink(lab)
    index = ifindex(lab, switch)
    for row in lab.nl.call("port-get", nl.NLM_F_DUMP, switch=index):
        lab.nl.call("port-set", switch=index, number=row["number"],
                    vlan_mode="dot1q-tunnel", pvid=1)
