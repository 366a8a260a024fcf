// SPDX-License-Identifier: GPL-2.0
/*
 * What a frame's parsing, which is in frame.h, leaves to the kernel's code for
 * segmentation. Called from tx.h with bottom halves off.
 */
#include <linux/if_vlan.h>
#include <net/gso.h>

#include "frame.h"

/**
 * vsw_frame_gso_fits() - can a device take what is longer than its MTU?
 * @frame: the frame
 * @room: bytes that are left for the payload of a segment
 *
 * Return: true when the frame is yet to be segmented, and each of its segments
 * fits.
 */
bool vsw_frame_gso_fits(const struct vsw_frame *frame, s64 room)
{
	if (!frame->gso || room <= 0)
		return false;
	return skb_gso_validate_network_len(frame->gso, room);
}
