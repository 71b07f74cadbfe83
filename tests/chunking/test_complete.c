/*
 * A document that is fed in one call is reported as the `yajl` engine reports it, by every kernel:
 * random documents near the contract, broken ones, every length, every limit.
 *
 * TCE_TEST_DOCUMENTS sets how many documents each random test makes, and TCE_TEST_SEED which.
 */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complete_run.h"
#include "engine.h"
#include "envelopes.h"
#include "random.h"

_Static_assert(ENVELOPE_BYTES_MAX <= COMPLETE_BYTES_MAX, "every document fits between the pages");

#define DOCUMENTS 6000 /* of each random test */

static uint64_t number_in(const char *variable, uint64_t usual) {
    const char *text = getenv(variable);
    return text != NULL ? strtoull(text, NULL, 10) : usual;
}

static const complete_limits no_limits = {0, 0, SIZE_MAX};

/* ---- Random documents ------------------------------------------------------------------------*/

/* Mostly none. */
static complete_limits random_limits(uint64_t *random, size_t length) {
    complete_limits limits = no_limits;
    const size_t what = random_below(random, 16);
    if (what < 3) {
        limits.max_depth = 1 + (uint32_t)random_below(random, 5);
    } else if (what < 5) {
        limits.max_depth = 61 + (uint32_t)random_below(random, 6);
    } else if (what < 7) {
        limits.max_bytes = length + random_below(random, 7);
        limits.max_bytes = limits.max_bytes > 3 ? limits.max_bytes - 3 : 1;
    } else if (what < 8) {
        limits.cancel_at = random_below(random, 4);
    }
    return limits;
}

typedef void maker(envelope_text *t, uint64_t *random);

/* How many documents of a test had each verdict. */
typedef struct tally {
    uint64_t documents;
    uint64_t verdicts[TCE_VERDICT_INVALID + 1];
} tally;

static void print_tally(const tally *t) {
    print_message("%llu documents: %llu successes, %llu failures, %llu invalid\n",
                  (unsigned long long)t->documents,
                  (unsigned long long)t->verdicts[TCE_VERDICT_SUCCESS],
                  (unsigned long long)t->verdicts[TCE_VERDICT_FAILURE],
                  (unsigned long long)t->verdicts[TCE_VERDICT_INVALID]);
}

static tally compare_random(uint64_t test, maker *make) {
    static envelope_text t;
    tally all = {.documents = number_in("TCE_TEST_DOCUMENTS", DOCUMENTS)};
    uint64_t random = number_in("TCE_TEST_SEED", 1) << 32 ^ test;
    complete_open();
    for (uint64_t i = 0; i < all.documents; i++) {
        make(&t, &random);
        const complete_limits limits = random_limits(&random, t.length);
        all.verdicts[complete_compare(t.bytes, t.length, &limits)]++;
    }
    print_tally(&all);
    return all;
}

/* Whether each verdict is common enough that the test means something. */
static void assert_varied(const tally *t) {
    const uint64_t least = t->documents / 30;
    assert_true(t->verdicts[TCE_VERDICT_SUCCESS] >= least);
    assert_true(t->verdicts[TCE_VERDICT_FAILURE] >= least);
    assert_true(t->verdicts[TCE_VERDICT_INVALID] >= least);
}

static void kernels_agree_on_complete_envelopes(void **state) {
    (void)state;
    const tally t = compare_random(1, envelope_make);
    assert_varied(&t);
}

/* Of a valid document, mostly. */
static void make_mutated(envelope_text *t, uint64_t *random) {
    do {
        envelope_make(t, random);
    } while (tce_validate(t->bytes, t->length, NULL, NULL) == TCE_VERDICT_INVALID &&
             random_below(random, 8) != 0);
    envelope_mutate(t, random);
}

static void kernels_agree_on_envelopes_with_mutations(void **state) {
    (void)state;
    const tally t = compare_random(2, make_mutated);
    assert_varied(&t);
}

/* ---- Lengths ---------------------------------------------------------------------------------*/

#define LENGTH_MAX 600

static void make_of_some_length(envelope_text *t, uint64_t *random) {
    envelope_make_of_length(t, random, 1 + random_below(random, LENGTH_MAX));
    if (random_below(random, 4) != 0) {
        envelope_mutate(t, random);
    }
}

