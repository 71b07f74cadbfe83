/*
 * The documents that are measured: always the same ones, valid, and of the sizes that documented
 * ones have.
 */
#include "../tests/support/harness.h"

#include <stdlib.h>
#include <string.h>

#include "generate.h"
#include "shape.h"
#include "tcenvelope.h"
#include "workloads.h"

static corpus made(const char *slug) {
    corpus c = {0};
    const workload *w = workload_find(slug);
    assert_non_null(w);
    assert_true(w->make(&c, w->parameter));
    return c;
}

static void the_same_documents_are_made_each_time(void **state) {
    (void)state;
    corpus first = made("small");
    corpus second = made("small");
    assert_int_equal(first.count, second.count);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.bytes, second.bytes, first.length);
    corpus_free(&first);
    corpus_free(&second);
}

static void assert_valid(const workload *w, const corpus *c) {
    for (size_t i = 0; i < c->count; i++) {
        const tce_verdict verdict =
            tce_validate(corpus_bytes(c, i), c->documents[i].length, NULL, NULL);
        if (verdict == TCE_VERDICT_INVALID) {
            fail_msg("document %zu of '%s' is invalid", i, w->slug);
        }
    }
}

static void every_made_up_document_is_valid(void **state) {
    (void)state;
    const workload *w = NULL;
    for (size_t i = 0; (w = workload_at(i)) != NULL; i++) {
        if (w->group == WORKLOAD_COMMON || w->group == WORKLOAD_NESTING) {
            corpus c = made(w->slug);
            assert_valid(w, &c);
            corpus_free(&c);
        }
    }
}

/* Within a tenth. */
static void assert_near(size_t value, size_t wanted) {
    assert_in_range(value, wanted - wanted / 10, wanted + wanted / 10);
}

static void pretty_documents_have_the_sizes_of_documented_ones(void **state) {
    (void)state;
    corpus c = made("small-pretty");
    shape s;
    shape_measure(&s, &c);
    assert_near(shape_quantile(&s, 0.5), 181);
    assert_near(s.bytes / s.documents, 720);
    assert_near(shape_quantile(&s, 0.99), 8300);
    assert_near(s.failures, s.documents * 15 / 1000);
    shape_free(&s);
    corpus_free(&c);
}

static void compact_documents_are_about_half_as_large(void **state) {
    (void)state;
    corpus pretty = made("small-pretty");
    corpus compact = made("small");
    const size_t percent = 100 * corpus_size(&compact) / corpus_size(&pretty);
    assert_in_range(percent, 45, 60);
    corpus_free(&pretty);
    corpus_free(&compact);
}

static void short_documents_are_short(void **state) {
    (void)state;
    corpus c = made("short");
    assert_in_range(corpus_longest(&c), 200, 256);
    corpus_free(&c);
}

static int compare_numbers(const void *a, const void *b) {
    const uint64_t first = *(const uint64_t *)a;
    const uint64_t second = *(const uint64_t *)b;
    return first < second ? -1 : first > second ? 1 : 0;
}

#define NUMBERS 1000

/* Documents that are the numbers from 0, 8 bytes each. */
static corpus numbered(void) {
    corpus c = {0};
    for (uint64_t i = 0; i < NUMBERS; i++) {
        corpus_append(&c, &i, sizeof(i));
        corpus_end_document(&c);
    }
    return c;
}

static void shuffling_keeps_every_document_and_leaves_few_in_place(void **state) {
    (void)state;
    uint64_t numbers[NUMBERS];
    corpus c = numbered();
    corpus_shuffle(&c);
    size_t in_place = 0;
    assert_int_equal(c.count, NUMBERS);
    for (size_t i = 0; i < NUMBERS; i++) {
        assert_int_equal(c.documents[i].length, sizeof(numbers[i]));
        memcpy(&numbers[i], corpus_bytes(&c, i), sizeof(numbers[i]));
        in_place += numbers[i] == i ? 1 : 0;
    }
    qsort(numbers, NUMBERS, sizeof(numbers[0]), compare_numbers);
    for (size_t i = 0; i < NUMBERS; i++) {
        assert_int_equal(numbers[i], i);
    }
    assert_in_range(in_place, 0, 20);
    corpus_free(&c);
}

static void shuffled_documents_are_packed_one_after_another(void **state) {
    (void)state;
    corpus c = numbered();
    corpus_shuffle(&c);
    for (size_t i = 1; i < c.count; i++) {
        const corpus_document *before = &c.documents[i - 1];
        assert_int_equal(c.documents[i].offset, before->offset + before->length + 1);
    }
    corpus_free(&c);
}

static void documents_are_shuffled_in_the_same_way_each_time(void **state) {
    (void)state;
    corpus first = numbered();
    corpus second = numbered();
    corpus_shuffle(&first);
    corpus_shuffle(&second);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.bytes, second.bytes, first.length);
    corpus_free(&first);
    corpus_free(&second);
}

/* clang-format off */
TESTS(
    T(the_same_documents_are_made_each_time),
    T(every_made_up_document_is_valid),
    T(pretty_documents_have_the_sizes_of_documented_ones),
    T(compact_documents_are_about_half_as_large),
    T(short_documents_are_short),
    T(shuffling_keeps_every_document_and_leaves_few_in_place),
    T(shuffled_documents_are_packed_one_after_another),
    T(documents_are_shuffled_in_the_same_way_each_time),
)
