# SPDX-License-Identifier: GPL-2.0
#
# Where frames enter and leave: packet sockets and tap devices, each in its
# network namespace, all held by this one process, so that the start of Python
# and scapy is paid once and nothing has to be synchronised. The process stays
# on one CPU, see also order.py.
# Called by agent.py and the suites.

import ctypes
import errno
import fcntl
import os
import select
import socket
import struct

ETH_P_ALL = 0x0003
SOL_PACKET = 263
PACKET_ADD_MEMBERSHIP = 1
PACKET_AUXDATA = 8
PACKET_VNET_HDR = 15
PACKET_IGNORE_OUTGOING = 23
PACKET_MR_PROMISC = 1
SO_SNDBUFFORCE = 32
SO_RCVBUFFORCE = 33
TP_STATUS_CSUMNOTREADY = 1 << 3
TP_STATUS_VLAN_VALID = 1 << 4
TP_STATUS_VLAN_TPID_VALID = 1 << 6

TUNSETIFF = 0x400454ca
TUNSETOFFLOAD = 0x400454d0
TUNSETVNETHDRSZ = 0x400454d8
IFF_TAP = 0x0002
IFF_NO_PI = 0x1000
IFF_VNET_HDR = 0x4000
TUN_F_CSUM = 0x01
TUN_F_TSO4 = 0x02
TUN_F_TSO6 = 0x04
TUN_F_TSO_ECN = 0x08
TUN_F_USO4 = 0x20
TUN_F_USO6 = 0x40

CLONE_NEWNET = 0x40000000

libc = ctypes.CDLL(None, use_errno=True)

# Is told which end sends next (order.Order); None: they need not wait.
order = None


class Netns:
    """Run the block in a named network namespace; "-" is our own."""

    home = os.open("/proc/self/ns/net", os.O_RDONLY)

    def __init__(self, name):
        self.name = name

    def enter(self, fd):
        if libc.setns(fd, CLONE_NEWNET) < 0:
            raise OSError(ctypes.get_errno(), "setns %s" % self.name)

    def __enter__(self):
        if self.name != "-":
            fd = os.open("/var/run/netns/" + self.name, os.O_RDONLY)
            try:
                self.enter(fd)
            finally:
                os.close(fd)

    def __exit__(self, *exc):
        self.enter(self.home)


class Refused(Exception):
    """The kernel did not take a frame from us."""


def shift_csum(hdr, n):
    """A virtio header, when n bytes were put before what it speaks of."""
    start, = struct.unpack_from("<H", hdr, 6)
    if hdr[0] & 1:
        hdr = hdr[:6] + struct.pack("<H", start + n) + hdr[8:]
    return hdr


class Packet:
    """Raw frames of a device, as a packet socket sees them.

    A tag that the kernel moved out of the frame is put back, so that what
    recv() returns are the bytes on the wire.
    """

    def __init__(self, netns, dev, proto=ETH_P_ALL, vnet=False):
        self.dev = dev
        self.vnet = vnet
        # One that is bound to no device hears its protocol at once.
        first = 0 if dev else socket.htons(proto)
        with Netns(netns):
            s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, first)
            s.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
            s.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
            if vnet:
                s.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
            s.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 64 << 20)
            s.setsockopt(socket.SOL_SOCKET, SO_SNDBUFFORCE, 4 << 20)
            if dev:
                s.bind((dev, proto))
                self.ifindex = socket.if_nametoindex(dev)
        s.setblocking(False)
        self.sock = s

    def fileno(self):
        return self.sock.fileno()

    def promisc(self):
        """For as long as the socket lives."""
        self.sock.setsockopt(SOL_PACKET, PACKET_ADD_MEMBERSHIP,
                             struct.pack("iHH8s", self.ifindex,
                                         PACKET_MR_PROMISC, 0, b""))

    def send(self, frame, vnet_hdr=None):
        if order:
            order.sends(self)
        if self.vnet:
            frame = (vnet_hdr or bytes(10)) + frame
        try:
            self.sock.send(frame)
        except OSError as e:
            raise Refused("%s: %s" % (self.dev, errno.errorcode[e.errno]))

    def recv_one(self):
        """(frame, virtio_net_hdr or None), or None when there is none."""
        try:
            frame, anc, flags, _ = self.sock.recvmsg(
                1 << 17, socket.CMSG_SPACE(20))
        except BlockingIOError:
            return None
        except OSError as e:
            # The device went down or away: what had arrived is there still.
            if e.errno in (errno.ENETDOWN, errno.ENODEV, errno.ENXIO):
                return self.recv_one()
            raise
        hdr = None
        if self.vnet:
            hdr, frame = frame[:10], frame[10:]
        for level, kind, data in anc:
            if level != SOL_PACKET or kind != PACKET_AUXDATA:
                continue
            status, _, _, _, _, tci, tpid = struct.unpack("IIIHHHH", data)
            if status & TP_STATUS_VLAN_VALID:
                if not status & TP_STATUS_VLAN_TPID_VALID:
                    tpid = 0x8100
                frame = (frame[:12] + struct.pack(">HH", tpid, tci) +
                         frame[12:])
                if hdr:
                    hdr = shift_csum(hdr, 4)
        return frame, hdr

    def recv(self):
        """All frames that are there."""
        return list(iter(self.recv_one, None))

    def close(self):
        self.sock.close()


class Tap:
    """A tap device, created with us and gone with us."""

    def __init__(self, netns, dev, vnet=False, offload=0, hdr_size=10,
                 more=0):
        """@more: IFF_NAPI and the like, see Linux' if_tun.h."""
        flags = IFF_TAP | IFF_NO_PI | (IFF_VNET_HDR if vnet else 0) | more
        self.dev = dev
        self.vnet = vnet
        self.hdr_size = hdr_size if vnet else 0
        with Netns(netns):
            self.fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            fcntl.ioctl(self.fd, TUNSETIFF,
                        struct.pack("16sH22x", dev.encode(), flags))
        if vnet:
            self.set_hdr_size(hdr_size)
            self.offload(offload)

    def fileno(self):
        return self.fd

    def set_hdr_size(self, size):
        fcntl.ioctl(self.fd, TUNSETVNETHDRSZ, struct.pack("i", size))
        self.hdr_size = size

    def offload(self, flags):
        """Raises OSError where the kernel does not know a flag."""
        fcntl.ioctl(self.fd, TUNSETOFFLOAD, flags)

    def send(self, frame, vnet_hdr=None):
        if order:
            order.sends(self)
        if self.vnet:
            frame = (vnet_hdr or b"").ljust(self.hdr_size, b"\0") + frame
        try:
            # An empty one, os.write() would not even try.
            n = libc.write(self.fd, frame, len(frame))
            if n < 0:
                raise OSError(ctypes.get_errno(), "write")
        except OSError as e:
            raise Refused("%s: %s" % (self.dev, errno.errorcode[e.errno]))

    def recv_one(self):
        try:
            frame = os.read(self.fd, 1 << 17)
        except BlockingIOError:
            return None
        except OSError as e:
            if e.errno == errno.EIO:    # down
                return None
            raise
        hdr = None
        if self.vnet:
            hdr, frame = frame[:10], frame[self.hdr_size:]
        return frame, hdr

    def recv(self):
        return list(iter(self.recv_one, None))

    def close(self):
        os.close(self.fd)


def wait_readable(ends, seconds):
    """Those of the ends that have a frame, after at most this long."""
    return select.select(ends, [], [], seconds)[0]
