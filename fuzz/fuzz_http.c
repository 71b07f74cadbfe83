/*
 * One HTTP response: whatever its head, its policy, its chunks and its end, the calls are answered
 * with actions that fit each other; an encoding gives the outcome of what it holds; and the outcome
 * does not depend on the chunks.
 *
 * The first bytes select the policy and the head, the rest is the body: as it is, and encoded.
 */
#include <stdlib.h>
#include <string.h>

#define ZLIB_CONST
#include <zlib.h>
#ifdef TCE_HTTP_ZSTD
#include <zstd.h>
#endif

#include "random.h"
#include "target.h"
#include "tcenvelope_http.h"

#define HEAD_BYTES  4
#define ZSTD_WINDOW (UINT32_C(1) << 17) /* a larger one costs most of the time */
#define MAX_BODY    ((size_t)1 << 20)

typedef struct exchange {
    tce_http_policy policy;
    tce_options options;
    tce_http_head head;
    tce_http_ending ending;
    bool has_decoder;
    bool misses; /* the proxy cannot show a part */
    uint64_t random;
} exchange;

static const char *const types[] = {"application/json",
                                    "Text/Plain; charset=x",
                                    "text/html",
                                    "",
                                    "application/json, text/html",
                                    "*"};
static const char *const methods[] = {"", "GET", "HEAD", "CONNECT"};
static const char *const codings[] = {
    "", "gzip", "deflate", "zstd", "br", "GZIP", "gzip, gzip", "x-gzip", "identity, gzip ,"};

static tce_text text_of(const char *words) {
    return (tce_text){words, strlen(words)};
}

static exchange exchange_of(const uint8_t bytes[HEAD_BYTES], uint64_t random) {
    static const uint16_t statuses[] = {200, 200, 200, 200, 200, 206, 204, 404};
    static const tce_text all[] = {{"*", 1}};
    exchange e = {.policy = TCE_HTTP_POLICY_INIT,
                  .options = TCE_OPTIONS_INIT,
                  .head = TCE_HTTP_HEAD_INIT,
                  .random = random};
    e.policy.mode = (tce_http_mode)(bytes[0] % 4);
    e.policy.on_overflow = (tce_http_else)(bytes[0] >> 2 & 1);
    e.policy.on_skip = (tce_http_else)(bytes[0] >> 3 & 1);
    e.policy.hold_size = (bytes[0] >> 4) * 40U + 1;
    e.policy.ratio = bytes[1] % 4 == 0 ? 1 : TCE_HTTP_RATIO_DEFAULT;
    e.policy.zstd_window = ZSTD_WINDOW;
    e.policy.types = bytes[1] >> 2 & 1 ? all : NULL;
    e.policy.type_count = 1;
    e.options.max_bytes = bytes[1] >> 3 & 1 ? bytes[1] : 0;
    e.ending = (tce_http_ending)(bytes[1] >> 4 & 3);
    e.has_decoder = (bytes[1] >> 6) != 0;
    e.misses = bytes[2] >> 7 != 0 && bytes[2] >> 6 != 0;
    e.head.content_type = text_of(types[bytes[2] % 8 < 6 ? bytes[2] % 8 : 0]);
    e.head.status = statuses[bytes[2] >> 3 & 7];
    e.head.content_encoding = text_of(codings[bytes[3] % (sizeof(codings) / sizeof(codings[0]))]);
    e.head.is_partial = bytes[3] == 0xff;
    e.head.method = text_of(methods[bytes[3] < 0xf0 ? 0 : bytes[3] & 3]);
    e.head.content_length = bytes[3] > 0xc0 ? bytes[3] - 0xc0U : TCE_HTTP_LENGTH_UNKNOWN;
    return e;
}

/* ---- A proxy ---------------------------------------------------------------------------------*/

typedef struct proxy {
    const exchange *e;
    tce_http *h;
    bool has_head, is_over;
} proxy;

