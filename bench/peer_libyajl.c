/*
 * libyajl's callback parser. It has no reset, so each document has a parser of its own, in memory
 * that the next one reuses; what does not fit there comes from malloc.
 *
 * Numbers are handed over as text and not converted.
 */
#include "must.h"
#include "sax.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <yajl/yajl_parse.h>
#include <yajl/yajl_version.h>

/* ---- Memory ----------------------------------------------------------------------------------*/

#define ARENA_SIZE ((size_t)64 * 1024)

/* In front of each block, so that it can be copied when it grows. */
typedef union block_head {
    size_t size;
    max_align_t aligned;
} block_head;

typedef struct arena {
    size_t used;
    _Alignas(max_align_t) char bytes[ARENA_SIZE];
} arena;

static bool in_arena(const arena *a, const void *block) {
    const uintptr_t at = (uintptr_t)block;
    return at >= (uintptr_t)a->bytes && at < (uintptr_t)a->bytes + ARENA_SIZE;
}

static void *take(void *context, size_t size) {
    arena *a = context;
    const size_t rounded = (size + sizeof(block_head) - 1) / sizeof(block_head);
    const size_t total = (rounded + 1) * sizeof(block_head);
    block_head *head = NULL;
    if (total <= ARENA_SIZE - a->used) {
        head = (block_head *)(void *)(a->bytes + a->used);
        a->used += total;
    } else {
        head = must_have(malloc(total));
    }
    head->size = size;
    return head + 1;
}

static void give_back(void *context, void *block) {
    if (block != NULL && !in_arena(context, block)) {
        free((block_head *)block - 1);
    }
}

static void *grow(void *context, void *block, size_t size) {
    void *larger = take(context, size);
    if (block != NULL) {
        const size_t old = ((block_head *)block - 1)->size;
        memcpy(larger, block, old < size ? old : size);
        give_back(context, block);
    }
    return larger;
}

/* ---- Events ----------------------------------------------------------------------------------*/

static int on_scalar(void *context) {
    sax_scalar(context);
    return 1;
}

static int on_boolean(void *context, int value) {
    (void)value;
    return on_scalar(context);
}

static int on_number(void *context, const char *bytes, size_t length) {
    (void)bytes;
    (void)length;
    return on_scalar(context);
}

static int on_string(void *context, const unsigned char *bytes, size_t length) {
    sax_string(context, (const char *)bytes, length);
    return 1;
}

static int on_name(void *context, const unsigned char *bytes, size_t length) {
    sax_name(context, (const char *)bytes, length);
    return 1;
}

static int on_open_object(void *context) {
    return sax_open_object(context);
}

static int on_open_array(void *context) {
    return sax_open_array(context);
}

static int on_close(void *context) {
    sax_close(context);
    return 1;
}

static const yajl_callbacks callbacks = {
    .yajl_null = on_scalar,
    .yajl_boolean = on_boolean,
    .yajl_number = on_number,
    .yajl_string = on_string,
    .yajl_start_map = on_open_object,
    .yajl_map_key = on_name,
    .yajl_end_map = on_close,
    .yajl_start_array = on_open_array,
    .yajl_end_array = on_close,
};

/* ---- The driver ------------------------------------------------------------------------------*/

typedef struct state {
    sax events;
    arena memory;
} state;

static void *begin(size_t longest, bool lines) {
    (void)longest;
    (void)lines;
    return must_have(calloc(1, sizeof(state)));
}

static bool parse(yajl_handle parser, const char *json, size_t length, size_t chunk) {
    const unsigned char *bytes = (const unsigned char *)json;
    for (size_t from = 0; from < length; from += chunk) {
        const size_t size = length - from < chunk ? length - from : chunk;
        if (yajl_parse(parser, bytes + from, size) != yajl_status_ok) {
            return false;
        }
    }
    return yajl_complete_parse(parser) == yajl_status_ok;
}

static void validate(void *context, const char *json, size_t length, size_t chunk, answer *out) {
    state *s = context;
    s->memory.used = 0;
    sax_reset(&s->events);
    yajl_alloc_funcs memory = {take, grow, give_back, &s->memory};
    yajl_handle parser = yajl_alloc(&callbacks, &memory, &s->events);
    if (parse(parser, json, length, chunk)) {
        answer_of(&s->events.members, out);
    } else {
        answer_broken(out);
    }
    yajl_free(parser);
}

static const char *version(void) {
    static const char text[] = {(char)('0' + YAJL_MAJOR), '.', (char)('0' + YAJL_MINOR), '.',
                                (char)('0' + YAJL_MICRO), '\0'};
    return text;
}

const peer peer_libyajl = {"libyajl", "libyajl", false, true, version, begin, validate, NULL, free};
