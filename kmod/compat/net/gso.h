/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Before 6.5 what is in this header was in another. Found only where the
 * kernel has none of its own.
 */
#include <linux/skbuff.h>
