#include "guard.h"
#include "engine.h"
#include "json/bytes.h"
#include "json/plain_text.h"

/* ---- Endings ---------------------------------------------------------------------------------*/

static bool in_token(const guard *g) {
    return g->state >= GUARD_LITERAL;
}

/* After a flush: whether a token is open that may not stand where it began. */
static bool is_misplaced(const guard *g) {
    const bool is_string = g->state != GUARD_LITERAL && g->state != GUARD_NUMBER;
    return in_token(g) && !parser_accepts(&g->parser, is_string);
}

void guard_interrupt(guard *g, tce_violation violation, uint64_t offset) {
    envelope *e = g->parser.envelope;
    if (g->state == GUARD_BOM_2 || g->state == GUARD_BOM_3) {
        envelope_break(e, TCE_VIOLATION_JSON_SYNTAX, 0);
    } else if (parser_flush(&g->parser)) {
        const bool misplaced = is_misplaced(g);
        envelope_break(e, misplaced ? TCE_VIOLATION_JSON_SYNTAX : violation,
                       misplaced ? g->token_start : offset);
    }
    g->state = GUARD_STOPPED;
}

void guard_refuse(guard *g, const uint8_t *at) {
    guard_interrupt(g,
                    begins_no_character(*at) ? TCE_VIOLATION_JSON_UTF8 : TCE_VIOLATION_JSON_SYNTAX,
                    guard_offset(g, at));
}

void guard_end_value(guard *g, uint64_t start) {
    g->state = GUARD_BETWEEN;
    if (!parser_end_token(&g->parser, start)) {
        g->state = GUARD_STOPPED;
    } else if (g->depth == 0) {
        g->state = parser_flush(&g->parser) ? GUARD_ENDED : GUARD_STOPPED;
    }
}

/* ---- Structure and literals ------------------------------------------------------------------*/

static void put_separator(guard *g, const uint8_t *at) {
    parser_append_byte(&g->parser, *at);
    if (!parser_end_token(&g->parser, guard_offset(g, at))) {
        g->state = GUARD_STOPPED;
    }
}

static void put_open(guard *g, const uint8_t *at) {
    g->depth++;
    put_separator(g, at);
}

static void put_close(guard *g, const uint8_t *at) {
    parser_append_byte(&g->parser, *at);
    if (g->depth > 0) {
        g->depth--;
    }
    guard_end_value(g, guard_offset(g, at));
}

/* Whether a plain string can mean anything to the envelope: it is a name there, or may be the
 * value behind one. */
static bool heeds(guard *g, const uint8_t *text, size_t length) {
    if (g->depth > SCOPE_ERROR) {
        return false;
    }
    const bool value = g->heeded;
    g->heeded = envelope_may_be_member(length) &&
                envelope_member_named((const char *)text, length) != MEMBER_PAYLOAD;
    return value || g->heeded;
}

/* The commonest string by far: whole and plain. Its text begins behind the quote at quote. */
static void put_plain_string(guard *g, const uint8_t *quote, size_t length) {
    if (heeds(g, quote + 1, length)) {
        parser_append(&g->parser, quote, length + 2);
    } else {
        parser_append(&g->parser, "\"\"", 2);
    }
    guard_end_value(g, guard_offset(g, quote));
}

static const uint8_t *read_quote(guard *g, const uint8_t *quote, const uint8_t *end) {
    const uint8_t *text = quote + 1;
    const uint8_t *special = skip_plain(g->piece, text, end);
    const size_t length = (size_t)(special - text);
    if (special < end && *special == '"' && length <= STRING_KEPT_MAX) {
        put_plain_string(g, quote, length);
        return special + 1;
    }
    g->token_start = guard_offset(g, quote);
    guard_begin_string(g, text, length);
    return special;
}

static void begin_literal(guard *g, const uint8_t *at) {
    const char *word = literal_of(*at);
    g->token_start = guard_offset(g, at);
    parser_append(&g->parser, word, strlen(word));
    g->state = GUARD_LITERAL;
    g->letters = word + 1;
}

static const uint8_t *read_literal(guard *g, const uint8_t *at, const uint8_t *end) {
    while (at < end && *g->letters != '\0') {
        if (*at != (uint8_t)*g->letters) {
            guard_refuse(g, at);
            return at;
        }
        g->letters++;
        at++;
    }
    if (*g->letters == '\0') {
        guard_end_value(g, g->token_start);
    }
    return at;
}

/* ---- Numbers ---------------------------------------------------------------------------------*/

/* One number is as good as another; the space tells libyajl that it has ended. */
static void end_number(guard *g) {
    parser_append(&g->parser, "0 ", 2);
    guard_end_value(g, g->token_start);
}

static const uint8_t *read_number(guard *g, const uint8_t *at, const uint8_t *end) {
    while (at < end) {
        const number_state next = number_next(g->number, *at);
        if (next == NUMBER_BROKEN) {
            guard_refuse(g, at);
            return at;
        }
        if (next == NUMBER_ENDED) {
            end_number(g);
            return at;
        }
        g->number = next;
        at++;
    }
    return at;
}

