/*
 * Strings: the only tokens that are long, and the only place for escapes and UTF-8.
 */
#ifndef TCE_YAJL_TOKENIZER_STRING_H
#define TCE_YAJL_TOKENIZER_STRING_H

#include "tokenizer_state.h"

/* Begins a string that is incomplete, or not plain, with the plain text after its quote. */
void tokenizer_begin_string(tokenizer *t, const uint8_t *text, size_t length);

/* Continues a string with the bytes from p to end. Returns where it stopped: at end, after the
 * string, or at a byte that the state that it left decides about. */
const uint8_t *tokenizer_read_string(tokenizer *t, const uint8_t *p, const uint8_t *end);

#endif
