#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Gives a device's driver an XDP program with one verdict for each received
frame, or takes it away. Called by xmit.sh: xdp.py DEV drop|pass|off."""

import ctypes
import os
import socket
import struct
import sys

NO_PROGRAM = -1
VERDICTS = {"drop": 1, "pass": 2}
BPF_PROG_LOAD, BPF_PROG_TYPE_XDP = 5, 6
SYS_BPF = {"x86_64": 321, "aarch64": 280}
RTM_SETLINK, NLM_F_REQUEST, NLM_F_ACK = 19, 1, 4
IFLA_XDP, IFLA_XDP_FD, IFLA_XDP_FLAGS, NLA_F_NESTED = 43, 1, 3, 1 << 15
XDP_FLAGS_DRV_MODE = 1 << 2


def load(verdict):
    """r0 = verdict; exit"""
    code = ctypes.create_string_buffer(struct.pack(
        "=BBhiBBhi", 0xb7, 0, 0, verdict, 0x95, 0, 0, 0))
    words = ctypes.create_string_buffer(b"GPL")
    attr = struct.pack("=IIQQ", BPF_PROG_TYPE_XDP, 2,
                       ctypes.addressof(code), ctypes.addressof(words))
    attr = ctypes.create_string_buffer(attr, 128)
    libc = ctypes.CDLL(None, use_errno=True)
    fd = libc.syscall(SYS_BPF[os.uname().machine], BPF_PROG_LOAD, attr, 128)
    if fd < 0:
        raise OSError(ctypes.get_errno(), "the program is not taken")
    return fd


def attach(dev, fd):
    def attr(kind, value):
        return struct.pack("=HHi", 8, kind, value)

    nest = attr(IFLA_XDP_FD, fd) + attr(IFLA_XDP_FLAGS, XDP_FLAGS_DRV_MODE)
    body = struct.pack("=BxHiII", 0, 0, socket.if_nametoindex(dev), 0, 0) + \
        struct.pack("=HH", 4 + len(nest), IFLA_XDP | NLA_F_NESTED) + nest
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as sock:
        sock.send(struct.pack("=IHHII", 16 + len(body), RTM_SETLINK,
                              NLM_F_REQUEST | NLM_F_ACK, 1, 0) + body)
        error = -struct.unpack_from("=i", sock.recv(4096), 16)[0]
    if error:
        raise OSError(error, "the program is not attached")


def main(dev, verdict):
    attach(dev, NO_PROGRAM if verdict == "off" else load(VERDICTS[verdict]))


main(*sys.argv[1:])
