/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which VLAN a frame is in. Until ports have VLAN settings every frame is in
 * VLAN 1, and the tags it carries pass untouched.
 */
#ifndef VSW_VLAN_H
#define VSW_VLAN_H

#include "frame.h"
#include "vswitch.h"

/**
 * vsw_vlan_ingress() - classify a received frame (IEEE 802.1Q-2018 6.9)
 * @frame: the frame
 */
static inline void vsw_vlan_ingress(struct vsw_frame *frame)
{
	vsw_frame_set_vid(frame, VSW_VID_DEFAULT);
}

#endif /* VSW_VLAN_H */
