// SPDX-License-Identifier: GPL-2.0
/*
 * Static and sticky entries of the forwarding database go with their port, or
 * when it leaves their VLAN. They are what keeps guests from each other's
 * addresses, so where such a commit is taken back, they are, too. Called from
 * control with conf_lock held, without which nobody enters one.
 */
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include "conf.h"
#include "fdb.h"
#include "pins.h"
#include "port.h"
#include "vlan.h"
#include "vswitch.h"

/**
 * struct vsw_pin - an entry
 * @key: address and VLAN
 * @port: where it is; the snapshot before the commit holds it
 * @kind: enum vswitch_fdb_kind
 */
struct vsw_pin {
	u64 key;
	struct vsw_port *port;
	u8 kind;
};

/**
 * struct vsw_pins - entries that a commit takes away
 * @n: how many
 * @pin: the entries
 */
struct vsw_pins {
	u32 n;
	struct vsw_pin pin[];
};

/* Is there no place for an entry in a snapshot? */
static bool is_lost(const struct vsw_conf *new,
		    const struct vsw_fdb_entry *entry)
{
	const struct vsw_port_conf *pc;

	if (entry->kind == VSWITCH_FDB_KIND_LOCAL)
		return false;
	pc = vsw_conf_port(new, entry->port->number);
	if (!pc || pc->port != entry->port)
		return true;
	return entry->kind == VSWITCH_FDB_KIND_STICKY &&
	       !vsw_vlan_is_member(pc, vsw_fdb_key_vid(entry->key));
}

/* Count those of a port, and note them where there is @pins. */
static u32 save_port(struct vsw_switch *sw, const struct vsw_conf *new,
		     const struct vsw_port *port, struct vsw_pins *pins)
{
	const struct vsw_fdb_entry *entry;
	u32 n = 0;

	spin_lock_bh(&sw->fdb.lock);
	hlist_for_each_entry(entry, &port->fdb_pinned, port_node) {
		if (!is_lost(new, entry))
			continue;
		n++;
		if (pins)
			pins->pin[pins->n++] = (struct vsw_pin){
				.key = entry->key, .port = entry->port,
				.kind = entry->kind,
			};
	}
	spin_unlock_bh(&sw->fdb.lock);
	return n;
}

static u32 save(struct vsw_switch *sw, const struct vsw_conf *new,
		struct vsw_pins *pins)
{
	const struct vsw_conf *old = vsw_conf_current(sw);
	const struct vsw_port_conf *pc;
	u32 number, n = 0;

	for (number = 0; (pc = vsw_conf_next_port(old, &number)); number++)
		n += save_port(sw, new, pc->port, pins);
	return n;
}

/**
 * vsw_pins_save() - note what a commit will take away
 * @sw: the switch
 * @new: what is to be committed
 * @pins: gets the entries, NULL when there are none
 *
 * Context: process context, conf_lock is held.
 * Return: 0, or -ENOMEM.
 */
int vsw_pins_save(struct vsw_switch *sw, const struct vsw_conf *new,
		  struct vsw_pins **pins)
{
	u32 n = save(sw, new, NULL);

	*pins = NULL;
	if (!n)
		return 0;
	/* one that ages meanwhile only makes them fewer */
	*pins = kvzalloc(struct_size(*pins, pin, n), GFP_KERNEL_ACCOUNT);
	if (!*pins)
		return -ENOMEM;
	save(sw, new, *pins);
	return 0;
}

/**
 * vsw_pins_restore() - enter again what a commit took away
 * @sw: the switch, after that was taken back
 * @pins: the entries, or NULL
 *
 * What there is no room for any more, or what is the host's address by now,
 * stays away.
 * Context: process context, conf_lock is held.
 */
void vsw_pins_restore(struct vsw_switch *sw, const struct vsw_pins *pins)
{
	const struct vsw_conf *conf = vsw_conf_current(sw);
	const struct vsw_port_conf *pc;
	const struct vsw_pin *pin;
	u32 i;

	for (i = 0; pins && i < pins->n; i++) {
		pin = &pins->pin[i];
		pc = vsw_conf_port(conf, pin->port->number);
		if (pc && pc->port == pin->port)
			vsw_fdb_add(sw, conf, pin->key, pin->port, pin->kind,
				    NULL);
	}
}

/**
 * vsw_pins_free() - forget what a commit took away
 * @pins: the entries, or NULL
 */
void vsw_pins_free(struct vsw_pins *pins)
{
	kvfree(pins);
}
