/*
 * HTTP/1.x responses one after another:
 *
 *     STATUS -> FIELDS -.-> LENGTH ------------------------------------.
 *       ^               |-> CLOSE (to the end of the input)            |
 *       |               |-> SIZE -> CHUNK -> CHUNK_END -> SIZE         |
 *       |               |    '- 0 -> TRAILER -------------------------.|
 *       |               '-> (no body)                                 ||
 *       '-------------------------------------------------------------''
 *
 * Lines end with a newline, before which a carriage return is optional. What can be read in two
 * ways ends the input: the next response could not be found.
 */
#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "check/http_head.h"
#include "check/http_status.h"
#include "support/complain.h"
#include "tcenvelope_http.h"

/* Bytes of a head, of a trailer, and of the line before a chunk. */
enum { HEAD_MAX = 65536 };

typedef enum http_state {
    HTTP_STATUS = 0, /* a status line, after empty ones */
    HTTP_FIELDS,
    HTTP_LENGTH, /* `left` bytes of a body with a length */
    HTTP_CLOSE,  /* a body up to the end of the input */
    HTTP_SIZE,   /* the line before a chunk */
    HTTP_CHUNK,  /* `left` bytes of a chunk */
    HTTP_CHUNK_END,
    HTTP_TRAILER
} http_state;

typedef struct http_check {
    lane *lane;
    reporter *reporter;
    size_t chunk; /* bytes that are fed at once, at most */
    http_state state;
    buffer line;       /* up to its end */
    size_t head_bytes; /* of the head so far */
    uint64_t offset;   /* of the next byte in the input */
    uint64_t line_offset;
    uint64_t begin; /* of the response */
    uint64_t left;
    const char *problem; /* why nothing more can be read; it is in the line at line_offset */

    http_head head;
    tce_http_policy policy;
    tce_options options;
    tce_http *response;
    void *decoder; /* decoder_size bytes, owned */
    size_t decoder_size;
    bool is_validated;         /* the response has a body that can be decoded */
    uint64_t index;            /* of the next document */
    uint64_t skipped;          /* responses that cannot be decoded */
    uint64_t skipped_at;       /* where the first of them begins */
    tce_http_skip skipped_why; /* and why */
} http_check;

/* ---- One response ----------------------------------------------------------------------------*/

static void skip(http_check *c, tce_http_skip why) {
    if (c->skipped == 0) {
        c->skipped_at = c->begin;
        c->skipped_why = why;
    }
    c->skipped++;
}

static tce_text value_of(const buffer *value, bool present) {
    return (tce_text){present ? (value->length > 0 ? value->bytes : "") : NULL, value->length};
}

/* The status has said whether there is a body; each body is validated. */
static tce_http_head library_head(const http_check *c) {
    tce_http_head head = TCE_HTTP_HEAD_INIT;
    head.status = 200;
    head.is_partial = c->head.is_partial || c->head.status == 206;
    head.content_type = value_of(&c->head.type, c->head.has_type);
    head.content_encoding = value_of(&c->head.encoding, c->head.has_encoding);
    return head;
}

/* A response keeps its memory for the next one. */
static void give_decoder(http_check *c) {
    const size_t size = tce_http_decoder_size(c->response);
    if (size > c->decoder_size) {
        free(c->decoder);
        c->decoder = allocate(1, size);
        c->decoder_size = size;
    }
    if (size > 0) {
        tce_http_give_decoder(c->response, c->decoder, c->decoder_size);
    }
}

static void begin_response(http_check *c) {
    const tce_http_head head = library_head(c);
    const tce_http_skip why = tce_http_skip_of(&c->policy, &head);
    c->is_validated = why == TCE_HTTP_SKIP_NONE;
    if (!c->is_validated) {
        skip(c, why);
        return;
    }
    tce_http_reset(c->response);
    tce_http_begin(c->response, &head);
    give_decoder(c);
}

