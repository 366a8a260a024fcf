/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The oracle of the suites about the forwarding database: an array that says
 * for each of some addresses where it is, and how often what was refused. Each
 * vsw_model_*() does something to the real database and to the array, compares
 * what came back, and vsw_model_check() compares the two. Process context.
 */
#ifndef VSW_TESTS_FDB_MODEL_H
#define VSW_TESTS_FDB_MODEL_H

#include "../fdb.h"
#include "fixture.h"

#define VSW_MODEL_KEYS 160
#define VSW_MODEL_LOCALS 10 /* behind these, that can be the host's own */
#define VSW_MODEL_ENTRIES (VSW_MODEL_KEYS + VSW_MODEL_LOCALS)
#define VSW_MODEL_PORTS 6 /* number 0 is the host's */

/* Kinds that learning makes and that age, as the interface describes them. */
#define VSW_MODEL_LEARNT (BIT(VSWITCH_FDB_KIND_DYNAMIC) | \
			  BIT(VSWITCH_FDB_KIND_STICKY))

/**
 * struct vsw_model_entry - what is known of an address
 * @key: the address and its VLAN, 1 to 3; 0 for those of the host
 * @there: it is in the database
 * @port: number of the port it is at
 * @kind: enum vswitch_fdb_kind
 */
struct vsw_model_entry {
	u64 key;
	bool there;
	u32 port;
	u32 kind;
};

/**
 * struct vsw_model_port - a port
 * @port: the real one
 * @open: learning is allowed
 * @max_fdb: limit of learnt addresses, 0 for none
 * @limit_port: sources not learnt, port at its limit
 * @limit_switch: sources not learnt, switch at its limit
 */
struct vsw_model_port {
	struct vsw_port *port;
	bool open;
	u32 max_fdb;
	u64 limit_port;
	u64 limit_switch;
};

/**
 * struct vsw_model - the oracle
 * @test: the test case
 * @sw: the switch
 * @max_fdb: limit of all addresses
 * @limit_hits: how often the operator met that
 * @port_limit_hits: how often the operator met a port's limit
 * @entry: the addresses
 * @port: the ports
 */
struct vsw_model {
	struct kunit *test;
	struct vsw_switch *sw;
	u32 max_fdb;
	u64 limit_hits;
	u64 port_limit_hits;
	struct vsw_model_entry entry[VSW_MODEL_ENTRIES];
	struct vsw_model_port port[VSW_MODEL_PORTS];
};

/* fdb_model.c */
struct vsw_model *vsw_model_create(struct kunit *test);
void vsw_model_empty(struct vsw_model *m);
void vsw_model_check(struct vsw_model *m);
u32 vsw_model_count(const struct vsw_model *m, int number, u32 kinds);
bool vsw_model_matches(const struct vsw_model *m, u32 i,
		       const struct vsw_fdb_filter *filter);

void vsw_model_limits(struct vsw_model *m, u32 max_fdb);
void vsw_model_port_limit(struct vsw_model *m, u32 number, u32 max_fdb);

/* fdb_model_ops.c */
void vsw_model_learn(struct vsw_model *m, u32 i, u32 number);
void vsw_model_learn_late(struct vsw_model *m, u32 i, u32 number);
void vsw_model_add(struct vsw_model *m, u32 i, u32 number, u32 kind);
void vsw_model_set(struct vsw_model *m, u32 i, int number, int kind);
void vsw_model_del(struct vsw_model *m, u32 i);
void vsw_model_local(struct vsw_model *m, u32 i, bool add);
void vsw_model_close_port(struct vsw_model *m, u32 number, bool all);
void vsw_model_open_port(struct vsw_model *m, u32 number);
void vsw_model_flush_port(struct vsw_model *m, u32 number);
void vsw_model_flush(struct vsw_model *m, int number, u16 vid, u8 kinds);
void vsw_model_any(struct vsw_model *m);

#endif /* VSW_TESTS_FDB_MODEL_H */