static void act(proxy *p, tce_http_action action) {
    REQUIRE(action != TCE_HTTP_ACTION_MISUSE);
    REQUIRE(!p->is_over || action == TCE_HTTP_ACTION_REJECT || action == TCE_HTTP_ACTION_ABORT);
    REQUIRE(!p->has_head || action == TCE_HTTP_ACTION_FORWARD || action == TCE_HTTP_ACTION_ABORT);
    REQUIRE(p->e->policy.mode != TCE_HTTP_MODE_OBSERVE || action == TCE_HTTP_ACTION_FORWARD);
    p->has_head =
        p->has_head || action == TCE_HTTP_ACTION_FORWARD || action == TCE_HTTP_ACTION_RELEASE;
    p->is_over = p->is_over || action == TCE_HTTP_ACTION_REJECT || action == TCE_HTTP_ACTION_ABORT;
}

static void show(proxy *p, const uint8_t *body, size_t length, bool in_chunks) {
    uint64_t random = p->e->random;
    for (size_t i = 0; i < length;) {
        const size_t n = in_chunks ? target_cut(&random, length - i) : length - i;
        uint8_t *chunk = target_copy(body + i, n);
        act(p, tce_http_body(p->h, chunk, n));
        free(chunk);
        i += n;
    }
}

/* ---- Outcomes --------------------------------------------------------------------------------*/

typedef struct result {
    tce_http_outcome outcome;
    record texts;
} result;

static void check_rejection(const tce_http *h, tce_text id) {
    char body[TCE_HTTP_REJECT_BODY_MAX];
    tce_report report;
    const size_t length = tce_http_reject_body(h, id, body, sizeof(body));
    REQUIRE(length > 0);
    REQUIRE(tce_validate(body, length, NULL, &report) == TCE_VERDICT_FAILURE);
    REQUIRE(tce_http_reject_body(h, id, body, length - 1) == 0);
}

static void check_words(const tce_http_outcome *o) {
    char line[TCE_HTTP_LINE_MAX];
    REQUIRE(tce_http_describe(o, line, sizeof(line)) == strlen(line));
    REQUIRE(strlen(line) + 1 < sizeof(line));
    REQUIRE(tce_http_field(o, line, sizeof(line)) == strlen(line));
    REQUIRE(tce_http_describe(o, line, 4) == 3);
}

static void check_outcome(const tce_http_outcome *o, size_t length) {
    const bool has_violation = o->violation != TCE_VIOLATION_NONE;
    REQUIRE(o->bytes <= length);
    REQUIRE(tce_http_verdict_meaning(o->verdict) != NULL);
    REQUIRE(has_violation == (o->violations != 0));
    REQUIRE(has_violation ==
            (o->verdict == TCE_HTTP_VERDICT_INVALID || o->verdict == TCE_HTTP_VERDICT_TRUNCATED));
    REQUIRE(!has_violation || (o->violations >> o->violation & 1) != 0);
    REQUIRE(o->violation < TCE_VIOLATION_CODING_CORRUPT || o->offset <= o->bytes);
    REQUIRE((o->skip != TCE_HTTP_SKIP_NONE) == (o->verdict == TCE_HTTP_VERDICT_SKIPPED));
    REQUIRE(o->coding != TCE_HTTP_CODING_IDENTITY || o->decoded_bytes == o->bytes);
    REQUIRE(o->report == NULL || (o->report->verdict == TCE_VERDICT_INVALID) >= has_violation);
}

/* Only a sound response, or one that is not validated, ends as a complete one. */
static void check_end(const proxy *p, const tce_http_outcome *o) {
    const bool is_sound =
        o->verdict == TCE_HTTP_VERDICT_SUCCESS || o->verdict == TCE_HTTP_VERDICT_FAILURE;
    if (p->e->policy.mode > TCE_HTTP_MODE_OBSERVE && !p->is_over &&
        p->e->ending != TCE_HTTP_END_CLIENT_GONE) {
        REQUIRE(is_sound || o->verdict == TCE_HTTP_VERDICT_SKIPPED ||
                o->done == TCE_HTTP_DONE_OVERFLOWED);
    }
    REQUIRE(tce_http_is_unsound(p->h) == (!is_sound && o->verdict != TCE_HTTP_VERDICT_SKIPPED));
}

