# SPDX-License-Identifier: GPL-2.0
#
# The tests of gso.sh in which the other side is the TCP of a guest: what a
# virtual machine's large frames are for.
#
# Ends: t1 (tap), whose TCP is the little one here; g1 (veth), whose is the
# kernel's.
# Called by agent.py, by way of offloading.py.

import socket
import struct
import threading

import craft
import vnet
from agent import SECONDS, Failure, show
from busywait import busywait
from carry import ALL, MAC, hello, offload
from ends import Netns
from scapy.layers.inet import IP, TCP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import Ether
from vnet import Header


class Peer:
    """A very small TCP behind a tap; only what a test needs."""

    def __init__(self, end, src, dst, v4, sport, dport):
        self.end, self.v4 = end, v4
        self.src, self.dst, self.sport, self.dport = src, dst, sport, dport
        self.seq, self.ack = 1000, 0
        self.ip = ("192.0.2.4", "192.0.2.1") if v4 else (
            "2001:db8::4", "2001:db8::1")

    def send(self, flags, data=b"", gso_size=0, options=()):
        net = IP if self.v4 else IPv6
        frame = vnet.checksum(bytes(
            Ether(dst=self.dst, src=self.src) /
            net(src=self.ip[0], dst=self.ip[1]) /
            TCP(sport=self.sport, dport=self.dport, seq=self.seq,
                ack=self.ack, flags=flags, window=65535,
                options=list(options)) / data))
        lay = vnet.Layout(frame)
        hdr = bytes(10)
        if gso_size:
            frame = vnet.put16(frame, lay.trans + lay.csum, lay.pseudo(frame))
            hdr = struct.pack(
                "<BBHHHH", vnet.NEEDS_CSUM,
                vnet.GSO_TCPV4 if self.v4 else vnet.GSO_TCPV6,
                lay.data, gso_size, lay.trans, lay.csum)
        self.seq += len(data) + ("S" in flags) + ("F" in flags)
        self.end.send(frame, hdr)

    def segments(self):
        """(header, flags, seq, data) of TCP frames to us, that are there."""
        for frame, hdr in self.end.recv():
            kind = vnet.get16(frame, 12)
            if kind != (0x0800 if self.v4 else 0x86dd):
                continue
            lay = vnet.Layout(frame)
            if not lay.tcp or vnet.get16(frame, lay.trans + 2) != self.sport:
                continue
            hdr = Header(hdr)
            whole = vnet.finish(frame, hdr)
            if not hdr.gso_type and vnet.checksum(whole) != whole:
                raise Failure("a wrong checksum: %s" % show(whole))
            size = vnet.get16(frame, 16) if self.v4 else (
                vnet.get16(frame, 18) + 40)
            seq, = struct.unpack_from(">I", frame, lay.trans + 4)
            yield hdr, frame[lay.trans + 13], seq, frame[lay.data:14 + size]

    def wait(self, flag):
        found = busywait(SECONDS, lambda: [
            s for s in self.segments() if s[1] & flag])
        if not found:
            raise Failure("the guest's TCP does not answer")
        return found[0]


def addresses(lab, name, v4):
    """The guest has an address, and knows that of the tap."""
    netns = lab.netns_of[name]
    if v4:
        lab.ip("addr", "add", "192.0.2.1/24", "dev", "eth0", netns=netns)
        lab.defer(lab.ip, "addr", "flush", "dev", "eth0", netns=netns)
        to = "192.0.2.4"
    else:
        def ipv6(off):
            with Netns(netns):
                for dev in "all", "eth0":
                    with open("/proc/sys/net/ipv6/conf/%s/disable_ipv6" %
                              dev, "w") as f:
                        f.write(off)
        ipv6("0")
        lab.defer(ipv6, "1")
        lab.ip("addr", "add", "2001:db8::1/64", "dev", "eth0", "nodad",
               netns=netns)
        to = "2001:db8::4"
    lab.ip("neigh", "replace", to, "lladdr", MAC["t1"], "dev", "eth0",
           netns=netns)


