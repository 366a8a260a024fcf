/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What happens to the devices of ports without our doing.
 */
#ifndef VSW_NOTIFY_H
#define VSW_NOTIFY_H

int vsw_notify_init(void);
void vsw_notify_exit(void);

#endif /* VSW_NOTIFY_H */
