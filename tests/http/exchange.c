#include "exchange.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "random.h"

exchange exchange_of(tce_http_mode mode, const char *coding) {
    exchange e = {.policy = TCE_HTTP_POLICY_INIT, .head = TCE_HTTP_HEAD_INIT};
    e.policy.mode = mode;
    e.head.status = 200;
    e.head.content_type = (tce_text){"application/json", 16};
    if (coding != NULL) {
        e.head.content_encoding = (tce_text){coding, strlen(coding)};
    }
    return e;
}

/* ---- The client ------------------------------------------------------------------------------*/

typedef struct client {
    const char *body;
    size_t shown; /* bytes that the proxy has shown to the library */
    bool has_head;
    bool is_over; /* nothing more may be sent */
} client;

static void expect_order(bool fact, const char *what) {
    if (!fact) {
        fail_msg("%s", what);
    }
}

/* Of the bytes that were shown last, length long. */
static void act(client *c, result *r, tce_http_action action, size_t length) {
    r->last = action;
    c->shown += length;
    switch (action) {
    case TCE_HTTP_ACTION_FORWARD:
        expect_order(!c->is_over && r->held == 0, "forwards what follows held or refused bytes");
        c->has_head = true;
        r->sent += length;
        break;
    case TCE_HTTP_ACTION_RELEASE:
        expect_order(!c->is_over && !c->has_head, "releases what was sent");
        c->has_head = true;
        r->sent = c->shown;
        r->held = 0;
        break;
    case TCE_HTTP_ACTION_HOLD:
        expect_order(!c->is_over && !c->has_head, "holds what follows sent bytes");
        r->held += length;
        break;
    case TCE_HTTP_ACTION_REJECT:
        expect_order(!c->has_head, "rejects what was sent");
        c->is_over = true;
        break;
    case TCE_HTTP_ACTION_ABORT:
        c->is_over = true;
        break;
    default:
        expect_order(false, "misuse");
    }
}

/* ---- The proxy -------------------------------------------------------------------------------*/

static size_t chunk_of(const exchange *e, uint64_t *random, size_t left) {
    size_t n = e->chunk == 0 ? left : e->chunk;
    if (e->random != 0) {
        n = 1 + (size_t)(random_next(random) % (n == 0 ? 1 : n));
    }
    return n < left ? n : left;
}

static void show_body(const exchange *e, tce_http *h, client *c, result *r, size_t length) {
    uint64_t random = e->random;
    for (size_t i = 0; i < length;) {
        const size_t n = chunk_of(e, &random, length - i);
        char *chunk = malloc(n < 1 ? 1 : n); /* a read past it is found */
        assert_non_null(chunk);
        memcpy(chunk, c->body + i, n);
        const tce_http_action action = tce_http_body(h, chunk, n);
        free(chunk);
        act(c, r, action, n);
        i += n;
    }
}

static void take_outcome(const tce_http *h, result *r) {
    const tce_http_outcome *outcome = tce_http_outcome_of(h);
    assert_non_null(outcome);
    r->outcome = *outcome;
    assert_true(outcome->request_id.length <= TCE_MAX_REQUEST_ID);
    memcpy(r->request_id, outcome->request_id.length == 0 ? "" : outcome->request_id.bytes,
           outcome->request_id.length);
    r->rejection_length =
        tce_http_reject_body(h, (tce_text){"given", 5}, r->rejection, sizeof(r->rejection));
    assert_true(r->rejection_length > 0);
}

result exchange_run(const exchange *e, const void *body, size_t length) {
    result r = {.is_same = true};
    client c = {.body = body};
    const size_t size = tce_http_storage_size(&e->policy);
    void *storage = malloc(size), *memory = NULL;
    tce_http *h = tce_http_init(storage, size, &e->policy);
    assert_non_null(h);
    r.begin = tce_http_begin(h, &e->head);
    act(&c, &r, r.begin, 0);
    const size_t decoder_size = tce_http_decoder_size(h);
    if (decoder_size != 0 && !e->no_decoder) {
        memory = malloc(decoder_size);
        assert_true(tce_http_give_decoder(h, memory, decoder_size));
        assert_int_equal(tce_http_decoder_size(h), 0);
    }
    show_body(e, h, &c, &r, length);
    act(&c, &r, tce_http_end(h, e->ending), 0);
    take_outcome(h, &r);
    free(memory);
    free(storage);
    return r;
}

/* ---- Comparing -------------------------------------------------------------------------------*/

bool result_is_same(const result *a, const result *b) {
    const tce_http_outcome *p = &a->outcome, *q = &b->outcome;
    return p->verdict == q->verdict && p->violation == q->violation && p->offset == q->offset &&
           p->violations == q->violations && p->decoded_bytes == q->decoded_bytes &&
           p->done == q->done && strcmp(a->request_id, b->request_id) == 0;
}

void result_expect(const char *name, const result *r, tce_http_verdict verdict,
                   tce_violation violation, uint64_t offset) {
    const tce_http_outcome *o = &r->outcome;
    if (o->verdict != verdict || o->violation != violation || o->offset != offset) {
        const char *found = tce_violation_name(o->violation);
        const char *wanted = tce_violation_name(violation);
        fail_msg("%s: %s %s at %zu, not %s %s at %zu", name, tce_http_verdict_name(o->verdict),
                 found == NULL ? "-" : found, (size_t)o->offset, tce_http_verdict_name(verdict),
                 wanted == NULL ? "-" : wanted, (size_t)offset);
    }
}