static result run(const exchange *given, const uint8_t *body, size_t length, bool in_chunks) {
    exchange e = *given;
    e.policy.options = &e.options;
    result r = {.texts = {0}};
    guarded_storage s = target_storage(tce_http_storage_size(&e.policy));
    proxy p = {.e = &e, .h = tce_http_init(s.storage, s.size, &e.policy)};
    REQUIRE(p.h != NULL);
    REQUIRE(tce_http_outcome_of(p.h) == NULL);
    act(&p, tce_http_begin(p.h, &e.head));
    const size_t size = tce_http_decoder_size(p.h);
    guarded_storage d = target_storage(size);
    if (size != 0 && e.has_decoder) {
        REQUIRE(tce_http_give_decoder(p.h, d.storage, size));
    }
    show(&p, body, length, in_chunks);
    if (e.misses) {
        act(&p, tce_http_miss(p.h));
    }
    act(&p, tce_http_end(p.h, e.ending));
    r.outcome = *tce_http_outcome_of(p.h);
    record_text(&r.texts, r.outcome.request_id);
    record_text(&r.texts, r.outcome.error_code);
    check_outcome(&r.outcome, length);
    check_end(&p, &r.outcome);
    check_words(&r.outcome);
    check_rejection(p.h, (tce_text){(const char *)body, length < 200 ? length : 200});
    target_release(&d);
    target_release(&s);
    return r;
}

static void require_same(const result *a, const result *b, bool with_bytes) {
    REQUIRE(a->outcome.verdict == b->outcome.verdict);
    REQUIRE(a->outcome.violation == b->outcome.violation);
    REQUIRE(a->outcome.offset == b->outcome.offset);
    REQUIRE(a->outcome.done == b->outcome.done);
    REQUIRE(a->outcome.skip == b->outcome.skip);
    if (with_bytes) {
        REQUIRE(a->outcome.violations == b->outcome.violations);
        REQUIRE(a->outcome.bytes == b->outcome.bytes);
        REQUIRE(a->outcome.decoded_bytes == b->outcome.decoded_bytes);
        REQUIRE(record_equal(&a->texts, &b->texts));
    }
}

/* The same in every cut. What follows a violation may be shown or not in abort and hold. */
static result run_every_way(const exchange *e, const uint8_t *body, size_t length) {
    const result at_once = run(e, body, length, false);
    const result in_chunks = run(e, body, length, true);
    require_same(&at_once, &in_chunks, e->policy.mode == TCE_HTTP_MODE_OBSERVE);
    return at_once;
}

/* ---- Encodings -------------------------------------------------------------------------------*/

