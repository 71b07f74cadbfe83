#include "reading.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "support/complain.h"

enum { CHUNK = 100 };

static reading *current;

/* ---- In place of the tool's own --------------------------------------------------------------*/

void complain(const char *name, const char *format, ...) {
    char message[1024];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    REQUIRE(name != NULL && length > 0 && (size_t)length < sizeof(message));
    record_text(&current->record, (tce_text){message, (size_t)length});
    current->complaints++;
}

tce_options check_options_library(const check_options *options) {
    tce_options library = TCE_OPTIONS_INIT;
    library.max_depth = options->max_depth;
    library.max_bytes = options->max_bytes;
    return library;
}

/* Once `take` returns false, nothing more is shown. */
bool input_read(lane *l, input *in, reporter *r, input_taker *take, void *user) {
    uint64_t random = current->control->random;
    (void)l;
    (void)in;
    (void)r;
    for (size_t i = 0; i < current->length;) {
        const size_t left = current->length - i;
        const size_t n = current->in_chunks ? target_cut(&random, left) : left;
        uint8_t *chunk = target_copy(current->bytes + i, n);
        const bool more = take(user, (const char *)chunk, n);
        free(chunk);
        if (!more) {
            current->stopped = true;
            return false;
        }
        i += n;
    }
    return true;
}

static void keep(const reporter *r, const tce_report *report) {
    if (current->documents < DOCUMENTS_MAX) {
        current->begins[current->documents] = r->offset_base;
        current->verdicts[current->documents] = (uint8_t)report->verdict;
    }
}

/* The offset of a wrong coding is one in the encoded body, which can be longer than the document.
 */
static void record_found(const tce_report *report) {
    tce_report found = *report;
    if (found.first_violation >= TCE_VIOLATION_CODING_CORRUPT) {
        record_number(&current->record, found.violation_offset);
        found.violation_offset = 0;
    }
    record_report(&current->record, &found);
}

bool reporter_take(void *user, const tce_report *report) {
    const reporter *r = user;
    REQUIRE(r->index_base == current->documents);
    REQUIRE(r->offset_base < current->length);
    REQUIRE(report->index == 0 && report->offset == 0);
    keep(r, report);
    current->documents++;
    record_number(&current->record, r->offset_base);
    record_found(report);
    return true;
}

bool lane_offer(lane *l, reporter *r) {
    (void)l;
    (void)r;
    return true;
}

bool lane_take(void *user, reporter *r) {
    (void)user;
    (void)r;
    return true;
}

bool lane_trouble(lane *l) {
    (void)l;
    return true;
}

/* ---- A run -----------------------------------------------------------------------------------*/

void reading_run(reading *r, reader_of_archives *read) {
    const check_options options = {
        .max_depth = r->control->max_depth,
        .max_bytes = r->control->max_bytes,
        .chunk = r->in_chunks ? CHUNK : SIZE_MAX,
    };
    session s = {.options = &options};
    lane l = {.session = &s};
    char name[] = "input";
    input in = {.name = name};
    reporter reports = {.options = &options};
    current = r;
    read(&l, &in, &reports);
    REQUIRE(!r->stopped || r->complaints > 0);
    current = NULL;
}

reading reading_compare(const control *c, const uint8_t *bytes, size_t length,
                        reader_of_archives *read) {
    reading complete = {.bytes = bytes, .length = length, .control = c};
    reading in_chunks = complete;
    in_chunks.in_chunks = true;
    reading_run(&complete, read);
    reading_run(&in_chunks, read);
    REQUIRE(record_equal(&complete.record, &in_chunks.record));
    return complete;
}

/* ---- Documents that are found again ----------------------------------------------------------*/

static tce_verdict verdict_of(const control *c, const uint8_t *bytes, size_t length) {
    tce_options options = TCE_OPTIONS_INIT;
    tce_report report;
    options.max_depth = c->max_depth;
    options.max_bytes = c->max_bytes;
    return tce_validate(bytes, length, &options, &report);
}

static void compare(const control *c, const buffer *archive, const reading *wanted,
                    reader_of_archives *read) {
    const reading found =
        reading_compare(c, (const uint8_t *)archive->bytes, archive->length, read);
    REQUIRE(found.documents == wanted->documents && found.complaints == 0);
    for (size_t i = 0; i < wanted->documents; i++) {
        REQUIRE(found.begins[i] == wanted->begins[i]);
        REQUIRE(found.verdicts[i] == wanted->verdicts[i]);
    }
}

void reading_find_again(const control *c, const uint8_t *bytes, size_t length,
                        const archive_form *form, reader_of_archives *read) {
    buffer out = {0};
    uint64_t random = c->random;
    reading wanted = {.documents = 1 + random_below(&random, DOCUMENTS_MAX)};
    buffer_text(&out, form->begin);
    for (size_t i = 0; i < wanted.documents; i++) {
        const bool last = i + 1 == wanted.documents;
        const size_t n = last ? length : random_below(&random, length + 1);
        wanted.verdicts[i] = (uint8_t)verdict_of(c, bytes, n);
        wanted.begins[i] = form->document(&out, &random, last, bytes, n);
        bytes += n;
        length -= n;
    }
    buffer_text(&out, form->end);
    compare(c, &out, &wanted, read);
    buffer_free(&out);
}