static void kernels_agree_on_mutations_of_documents_of_any_length(void **state) {
    (void)state;
    const tally t = compare_random(3, make_of_some_length);
    assert_varied(&t);
}

static void kernels_agree_on_documents_of_every_length(void **state) {
    (void)state;
    static envelope_text t;
    uint64_t random = 4;
    complete_open();
    for (size_t length = 1; length <= LENGTH_MAX; length++) {
        for (int i = 0; i < 16; i++) {
            envelope_make_of_length(&t, &random, length);
            assert_int_equal(t.length, length);
            (void)complete_compare(t.bytes, t.length, &no_limits);
        }
    }
}

/* ---- Limits ----------------------------------------------------------------------------------*/

static void kernels_agree_on_every_size_limit(void **state) {
    (void)state;
    static envelope_text t;
    uint64_t random = 5;
    complete_open();
    for (int i = 0; i < 40; i++) {
        do {
            envelope_make(&t, &random);
        } while (t.length > 400);
        complete_limits limits = no_limits;
        for (limits.max_bytes = 1; limits.max_bytes < t.length + 3; limits.max_bytes++) {
            (void)complete_compare(t.bytes, t.length, &limits);
        }
    }
}

static void kernels_agree_on_every_depth_limit_of_an_envelope(void **state) {
    (void)state;
    static envelope_text t;
    uint64_t random = 6;
    complete_open();
    for (int i = 0; i < 200; i++) {
        envelope_make(&t, &random);
        complete_limits limits = no_limits;
        for (limits.max_depth = 1; limits.max_depth < 70;
             limits.max_depth += limits.max_depth == 8 ? 50 : 1) {
            (void)complete_compare(t.bytes, t.length, &limits);
        }
    }
}

#define HEAD "{\"Response\":{\"RequestId\":\"a\",\"x\":"
#define ID   "\"RequestId\":\"7f1fa26f-e2a7-4c2b-8b1c-2d7e4bd0a1c5\""

static void append(envelope_text *t, const char *text, size_t times) {
    const size_t length = strlen(text);
    for (; times > 0; times--) {
        memcpy(t->bytes + t->length, text, length);
        t->length += length;
    }
}

/* The unit over and over, between beginnings and ends that fit it and others. */
static void compare_repeated(envelope_text *t, const char *unit, size_t times) {
    static const char *const heads[] = {HEAD "[", HEAD "{\"a\":", HEAD "\"", HEAD "\"\\",
                                        "{\"Response\":{"};
    static const char with_id[] = "," ID "}}";
    static const char *const tails[] = {"]}}", "}}}", "\"}}", "}}", with_id};
    for (size_t i = 0; i < 25; i++) {
        const char *head = heads[i % 5];
        const char *tail = tails[i / 5];
        t->length = 0;
        append(t, head, 1);
        append(t, unit, times);
        append(t, tail, 1);
        (void)complete_compare(t->bytes, t->length, &no_limits);
    }
}

/* Brackets, so that a block has more of them than fit in anything. */
static void kernels_agree_on_blocks_full_of_tokens(void **state) {
    (void)state;
    static const char *const units[] = {"[",     "]",    "[]",   "[],",    "{}",
                                        "\"\",", "\"\"", "1,",   "{\"\":", "}",
                                        ",",     ":",    "\\\\", "\\\"",   "\xE5\x93\x8D"};
    static envelope_text t;
    complete_open();
    for (size_t u = 0; u < sizeof(units) / sizeof(units[0]); u++) {
        for (size_t times = 1; times <= 200; times += times < 70 ? 1 : 37) {
            compare_repeated(&t, units[u], times);
        }
    }
}

/* ---- Every place -----------------------------------------------------------------------------*/

/* The document with a word inserted at a place, where it takes the place of so many bytes. */
static void compare_with(const char *json, size_t place, size_t dropped, const char *word) {
    static envelope_text t;
    const size_t length = strlen(json);
    t.length = 0;
    memcpy(t.bytes, json, place);
    t.length = place;
    append(&t, word, 1);
    memcpy(t.bytes + t.length, json + place + dropped, length - place - dropped);
    t.length += length - place - dropped;
    (void)complete_compare(t.bytes, t.length, &no_limits);
}

