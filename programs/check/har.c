/*
 * The bodies of a HAR file. Whether a body is base64 can stand after it, so both readings of each
 * are validated until its response ends: the one that is wrong ends at its first bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "check/chunks.h"
#include "check/har_scan.h"
#include "check/http_status.h"
#include "support/base64.h"
#include "support/complain.h"

enum { PART = 3072, DECODED = PART / 4 * 3 + 3 };

/* The JSON text that the file is. */
typedef struct har_json {
    tce_validator *validator;
    uint64_t bytes;
    uint64_t broken_at; /* the offset of its violation */
    bool broken;
} har_json;

typedef struct har_check {
    lane *lane;
    reporter *reporter;
    size_t chunk;
    har_json json;
    har_events events;
    har_scan scan;
    tce_validator *plain; /* reads the text as it is */
    tce_validator *coded; /* reads it as base64 */
    base64 base64;
    uint64_t index;      /* of the next document */
    uint64_t skipped;    /* bodies that cannot be decoded */
    uint64_t skipped_at; /* where the first of them begins */
} har_check;

/* ---- Events ----------------------------------------------------------------------------------*/

static void text_begins(void *user) {
    har_check *c = user;
    tce_reset(c->plain);
    tce_reset(c->coded);
    c->base64 = (base64){0};
}

static void feed_coded(har_check *c, const char *bytes, size_t length) {
    char decoded[DECODED];
    for (size_t i = 0; i < length && !c->base64.broken; i += PART) {
        const size_t part = length - i < PART ? length - i : PART;
        const size_t size = base64_decode(&c->base64, bytes + i, part, decoded);
        feed_validator(c->coded, decoded, size, c->chunk);
    }
}

static void text(void *user, const char *bytes, size_t length) {
    har_check *c = user;
    feed_validator(c->plain, bytes, length, c->chunk);
    feed_coded(c, bytes, length);
}

static bool is_base64(const har_response *r) {
    return r->encoding.length == 6 && memcmp(r->encoding.bytes, "base64", 6) == 0;
}

static bool skip(har_check *c, uint64_t offset) {
    c->skipped_at = c->skipped == 0 ? offset : c->skipped_at;
    c->skipped++;
    return true;
}

/* A response whose body the file does not hold is no document. */
static bool response(void *user, const har_response *r) {
    har_check *c = user;
    if (!r->has_text || !http_status_has_body(r->status)) {
        return true;
    }
    const bool coded = is_base64(r);
    if (r->has_two || (coded && !base64_can_end(&c->base64)) ||
        (!coded && r->encoding.length > 0)) {
        return skip(c, r->offset);
    }
    c->reporter->index_base = c->index++;
    c->reporter->offset_base = r->offset;
    return reporter_take(c->reporter, tce_finish(coded ? c->coded : c->plain));
}

/* ---- The file --------------------------------------------------------------------------------*/

static bool on_violation(void *user, tce_violation violation, uint64_t offset) {
    har_json *json = user;
    if (violation >= TCE_VIOLATION_JSON_EMPTY && violation <= TCE_VIOLATION_JSON_SIZE &&
        !json->broken) {
        json->broken = true;
        json->broken_at = offset;
    }
    return true;
}

/* The scan takes only what is known to be JSON. */
static size_t valid_part(har_check *c, const char *bytes, size_t length) {
    har_json *json = &c->json;
    const uint64_t begin = json->bytes;
    json->bytes += length;
    tce_feed(json->validator, bytes, length);
    if (!json->broken) {
        return length;
    }
    return json->broken_at > begin ? (size_t)(json->broken_at - begin) : 0;
}

static bool take(void *user, const char *bytes, size_t length) {
    har_check *c = user;
    c->reporter->bytes += length;
    const size_t part = valid_part(c, bytes, length);
    return har_scan_take(&c->scan, bytes, part) && !c->json.broken &&
           lane_offer(c->lane, c->reporter);
}

/* ---- The end ---------------------------------------------------------------------------------*/

typedef void complainer(const har_check *c, const char *name);

static void complain_of_json(const har_check *c, const char *name) {
    complain(
        name,
        "is no HAR file past byte %llu, where it is no JSON or not complete; what precedes it is "
        "reported",
        (unsigned long long)c->json.broken_at);
}

static void complain_of_entries(const har_check *c, const char *name) {
    (void)c;
    complain(name, "has no log.entries, so it is no HAR file; give another --framing");
}

static void complain_of_skipped(const har_check *c, const char *name) {
    complain(
        name,
        "%llu of the bodies were not validated: their text is there twice or its encoding is not "
        "that which is given; the first is at byte %llu",
        (unsigned long long)c->skipped, (unsigned long long)c->skipped_at);
}

static void complain_with(har_check *c, const char *name, complainer *say) {
    lane_take(c->lane, c->reporter);
    if (lane_trouble(c->lane)) {
        say(c, name);
    }
}

static void end(har_check *c, const char *name, bool read_all) {
    if (read_all) {
        tce_finish(c->json.validator);
    }
    if (c->json.broken) {
        complain_with(c, name, complain_of_json);
    } else if (read_all && !c->scan.has_entries) {
        complain_with(c, name, complain_of_entries);
    }
    if (c->skipped > 0) {
        complain_with(c, name, complain_of_skipped);
    }
}

typedef struct validator_memory {
    void *storage; /* owned */
    tce_validator *validator;
} validator_memory;

static validator_memory make_validator(const tce_options *options) {
    const size_t size = tce_storage_size(options);
    void *storage = allocate(1, size);
    return (validator_memory){storage, tce_init(storage, size, options)};
}

static tce_options json_options(const check_options *options, har_json *json) {
    tce_options library = check_options_library(options);
    library.max_depth = TCE_MAX_DEPTH_LIMIT;
    library.max_bytes = 0;
    library.user = json;
    library.on_violation = on_violation;
    return library;
}

void check_har(lane *l, input *in, reporter *r) {
    har_check c = {.lane = l, .reporter = r, .chunk = l->session->options->chunk};
    const tce_options options = check_options_library(r->options);
    const tce_options of_json = json_options(r->options, &c.json);
    const validator_memory memories[] = {
        make_validator(&of_json),
        make_validator(&options),
        make_validator(&options),
    };
    c.json.validator = memories[0].validator;
    c.plain = memories[1].validator;
    c.coded = memories[2].validator;
    c.events = (har_events){&c, text_begins, text, response};
    c.scan.events = &c.events;
    end(&c, in->name, input_read(l, in, r, take, &c));
    for (size_t i = 0; i < sizeof memories / sizeof memories[0]; i++) {
        free(memories[i].storage);
    }
}
