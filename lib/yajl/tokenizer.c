#include "tokenizer_state.h"

#include <assert.h>

#include "engine.h"
#include "tokenizer_string.h"
#include "json/bytes.h"
#include "json/plain_text.h"

/* ---- Structure and literals ------------------------------------------------------------------*/

static void put_separator(tokenizer *t, const uint8_t *p) {
    parser_append_byte(&t->parser, *p);
    if (!parser_end_token(&t->parser, tokenizer_offset(t, p))) {
        t->state = TOKENIZER_STOPPED;
    }
}

static void put_open(tokenizer *t, const uint8_t *p) {
    t->depth++;
    put_separator(t, p);
}

static void put_close(tokenizer *t, const uint8_t *p) {
    parser_append_byte(&t->parser, *p);
    if (t->depth > 0) {
        t->depth--;
    }
    tokenizer_end_value(t, tokenizer_offset(t, p));
}

/* Whether a plain string can mean anything to the envelope: it is the name of a member, or may be
 * the value after one. */
static bool wants_string(tokenizer *t, const uint8_t *text, size_t length) {
    if (t->depth > SCOPE_ERROR) {
        return false;
    }
    const bool value = t->wanted;
    t->wanted = envelope_may_be_member(length) &&
                envelope_member_named((const char *)text, length) != MEMBER_PAYLOAD;
    return value || t->wanted;
}

/* Complete and plain, as nearly all strings are. Its text begins after the quote. */
static void put_plain_string(tokenizer *t, const uint8_t *quote, size_t length) {
    if (wants_string(t, quote + 1, length)) {
        parser_append(&t->parser, quote, length + 2);
    } else {
        parser_append(&t->parser, "\"\"", 2);
    }
    tokenizer_end_value(t, tokenizer_offset(t, quote));
}

static const uint8_t *read_quote(tokenizer *t, const uint8_t *quote, const uint8_t *end) {
    const uint8_t *text = quote + 1;
    const uint8_t *special = skip_plain(t->chunk, text, end);
    const size_t length = (size_t)(special - text);
    if (special < end && *special == '"' && length <= STRING_HELD_MAX) {
        put_plain_string(t, quote, length);
        return special + 1;
    }
    t->token_start = tokenizer_offset(t, quote);
    tokenizer_begin_string(t, text, length);
    return special;
}

static void begin_literal(tokenizer *t, const uint8_t *p) {
    const char *word = literal_of(*p);
    t->token_start = tokenizer_offset(t, p);
    parser_append(&t->parser, word, strlen(word));
    t->state = TOKENIZER_LITERAL;
    t->letters = word + 1;
}

static const uint8_t *read_literal(tokenizer *t, const uint8_t *p, const uint8_t *end) {
    while (p < end && *t->letters != '\0') {
        if (*p != (uint8_t)*t->letters) {
            tokenizer_refuse(t, p);
            return p;
        }
        t->letters++;
        p++;
    }
    if (*t->letters == '\0') {
        tokenizer_end_value(t, t->token_start);
    }
    return p;
}

/* ---- Numbers ---------------------------------------------------------------------------------*/

/* libyajl need not see the number's value. */
static void end_number(tokenizer *t) {
    parser_append_byte(&t->parser, '0');
    tokenizer_end_value(t, t->token_start);
}

static const uint8_t *read_number(tokenizer *t, const uint8_t *p, const uint8_t *end) {
    while (p < end) {
        const number_state next = number_next(t->number, *p);
        if (next == NUMBER_BROKEN) {
            tokenizer_refuse(t, p);
            return p;
        }
        if (next == NUMBER_ENDED) {
            end_number(t);
            return p;
        }
        t->number = next;
        p++;
    }
    return p;
}

/* A number at the root: only the byte after it shows that it has ended. */
static void end_root_number(tokenizer *t, uint8_t next) {
    if (t->depth == 0 && t->state == TOKENIZER_NUMBER &&
        number_next(t->number, next) == NUMBER_ENDED) {
        end_number(t);
    }
}

/* ---- Between tokens --------------------------------------------------------------------------*/

/* What a byte can begin, besides a string or a separator. */
typedef enum byte_kind {
    KIND_NONE = 0,
    KIND_SPACE,
    KIND_OPEN,
    KIND_CLOSE,
    KIND_LETTER,
    KIND_NUMBER
} byte_kind;

static const uint8_t byte_kind_of[256] = {
    [' '] = KIND_SPACE,  ['\t'] = KIND_SPACE, ['\n'] = KIND_SPACE, ['\r'] = KIND_SPACE,
    ['{'] = KIND_OPEN,   ['['] = KIND_OPEN,   ['}'] = KIND_CLOSE,  [']'] = KIND_CLOSE,
    ['t'] = KIND_LETTER, ['f'] = KIND_LETTER, ['n'] = KIND_LETTER, ['-'] = KIND_NUMBER,
    ['0'] = KIND_NUMBER, ['1'] = KIND_NUMBER, ['2'] = KIND_NUMBER, ['3'] = KIND_NUMBER,
    ['4'] = KIND_NUMBER, ['5'] = KIND_NUMBER, ['6'] = KIND_NUMBER, ['7'] = KIND_NUMBER,
    ['8'] = KIND_NUMBER, ['9'] = KIND_NUMBER,
};

static void begin_number(tokenizer *t, const uint8_t *p) {
    t->token_start = tokenizer_offset(t, p);
    t->state = TOKENIZER_NUMBER;
    t->number = number_begin(*p);
}