static void kernels_agree_on_every_replaced_and_inserted_byte(void **state) {
    (void)state;
    static const char *const words[] = {"",  ",", ":",  "{",  "}", "[",
                                        "]", "0", "\"", "\\", " ", "\"x\""};
    static const char *const documents[] = {
        "{\"Response\":{\"a\":[0],\"b\":1,\"c\":\"s\"," ID "}}",
        "{\"Response\":{" ID ",\"a\":[{\"b\":1}],\"c\":\"s\",\"d\":{}}}",
        "{\"Response\":{\"a\":{\"b\":[]},\"Error\":{\"Code\":\"c\",\"Message\":\"\\n\"}," ID "}}",
    };
    complete_open();
    for (size_t d = 0; d < sizeof(documents) / sizeof(documents[0]); d++) {
        for (size_t place = 0; documents[d][place] != '\0'; place++) {
            for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++) {
                compare_with(documents[d], place, 0, words[w]);
                compare_with(documents[d], place, 1, words[w]);
            }
        }
    }
}

/* A member of the envelope, spelled in every way, across every edge of a block. */
static void kernels_agree_on_names_at_every_place(void **state) {
    (void)state;
    static const char *const names[] = {
        "\"RequestId\":",       "\"\\u0052equestId\":", "\"Request\\u0049d\":",
        "\"RequestI\\u0064\":", "\"RequestId\" :",      "\"\\u0045rror\":",
        "\"Error\":",           "\"\\\"Error\":",       "\"\\\\\\\"Error\":"};
    static envelope_text t;
    complete_open();
    for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
        for (size_t before = 0; before < 140; before++) {
            t.length = 0;
            append(&t, "{\"Response\":{\"a\":[\"", 1);
            append(&t, "x", before);
            append(&t, "\"],", 1);
            append(&t, names[n], 1);
            append(&t,
                   "\"b\",\"c\":[\"a text without any escape, which fills the block\"]," ID "}}",
                   1);
            (void)complete_compare(t.bytes, t.length, &no_limits);
        }
    }
}

/* ---- The path --------------------------------------------------------------------------------*/

/* Whether the engine takes the document without its state machine. */
static bool is_taken_complete(const envelope_text *t) {
    static _Alignas(TCE_STORAGE_ALIGNMENT) uint8_t engine[SIMD_ENGINE_SIZE_MAX];
    static tce_report report;
    tce_options options = TCE_OPTIONS_INIT;
    envelope e;
    envelope_init(&e, &options, &report);
    envelope_reset(&e);
    simd_engine.init(engine, &e);
    return simd_engine.document(engine, (const uint8_t *)t->bytes, t->length) != 0;
}

/* Else the other tests compare the state machine only. Without masks for complete documents, on
 * some processors, only the simple ones are taken. */
static void valid_envelopes_are_taken_complete(void **state) {
    (void)state;
    static envelope_text t;
    uint64_t random = 7;
    size_t valid = 0;
    size_t taken = 0;
    for (int i = 0; i < 20000; i++) {
        envelope_make(&t, &random);
        const bool is_valid = tce_validate(t.bytes, t.length, NULL, NULL) != TCE_VERDICT_INVALID;
        const bool is_taken = is_taken_complete(&t);
        assert_true(is_valid || !is_taken);
        valid += is_valid;
        taken += is_taken;
    }
    print_message("%zu valid, %zu of them taken complete\n", valid, taken);
    assert_true(taken > valid / 6);
}

/* clang-format off */
TESTS(
    T(kernels_agree_on_complete_envelopes),
    T(kernels_agree_on_envelopes_with_mutations),
    T(kernels_agree_on_mutations_of_documents_of_any_length),
    T(kernels_agree_on_documents_of_every_length),
    T(kernels_agree_on_every_size_limit),
    T(kernels_agree_on_every_depth_limit_of_an_envelope),
    T(kernels_agree_on_blocks_full_of_tokens),
    T(kernels_agree_on_every_replaced_and_inserted_byte),
    T(kernels_agree_on_names_at_every_place),
    T(valid_envelopes_are_taken_complete),
)
