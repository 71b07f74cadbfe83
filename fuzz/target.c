#include "target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

void target_fail(const char *fact, const char *file, int line) {
    (void)fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, fact);
    abort();
}

/* ---- How an input is run ---------------------------------------------------------------------*/

control target_control(const uint8_t bytes[CONTROL_BYTES]) {
    static const uint32_t depths[] = {0, 1, 2, 3, 4, 17, TCE_MAX_DEPTH_LIMIT, 0};
    return (control){
        .max_depth = depths[bytes[0] % 8],
        .max_bytes = bytes[1] < 0xC0 ? 0 : (uint64_t)(bytes[1] - 0xBF) * 3,
        .framing = (tce_framing)(bytes[0] / 8 % 3),
        .random = (uint64_t)bytes[2] << 8 | bytes[3],
    };
}

size_t target_cut(uint64_t *random, size_t left) {
    static const size_t sizes[] = {1, 2, 3, 7, 16, 63, 64, 65, 200, 1000};
    const uint64_t r = random_next(random);
    const size_t most = sizes[r % (sizeof(sizes) / sizeof(sizes[0]))];
    const size_t cut = 1 + (size_t)(r >> 32) % most;
    return cut < left ? cut : left;
}

uint8_t *target_copy(const uint8_t *bytes, size_t size) {
    uint8_t *copy = malloc(size > 0 ? size : 1);
    REQUIRE(copy != NULL);
    memcpy(copy, bytes, size);
    return copy;
}

/* ---- Storage ---------------------------------------------------------------------------------*/

#define MARGIN 64
#define FILL   0xA5

guarded_storage target_storage(size_t size) {
    guarded_storage s = {.block = malloc(size + (size_t)2 * MARGIN), .size = size};
    REQUIRE(s.block != NULL);
    memset(s.block, FILL, size + (size_t)2 * MARGIN);
    s.storage = s.block + MARGIN;
    return s;
}

void target_release(guarded_storage *s) {
    for (size_t i = 0; i < MARGIN; i++) {
        REQUIRE(s->block[i] == FILL);
        REQUIRE(s->block[MARGIN + s->size + i] == FILL);
    }
    free(s->block);
}

/* ---- Records ---------------------------------------------------------------------------------*/

static void record_bytes(record *r, const void *bytes, size_t length) {
    const uint8_t *p = bytes;
    for (size_t i = 0; i < length; i++) {
        r->hash = (r->hash ^ p[i]) * UINT64_C(0x100000001B3);
    }
    r->count++;
}

void record_number(record *r, uint64_t number) {
    record_bytes(r, &number, sizeof(number));
}

