/*
 * A summary is read as it was written, white space aside: any other member, order or sum is damage,
 * and what is damaged is not added to anything.
 */
#include "summary/read_json.h"

#include <string.h>

#include "summary/json_cursor.h"
#include "summary/show_json.h"
#include "support/complain.h"
#include "support/file.h"
#include "support/numbers.h"
#include "support/text.h"

/* Sets *value to the number from 0 to below end whose name this is. */
typedef const char *name_function(int value);

static bool find_name(const buffer *text, name_function *name_of, int end, int *value) {
    for (*value = 0; *value < end; ++*value) {
        const char *name = name_of(*value);
        if (name != NULL && strlen(name) == text->length &&
            memcmp(name, text->bytes, text->length) == 0) {
            return true;
        }
    }
    return false;
}

static bool take_name(json_cursor *c, const char *key, name_function *name_of, int end,
                      int *value) {
    buffer text = {0};
    const bool taken = json_take_key(c, key) && json_take_string(c, &text) &&
                       find_name(&text, name_of, end, value);
    buffer_free(&text);
    return taken;
}

static const char *division_of(int value) {
    return division_name((division)value);
}

static const char *coding_of_number(int value) {
    return coding_name((coding)value);
}

static const char *class_of(int value) {
    return tce_code_class_name((tce_code_class)value);
}

static const char *verdict_of(int value) {
    return tce_verdict_name((tce_verdict)value);
}

static const char *violation_of(int value) {
    return tce_violation_name((tce_violation)value);
}

/* ---- The beginning ---------------------------------------------------------------------------*/

static bool take_version(json_cursor *c, summary *s) {
    buffer text = {0};
    const bool taken = json_take_key(c, "version") && json_take_string(c, &text) &&
                       strcmp(text.bytes, s->version) == 0;
    buffer_free(&text);
    return taken;
}

static bool take_catalogue(json_cursor *c, uint64_t *hash) {
    static const char digits[] = "0123456789abcdef";
    buffer text = {0};
    bool taken = json_take_key(c, "catalogue") && json_take_string(c, &text) && text.length == 16;
    *hash = 0;
    for (size_t i = 0; taken && i < text.length; i++) {
        const char *digit = text.bytes[i] == '\0' ? NULL : strchr(digits, text.bytes[i]);
        taken = digit != NULL;
        *hash = *hash << 4 | (taken ? (uint64_t)(digit - digits) : 0);
    }
    buffer_free(&text);
    return taken;
}

static bool take_options(json_cursor *c, verdict_options *o) {
    int framing;
    uint64_t depth;
    /* As after a member: the brace stands for its comma. */
    buffer text = {0};
    const bool begun = json_take_key(c, "options") && json_take(c, "{") &&
                       json_take(c, "\"framing\"") && json_take(c, ":") &&
                       json_take_string(c, &text) &&
                       find_name(&text, division_of, DIVISION_END, &framing);
    buffer_free(&text);
    if (!begun || !json_take_member(c, "max_depth", &depth) || depth > TCE_MAX_DEPTH_LIMIT ||
        !json_take_member(c, "max_bytes", &o->max_bytes) || !take_catalogue(c, &o->catalogue)) {
        return false;
    }
    o->division = (division)framing;
    o->max_depth = (uint32_t)depth;
    return json_take(c, "}");
}

static bool take_total(json_cursor *c, summary *s) {
    return json_take_key(c, "complete") && json_take_truth(c, &s->complete) &&
           json_take_member(c, "documents", &s->tally.documents) &&
           json_take_member(c, "bytes", &s->bytes) &&
           json_take_member(c, "microseconds", &s->microseconds);
}

/* ---- Counts ----------------------------------------------------------------------------------*/

/* Sets *index to the place of the count with this key. */
typedef bool key_taker(const buffer *key, int *index);

static bool verdict_key(const buffer *key, int *index) {
    return find_name(key, verdict_of, VERDICT_END, index);
}

static bool violation_key(const buffer *key, int *index) {
    return find_name(key, violation_of, TCE_VIOLATION_END, index);
}

static bool size_key(const buffer *key, int *index) {
    uint64_t size;
    if (!number_parse(key->bytes, &size) || (size & (size - 1)) != 0) {
        return false;
    }
    for (*index = 0; size > 0; size >>= 1) {
        ++*index;
    }
    return true;
}

static bool take_count(json_cursor *c, key_taker *take, uint64_t *counts) {
    buffer name = {0};
    int index;
    uint64_t count;
    const bool taken = json_take_string(c, &name) && take(&name, &index) && json_take(c, ":") &&
                       json_take_number(c, &count);
    if (taken) {
        counts[index] = count;
    }
    buffer_free(&name);
    return taken;
}

static bool take_counts(json_cursor *c, const char *key, key_taker *take, uint64_t *counts) {
    if (!json_take_key(c, key) || !json_take(c, "{")) {
        return false;
    }
    bool more = !json_take(c, "}");
    while (more) {
        if (!take_count(c, take, counts)) {
            return false;
        }
        more = json_take(c, ",");
        if (!more && !json_take(c, "}")) {
            return false;
        }
    }
    return true;
}

/* ---- Lists -----------------------------------------------------------------------------------*/

/* Takes a member of a list past its brace. */
typedef bool item_taker(json_cursor *c, summary *s, void *user);