/* A number at the root, where nothing but what follows shows that it has ended. */
static void end_root_number(guard *g, uint8_t next) {
    if (g->depth == 0 && g->state == GUARD_NUMBER && number_next(g->number, next) == NUMBER_ENDED) {
        end_number(g);
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

static void begin_number(guard *g, const uint8_t *at) {
    g->token_start = guard_offset(g, at);
    g->state = GUARD_NUMBER;
    g->number = number_begin(*at);
}

/* Reads the token that begins at at, as far as it goes. */
static const uint8_t *begin_token(guard *g, byte_kind kind, const uint8_t *at, const uint8_t *end) {
    switch (kind) {
    case KIND_OPEN:
        put_open(g, at);
        break;
    case KIND_CLOSE:
        put_close(g, at);
        break;
    case KIND_NUMBER:
        begin_number(g, at);
        return read_number(g, at + 1, end);
    case KIND_LETTER:
        begin_literal(g, at);
        return read_literal(g, at + 1, end);
    case KIND_NONE:
        guard_refuse(g, at);
        break;
    case KIND_SPACE:
        break;
    }
    return at + 1;
}

/* Quotes and separators are most of what there is: told apart without a jump table, which no
 * processor predicts well here. */
static const uint8_t *read_between(guard *g, const uint8_t *at, const uint8_t *end) {
    while (at < end && g->state == GUARD_BETWEEN) {
        if (*at == '"') {
            at = read_quote(g, at, end);
        } else if (*at == ',' || *at == ':') {
            put_separator(g, at);
            at++;
        } else {
            at = begin_token(g, (byte_kind)byte_kind_of[*at], at, end);
        }
    }
    return at;
}

/* ---- The document's beginning ----------------------------------------------------------------*/

static const uint8_t *read_start(guard *g, const uint8_t *at, const uint8_t *end) {
    if (guard_offset(g, at) == 0 && *at == 0xEF) {
        g->state = GUARD_BOM_2;
        return at + 1;
    }
    at = skip_white_space(at, end);
    if (at < end) {
        g->state = GUARD_BETWEEN;
    }
    return at;
}

static const uint8_t *read_bom(guard *g, const uint8_t *at) {
    if (g->state == GUARD_BOM_2 && *at == 0xBB) {
        g->state = GUARD_BOM_3;
        return at + 1;
    }
    const bool bom = g->state == GUARD_BOM_3 && *at == 0xBF;
    envelope_break(g->parser.envelope, bom ? TCE_VIOLATION_JSON_BOM : TCE_VIOLATION_JSON_SYNTAX, 0);
    g->state = GUARD_STOPPED;
    return at;
}

/* ---- The engine ------------------------------------------------------------------------------*/

static const uint8_t *read_some(guard *g, const uint8_t *at, const uint8_t *end) {
    switch (g->state) {
    case GUARD_BETWEEN:
        return read_between(g, at, end);
    case GUARD_START:
        return read_start(g, at, end);
    case GUARD_BOM_2:
    case GUARD_BOM_3:
        return read_bom(g, at);
    case GUARD_LITERAL:
        return read_literal(g, at, end);
    default:
        return g->state == GUARD_NUMBER ? read_number(g, at, end) : guard_read_string(g, at, end);
    }
}

static bool takes_more(const guard *g) {
    return g->state != GUARD_ENDED && g->state != GUARD_STOPPED;
}

/* Whatever the bytes so far decide is reported before the next ones arrive. */
static void report_all(guard *g) {
    if (!parser_flush(&g->parser)) {
        g->state = GUARD_STOPPED;
    } else if (is_misplaced(g)) {
        envelope_break(g->parser.envelope, TCE_VIOLATION_JSON_SYNTAX, g->token_start);
        g->state = GUARD_STOPPED;
    }
}

static size_t feed(void *engine, const uint8_t *bytes, size_t length, uint64_t offset) {
    guard *g = engine;
    const uint8_t *at = bytes;
    const uint8_t *end = bytes + length;
    g->piece = bytes;
    g->piece_offset = offset;
    while (at < end && takes_more(g)) {
        const uint8_t *next = read_some(g, at, end);
        WORK_SCANNED(next - at);
        at = next;
    }
    if (takes_more(g)) {
        report_all(g);
    }
    return (size_t)(at - bytes);
}

static void interrupt(void *engine, tce_violation violation, uint64_t offset) {
    guard *g = engine;
    if (takes_more(g)) {
        guard_interrupt(g, violation, offset);
    }
}

static void end_before(void *engine, uint8_t next) {
    end_root_number(engine, next);
}

static void finish(void *engine, uint64_t offset) {
    guard *g = engine;
    end_root_number(g, ' ');
    interrupt(g, g->state == GUARD_START ? TCE_VIOLATION_JSON_EMPTY : TCE_VIOLATION_JSON_TRUNCATED,
              offset);
}

static void start(guard *g) {
    g->state = GUARD_START;
    g->depth = 0;
    g->heeded = false;
}

static void reset(void *engine) {
    guard *g = engine;
    parser_reset(&g->parser, g->state == GUARD_ENDED);
    start(g);
}

_Static_assert(sizeof(guard) + PARSER_MEMORY(TCE_MAX_DEPTH_LIMIT) <= YAJL_ENGINE_SIZE_MAX,
               "tce_validate has room for this engine");

/* libyajl's memory lies behind the guard. */
static size_t size(const tce_options *options) {
    return sizeof(guard) + parser_memory_size(options);
}

static void init(void *engine, envelope *e) {
    guard *g = engine;
    parser_init(&g->parser, e, g + 1, parser_memory_size(e->options));
    start(g);
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
    .instruction_set = instruction_set,
};
