# SPDX-License-Identifier: GPL-2.0
#
# Leaves what is sent to ksoftirqd, which hardly ever runs: the worst case for
# order.py. Used by switching.py.

import os
import struct

import ends
import vnet
from scapy.layers.inet import IP, TCP
from scapy.layers.l2 import Ether
from scapy.packet import Raw

SEGMENTS = 64


class Crowd:
    """Many frames in front of each that an end sends.

    They are segments of one that a veth cuts up, so that they come to the
    backlog at once; of those, with a weight of 1, the kernel receives ten
    before it leaves the others, and what comes behind them, to ksoftirqd.
    """

    def __init__(self, lab):
        pid = int(lab.run("pgrep", "-x", "ksoftirqd/%d" % ends.order.cpu))
        lab.defer(os.sched_setscheduler, pid, os.sched_getscheduler(pid),
                  os.sched_param(0))
        os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))

        with open("/proc/sys/net/core/dev_weight", encoding="ascii") as file:
            lab.defer(self.set_weight, file.read())
        self.set_weight("1")

        lab.ip("link", "add", "crowd0", "type", "veth", "peer", "crowd1")
        lab.defer(lab.ip, "link", "del", "crowd0")
        lab.ethtool("-K", "crowd0", "tso", "off")
        for dev in "crowd0", "crowd1":
            lab.ip("link", "set", dev, "addrgenmode", "none", "up")
        self.sock = ends.Packet(lab.netns, "crowd0", vnet=True).sock
        self.frame = self.make()

        self.sends = ends.order.sends
        lab.defer(setattr, ends.order, "sends", self.sends)
        ends.order.sends = self.in_front

    @staticmethod
    def set_weight(text):
        with open("/proc/sys/net/core/dev_weight", "w",
                  encoding="ascii") as file:
            file.write(text)

    @staticmethod
    def make():
        frame = bytes(Ether(src="02:00:00:00:00:02", dst="02:00:00:00:00:01") /
                      IP(src="192.0.2.1", dst="192.0.2.2") /
                      TCP(sport=1, dport=1) / Raw(bytes(100 * SEGMENTS)))
        lay = vnet.Layout(frame)
        return struct.pack("<BBHHHH", vnet.NEEDS_CSUM, vnet.GSO_TCPV4,
                           lay.data, 100, lay.trans, lay.csum) + frame

    def in_front(self, end):
        """In place of Order.sends()."""
        self.sends(end)
        self.sock.send(self.frame)
