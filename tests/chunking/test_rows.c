/*
 * The table of documents itself: names, lengths, contradictions, and a row for everything.
 */
#include "harness.h"

#include <stdio.h>
#include <string.h>

#include "documents.h"

#define ROWS_MIN 300

static void rows_have_unique_names(void **state) {
    (void)state;
    assert_true(documents_count() >= ROWS_MIN);
    for (size_t i = 0; i < documents_count(); i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(document_at(i)->name, document_at(j)->name) == 0) {
                fail_msg("two rows are called '%s'", document_at(i)->name);
            }
        }
    }
}

static void rows_fit_their_buffers(void **state) {
    (void)state;
    for (size_t i = 0; i < documents_count(); i++) {
        const document *row = document_at(i);
        assert_true(parts_write(row->json, NULL) <= DOCUMENT_BYTES_MAX);
        assert_true(parts_write(row->request_id, NULL) <= TCE_MAX_REQUEST_ID);
        assert_true(parts_write(row->error_code, NULL) <= TCE_MAX_CODE);
        assert_true(parts_write(row->error_message, NULL) <= TCE_MAX_MESSAGE);
        assert_int_equal(row->violations[EXPECTED_MAX - 1].violation, TCE_VIOLATION_NONE);
    }
}

/* A verdict follows from the violations and from Error, and a JSON violation is the last. */
static void rows_do_not_contradict_themselves(void **state) {
    (void)state;
    for (size_t i = 0; i < documents_count(); i++) {
        const document *row = document_at(i);
        const bool violated = row->violations[0].violation != TCE_VIOLATION_NONE;
        assert_int_equal(violated, row->verdict == TCE_VERDICT_INVALID);
        assert_true(violated || row->request_id[0].times != 0);
        assert_true(violated ||
                    (row->error_code[0].times != 0) == (row->verdict == TCE_VERDICT_FAILURE));
        for (size_t v = 0; v + 1 < EXPECTED_MAX; v++) {
            assert_true(!is_json_violation(row->violations[v].violation) ||
                        row->violations[v + 1].violation == TCE_VIOLATION_NONE);
        }
    }
}

#define ROWS_PER_VIOLATION_MIN 4

/* Violations of a content coding are not of a document. */
static void every_violation_of_a_document_has_rows(void **state) {
    (void)state;
    size_t rows[TCE_VIOLATION_END] = {0};
    for (size_t i = 0; i < documents_count(); i++) {
        for (size_t v = 0; v < EXPECTED_MAX; v++) {
            rows[document_at(i)->violations[v].violation]++;
        }
    }
    int lacking = 0;
    for (size_t violation = 1; violation < TCE_VIOLATION_END; violation++) {
        const size_t least = violation >= TCE_VIOLATION_CODING_CORRUPT ? 0 : ROWS_PER_VIOLATION_MIN;
        if (rows[violation] < least) {
            fprintf(stderr, "%s: %zu rows in tests/documents, at least %zu are needed\n",
                    tce_violation_name((tce_violation)violation), rows[violation], least);
            lacking++;
        }
    }
    assert_int_equal(lacking, 0);
}

/* clang-format off */
TESTS(
    T(rows_have_unique_names),
    T(rows_fit_their_buffers),
    T(rows_do_not_contradict_themselves),
    T(every_violation_of_a_document_has_rows),
)