static bool take_list(json_cursor *c, const char *key, item_taker *take, summary *s, void *user) {
    if (!json_take_key(c, key) || !json_take(c, "[")) {
        return false;
    }
    bool more = !json_take(c, "]");
    while (more) {
        if (!json_take(c, "{") || !take(c, s, user) || !json_take(c, "}")) {
            return false;
        }
        more = json_take(c, ",");
        if (!more && !json_take(c, "]")) {
            return false;
        }
    }
    return true;
}

static bool take_code(json_cursor *c, summary *s, void *user) {
    buffer *text = user;
    int code_class;
    uint64_t count;
    return json_take(c, "\"code\"") && json_take(c, ":") && json_take_string(c, text) &&
           text->length > 0 && text->length <= TCE_MAX_CODE &&
           take_name(c, "class", class_of, UINT8_MAX, &code_class) &&
           json_take_member(c, "count", &count) &&
           code_table_add(&s->codes, (tce_text){text->bytes, text->length},
                          (tce_code_class)code_class, count);
}

static bool take_range(json_cursor *c, input_row *row) {
    if (!json_take_key(c, "size")) {
        return false;
    }
    row->has_size = !json_take(c, "null");
    return !row->has_size ||
           (json_take_number(c, &row->size) && json_take_member(c, "begin", &row->begin) &&
            json_take_member(c, "end", &row->end) && row->begin <= row->end &&
            row->end <= row->size);
}

static bool take_verdicts(json_cursor *c, input_row *row) {
    uint64_t *verdicts = row->verdicts;
    return json_take_member(c, "bytes", &row->bytes) &&
           json_take_member(c, "documents", &row->documents) &&
           json_take_member(c, "success", &verdicts[TCE_VERDICT_SUCCESS]) &&
           json_take_member(c, "failure", &verdicts[TCE_VERDICT_FAILURE]) &&
           json_take_member(c, "invalid", &verdicts[TCE_VERDICT_INVALID]);
}

typedef struct row_reading {
    buffer text;
    const char *origin;
} row_reading;

static bool take_row(json_cursor *c, summary *s, void *user) {
    row_reading *reading = user;
    input_row row = {.origin = reading->origin};
    int framing;
    int coded;
    if (!json_take(c, "\"name\"") || !json_take(c, ":") || !json_take_string(c, &reading->text) ||
        strlen(reading->text.bytes) != reading->text.length ||
        !take_name(c, "framing", division_of, DIVISION_AUTO, &framing) ||
        !take_name(c, "coding", coding_of_number, CODING_END, &coded) ||
        !json_take_key(c, "complete") || !json_take_truth(c, &row.complete) ||
        !take_range(c, &row) || !take_verdicts(c, &row)) {
        return false;
    }
    row.name = reading->text.bytes;
    row.division = (division)framing;
    row.coding = (coding)coded;
    summary_add_row(s, &row);
    return true;
}

/* ---- All -------------------------------------------------------------------------------------*/

static bool take_lists(json_cursor *c, summary *s, const char *origin) {
    row_reading reading = {.origin = origin};
    const bool taken = take_list(c, "codes", take_code, s, &reading.text) &&
                       json_take_member(c, "other_codes", &s->codes.others) &&
                       take_list(c, "inputs", take_row, s, &reading);
    buffer_free(&reading.text);
    return taken;
}

/* The rows add up to the totals. */
static bool is_consistent(summary *s) {
    uint64_t documents = 0;
    uint64_t bytes = 0;
    uint64_t verdicts[VERDICT_END] = {0};
    for (size_t i = 0; i < s->row_count; i++) {
        const input_row *row = &s->rows[i];
        s->divisions[row->division]++;
        s->codings[row->coding]++;
        if (!count_add(&documents, row->documents) || !count_add(&bytes, row->bytes)) {
            return false;
        }
        for (size_t v = 0; v < VERDICT_END; v++) {
            if (!count_add(&verdicts[v], row->verdicts[v])) {
                return false;
            }
        }
    }
    return documents == s->tally.documents && bytes == s->bytes &&
           memcmp(verdicts, s->tally.verdicts, sizeof verdicts) == 0;
}

static bool take_all(json_cursor *c, summary *s, const char *origin) {
    return take_options(c, &s->options) && take_total(c, s) &&
           take_counts(c, "verdicts", verdict_key, s->tally.verdicts) &&
           take_counts(c, "violations", violation_key, s->tally.violations) &&
           take_counts(c, "sizes", size_key, s->tally.sizes) && take_lists(c, s, origin) &&
           json_take(c, "}") && json_is_at_end(c) && is_consistent(s);
}

/* Returns NULL, or what is wrong. */
static const char *parse(json_cursor *c, summary *s, const char *origin) {
    uint64_t format;
    if (!json_take(c, "{") || !json_take(c, "\"tcenvelope_summary\"") || !json_take(c, ":") ||
        !json_take_number(c, &format)) {
        return "is not a summary; give a file that 'check --summary=json:FILE' wrote";
    }
    if (format != SUMMARY_VERSION || !take_version(c, s)) {
        return "was written by another version of tcenvelope; validate again with this one";
    }
    return take_all(c, s, origin) ? NULL : "is damaged; validate its inputs again";
}

bool summary_read(const char *name, summary *s) {
    buffer bytes = {0};
    if (!file_read(name, &bytes)) {
        buffer_free(&bytes);
        return false;
    }
    summary_init(s, UINT32_MAX / 4 - 1);
    json_cursor c = {bytes.bytes, bytes.length > 0 ? bytes.bytes + bytes.length : bytes.bytes};
    const char *problem = parse(&c, s, name);
    buffer_free(&bytes);
    if (problem != NULL) {
        complain(name, "%s", problem);
        summary_free(s);
    }
    return problem == NULL;
}