static size_t deflated(int bits, const uint8_t *body, size_t length, uint8_t *out, size_t size) {
    z_stream s = {0};
    REQUIRE(deflateInit2(&s, 1, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    s.next_in = body;
    s.avail_in = (uInt)length;
    s.next_out = out;
    s.avail_out = (uInt)size;
    REQUIRE(deflate(&s, Z_FINISH) == Z_STREAM_END);
    REQUIRE(deflateEnd(&s) == Z_OK);
    return size - s.avail_out;
}

typedef struct encoding {
    const char *field;
    int bits; /* of zlib; 0: zstd */
} encoding;

static const encoding encodings[] = {
    {"gzip", MAX_WBITS + 16}, {"deflate", MAX_WBITS}, {"deflate", -MAX_WBITS}, {"zstd", 0}};

static size_t encoded(const encoding *c, const uint8_t *body, size_t length, uint8_t *out,
                      size_t size) {
#ifdef TCE_HTTP_ZSTD
    if (c->bits == 0) {
        const size_t found = ZSTD_compress(out, size, body, length, 1);
        REQUIRE(!ZSTD_isError(found));
        return found;
    }
#endif
    return deflated(c->bits, body, length, out, size);
}

static bool is_available(const encoding *c) {
    return c->bits != 0 || (tce_http_codings_available() & TCE_HTTP_BIT(TCE_HTTP_CODING_ZSTD)) != 0;
}

/* An encoding has the outcome of what it holds; and one with a byte changed has one outcome. */
static void check_encoding(exchange e, const encoding *c, const uint8_t *body, size_t length,
                           const result *plain) {
    const size_t size = length + length / 8 + 256;
    uint8_t *out = malloc(size);
    REQUIRE(out != NULL);
    const size_t n = encoded(c, body, length, out, size);
    e.head.content_encoding = text_of(c->field);
    result r = run_every_way(&e, out, n);
    r.outcome.bytes = plain->outcome.bytes;
    r.outcome.decoded_bytes = plain->outcome.decoded_bytes; /* it stops at max_bytes */
    require_same(&r, plain, true);
    out[e.random % n] ^= (uint8_t)(1U << (e.random >> 8) % 8);
    (void)run_every_way(&e, out, n);
    (void)run_every_way(&e, out, e.random % n);
    free(out);
}

static void check_encodings(exchange e, const uint8_t *body, size_t length) {
    e.policy.mode = TCE_HTTP_MODE_OBSERVE;
    e.policy.ratio = 0;
    e.has_decoder = true;
    e.misses = false;
    e.ending = TCE_HTTP_END_COMPLETE;
    e.head.status = 200;
    e.head.is_partial = false;
    e.head.method = text_of("");
    e.head.content_length = TCE_HTTP_LENGTH_UNKNOWN;
    e.head.content_type = text_of(types[0]);
    e.head.content_encoding = text_of("");
    const result plain = run_every_way(&e, body, length);
    for (size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++) {
        if (is_available(&encodings[i])) {
            check_encoding(e, &encodings[i], body, length, &plain);
        }
    }
}

/* ---- Misuse ----------------------------------------------------------------------------------*/

typedef struct storage {
    uint64_t words[4096];
} storage;

static bool call_back_in(void *user, tce_violation violation, uint64_t offset) {
    tce_http *h = *(tce_http **)user;
    const tce_http_head head = TCE_HTTP_HEAD_INIT;
    (void)violation, (void)offset;
    REQUIRE(tce_http_begin(h, &head) == TCE_HTTP_ACTION_MISUSE);
    REQUIRE(tce_http_body(h, "x", 1) == TCE_HTTP_ACTION_MISUSE);
    REQUIRE(tce_http_miss(h) == TCE_HTTP_ACTION_MISUSE);
    REQUIRE(tce_http_end(h, TCE_HTTP_END_COMPLETE) == TCE_HTTP_ACTION_MISUSE);
    REQUIRE(!tce_http_give_decoder(h, &h, 1));
    tce_http_reset(h);
    return true;
}

static void check_nobody(void) {
    char buffer[8];
    const tce_http_head head = {.size = 0};
    REQUIRE(tce_http_begin(NULL, &head) == TCE_HTTP_ACTION_MISUSE);
    REQUIRE(tce_http_body(NULL, "x", 1) == TCE_HTTP_ACTION_MISUSE);
    REQUIRE(tce_http_miss(NULL) == TCE_HTTP_ACTION_MISUSE);
    REQUIRE(tce_http_end(NULL, TCE_HTTP_END_COMPLETE) == TCE_HTTP_ACTION_MISUSE);
    REQUIRE(tce_http_decoder_size(NULL) == 0 && !tce_http_give_decoder(NULL, buffer, 8));
    REQUIRE(tce_http_outcome_of(NULL) == NULL && !tce_http_is_unsound(NULL));
    REQUIRE(tce_http_bytes(NULL) == 0 && !tce_http_has_all_bytes(NULL));
    REQUIRE(tce_http_reject_body(NULL, text_of(""), buffer, 8) == 0);
    REQUIRE(tce_http_describe(NULL, buffer, 8) == 0 && tce_http_field(NULL, buffer, 8) == 0);
    REQUIRE(tce_http_skip_of(NULL, NULL) == TCE_HTTP_SKIP_OFF);
    REQUIRE(tce_http_skip_of(NULL, &head) == TCE_HTTP_SKIP_OFF);
    tce_http_reset(NULL);
}

/* Calls that do not fit are answered, from within a callback too, and change nothing. */
static void check_misuse(const uint8_t *body, size_t length) {
    storage memory;
    tce_http *h = NULL;
    tce_options options = TCE_OPTIONS_INIT;
    options.user = &h;
    options.on_violation = call_back_in;
    tce_http_policy policy = TCE_HTTP_POLICY_INIT;
    policy.options = &options;
    const size_t size = tce_http_storage_size(&policy);
    REQUIRE(size > 0 && size <= sizeof(memory));
    REQUIRE(tce_http_init(NULL, size, &policy) == NULL);
    REQUIRE(tce_http_init(&memory, size - 1, &policy) == NULL);
    REQUIRE(tce_http_init((char *)&memory + 1, size, &policy) == NULL);
    h = tce_http_init(&memory, size, &policy);
    tce_http_head head = TCE_HTTP_HEAD_INIT;
    head.status = 200;
    head.content_type = text_of(types[0]);
    REQUIRE(tce_http_body(h, body, length) == TCE_HTTP_ACTION_MISUSE);
    REQUIRE(tce_http_miss(h) == TCE_HTTP_ACTION_MISUSE);
    REQUIRE(tce_http_end(h, TCE_HTTP_END_COMPLETE) == TCE_HTTP_ACTION_MISUSE);
    REQUIRE(tce_http_begin(h, NULL) == TCE_HTTP_ACTION_MISUSE);
    REQUIRE(tce_http_begin(h, &head) == TCE_HTTP_ACTION_FORWARD);
    REQUIRE(tce_http_begin(h, &head) == TCE_HTTP_ACTION_MISUSE);
    REQUIRE(tce_http_body(h, body, length) == TCE_HTTP_ACTION_FORWARD);
    REQUIRE(tce_http_end(h, (tce_http_ending)4) == TCE_HTTP_ACTION_MISUSE);
    REQUIRE(tce_http_reject_body(h, text_of(""), NULL, 8) == 0);
    REQUIRE(tce_http_end(h, TCE_HTTP_END_COMPLETE) == TCE_HTTP_ACTION_FORWARD);
    REQUIRE(tce_http_end(h, TCE_HTTP_END_NOT_SEEN) == TCE_HTTP_ACTION_FORWARD);
    REQUIRE(tce_http_body(h, body, length) == TCE_HTTP_ACTION_MISUSE);
    const tce_http_outcome first = *tce_http_outcome_of(h);
    tce_http_reset(h);
    REQUIRE(tce_http_outcome_of(h) == NULL);
    REQUIRE(tce_http_begin(h, &head) == TCE_HTTP_ACTION_FORWARD);
    REQUIRE(tce_http_body(h, NULL, 1) == TCE_HTTP_ACTION_MISUSE);
    (void)tce_http_body(h, body, length);
    REQUIRE(tce_http_end(h, TCE_HTTP_END_COMPLETE) == TCE_HTTP_ACTION_FORWARD);
    REQUIRE(tce_http_outcome_of(h)->verdict == TCE_HTTP_VERDICT_UNSEEN);
    REQUIRE(first.bytes == tce_http_bytes(h));
}

/* Memory for a decoder: used once, and when it fits. */
static void check_decoder(const uint8_t *body, size_t length) {
    storage memory;
    tce_http *h = tce_http_init(&memory, sizeof(memory), NULL);
    tce_http_head head = TCE_HTTP_HEAD_INIT;
    head.status = 200;
    head.content_type = text_of(types[0]);
    head.content_encoding = text_of("gzip");
    REQUIRE(!tce_http_give_decoder(h, &memory, sizeof(memory)));
    REQUIRE(tce_http_begin(h, &head) == TCE_HTTP_ACTION_FORWARD);
    const size_t size = tce_http_decoder_size(h);
    guarded_storage d = target_storage(size + TCE_STORAGE_ALIGNMENT);
    char *shifted = (char *)d.storage + TCE_STORAGE_ALIGNMENT; /* aligned to no more than that */
    REQUIRE(!tce_http_give_decoder(h, NULL, size));
    REQUIRE(!tce_http_give_decoder(h, shifted + 1, size));
    REQUIRE(!tce_http_give_decoder(h, shifted, size - 1));
    REQUIRE(tce_http_give_decoder(h, shifted, size));
    REQUIRE(!tce_http_give_decoder(h, shifted, size));
    (void)tce_http_body(h, body, length);
    target_release(&d);
}

/* Any policy: used, or refused with a reason. */
static void check_policy(const uint8_t *bytes, size_t length) {
    static const uint16_t statuses[] = {200, 200, 399, 400, 599, 600};
    static const char *const codes[] = {NULL, "a", "", "a b", "\x7f", "\xc3\xa9"};
    tce_options options = TCE_OPTIONS_INIT;
    struct {
        tce_http_policy policy;
        uint64_t more; /* of a newer version */
    } newer = {TCE_HTTP_POLICY_INIT, 0};
    tce_http_policy p = TCE_HTTP_POLICY_INIT;
    uint8_t b[8] = {0};
    memcpy(b, bytes, length < sizeof(b) ? length : sizeof(b));
    p.size = b[0] % 8 == 7 ? b[1] % sizeof(p) : sizeof(p);
    p.mode = (tce_http_mode)(b[1] % 5);
    p.on_overflow = (tce_http_else)(b[2] % 8 == 7 ? 2 : b[2] % 2);
    p.on_skip = (tce_http_else)(b[2] % 16 == 8 ? -1 : b[2] / 2 % 2);
    p.reject_status = b[3] % 2 == 0 ? 502 : statuses[b[3] / 2 % 6];
    p.reject_code = b[4] % 2 == 0 ? "Code" : codes[b[4] / 2 % 6];
    p.zstd_window = b[5] % 4 == 0 ? UINT32_C(1) << b[5] % 32 : UINT32_C(1) << 20;
    p.options = b[6] % 2 == 0 ? &options : NULL;
    options.max_depth = b[6] % 8 == 2 ? TCE_MAX_DEPTH_LIMIT + 1 : 0;
    storage memory;
    const bool is_usable = tce_http_policy_problem(&p) == NULL;
    REQUIRE((tce_http_storage_size(&p) != 0) == is_usable);
    REQUIRE((tce_http_init(&memory, sizeof(memory), &p) != NULL) == is_usable);
    REQUIRE(is_usable || !tce_http_rejects_skip(&p, TCE_HTTP_SKIP_TYPE));
    REQUIRE(!tce_http_rejects_skip(&p, TCE_HTTP_SKIP_END));
    REQUIRE(tce_http_policy_problem(NULL) == NULL);
    newer.policy.size = b[7] % 2 == 0 ? sizeof(newer) : SIZE_MAX - b[7];
    newer.more = b[7] / 2 % 2;
    REQUIRE((tce_http_policy_problem(&newer.policy) == NULL) ==
            (newer.policy.size == sizeof(newer) && newer.more == 0));
}

/* Any number is a constant with a name, or has none. */
static void check_numbers(int number) {
    const char *const names[] = {tce_http_action_name((tce_http_action)number),
                                 tce_http_mode_name((tce_http_mode)number),
                                 tce_http_coding_name((tce_http_coding)number),
                                 tce_http_skip_name((tce_http_skip)number),
                                 tce_http_skip_meaning((tce_http_skip)number),
                                 tce_http_verdict_name((tce_http_verdict)number),
                                 tce_http_verdict_meaning((tce_http_verdict)number),
                                 tce_http_done_name((tce_http_done)number),
                                 tce_http_done_meaning((tce_http_done)number),
                                 tce_http_format_name((tce_http_format)number),
                                 tce_http_format_type((tce_http_format)number)};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        REQUIRE(names[i] == NULL || strlen(names[i]) > 0);
    }
    const tce_http_outcome o = {.verdict = (tce_http_verdict)number,
                                .done = (tce_http_done)(number % TCE_HTTP_DONE_END)};
    char line[TCE_HTTP_LINE_MAX];
    REQUIRE((tce_http_describe(&o, line, sizeof(line)) > 0) ==
            (tce_http_verdict_name(o.verdict) != NULL));
    REQUIRE(tce_http_field(&o, NULL, 8) == 0 && tce_http_field(&o, line, 0) == 0);
}

/* ---- Counters --------------------------------------------------------------------------------*/

typedef struct sink {
    size_t calls, calls_max;
} sink;

static bool take(void *user, const char *bytes, size_t length) {
    sink *s = user;
    REQUIRE(bytes != NULL && length > 0);
    return ++s->calls != s->calls_max;
}

static void check_formats(const tce_http_snapshot *s, const uint8_t *bytes, size_t length) {
    char policy[TCE_HTTP_PAGE_POLICY_MAX];
    const tce_text nonce = {(const char *)bytes, length < 64 ? length : 64};
    for (int format = 0; format < 4; format++) {
        sink all = {0, 0}, some = {0, 1 + bytes[0] % 4U};
        REQUIRE(tce_http_format_write(s, (tce_http_format)format, nonce, take, &all) ==
                (format < 3));
        (void)tce_http_format_write(s, (tce_http_format)format, nonce, take, &some);
        REQUIRE(some.calls <= some.calls_max);
    }
    REQUIRE(!tce_http_format_write(NULL, TCE_HTTP_FORMAT_JSON, nonce, take, policy));
    REQUIRE(!tce_http_format_write(s, TCE_HTTP_FORMAT_JSON, nonce, NULL, policy));
    REQUIRE(tce_http_page_policy(nonce, policy, sizeof(policy)) > 0);
    REQUIRE(tce_http_page_policy(nonce, policy, 50) == 0);
    REQUIRE(tce_http_page_policy(nonce, NULL, 50) + tce_http_page_policy(nonce, policy, 0) == 0);
}

static void check_snapshot(const tce_http_snapshot *s, uint64_t responses, uint64_t codes) {
    tce_http_totals totals;
    tce_text code;
    uint64_t count = 0, sum = 0, last = UINT64_MAX;
    tce_http_snapshot_totals(s, &totals);
    tce_http_snapshot_totals(NULL, &totals);
    tce_http_snapshot_totals(s, NULL);
    for (size_t i = 0; tce_http_snapshot_code(s, i, &code, &count); i++) {
        REQUIRE(count > 0 && count <= last && code.length > 0);
        last = count;
        sum += count;
    }
    REQUIRE(sum + totals.codes_other == codes);
    REQUIRE(totals.responses == responses);
    REQUIRE(!tce_http_snapshot_code(NULL, 0, &code, &count));
    REQUIRE(tce_http_snapshot_count(NULL, TCE_HTTP_FAMILY_VERDICTS, 0) == 0);
    REQUIRE(tce_http_snapshot_count(s, TCE_HTTP_FAMILY_END, 0) == 0);
    REQUIRE(tce_http_snapshot_count(s, TCE_HTTP_FAMILY_VERDICTS, 99) == 0);
    (void)tce_http_snapshot_count(s, TCE_HTTP_FAMILY_VERDICTS, 1);
}

#define MEMORY_WORDS 8192

static void check_memory(uint64_t *memory, uint64_t *taken) {
    const size_t size = MEMORY_WORDS * sizeof(*memory), least = tce_http_counters_size(0);
    REQUIRE(tce_http_counters_size(SIZE_MAX) > least && least <= size);
    REQUIRE(tce_http_counters_init(NULL, size, 0) == NULL);
    REQUIRE(tce_http_counters_init((char *)memory + 1, least, 0) == NULL);
    REQUIRE(tce_http_counters_init(memory, least - 1, 0) == NULL);
    REQUIRE(tce_http_counters_open(memory, least - 1) == NULL);
    tce_http_counters *counters = tce_http_counters_init(memory, size, 0);
    REQUIRE(tce_http_counters_open(memory, size) == counters);
    REQUIRE(tce_http_counters_open(memory, least) == NULL);
    memory[0] ^= 1;
    REQUIRE(tce_http_counters_open(memory, size) == NULL);
    memory[0] ^= 1;
    REQUIRE(tce_http_snapshot_size(NULL) == 0);
    REQUIRE(tce_http_snapshot_take(NULL, size, counters, 0) == NULL);
    REQUIRE(tce_http_snapshot_take((char *)taken + 1, size, counters, 0) == NULL);
    REQUIRE(tce_http_snapshot_take(taken, 8, counters, 0) == NULL);
    REQUIRE(tce_http_snapshot_take(taken, size, NULL, 0) == NULL);
}

static uint64_t number_of(const uint8_t *bytes, size_t length) {
    uint64_t number = 0;
    memcpy(&number, bytes, length < sizeof(number) ? length : sizeof(number));
    return number >> bytes[0] % 64;
}

/* The outcome, and as many codes as the body has lines, some of them often. */
static void check_counters(const tce_http_outcome *outcome, const uint8_t *body, size_t length) {
    static uint64_t memory[MEMORY_WORDS], taken[MEMORY_WORDS];
    check_memory(memory, taken);
    const uint64_t number = number_of(body, length);
    tce_http_counters *counters = tce_http_counters_init(memory, sizeof(memory), (int64_t)number);
    tce_http_outcome o = *outcome;
    o.error_code = (tce_text){NULL, 0}; /* it was in storage that is gone */
    o.bytes = number;
    tce_http_count(counters, &o);
    tce_http_count(counters, NULL);
    tce_http_count(NULL, &o);
    uint64_t responses = o.skip == TCE_HTTP_SKIP_OFF ? 0 : 1, codes = 0;
    for (size_t begin = 0, i = 0; i <= length; i++) {
        if (i == length || body[i] == ' ' || body[i] == ',') {
            o = (tce_http_outcome){.verdict = (tce_http_verdict)(i % TCE_HTTP_VERDICT_END),
                                   .done = (tce_http_done)(i % (TCE_HTTP_DONE_END + 1)),
                                   .violations = number,
                                   .error_code = {(const char *)body + begin, i - begin}};
            const bool counts = o.verdict != TCE_HTTP_VERDICT_NONE && o.done != TCE_HTTP_DONE_END;
            tce_http_count(counters, &o);
            responses += counts ? 1 : 0;
            codes += counts && i > begin && i - begin <= TCE_MAX_CODE ? 1 : 0;
            begin = i + 1;
        }
    }
    const tce_http_snapshot *s =
        tce_http_snapshot_take(taken, sizeof(taken), counters, (int64_t)(number + number % 200000));
    REQUIRE(s != NULL);
    check_snapshot(s, responses, codes);
    check_formats(s, body, length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < HEAD_BYTES + 1 || size > MAX_BODY) {
        return 0;
    }
    const uint8_t *body = data + HEAD_BYTES;
    const size_t length = size - HEAD_BYTES;
    const exchange e = exchange_of(data, (uint64_t)data[4] << 8 | data[3]);
    const result r = run_every_way(&e, body, length);
    check_encodings(e, body, length);
    check_misuse(body, length);
    check_nobody();
    check_decoder(body, length);
    check_policy(body, length);
    check_numbers(data[0] < 0xf0 ? data[0] % 16 : -data[0]);
    check_counters(&r.outcome, body, length);
    return 0;
}
