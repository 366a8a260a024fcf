#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
#
# A guest on a tap device, as small as can be: answers ARP requests for its
# address and ICMP echo requests, as a virtual machine's kernel would. Run by
# demo.sh: demo_guest.py DEVICE MAC ADDRESS. Ends when it is told to (SIGTERM).

import fcntl
import os
import socket
import struct
import sys

TUNSETIFF = 0x400454ca
IFF_TAP, IFF_NO_PI = 0x0002, 0x1000
ARP, IPV4, ICMP = 0x0806, 0x0800, 1


def checksum(data):
    """The Internet checksum (RFC 1071)."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def arp_reply(frame, mac, address):
    """The answer to an ARP request for address (RFC 826), or None."""
    operation, = struct.unpack_from("!H", frame, 20)
    sender, target = frame[22:32], frame[38:42]
    if operation != 1 or target != address:
        return None
    return (frame[6:12] + mac + struct.pack("!H", ARP) + frame[14:20] +
            struct.pack("!H", 2) + mac + address + sender)


def echo_reply(frame, mac, address):
    """The answer to an ICMP echo request (RFC 792), or None."""
    header = 14 + (frame[14] & 15) * 4
    if frame[23] != ICMP or frame[30:34] != address or frame[header] != 8:
        return None
    length, = struct.unpack_from("!H", frame, 16)
    body = b"\0\0\0\0" + frame[header + 4:14 + length]
    body = body[:2] + struct.pack("!H", checksum(body)) + body[4:]
    return (frame[6:12] + mac + frame[12:26] + frame[30:34] + frame[26:30] +
            frame[34:header] + body)


def main():
    """Attach to the tap device and answer."""
    device, mac, address = sys.argv[1:]
    mac = bytes.fromhex(mac.replace(":", ""))
    address = socket.inet_aton(address)
    tap = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tap, TUNSETIFF,
                struct.pack("16sH22x", device.encode(), IFF_TAP | IFF_NO_PI))
    print("ready", flush=True)
    while True:
        frame = os.read(tap, 65536)
        kind, = struct.unpack_from("!H", frame, 12)
        answer = None
        if kind == ARP and len(frame) >= 42:
            answer = arp_reply(frame, mac, address)
        elif kind == IPV4 and len(frame) >= 42:
            answer = echo_reply(frame, mac, address)
        if answer:
            os.write(tap, answer)


if __name__ == "__main__":
    main()