/* Well-formed UTF-8 by RFC 3629, read as its table says. */
static size_t character_length(const uint8_t *p, size_t left) {
    static const struct {
        uint8_t first, last, low, high;
        size_t length;
    } forms[] = {
        {0x00, 0x7F, 0, 0, 1},       {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
        {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
        {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
    };
    for (size_t f = 0; f < sizeof(forms) / sizeof(forms[0]); f++) {
        if (p[0] < forms[f].first || p[0] > forms[f].last || left < forms[f].length) {
            continue;
        }
        bool good = forms[f].length == 1 || (p[1] >= forms[f].low && p[1] <= forms[f].high);
        for (size_t i = 2; i < forms[f].length; i++) {
            good = good && p[i] >= 0x80 && p[i] <= 0xBF;
        }
        return good ? forms[f].length : 0;
    }
    return 0;
}

void record_text(record *r, tce_text text) {
    record_number(r, text.bytes != NULL);
    if (text.bytes == NULL) {
        REQUIRE(text.length == 0);
        return;
    }
    REQUIRE(text.bytes[text.length] == '\0');
    const uint8_t *bytes = (const uint8_t *)text.bytes;
    for (size_t i = 0; i < text.length;) {
        const size_t length = character_length(bytes + i, text.length - i);
        REQUIRE(length > 0);
        i += length;
    }
    record_bytes(r, text.bytes, text.length);
}

static void check_violations(const tce_report *report) {
    uint64_t set = 0;
    REQUIRE(report->violation_count <= TCE_VIOLATION_COUNT_MAX);
    for (uint32_t i = 0; i < report->violation_count; i++) {
        const tce_violation violation = (tce_violation)report->violation_order[i];
        REQUIRE(tce_violation_name(violation) != NULL);
        REQUIRE((set >> violation & 1) == 0);
        REQUIRE(tce_report_has(report, violation));
        /* A JSON violation ends the validation. */
        REQUIRE(strncmp(tce_violation_name(violation), "json_", 5) != 0 ||
                i + 1 == report->violation_count);
        set |= UINT64_C(1) << violation;
    }
    REQUIRE(set == report->violations);
    REQUIRE(set == 0 ? report->first_violation == TCE_VIOLATION_NONE
                     : (int)report->first_violation == report->violation_order[0]);
    REQUIRE(report->violation_offset <= report->length);
}

static void check_code(const tce_report *report) {
    tce_code_info info;
    tce_code_lookup(report->error_code.bytes, report->error_code.length, &info);
    REQUIRE(info.code == report->code_info.code && info.kind == report->code_info.kind);
    REQUIRE(info.code_class == report->code_info.code_class);
    REQUIRE(info.category == report->code_info.category);
}

static void check_verdict(const tce_report *report) {
    const bool valid = report->violations == 0;
    REQUIRE((report->verdict == TCE_VERDICT_INVALID) == !valid);
    if (valid) {
        REQUIRE(report->request_id.length > 0);
        REQUIRE((report->verdict == TCE_VERDICT_FAILURE) == (report->error_code.bytes != NULL));
        REQUIRE((report->verdict == TCE_VERDICT_FAILURE) == (report->error_message.bytes != NULL));
    }
    REQUIRE(report->request_id.length <= TCE_MAX_REQUEST_ID);
    REQUIRE(report->error_code.length <= TCE_MAX_CODE);
    REQUIRE(report->error_message.length <= TCE_MAX_MESSAGE);
}

void record_report(record *r, const tce_report *report) {
    check_violations(report);
    check_code(report);
    check_verdict(report);
    record_number(r, report->verdict);
    record_number(r, report->violation_count);
    record_bytes(r, report->violation_order, report->violation_count);
    record_number(r, report->violation_offset);
    record_number(r, report->length);
    record_number(r, report->index);
    record_number(r, report->offset);
    record_text(r, report->request_id);
    record_text(r, report->error_code);
    record_text(r, report->error_message);
    record_number(r, report->message_truncated);
}

bool record_equal(const record *a, const record *b) {
    return a->hash == b->hash && a->count == b->count;
}

/* ---- Moments ---------------------------------------------------------------------------------*/

void timeline_take(timeline *t, size_t fed, const record *r, tce_status status) {
    if (fed > TIMELINE_MAX) {
        return;
    }
    if (!t->known) {
        t->calls[fed] = r->calls;
        t->status[fed] = status;
    }
    REQUIRE(t->calls[fed] == r->calls);
    REQUIRE(t->status[fed] == status);
}

/* ---- Callbacks -------------------------------------------------------------------------------*/

/* What each callback returns. None is called again after one that cancelled. */
static bool end_call(record *r) {
    REQUIRE(!record_cancelled(r));
    r->calls++;
    return !record_cancelled(r);
}

static bool on_request_id(void *user, tce_text request_id) {
    record_text(user, request_id);
    return end_call(user);
}

static bool on_error_code(void *user, tce_text code, const tce_code_info *info) {
    record_text(user, code);
    record_number(user, info->kind);
    return end_call(user);
}

static bool on_error_message(void *user, tce_text message, bool truncated) {
    record_text(user, message);
    record_number(user, truncated);
    return end_call(user);
}

static bool on_violation(void *user, tce_violation violation, uint64_t offset) {
    record_number(user, violation);
    record_number(user, offset);
    return end_call(user);
}

static bool on_report(void *user, const tce_report *report) {
    record_report(user, report);
    return end_call(user);
}

void record_callbacks(tce_options *options, record *r) {
    options->user = r;
    options->on_request_id = on_request_id;
    options->on_error_code = on_error_code;
    options->on_error_message = on_error_message;
    options->on_violation = on_violation;
    options->on_report = on_report;
}
