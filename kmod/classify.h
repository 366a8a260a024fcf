/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The classifier: the first of many matches, in their order, that a flow meets.
 * Control builds one for each ACL and never changes what frames can see; frames
 * look up in it under RCU. Compiles in user space, too.
 */
#ifndef VSW_CLASSIFY_H
#define VSW_CLASSIFY_H

#include <linux/types.h>

#include "flow.h"

struct vsw_classifier;
struct vsw_match;
struct vsw_sets;

/** VSW_SHAPES_MAX: tuples of a classifier, each of which a look-up may try */
#define VSW_SHAPES_MAX 1024U

/** VSW_DEPTH_MAX: matches of one key, each of which a look-up may compare */
#define VSW_DEPTH_MAX 1024U

struct vsw_classifier *vsw_classifier_create(gfp_t gfp);
struct vsw_classifier *vsw_classifier_clone(const struct vsw_classifier *c,
					    gfp_t gfp);
void vsw_classifier_destroy(struct vsw_classifier *c);
int vsw_classifier_add(struct vsw_classifier *c, const struct vsw_match *match,
		       u64 label, gfp_t gfp);
int vsw_classifier_del(struct vsw_classifier *c, const struct vsw_match *match,
		       u64 label, gfp_t gfp);
void *vsw_classify(const struct vsw_classifier *c, const struct vsw_flow *flow,
		   const struct vsw_sets *sets, u64 *label);
void vsw_classifier_interest(const struct vsw_classifier *c, u64 *mask);
u32 vsw_classifier_shapes(const struct vsw_classifier *c);
u32 vsw_classifier_depth(const struct vsw_classifier *c);
size_t vsw_classifier_size(const struct vsw_classifier *c);

#endif /* VSW_CLASSIFY_H */
