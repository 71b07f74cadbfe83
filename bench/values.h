/* Generated names and scalar values, as responses hold them. */
#ifndef BENCH_VALUES_H
#define BENCH_VALUES_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that hold any of them with its quotation marks. */
#define VALUE_MAX 1600

/* A member's name, and how long it is; out has VALUE_MAX bytes, here and below. */
size_t make_name(uint64_t *random, char *out);

/* Strings, with their quotation marks. */
size_t make_request_id(uint64_t *random, char *out);
size_t make_error_code(uint64_t *random, char *out);
size_t make_sentence(uint64_t *random, char *out);
size_t make_chinese(uint64_t *random, char *out);

/* A string of any kind that responses hold. */
size_t make_string(uint64_t *random, char *out);

size_t make_integer(uint64_t *random, char *out);
size_t make_fraction(uint64_t *random, char *out);

/* So many base64 characters, without quotation marks. */
void fill_base64(uint64_t *random, char *out, size_t length);

/* One Chinese character, three bytes. */
void put_chinese(uint64_t *random, char *out);

#endif