/* Returns false to stop. */
static bool report(http_check *c) {
    const tce_http_outcome *outcome = tce_http_outcome_of(c->response);
    c->reporter->index_base = c->index++;
    c->reporter->offset_base = c->begin;
    return reporter_take(c->reporter, outcome->report);
}

static bool end_response(http_check *c) {
    c->state = HTTP_STATUS;
    c->head_bytes = 0;
    if (!c->is_validated) {
        return true;
    }
    tce_http_end(c->response, TCE_HTTP_END_COMPLETE);
    return report(c);
}

/* ---- Lines -----------------------------------------------------------------------------------*/

static bool begin_body(http_check *c) {
    c->is_validated = false;
    if (!http_status_has_body(c->head.status)) {
        return end_response(c);
    }
    begin_response(c);
    c->left = c->head.length;
    if (c->head.is_chunked) {
        c->state = HTTP_SIZE;
    } else {
        c->state = c->head.has_length ? HTTP_LENGTH : HTTP_CLOSE;
    }
    return c->state != HTTP_LENGTH || c->left > 0 || end_response(c);
}

static bool take_status(http_check *c, tce_text line) {
    if (line.length > 0) {
        c->begin = c->line_offset;
        c->problem = http_head_begin(&c->head, line);
        c->state = HTTP_FIELDS;
    }
    return true;
}

static bool take_field(http_check *c, tce_text line) {
    if (line.length == 0) {
        return begin_body(c);
    }
    c->problem = http_head_field(&c->head, line);
    return true;
}

static bool take_size(http_check *c, tce_text line) {
    c->problem = http_chunk_size(line, &c->left);
    c->state = c->left == 0 ? HTTP_TRAILER : HTTP_CHUNK;
    c->head_bytes = 0;
    return true;
}

static bool take_chunk_end(http_check *c, tce_text line) {
    c->problem = line.length > 0 ? "the chunk is longer than its size" : NULL;
    c->state = HTTP_SIZE;
    c->head_bytes = 0;
    return true;
}

static bool take_trailer(http_check *c, tce_text line) {
    if (line.length == 0) {
        return end_response(c);
    }
    c->problem = http_trailer_field(line);
    return true;
}

/* Returns false to stop. */
static bool take_line(http_check *c, tce_text line) {
    switch (c->state) {
    case HTTP_STATUS:
        return take_status(c, line);
    case HTTP_FIELDS:
        return take_field(c, line);
    case HTTP_SIZE:
        return take_size(c, line);
    case HTTP_CHUNK_END:
        return take_chunk_end(c, line);
    default:
        return take_trailer(c, line);
    }
}

static tce_text without_end(const buffer *line) {
    const size_t length = line->length - 1;
    const bool has_return = length > 0 && line->bytes[length - 1] == '\r';
    return (tce_text){line->bytes, length - has_return};
}

/* Takes the bytes up to the end of the line, or all. Returns false to stop. */
static bool take_line_bytes(http_check *c, const char *bytes, size_t length, size_t *taken) {
    const char *newline = memchr(bytes, '\n', length);
    *taken = newline == NULL ? length : (size_t)(newline - bytes) + 1;
    if (c->line.length == 0) {
        c->line_offset = c->offset;
    }
    if (*taken > HEAD_MAX - c->head_bytes) {
        c->problem = "the head is longer than 65536 bytes";
        return false;
    }
    c->head_bytes += *taken;
    buffer_append(&c->line, bytes, *taken);
    if (newline == NULL) {
        return true;
    }
    const bool can_go_on = take_line(c, without_end(&c->line));
    buffer_clear(&c->line);
    return can_go_on && c->problem == NULL;
}

/* ---- Bodies ----------------------------------------------------------------------------------*/

/* Returns false to stop. */
static bool end_part(http_check *c) {
    if (c->state == HTTP_LENGTH) {
        return end_response(c);
    }
    c->state = HTTP_CHUNK_END;
    return true;
}