/* Reads the token that begins at p, as far as the chunk goes. */
static const uint8_t *begin_token(tokenizer *t, byte_kind kind, const uint8_t *p,
                                  const uint8_t *end) {
    switch (kind) {
    case KIND_OPEN:
        put_open(t, p);
        break;
    case KIND_CLOSE:
        put_close(t, p);
        break;
    case KIND_NUMBER:
        begin_number(t, p);
        return read_number(t, p + 1, end);
    case KIND_LETTER:
        begin_literal(t, p);
        return read_literal(t, p + 1, end);
    case KIND_NONE:
        tokenizer_refuse(t, p);
        break;
    case KIND_SPACE:
        break;
    }
    return p + 1;
}

/* Most tokens are strings and separators: tested for before the jump table, which processors
 * predict badly here. */
static const uint8_t *read_between(tokenizer *t, const uint8_t *p, const uint8_t *end) {
    while (p < end && t->state == TOKENIZER_BETWEEN) {
        if (*p == '"') {
            p = read_quote(t, p, end);
        } else if (*p == ',' || *p == ':') {
            put_separator(t, p);
            p++;
        } else {
            p = begin_token(t, (byte_kind)byte_kind_of[*p], p, end);
        }
    }
    return p;
}

/* ---- The document's beginning ----------------------------------------------------------------*/

static const uint8_t *read_start(tokenizer *t, const uint8_t *p, const uint8_t *end) {
    if (tokenizer_offset(t, p) == 0 && *p == 0xEF) {
        t->state = TOKENIZER_BOM_2;
        return p + 1;
    }
    p = skip_white_space(p, end);
    if (p < end) {
        t->state = TOKENIZER_BETWEEN;
    }
    return p;
}

static const uint8_t *read_bom(tokenizer *t, const uint8_t *p) {
    if (t->state == TOKENIZER_BOM_2 && *p == 0xBB) {
        t->state = TOKENIZER_BOM_3;
        return p + 1;
    }
    const bool bom = t->state == TOKENIZER_BOM_3 && *p == 0xBF;
    envelope_break(t->parser.envelope, bom ? TCE_VIOLATION_JSON_BOM : TCE_VIOLATION_JSON_SYNTAX, 0);
    t->state = TOKENIZER_STOPPED;
    return p;
}

/* ---- The engine ------------------------------------------------------------------------------*/

static const uint8_t *read_some(tokenizer *t, const uint8_t *p, const uint8_t *end) {
    switch (t->state) {
    case TOKENIZER_BETWEEN:
        return read_between(t, p, end);
    case TOKENIZER_START:
        return read_start(t, p, end);
    case TOKENIZER_BOM_2:
    case TOKENIZER_BOM_3:
        return read_bom(t, p);
    case TOKENIZER_LITERAL:
        return read_literal(t, p, end);
    default:
        return t->state == TOKENIZER_NUMBER ? read_number(t, p, end)
                                            : tokenizer_read_string(t, p, end);
    }
}

static bool takes_more(const tokenizer *t) {
    return t->state != TOKENIZER_ENDED && t->state != TOKENIZER_STOPPED;
}

/* Reports, before the next chunk arrives, what the bytes so far decide. */
static void report_all(tokenizer *t) {
    if (!parser_flush(&t->parser)) {
        t->state = TOKENIZER_STOPPED;
    } else if (tokenizer_is_misplaced(t)) {
        envelope_break(t->parser.envelope, TCE_VIOLATION_JSON_SYNTAX, t->token_start);
        t->state = TOKENIZER_STOPPED;
    }
}

static size_t feed(void *engine, const uint8_t *bytes, size_t length, uint64_t offset) {
    tokenizer *t = engine;
    const uint8_t *p = bytes;
    const uint8_t *end = bytes + length;
    t->chunk = bytes;
    t->chunk_offset = offset;
    while (p < end && takes_more(t)) {
        const uint8_t *next = read_some(t, p, end);
        WORK_SCANNED(next - p);
        p = next;
    }
    if (takes_more(t)) {
        report_all(t);
    }
    return (size_t)(p - bytes);
}

static void interrupt(void *engine, tce_violation violation, uint64_t offset) {
    tokenizer *t = engine;
    if (takes_more(t)) {
        tokenizer_interrupt(t, violation, offset);
    }
}

static void end_before(void *engine, uint8_t next) {
    end_root_number(engine, next);
}

static void finish(void *engine, uint64_t offset) {
    tokenizer *t = engine;
    end_root_number(t, ' ');
    interrupt(t,
              t->state == TOKENIZER_START ? TCE_VIOLATION_JSON_EMPTY : TCE_VIOLATION_JSON_TRUNCATED,
              offset);
}

static void start(tokenizer *t) {
    t->state = TOKENIZER_START;
    t->depth = 0;
    t->wanted = false;
}

static void reset(void *engine) {
    tokenizer *t = engine;
    parser_reset(&t->parser, t->state == TOKENIZER_ENDED);
    start(t);
}

static_assert(sizeof(tokenizer) + PARSER_MEMORY(TCE_MAX_DEPTH_LIMIT) <= YAJL_ENGINE_SIZE_MAX,
              "tce_validate has space for this engine");

/* libyajl's memory follows the tokenizer. */
static size_t size(const tce_options *options) {
    return sizeof(tokenizer) + parser_memory_size(options);
}

static void init(void *engine, envelope *e) {
    tokenizer *t = engine;
    parser_init(&t->parser, e, t + 1, parser_memory_size(e->options));
    start(t);
}

static const char *instruction_set(void) {
    return "generic";
}

const engine_ops yajl_engine = {
    .size = size,
    .init = init,
    .reset = reset,
    .feed = feed,
    .end_before = end_before,
    .finish = finish,
    .interrupt = interrupt,
    .document = NULL,
    .instruction_set = instruction_set,
};
