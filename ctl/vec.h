/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A growing array of one type, zeroed element by element.
 *
 * Owns the memory in which the answers of a dump are gathered before they are
 * printed. Used by everything that reads a dump. Memory that runs out ends the
 * program: there is nothing sensible left to say.
 */
#ifndef VSWITCHCTL_VEC_H
#define VSWITCHCTL_VEC_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Elements of an array. */
#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

/**
 * struct vec - a growing array
 * @data: the elements, or NULL while there is none
 * @n: elements in use
 * @cap: elements for which there is room
 * @size: bytes of one element; set it before the first vec_push()
 */
struct vec {
	void *data;
	size_t n;
	size_t cap;
	size_t size;
};

/**
 * vec_need - memory that must be there, or the program ends
 * @data: from an allocation
 *
 * Return: @data, which is not NULL.
 */
static inline void *vec_need(void *data)
{
	if (data)
		return data;
	fputs("vswitchctl: out of memory\n", stderr);
	exit(2);
}

/**
 * vec_push - append one zeroed element
 * @v: the array
 *
 * Return: the new element; valid until the next vec_push().
 */
static inline void *vec_push(struct vec *v)
{
	char *slot;

	if (v->n == v->cap) {
		size_t cap = v->cap ? v->cap * 2 : 16;

		v->data = vec_need(reallocarray(v->data, cap, v->size));
		v->cap = cap;
	}
	slot = (char *)v->data + v->n++ * v->size;
	memset(slot, 0, v->size);
	return slot;
}

/**
 * vec_at - one element
 * @v: the array
 * @i: its index, at most @v->n
 *
 * Return: the element, or where the next one would be; NULL may be that of none.
 */
static inline void *vec_at(const struct vec *v, size_t i)
{
	return i ? (char *)v->data + i * v->size : v->data;
}

/**
 * vec_free - give the memory back
 * @v: the array; empty afterwards, and usable again
 */
static inline void vec_free(struct vec *v)
{
	free(v->data);
	v->data = NULL;
	v->n = 0;
	v->cap = 0;
}

#endif /* VSWITCHCTL_VEC_H */
