/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The VLANs of a snapshot: who is a member of each, for flooding, and what the
 * operator calls and counts of them. Part of struct vsw_conf and edited with
 * it; frames read under RCU.
 */
#ifndef VSW_VLANS_H
#define VSW_VLANS_H

#include <linux/bitmap.h>
#include <linux/if_vlan.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/u64_stats_sync.h>
#include <uapi/linux/vswitch.h>

struct vsw_conf;
struct vsw_port_conf;

/** VSW_VID_MAX: highest VID that a VLAN can have (IEEE 802.1Q-2018 9.6) */
#define VSW_VID_MAX (VLAN_N_VID - 2)

/** VSW_VIDS: how many VLANs there can be, 1 to VSW_VID_MAX */
#define VSW_VIDS VSW_VID_MAX

/** VSW_MAPS_MAX: most translations of a port, which an attribute can hold */
#define VSW_MAPS_MAX 1024

/**
 * struct vsw_vlan_set - the VLANs of a trunk or hybrid port; never changed
 * @ref: one for each port configuration that points here
 * @n: how many members
 * @n_untagged: how many of these are untagged
 * @member: by VID
 * @untagged: by VID, those whose frames leave untagged
 */
struct vsw_vlan_set {
	refcount_t ref;
	u32 n;
	u32 n_untagged;
	DECLARE_BITMAP(member, VLAN_N_VID);
	DECLARE_BITMAP(untagged, VLAN_N_VID);
};

/**
 * struct vsw_vlan_pair - one translation
 * @tag: VID in tags at the port
 * @vid: VLAN in the switch
 */
struct vsw_vlan_pair {
	u16 tag;
	u16 vid;
};

/**
 * struct vsw_vlan_map - the translations of a port; never changed
 * @ref: one for each port configuration that points here
 * @n: how many
 * @pair: @n of them ordered by tag, then the same ordered by VLAN
 */
struct vsw_vlan_map {
	refcount_t ref;
	u32 n;
	struct vsw_vlan_pair pair[];
};

/**
 * struct vsw_vlan_stats - counters of a VLAN on one CPU
 * @syncp: lets 32-bit readers see whole values
 * @rx_frames: frames received in the VLAN
 * @rx_bytes: bytes of these
 * @tx_frames: copies that left in it
 * @tx_bytes: bytes of these
 */
struct vsw_vlan_stats {
	struct u64_stats_sync syncp;
	u64_stats_t rx_frames;
	u64_stats_t rx_bytes;
	u64_stats_t tx_frames;
	u64_stats_t tx_bytes;
};

/**
 * struct vsw_vlan_counters - counters of a VLAN, while they are switched on
 * @ref: one for each VLAN that points here
 * @cpu: the counters
 */
struct vsw_vlan_counters {
	refcount_t ref;
	struct vsw_vlan_stats __percpu *cpu;
};

/**
 * struct vsw_vlan - a VLAN; never changed
 * @ref: one for each chunk that points here
 * @vid: its number; 0 where it stands for all VLANs
 * @defined: the operator added it
 * @counters: NULL while it is not counted
 * @name: its name, "" for none
 * @n: how many members
 * @number: numbers of the ports that are members, in order
 */
struct vsw_vlan {
	refcount_t ref;
	u16 vid;
	bool defined;
	struct vsw_vlan_counters *counters;
	char name[VSWITCH_VLAN_NAME_MAX + 1];
	u32 n;
	u16 number[];
};

#define VSW_VLAN_CHUNK_SHIFT 6
#define VSW_VLAN_CHUNK_SIZE 64U
#define VSW_VLAN_CHUNKS (VLAN_N_VID / VSW_VLAN_CHUNK_SIZE)

/**
 * struct vsw_vlan_chunk - 64 VLANs
 * @ref: one for each snapshot that points here
 * @vlan: by the low bits of the VID; NULL: as @everywhere of vsw_vlans
 */
struct vsw_vlan_chunk {
	refcount_t ref;
	struct vsw_vlan *vlan[VSW_VLAN_CHUNK_SIZE];
};

/**
 * struct vsw_vlans - the VLANs of a snapshot
 * @chunk: by the high bits of the VID; NULL: nothing but @everywhere
 * @everywhere: the ports that are members of all VLANs; it stands for each
 *	VLAN that has no other member and was not added
 * @n_counted: how many VLANs are counted
 * @touched: under construction, VLANs whose members have to be found anew
 * @touched_all: the same for @everywhere, and so for all
 */
struct vsw_vlans {
	struct vsw_vlan_chunk *chunk[VSW_VLAN_CHUNKS];
	struct vsw_vlan *everywhere;
	u32 n_counted;
	bool touched_all;
	DECLARE_BITMAP(touched, VLAN_N_VID);
};

/**
 * vsw_vlans_find() - a VLAN that was added or that only some ports are in
 * @vlans: of a snapshot
 * @vid: 1 to VSW_VID_MAX
 *
 * Return: NULL when it is as any other. Valid as long as the snapshot.
 */
static inline struct vsw_vlan *vsw_vlans_find(const struct vsw_vlans *vlans,
					      u16 vid)
{
	const struct vsw_vlan_chunk *chunk;

	chunk = vlans->chunk[vid >> VSW_VLAN_CHUNK_SHIFT];
	return chunk ? chunk->vlan[vid & (VSW_VLAN_CHUNK_SIZE - 1)] : NULL;
}

/**
 * vsw_vlans_members() - the VLAN, for its members
 * @vlans: of a snapshot
 * @vid: 1 to VSW_VID_MAX
 *
 * Return: never NULL in a published snapshot.
 */
static inline const struct vsw_vlan *
vsw_vlans_members(const struct vsw_vlans *vlans, u16 vid)
{
	const struct vsw_vlan *vlan = vsw_vlans_find(vlans, vid);

	return vlan ?: vlans->everywhere;
}

void vsw_vlan_set_get(struct vsw_vlan_set *set);
void vsw_vlan_set_put(struct vsw_vlan_set *set);
void vsw_vlan_map_get(struct vsw_vlan_map *map);
void vsw_vlan_map_put(struct vsw_vlan_map *map);

void vsw_vlans_share(struct vsw_vlans *vlans);
void vsw_vlans_free(struct vsw_vlans *vlans);
void vsw_vlans_touch(struct vsw_conf *conf, const struct vsw_port_conf *pc);
int vsw_vlans_rebuild(struct vsw_conf *conf, gfp_t gfp);

struct vsw_vlan *vsw_vlans_find_name(const struct vsw_vlans *vlans,
				     const char *name);
struct vsw_vlan *vsw_vlans_next(const struct vsw_vlans *vlans, u32 *vid);
int vsw_vlans_define(struct vsw_conf *conf, u16 vid, const char *name,
		     int counters);
int vsw_vlans_undefine(struct vsw_conf *conf, u16 vid);
int vsw_vlans_restore(struct vsw_conf *conf, const struct vsw_vlans *before,
		      const struct vsw_vlans *after);
void vsw_vlan_read(const struct vsw_vlan *vlan, struct vsw_vlan_stats *sum);

/* vlan_port.c */
void vsw_vlan_port_init(struct vsw_port_conf *pc, u32 protocol);
int vsw_vlan_host_init(struct vsw_port_conf *pc);

#endif /* VSW_VLANS_H */
