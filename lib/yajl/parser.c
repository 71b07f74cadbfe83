#include "parser.h"

/* ---- Memory ----------------------------------------------------------------------------------*/

size_t parser_memory_size(const tce_options *options) {
    return PARSER_MEMORY(options->max_depth);
}

/* ---- Callbacks: from libyajl to the envelope -------------------------------------------------*/

/* The first token, from token on, that does not end before what libyajl has consumed. */
static uint16_t token_at(const parser *p, uint16_t token) {
    const size_t consumed = p->begin + yajl_get_bytes_consumed(p->handle);
    while (p->ends[token] < consumed) {
        token++;
    }
    INVARIANT(token < p->count);
    return token;
}

/* Where the token of the current event begins: it is the last one that libyajl has consumed. */
static uint64_t event_start(parser *p) {
    p->cursor = token_at(p, p->cursor);
    return p->starts[p->cursor];
}

static uint8_t first_byte(const parser *p, uint16_t token) {
    return p->text[token == 0 ? p->begin : p->ends[token - 1]];
}

static bool is_separator(const parser *p, uint16_t token) {
    const uint8_t first = first_byte(p, token);
    return first == ',' || first == ':';
}

/* Where the token that libyajl refused begins. It follows that of the last event. libyajl may have
 * gone back by what it takes for the token's length, but not past its start. */
static uint64_t refused_start(const parser *p) {
    uint16_t token = 0;
    for (uint16_t events = p->events; events > 0; token++) {
        events = (uint16_t)(events - !is_separator(p, token));
    }
    return p->starts[token_at(p, token)];
}

/* Each callback counts its event: every token but a separator has one. Offsets are looked up only
 * where the envelope asks for them. */
static envelope *event(parser *p) {
    p->events++;
    return p->envelope;
}

static int on_scalar(void *context) {
    parser *p = context;
    envelope *e = event(p);
    return !envelope_wants_value(e) || envelope_scalar(e, event_start(p));
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
    envelope *e = event(p);
    return !envelope_wants_value(e) ||
           envelope_string(e, event_start(p), (const char *)text, length);
}

static int on_name(void *context, const unsigned char *text, size_t length) {
    parser *p = context;
    envelope *e = event(p);
    return !envelope_wants_members(e) ||
           envelope_name(e, event_start(p), (const char *)text, length);
}

static bool open_container(parser *p, bool is_object, bool go_on) {
    set_object_at(&p->kinds, p->envelope->depth, is_object);
    return go_on;
}

static int on_open_object(void *context) {
    parser *p = context;
    envelope *e = event(p);
    return open_container(p, true,
                          envelope_open_object(e, envelope_wants_open(e) ? event_start(p) : 0));
}

static int on_open_array(void *context) {
    parser *p = context;
    envelope *e = event(p);
    return open_container(p, false,
                          envelope_open_array(e, envelope_wants_open(e) ? event_start(p) : 0));
}

static int on_close(void *context) {
    parser *p = context;
    envelope *e = event(p);
    return envelope_close(e, envelope_wants_members(e) ? event_start(p) : 0);
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
    p->last = 0;
    p->begin = 0;
    p->length = 0;
    p->count = 0;
}

/* A handle that takes any number of documents, and leaves UTF-8 to the tokenizer. */
static yajl_handle new_handle(parser *p) {
    arena_reset(&p->memory);
    yajl_alloc_funcs functions = arena_functions(&p->memory);
    yajl_handle handle = yajl_alloc(&callbacks, &functions, p);
    yajl_config(handle, yajl_allow_multiple_values, 1);
    yajl_config(handle, yajl_dont_validate_strings, 1);
    return handle;
}

/* ---- Feeding ---------------------------------------------------------------------------------*/

/* Only the open token stays in the batch. */
static void drop_complete(parser *p, uint16_t complete) {
    const bool is_empty = complete == p->length;
    p->begin = is_empty ? 0 : complete;
    p->length = is_empty ? 0 : p->length;
    p->count = 0;
}

/* A number is 0 here, and nothing else ends so. A space shows libyajl that it has ended, where no
 * token follows. (Where an open one does, it is not allowed there.) */
static void end_last_number(parser *p) {
    uint16_t *end = &p->ends[p->count - 1];
    if (p->text[*end - 1] == '0') {
        const size_t open = (size_t)(p->length - *end);
        memmove(p->text + *end + 1, p->text + *end, open);
        p->text[*end] = ' ';
        (*end)++;
        p->length++;
        WORK_SCANNED(open + 1);
    }
}

bool parser_flush(parser *p) {
    if (p->count == 0) {
        return true;
    }
    if (p->handle == NULL) {
        p->handle = new_handle(p);
    }
    end_last_number(p);
    const uint16_t complete = p->ends[p->count - 1];
    const size_t length = (size_t)(complete - p->begin);
    p->cursor = 0;
    p->events = 0;
    WORK_SCANNED(length);
    switch (yajl_parse(p->handle, p->text + p->begin, length)) {
    case yajl_status_ok:
        p->last = first_byte(p, (uint16_t)(p->count - 1));
        drop_complete(p, complete);
        return true;
    case yajl_status_client_canceled:
        INVARIANT(envelope_stopped(p->envelope));
        return false;
    case yajl_status_error:
    default:
        return envelope_break(p->envelope, TCE_VIOLATION_JSON_SYNTAX, refused_start(p));
    }
}

/* A comma comes before a value in an array, and before a name in an object. */
bool parser_accepts(const parser *p, bool is_string) {
    switch (p->last) {
    case 0:
    case '[':
    case ':':
        return true;
    case '{':
        return is_string;
    case ',':
        return is_string || !is_object_at(&p->kinds, p->envelope->depth);
    default:
        return false;
    }
}
