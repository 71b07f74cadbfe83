#include "parser.h"

/* ---- Memory ----------------------------------------------------------------------------------*/

size_t parser_memory_size(const tce_options *options) {
    return PARSER_MEMORY(options->max_depth);
}

/* ---- Callbacks: from libyajl to the envelope -------------------------------------------------*/

/* Where the token begins that libyajl is at: the first one, behind that of the last event, which
 * does not end before what libyajl has consumed. This holds in a callback, where that is the
 * token's end, and after an error, where libyajl may have gone back, though not before the token's
 * start. */
static uint64_t token_start(parser *p) {
    const size_t consumed = yajl_get_bytes_consumed(p->handle);
    uint16_t token = p->cursor;
    while (p->ends[token] < consumed) {
        token++;
    }
    INVARIANT(token < p->count);
    p->cursor = (uint16_t)(token + 1);
    return p->starts[token];
}

static int on_scalar(void *context) {
    parser *p = context;
    return p->muted || !envelope_heeds_value(p->envelope) ||
           envelope_scalar(p->envelope, token_start(p));
}

static int on_boolean(void *context, int value) {
    (void)value;
    return on_scalar(context);
}

static int on_number(void *context, const char *text, size_t length) {
    (void)text;
    (void)length;
    return on_scalar(context);
}

static int on_string(void *context, const unsigned char *text, size_t length) {
    parser *p = context;
    return p->muted || envelope_string(p->envelope, token_start(p), (const char *)text, length);
}

static int on_name(void *context, const unsigned char *text, size_t length) {
    parser *p = context;
    return p->muted || !envelope_heeds_members(p->envelope) ||
           envelope_name(p->envelope, token_start(p), (const char *)text, length);
}

static int on_open_object(void *context) {
    parser *p = context;
    const uint64_t start = envelope_heeds_open(p->envelope) ? token_start(p) : 0;
    return envelope_open_object(p->envelope, start);
}

static int on_open_array(void *context) {
    parser *p = context;
    const uint64_t start = envelope_heeds_open(p->envelope) ? token_start(p) : 0;
    return envelope_open_array(p->envelope, start);
}

static int on_close(void *context) {
    parser *p = context;
    const uint64_t start = envelope_heeds_members(p->envelope) ? token_start(p) : 0;
    return envelope_close(p->envelope, start);
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

/* ---- Life cycle ------------------------------------------------------------------------------*/

void parser_init(parser *p, envelope *e, void *memory, size_t size) {
    p->envelope = e;
    arena_init(&p->memory, memory, size);
    parser_reset(p, false);
}

void parser_reset(parser *p, bool ended) {
    if (!ended) {
        p->handle = NULL;
    }
    p->muted = false;
    p->length = 0;
    p->count = 0;
}

/* A handle that takes one document after another, and leaves UTF-8 to the guard. */
static yajl_handle new_handle(parser *p) {
    arena_reset(&p->memory);
    yajl_alloc_funcs functions = arena_functions(&p->memory);
    yajl_handle handle = yajl_alloc(&callbacks, &functions, p);
    yajl_config(handle, yajl_allow_multiple_values, 1);
    yajl_config(handle, yajl_dont_validate_strings, 1);
    return handle;
}

/* ---- Feeding ---------------------------------------------------------------------------------*/

/* What is left of the batch is the open token. */
static void drop_whole(parser *p, size_t whole) {
    p->length = (uint16_t)(p->length - whole);
    memmove(p->text, p->text + whole, p->length);
    WORK_SCANNED(p->length);
    p->count = 0;
}

bool parser_flush(parser *p) {
    if (p->count == 0) {
        return true;
    }
    if (p->handle == NULL) {
        p->handle = new_handle(p);
    }
    const size_t whole = p->ends[p->count - 1];
    p->cursor = 0;
    WORK_SCANNED(whole);
    switch (yajl_parse(p->handle, p->text, whole)) {
    case yajl_status_ok:
        drop_whole(p, whole);
        return true;
    case yajl_status_client_canceled:
        INVARIANT(envelope_stopped(p->envelope));
        return false;
    case yajl_status_error:
    default:
        return envelope_break(p->envelope, TCE_JSON_SYNTAX, token_start(p));
    }
}

bool parser_accepts(parser *p, const char *token) {
    if (p->handle == NULL) {
        p->handle = new_handle(p);
    }
    p->muted = true;
    return yajl_parse(p->handle, (const unsigned char *)token, strlen(token)) == yajl_status_ok;
}