def stack_in(lab, family="4"):
    """A large frame from a tap reaches the TCP of a guest, and its program
    reads what was sent."""
    v4 = family == "4"
    hello(lab)
    addresses(lab, "g1", v4)
    with Netns(lab.netns_of["g1"]):
        server = socket.socket(socket.AF_INET if v4 else socket.AF_INET6)
    lab.defer(server.close)
    server.bind(("192.0.2.1" if v4 else "2001:db8::1", 7))
    server.listen()
    server.settimeout(SECONDS)

    peer = Peer(lab.ends["t1"], MAC["t1"], MAC["g1"], v4, 5000, 7)
    peer.send("S", options=[("MSS", 1400), ("WScale", 7)])
    _, _, seq, _ = peer.wait(0x12)
    peer.ack = seq + 1
    peer.send("A")
    client, _ = server.accept()
    lab.defer(client.close)
    client.settimeout(SECONDS)

    old = lab.counters()
    sent = b""
    for size in 60000, 1401, 5000, 1400, 1:
        data = craft.pattern(size)
        peer.send("PA", data, 1400 if size > 1400 else 0)
        sent += data
        # Not faster than the window allows: the guest has acknowledged it.
        data = b""
        while len(data) < size:
            data += client.recv(size - len(data))
        lab.check("the data of %d" % size, data == craft.pattern(size))
    got = lab.since(old)
    lab.check_eq("frames, of any size, from the tap",
                 got.get(("t1", "rx_frames")), 5)
    peer.send("RA")


def stack_out(lab, family="4"):
    """What a guest's TCP sends arrives at a tap whole where that can take it,
    and in segments with good checksums where not."""
    v4 = family == "4"
    hello(lab)
    addresses(lab, "g1", v4)
    data = craft.pattern(400000)
    for able in ALL, 0:
        offload(lab, t1=able)
        with Netns(lab.netns_of["g1"]):
            client = socket.socket(socket.AF_INET if v4 else socket.AF_INET6)
        lab.defer(client.close)
        client.settimeout(SECONDS)
        peer = Peer(lab.ends["t1"], MAC["t1"], MAC["g1"], v4, 5000, 0)
        to = (peer.ip[0], peer.sport)

        def talk():
            try:
                client.connect(to)
                client.sendall(data)
            except OSError:
                pass        # the test has failed already

        thread = threading.Thread(target=talk)
        thread.start()
        # Which port it calls from is in its first segment.
        first = []
        busywait(SECONDS, lambda: first or first.extend(
            s for s in peer_syn(peer)))
        if not first:
            raise Failure("the guest's TCP does not call")
        peer.dport, seq = first[0]
        peer.ack = seq + 1
        peer.send("SA", options=[("MSS", 1400), ("WScale", 7)])
        peer.seq = 1001
        biggest, received = 0, {}
        total = 0

        def complete():
            nonlocal biggest, total
            for hdr, _, seq, part in peer.segments():
                at = (seq - peer.ack_base) & 0xffffffff
                if part and at not in received:
                    received[at] = part
                    total += len(part)
                biggest = max(biggest, len(part))
                if able:
                    lab.check("a large frame says so: %r" % hdr,
                              len(part) <= 1400 or hdr.gso_size == 1400 or
                              0 < hdr.gso_size <= 1400)
                else:
                    lab.check("nothing is left to the guest: %r" % hdr,
                              not hdr.flags & 1 and not hdr.gso_type)
            end = 0
            while end in received:
                end += len(received[end])
            if end > peer.acked:
                peer.acked = end
                peer.ack = (peer.ack_base + end) & 0xffffffff
                peer.send("A")
            return peer.acked >= len(data)

        peer.ack_base, peer.acked = peer.ack, 0
        busywait(2 * SECONDS, complete)
        peer.send("RA")
        thread.join(SECONDS)
        stream = b"".join(received[at] for at in sorted(received))
        lab.check("able %d: %d of %d bytes arrived as they were sent" % (
            able, len(stream), len(data)), stream == data)
        if able:
            lab.check("the largest frame had %d bytes" % biggest,
                      biggest >= 2800)
        else:
            lab.check("the largest segment had %d bytes" % biggest,
                      0 < biggest <= 1400)


def peer_syn(peer):
    """(port, seq) of a call to us, where there is one."""
    for frame, _ in peer.end.recv():
        kind = vnet.get16(frame, 12)
        if kind != (0x0800 if peer.v4 else 0x86dd):
            continue
        lay = vnet.Layout(frame)
        if lay.tcp and frame[lay.trans + 13] & 2 and (
                vnet.get16(frame, lay.trans + 2) == peer.sport):
            yield vnet.get16(frame, lay.trans), struct.unpack_from(
                ">I", frame, lay.trans + 4)[0]
