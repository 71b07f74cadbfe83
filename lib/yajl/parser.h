/*
 * libyajl, fed with batches of complete tokens.
 *
 * The tokenizer puts tokens here; parser_flush hands them to libyajl, whose callbacks become events
 * of the envelope. libyajl only ever gets complete tokens that are lexically valid. So it never
 * restarts a token, it buffers at most one of them, and the only thing that it can refuse is a
 * token's place, which is known exactly.
 */
#ifndef TCE_YAJL_PARSER_H
#define TCE_YAJL_PARSER_H

#include <assert.h>
#include <string.h>

#include <yajl/yajl_parse.h>

#include "arena.h"
#include "envelope.h"
#include "invariant.h"
#include "namespace.h"
#include "work.h"
#include "json/containers.h"

/*
 * The bytes of a string that may be the envelope's that libyajl gets, escapes included; the
 * tokenizer checks the rest and leaves it out. An escape takes at most six bytes for one byte of
 * text, so these bytes decide every limit: when something was left out, they unescape to more than
 * TCE_MAX_MESSAGE bytes.
 */
#define STRING_HELD_MAX (6 * ((size_t)TCE_MAX_MESSAGE + 2))

static_assert(TCE_MAX_MESSAGE >= TCE_MAX_CODE && TCE_MAX_MESSAGE >= TCE_MAX_REQUEST_ID,
              "the message is the longest text that is captured");

#define BATCH_TOKENS_MAX 128                   /* flushed when it holds this many tokens */
#define BATCH_TEXT_MAX   1024                  /* or this many bytes */
#define TOKEN_MAX        (STRING_HELD_MAX + 2) /* the longest token: a held string and its quotes */

typedef struct parser {
    envelope *envelope;
    yajl_handle handle;    /* NULL: the next flush makes one */
    uint8_t last;          /* the first byte of the last token that libyajl got; 0: none */
    uint16_t begin;        /* of the batch in text; what is before it has been parsed */
    container_kinds kinds; /* of the containers open in libyajl; the envelope counts them */
    arena memory;

    /* The batch: complete tokens, and after them the open one. After a flush the open token stays
     * where it is: text has space for one after a batch that is not full. */
    uint16_t length; /* where text ends */
    uint16_t count;  /* complete tokens */
    uint16_t cursor; /* during a flush: the token of the last event whose offset was needed */
    uint16_t events; /* during a flush: how many so far */
    uint16_t ends[BATCH_TOKENS_MAX];   /* where each token ends in text */
    uint64_t starts[BATCH_TOKENS_MAX]; /* where it begins in the document */
    uint8_t text[BATCH_TEXT_MAX + TOKEN_MAX + 8];
} parser;

/*
 * What libyajl 2 allocates for one handle in the worst case, in which nothing is ever freed and a
 * block moves whenever it grows.
 *
 *   - four records of fixed size: the handle, the lexer, and the heads of two buffers; the sizes
 *     here are about twice what they take on 64-bit machines;
 *   - the two buffers, for a token that it copies and for a string that it unescapes: 2048 bytes
 *     at first, doubled until they exceed the longest token (neither form is longer than the
 *     token as it was fed);
 *   - the stack of states: one byte for each open container and one for the root, growing by 128
 *     bytes at a time, so that all its blocks together are 128 + 256 + ... + 128 n bytes. A
 *     bracket deeper than max_depth is refused in the callback, before libyajl grows the stack for
 * it.
 */
#define YAJL_HANDLE_SIZE   256
#define YAJL_LEXER_SIZE    256
#define YAJL_BUFFER_HEAD   64
#define YAJL_BUFFER_FIRST  2048
#define YAJL_BUFFER_SECOND 4096
#define YAJL_STACK_GROWTH  128

static_assert(TOKEN_MAX + 1 < YAJL_BUFFER_SECOND, "the buffers are doubled once at most");

#define YAJL_STACK_GROWTHS(max_depth)                                                              \
    (((size_t)(max_depth) + 1 + YAJL_STACK_GROWTH - 1) / YAJL_STACK_GROWTH)
#define PARSER_STACK(growths)                                                                      \
    ((growths)*ARENA_BLOCK(0) + YAJL_STACK_GROWTH * (growths) * ((growths) + 1) / 2)

/* Bytes of memory that parser_init needs for libyajl. */
#define PARSER_MEMORY(max_depth)                                                                   \
    (ARENA_SLACK + ARENA_BLOCK(YAJL_HANDLE_SIZE) + ARENA_BLOCK(YAJL_LEXER_SIZE) +                  \
     2 * (ARENA_BLOCK(YAJL_BUFFER_HEAD) + ARENA_BLOCK(YAJL_BUFFER_FIRST) +                         \
          ARENA_BLOCK(YAJL_BUFFER_SECOND)) +                                                       \
     PARSER_STACK(YAJL_STACK_GROWTHS(max_depth)))

size_t parser_memory_size(const tce_options *options);

void parser_init(parser *p, envelope *e, void *memory, size_t size);

/* Ready for the next document. ended: the last one was read to the end of its value without a
 * violation, so that libyajl's handle can go on with another. */
void parser_reset(parser *p, bool ended);

/* Passes the complete tokens to libyajl. Returns false when the envelope has stopped: at a token
 * that is not allowed there, or because a callback cancelled. */
bool parser_flush(parser *p);

/* After a flush: whether a string, or another scalar, may come next. libyajl takes only complete
 * tokens, so it cannot decide this for an open one. */
bool parser_accepts(const parser *p, bool is_string);

/* Appends to the open token, which takes at most TOKEN_MAX bytes in all. */
static inline void parser_append(parser *p, const void *bytes, size_t length) {
    INVARIANT(length <= sizeof(p->text) - p->length);
    memcpy(p->text + p->length, bytes, length);
    p->length = (uint16_t)(p->length + length);
    WORK_SCANNED(length);
}

static inline void parser_append_byte(parser *p, uint8_t byte) {
    INVARIANT(p->length < sizeof(p->text));
    p->text[p->length++] = byte;
    WORK_SCANNED(1);
}

/* Ends the open token, which began at offset start in the document. Returns false when that
 * filled the batch and flushing it stopped the envelope. */
static inline bool parser_end_token(parser *p, uint64_t start) {
    p->ends[p->count] = p->length;
    p->starts[p->count] = start;
    p->count++;
    return (p->count < BATCH_TOKENS_MAX && p->length < BATCH_TEXT_MAX) || parser_flush(p);
}

#endif
