/*
 * Tokens: from the bytes of a stride to a bit for each token. The kernel defines before:
 *
 *   masks classify(p, length, begin)   the bytes of a stride. length is at most STRIDE_BYTES; bytes
 *                                      past it count as white space. Those from begin to p can be
 *                                      read too
 */
#ifndef TCE_SIMD_SCAN_TOKENS_H
#define TCE_SIMD_SCAN_TOKENS_H

#include "masks.h"
#include "scan_scalars.h"
#include "scan_stride.h"
#include "scan_strings.h"
#include "scan_utf8.h"

/* The bytes of a stride that later steps need besides its tokens. */
typedef struct stride_bytes {
    masks masks;
    wide inside;  /* strings, with their opening quotes */
    wide closing; /* the quotes that end strings */
} stride_bytes;

/* Does step 1 on a stride. Sets bits of *wrong when a byte or an escape is invalid. */
ALWAYS_INLINE static inline stride_bytes find_tokens(carry *c, stride *s, const scan_input *input,
                                                     wide *wrong) {
    stride_bytes b;
    b.masks = classify(s->p, s->length, input->chunk);
    const masks *m = &b.masks;
    if (!stride_is_utf8(c, m, s, input)) {
        *wrong = wide_all(~UINT64_C(0));
    }
    wide quotes;
    b.inside = find_strings(c, m, s, input, wrong, &quotes);
    b.closing = quotes & ~b.inside;
    const wide outside = ~(b.inside | quotes);
    s->tokens.open = m->open & outside;
    s->tokens.close = m->close & outside;
    s->tokens.comma = m->comma & outside;
    s->tokens.colon = m->colon & outside;
    s->tokens.curly = m->curly;
    find_scalars(c, m, outside, s);
    return b;
}

#endif
