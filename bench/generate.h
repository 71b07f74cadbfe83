/*
 * Generated responses with the sizes and shapes of documented ones. The same calls make the same
 * bytes everywhere.
 */
#ifndef BENCH_GENERATE_H
#define BENCH_GENERATE_H

#include "corpus.h"

typedef struct generator {
    uint64_t shape;  /* random: which members there are, and of what kind */
    uint64_t values; /* random: what is in them */
} generator;

#define GENERATOR_INIT                                                                             \
    { 1, 2 }

/* One response of about size bytes when compact, with the mix of members that responses have:
 * an API call that failed, where failed is true. */
void generate_response(generator *g, corpus *c, bool pretty, size_t size, bool failed);

/* Responses with the spread of sizes that documented ones have; 1.5 % of them failed. */
void generate_responses(corpus *c, size_t count, bool pretty);

/* The same, of at most longest bytes each. */
void generate_short_responses(corpus *c, size_t count, size_t longest);

/* Only failures. */
void generate_failures(corpus *c, size_t count);

/* One list of instances, of at least size bytes when compact. */
void generate_list(corpus *c, bool pretty, size_t size);

/* ---- Extremes: one response each, of about size bytes ----------------------------------------*/

/* One string of base64. */
void generate_base64(corpus *c, size_t size);

/* Arrays and objects in each other, levels deep, over and over. */
void generate_nested(corpus *c, size_t size, size_t levels);

/* Strings of nothing but escapes; of nothing but characters that are not ASCII. */
void generate_escapes(corpus *c, size_t size);
void generate_non_ascii(corpus *c, size_t size);

/* An array of numbers. */
void generate_numbers(corpus *c, size_t size);

#endif