static bool take_body_bytes(http_check *c, const char *bytes, size_t length, size_t *taken) {
    const bool is_bounded = c->state != HTTP_CLOSE;
    *taken = length < c->chunk ? length : c->chunk;
    if (is_bounded && *taken > c->left) {
        *taken = (size_t)c->left;
    }
    if (c->is_validated) {
        tce_http_body(c->response, bytes, *taken);
    }
    c->left -= is_bounded ? *taken : 0;
    return !is_bounded || c->left > 0 || end_part(c);
}

static bool is_in_body(const http_check *c) {
    return c->state == HTTP_LENGTH || c->state == HTTP_CLOSE || c->state == HTTP_CHUNK;
}

static bool take(void *user, const char *bytes, size_t length) {
    http_check *c = user;
    c->reporter->bytes += length;
    for (size_t i = 0, taken = 0; i < length; i += taken) {
        const bool can_go_on = is_in_body(c) ? take_body_bytes(c, bytes + i, length - i, &taken)
                                             : take_line_bytes(c, bytes + i, length - i, &taken);
        if (!can_go_on) {
            return false;
        }
        c->offset += taken;
    }
    return lane_offer(c->lane, c->reporter);
}

/* ---- The end ---------------------------------------------------------------------------------*/

static void complain_of_problem(const http_check *c, const char *name) {
    complain(
        name,
        "byte %llu, in the response at byte %llu: %s; what precedes it is reported, and nothing "
        "past it can be read",
        (unsigned long long)c->line_offset,
        (unsigned long long)(c->state == HTTP_STATUS ? c->line_offset : c->begin), c->problem);
}

static void complain_of_truncation(const http_check *c, const char *name) {
    complain(name,
             "the response at byte %llu is truncated at byte %llu, in its %s; the input is not "
             "complete",
             (unsigned long long)(c->state == HTTP_STATUS ? c->line_offset : c->begin),
             (unsigned long long)c->offset,
             c->state == HTTP_STATUS || c->state == HTTP_FIELDS ? "head" : "body");
}

static void complain_of_skipped(const http_check *c, const char *name) {
    const char *what = tce_http_skip_meaning(c->skipped_why);
    complain(name, "%llu of the responses were not validated; the first, at byte %llu: %s",
             (unsigned long long)c->skipped, (unsigned long long)c->skipped_at, what);
}

typedef void complainer(const http_check *c, const char *name);

static void complain_with(http_check *c, const char *name, complainer *say) {
    lane_take(c->lane, c->reporter);
    if (lane_trouble(c->lane)) {
        say(c, name);
    }
}

static bool is_at_end(const http_check *c) {
    return c->state == HTTP_STATUS && c->line.length == 0;
}

static void end(http_check *c, const char *name, bool read_all) {
    if (read_all && c->state == HTTP_CLOSE) {
        end_response(c);
    } else if (read_all && !is_at_end(c)) {
        complain_with(c, name, complain_of_truncation);
    }
    if (c->problem != NULL) {
        complain_with(c, name, complain_of_problem);
    }
    if (c->skipped > 0) {
        complain_with(c, name, complain_of_skipped);
    }
}

/* Each response with a body is a document, whatever its type. */
static tce_http_policy policy_of(const http_check *c) {
    static const tce_text all[] = {{"*", 1}};
    tce_http_policy policy = TCE_HTTP_POLICY_INIT;
    policy.types = all;
    policy.type_count = 1;
    policy.options = &c->options;
    return policy;
}

void check_http(lane *l, input *in, reporter *r) {
    http_check c = {.lane = l, .reporter = r, .chunk = l->session->options->chunk};
    c.options = check_options_library(r->options);
    c.policy = policy_of(&c);
    const size_t size = tce_http_storage_size(&c.policy);
    void *storage = allocate(1, size);
    c.response = tce_http_init(storage, size, &c.policy);
    end(&c, in->name, input_read(l, in, r, take, &c));
    http_head_free(&c.head);
    buffer_free(&c.line);
    free(c.decoder);
    free(storage);
}
