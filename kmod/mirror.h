/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Mirror sessions: where copies of frames go that rules pick. A session is a
 * part of the snapshot, beside the ACLs whose rules refer to it by number; what
 * it counts goes on when it is changed.
 */
#ifndef VSW_MIRROR_H
#define VSW_MIRROR_H

#include <linux/percpu.h>
#include <linux/refcount.h>
#include <linux/types.h>
#include <linux/u64_stats_sync.h>
#include <uapi/linux/vswitch.h>

struct vsw_acl_frame;
struct vsw_acls;
struct vsw_rule;

/** VSW_MIRRORS_MAX: most mirror sessions of a switch, and the highest number */
#define VSW_MIRRORS_MAX 32

/** VSW_SNAP_MIN: fewest bytes of a frame that are copied */
#define VSW_SNAP_MIN 64

/** VSW_SNAP_MAX: most bytes, but for all */
#define VSW_SNAP_MAX 65535

/**
 * struct vsw_mirror_count - what a session counted on one CPU
 * @syncp: lets 32-bit readers see whole values
 * @frames: copies that were to leave
 * @bytes: bytes of these
 */
struct vsw_mirror_count {
	struct u64_stats_sync syncp;
	u64_stats_t frames;
	u64_stats_t bytes;
};

/**
 * struct vsw_mirror_state - what frames change of a session
 * @ref: one for each session that has it: one, and what it is replaced by
 * @count: the counters
 */
struct vsw_mirror_state {
	refcount_t ref;
	struct vsw_mirror_count __percpu *count;
};

/**
 * struct vsw_mirror - a mirror session; never changed
 * @ref: one for each who points here
 * @port: number of the port that copies leave by
 * @snap: bytes of a frame that are copied; 0 for all
 * @state: what frames change
 * @name: its name
 */
struct vsw_mirror {
	refcount_t ref;
	u32 port;
	u32 snap;
	struct vsw_mirror_state *state;
	char name[VSWITCH_ACL_NAME_MAX + 1];
};

/**
 * struct vsw_mirror_total - what a session counted in all
 * @frames: copies that were to leave
 * @bytes: bytes of these
 */
struct vsw_mirror_total {
	u64 frames;
	u64 bytes;
};

/* mirror.c */
void vsw_mirror(const struct vsw_acl_frame *af, const struct vsw_rule *rule);

/* mirrors.c */
void vsw_mirror_get(struct vsw_mirror *mirror);
void vsw_mirror_put(struct vsw_mirror *mirror);
void vsw_mirror_read(const struct vsw_mirror *mirror,
		     struct vsw_mirror_total *total);
u32 vsw_mirrors_find(const struct vsw_acls *acls, const char *name);
u32 vsw_mirrors_next(const struct vsw_acls *acls, u32 number);
int vsw_mirrors_add(struct vsw_acls *acls, const char *name, u32 port, u32 snap,
		    gfp_t gfp);
int vsw_mirrors_set(struct vsw_acls *acls, u32 number, u32 port, u32 snap,
		    gfp_t gfp);
void vsw_mirrors_del(struct vsw_acls *acls, u32 number);

#endif /* VSW_MIRROR_H */
