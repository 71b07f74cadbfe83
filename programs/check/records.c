#include <stdlib.h>

#include "check/check.h"
#include "check/chunks.h"
#include "support/complain.h"

enum { PREFIX_SIZE = 4 };

typedef struct records_check {
    lane *lane;
    reporter *reporter;
    tce_validator *validator;
    uint8_t prefix[PREFIX_SIZE];
    size_t prefix_bytes; /* read so far; PREFIX_SIZE: in the document */
    uint32_t left;       /* bytes of the document not yet read */
    uint64_t offset;     /* of the record's prefix in the input */
    uint64_t index;
} records_check;

static uint32_t record_length(const records_check *c) {
    return (uint32_t)c->prefix[0] | (uint32_t)c->prefix[1] << 8 | (uint32_t)c->prefix[2] << 16 |
           (uint32_t)c->prefix[3] << 24;
}

static void take_prefix_byte(records_check *c, char byte) {
    c->prefix[c->prefix_bytes++] = (uint8_t)byte;
    if (c->prefix_bytes == PREFIX_SIZE) {
        c->left = record_length(c);
    }
}

/* A validator numbers its document 0 at offset 0: the bases give its place in the input. */
static bool end_record(records_check *c) {
    reporter *r = c->reporter;
    r->index_base = c->index;
    r->offset_base = c->offset;
    const bool can_go_on = reporter_take(r, tce_finish(c->validator));
    tce_reset(c->validator);
    c->offset += PREFIX_SIZE + (uint64_t)record_length(c);
    c->index++;
    c->prefix_bytes = 0;
    return can_go_on;
}

/* Takes at least one of the bytes and returns how many it took. */
static size_t take_some(records_check *c, const char *bytes, size_t length) {
    if (c->prefix_bytes < PREFIX_SIZE) {
        take_prefix_byte(c, bytes[0]);
        return 1;
    }
    const size_t size = length < c->left ? length : c->left;
    feed_validator(c->validator, bytes, size, c->lane->session->options->chunk);
    c->left -= (uint32_t)size;
    return size;
}

static bool take(void *user, const char *bytes, size_t length) {
    records_check *c = user;
    c->reporter->bytes += length;
    for (size_t offset = 0; offset < length;) {
        offset += take_some(c, bytes + offset, length - offset);
        if (c->prefix_bytes == PREFIX_SIZE && c->left == 0 && !end_record(c)) {
            return false;
        }
    }
    return lane_offer(c->lane, c->reporter);
}

static void complain_of_truncation(const records_check *c, const char *name) {
    const bool in_prefix = c->prefix_bytes < PREFIX_SIZE;
    const uint64_t expected = in_prefix ? PREFIX_SIZE : record_length(c);
    const uint64_t present = in_prefix ? c->prefix_bytes : expected - c->left;
    lane_take(c->lane, c->reporter);
    if (!lane_trouble(c->lane)) {
        return;
    }
    complain(name,
             "record %llu at byte %llu is truncated: %llu of %llu bytes of its %s are present; "
             "the input is not complete",
             (unsigned long long)c->index, (unsigned long long)c->offset,
             (unsigned long long)present, (unsigned long long)expected,
             in_prefix ? "length" : "document");
}

void check_records(lane *l, input *in, reporter *r) {
    const tce_options options = reporter_library_options(r);
    const size_t size = tce_storage_size(&options);
    void *storage = allocate(1, size);
    records_check c = {.lane = l, .reporter = r};
    c.validator = tce_init(storage, size, &options);
    if (input_read(l, in, r, take, &c) && c.prefix_bytes > 0) {
        complain_of_truncation(&c, in->name);
    }
    free(storage);
}
