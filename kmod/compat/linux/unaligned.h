/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Before 6.12 this header had another place. Found only where the kernel has
 * none of its own.
 */
#include <asm/unaligned.h>
