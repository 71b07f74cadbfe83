/*
 * How tokens and documents end, for the two files that read them.
 */
#include "tokenizer_state.h"
#include "json/bytes.h"

bool tokenizer_is_misplaced(const tokenizer *t) {
    const bool in_token = t->state >= TOKENIZER_LITERAL;
    const bool is_string = t->state != TOKENIZER_LITERAL && t->state != TOKENIZER_NUMBER;
    return in_token && !parser_accepts(&t->parser, is_string);
}

void tokenizer_interrupt(tokenizer *t, tce_violation violation, uint64_t offset) {
    envelope *e = t->parser.envelope;
    if (t->state == TOKENIZER_BOM_2 || t->state == TOKENIZER_BOM_3) {
        envelope_break(e, TCE_VIOLATION_JSON_SYNTAX, 0);
    } else if (parser_flush(&t->parser)) {
        const bool misplaced = tokenizer_is_misplaced(t);
        envelope_break(e, misplaced ? TCE_VIOLATION_JSON_SYNTAX : violation,
                       misplaced ? t->token_start : offset);
    }
    t->state = TOKENIZER_STOPPED;
}

void tokenizer_refuse(tokenizer *t, const uint8_t *p) {
    tokenizer_interrupt(
        t, begins_no_character(*p) ? TCE_VIOLATION_JSON_UTF8 : TCE_VIOLATION_JSON_SYNTAX,
        tokenizer_offset(t, p));
}
