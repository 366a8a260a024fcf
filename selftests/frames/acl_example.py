# SPDX-License-Identifier: GPL-2.0
#
# The security groups of Documentation/acl.md: what may pass does, and what must
# not does not. Ports have the names of the example by now, and its commands were
# carried out, see acl.sh.
#
# Ends: see acl_lab.py. Called by agent.py, by way of acls.py.

import craft
from acl_frames import body
from acl_lab import rows
from scapy.layers.inet import ICMP, IP, TCP, UDP
from scapy.layers.inet6 import ICMPv6EchoRequest, ICMPv6ND_NS, IPv6
from scapy.layers.l2 import ARP
from vlan_lab import static

ENDS = {"uplink": "g1", "web1": "t1", "web2": "t2", "db1": "t3", "web3": "g2"}
WEB1, WEB2, DB1 = "198.51.100.11", "198.51.100.12", "198.51.100.21"
WEB1_6, WEB2_6, DB1_6 = ("2001:db8:0:2::11", "2001:db8:0:2::12",
                         "2001:db8:0:2::21")
WEB3 = "198.51.100.13"
ADMIN, ADMIN_6 = "192.0.2.5", "2001:db8:0:1::5"
ANYBODY, ANYBODY_6 = "203.0.113.5", "2001:db8:9::5"


def ip(src, dst):
    return (IPv6 if ":" in src else IP)(src=src, dst=dst)


def tcp(src, dst, dport, flags="S", sport=40000):
    return ip(src, dst) / TCP(sport=sport, dport=dport, flags=flags)


def udp(src, dst, sport, dport):
    return ip(src, dst) / UDP(sport=sport, dport=dport)


def arp(src, dst):
    return ARP(op=1, psrc=src, pdst=dst)


# From, to, what; and whether it passes.
FRAMES = (
    ("uplink", "web1", tcp(ANYBODY, WEB1, 80), True),
    ("uplink", "web2", tcp(ANYBODY_6, WEB2_6, 443), True),
    ("uplink", "web1", tcp(ANYBODY, WEB1, 8080), False),
    ("uplink", "web1", tcp(ANYBODY, WEB1, 22), False),
    ("uplink", "web1", tcp(ADMIN, WEB1, 22), True),
    ("uplink", "db1", tcp(ADMIN_6, DB1_6, 22), True),
    ("uplink", "web2", ip(ADMIN, WEB2) / ICMP(type=8), True),
    ("uplink", "web2", ip(ANYBODY, WEB2) / ICMP(type=8), False),
    ("uplink", "web2", ip(ANYBODY, WEB2) / ICMP(type=3, code=4), True),
    ("uplink", "db1", tcp(ANYBODY, DB1, 5432), False),
    ("uplink", "db1", tcp(WEB1, DB1, 5432), False),
    ("uplink", "db1", tcp(WEB1_6, DB1_6, 5432), False),
    ("uplink", "db1", arp(WEB2, DB1), False),
    ("uplink", "db1", arp(ANYBODY, DB1), True),
    ("uplink", "web1", udp(ANYBODY, WEB1, 53, 40000), True),
    ("uplink", "web1", udp(ANYBODY, WEB1, 40000, 53), False),
    ("web1", "db1", tcp(WEB1, DB1, 5432), True),
    ("web2", "db1", tcp(WEB2_6, DB1_6, 5432), True),
    ("web1", "db1", tcp(WEB1, DB1, 80), False),
    ("db1", "web1", tcp(DB1, WEB1, 40000, "SA", 5432), True),
    ("db1", "web1", tcp(DB1, WEB1, 5432), False),
    ("web1", "web2", ip(WEB1_6, WEB2_6) / ICMPv6ND_NS(tgt=WEB2_6), True),
    ("web1", "web2", ip(WEB1_6, WEB2_6) / ICMPv6EchoRequest(), False),
    ("web2", "uplink", tcp(WEB2, ANYBODY, 443), True),
    ("web3", "db1", tcp(WEB3, DB1, 5432), True),
    ("uplink", "db1", tcp(WEB3, DB1, 5432), False),
    ("uplink", "web3", tcp(ANYBODY, WEB3, 80), True),
    ("uplink", "web3", tcp(ANYBODY, WEB3, 22), False),
    ("uplink", "web3", tcp(ADMIN, WEB3, 22), True),
    ("db1", "web3", tcp(DB1, WEB3, 40000, "SA", 5432), True),
)


def example(lab):
    """Each sender's last frame passes: when it is there, all others were
    judged before."""
    want = {name: [] for name in lab.ends}
    sent = dict.fromkeys(ENDS, 0)
    last = tuple((name, "uplink" if name != "uplink" else "web1",
                  arp(ANYBODY, DB1), True) for name in ENDS)
    for end in ENDS.values():
        static(lab, end, 1)
    lab.drain()
    for sender, to, packet, passes in FRAMES + last:
        source, dest = ENDS[sender], ENDS[to]
        frame = (craft.raw(lab.mac[dest]) + craft.raw(lab.mac[source]) +
                 body(packet)).ljust(60, b"\0")
        lab.ends[source].send(frame)
        if passes:
            want[dest].append((sender, packet.summary(), frame))
        if TCP in packet and packet[TCP].flags == "S":
            sent[sender] += 1
    got = lab.collect(want)
    for name in lab.ends:
        frames = [frame for _, _, frame in want[name]]
        for sender, text, frame in want[name]:
            lab.check("from %s to %s: %s" % (sender, name, text),
                      frame in got[name])
        for frame in got[name]:
            lab.check("to %s must not pass: %s" % (name, frame.hex()),
                      frame in frames)
    # Nobody's connections are counted against another guest's.
    for name in sent:
        if name != "uplink":
            row, = rows(lab, "from-" + name).values()
            lab.check_eq("connections of " + name, row["frames"], sent[name])
