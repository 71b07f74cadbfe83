/*
 * codes diff: what two catalogues differ in. Each is an image or a list, which is made an image of
 * in memory, so that what is wrong with a list is an error here too.
 */
#include <stdlib.h>
#include <string.h>

#include "codes/code_entry.h"
#include "codes/code_list.h"
#include "codes/codes.h"
#include "support/complain.h"
#include "support/escape.h"
#include "support/file.h"
#include "support/output.h"
#include "support/text.h"

#define IMAGE_MAGIC "TCECODES"

enum { OUT_SIZE = 65536 }; /* bytes to buffer before a write */

/* ---- Catalogues ------------------------------------------------------------------------------*/

/* A code, with a service that documents it unless none does. */
typedef struct diff_row {
    tce_text code;
    tce_service service;
} diff_row;

typedef struct side {
    const tce_catalogue *catalogue; /* points into image */
    void *image;                    /* owned */
    diff_row *rows;                 /* sorted, owned */
    size_t count;
} side;

static bool is_image(const buffer *bytes) {
    return bytes->length >= sizeof IMAGE_MAGIC - 1 &&
           memcmp(bytes->bytes, IMAGE_MAGIC, sizeof IMAGE_MAGIC - 1) == 0;
}

static bool open_image(side *s, const char *name, size_t size) {
    const char *problem;
    s->catalogue = tce_catalogue_open(s->image, size, &problem);
    if (s->catalogue == NULL) {
        complain(name, "%s; rebuild it with: tcenvelope codes compile", problem);
    }
    return s->catalogue != NULL;
}

static bool build_image(side *s, const char *name, const code_list *list) {
    const char *problem;
    size_t size;
    s->image = tce_catalogue_build(code_list_rows(list), code_list_count(list), &size, &problem);
    if (s->image == NULL) {
        complain(name, "%s", problem);
    }
    return s->image != NULL && open_image(s, name, size);
}

static bool open_list(side *s, const char *name, buffer *text) {
    code_list list;
    code_list_init(&list, 1);
    const bool done = code_list_parse(&list, name, text) && code_list_agrees(&list) &&
                      build_image(s, name, &list);
    code_list_free(&list);
    return done;
}

static bool open_side(side *s, const char *name) {
    buffer bytes = {0};
    bool done = file_read(name, &bytes);
    if (done && is_image(&bytes)) {
        s->image = bytes.bytes;
        return open_image(s, name, bytes.length);
    }
    done = done && open_list(s, name, &bytes);
    buffer_free(&bytes);
    return done;
}

static void close_side(side *s) {
    free(s->image);
    free(s->rows);
}

/* ---- Rows ------------------------------------------------------------------------------------*/

static void add_code(const side *s, buffer *rows, tce_text code) {
    tce_code_info info;
    diff_row row = {.code = code};
    tce_catalogue_lookup(s->catalogue, code.bytes, code.length, &info);
    if (info.service_count == 0) {
        buffer_append(rows, &row, sizeof row);
    }
    for (uint32_t i = 0; tce_catalogue_service_of(s->catalogue, &info, i, &row.service); i++) {
        buffer_append(rows, &row, sizeof row);
    }
}

static int compare_rows(const void *left, const void *right) {
    const diff_row *a = left;
    const diff_row *b = right;
    int order = text_compare(a->service.name, b->service.name);
    order = order != 0 ? order : text_compare(a->service.version, b->service.version);
    return order != 0 ? order : text_compare(a->code, b->code);
}

static void take_rows(side *s) {
    buffer rows = {0};
    for (uint32_t slot = 0; slot < tce_catalogue_slot_count(s->catalogue); slot++) {
        tce_text code;
        if (tce_catalogue_code_at(s->catalogue, slot, &code)) {
            add_code(s, &rows, code);
        }
    }
    s->rows = (diff_row *)(void *)rows.bytes; /* aligned: it comes from realloc */
    s->count = rows.length / sizeof *s->rows;
    if (s->count > 0) {
        qsort(s->rows, s->count, sizeof *s->rows, compare_rows);
    }
}

/* ---- Differences -----------------------------------------------------------------------------*/

/* One difference. In a change of class, old_text and new_text are classes, else meanings. */
typedef struct difference {
    const char *change;
    const diff_row *row;
    tce_text old_text;
    tce_text new_text;
} difference;

typedef struct diff {
    report_format report;
    buffer out;
    size_t differences;
    bool failed; /* standard output failed */
} diff;

static void write_out(diff *d) {
    d->failed = d->failed || !output_write(&d->out);
    buffer_clear(&d->out);
}

static void json_member(buffer *out, const char *name, tce_text text) {
    buffer_format(out, ",\"%s\":", name);
    if (text.length == 0) {
        buffer_literal(out, "null");
    } else {
        escape_json_any(out, text.bytes, text.length);
    }
}

static void print_json(buffer *out, const difference *x, tce_text version) {
    buffer_format(out, "{\"change\":\"%s\"", x->change);
    json_member(out, "service", x->row->service.name);
    json_member(out, "version", version);
    json_member(out, "code", x->row->code);
    json_member(out, "old", x->old_text);
    json_member(out, "new", x->new_text);
    buffer_literal(out, "}\n");
}

static void print_word(buffer *out, tce_text text) {
    if (text.length > 0) {
        escape_terminal(out, text.bytes, text.length);
        buffer_byte(out, ' ');
    }
}

static void print_quoted(buffer *out, const char *before, tce_text text) {
    buffer_text(out, before);
    escape_terminal_quoted(out, text.bytes, text.length);
}

/* "added    cvm 2017-03-12 CODE  "NEW"", or with "OLD" -> "NEW" of a change. */
static void print_text(buffer *out, const difference *x, tce_text version) {
    buffer_format(out, "%-7s  ", x->change);
    print_word(out, x->row->service.name);
    print_word(out, version);
    escape_terminal(out, x->row->code.bytes, x->row->code.length);
    const bool changed = strcmp(x->change, "added") != 0 && strcmp(x->change, "removed") != 0;
    if (changed || x->old_text.length > 0) {
        print_quoted(out, "  ", x->old_text);
    }
    if (changed || x->new_text.length > 0) {
        print_quoted(out, changed ? " -> " : "  ", x->new_text);
    }
    buffer_byte(out, '\n');
}

static void print(diff *d, const difference *x) {
    char space[VERSION_SPACE];
    const tce_text version = version_shown(x->row->service.version, space);
    d->differences++;
    if (d->report == REPORT_JSON) {
        print_json(&d->out, x, version);
    } else {
        print_text(&d->out, x, version);
    }
    if (d->out.length >= OUT_SIZE) {
        write_out(d);
    }
}

static void print_added(diff *d, const diff_row *row) {
    print(d, &(difference){.change = "added", .row = row, .new_text = row->service.meaning});
}

static void print_removed(diff *d, const diff_row *row) {
    print(d, &(difference){.change = "removed", .row = row, .old_text = row->service.meaning});
}

static void compare_meanings(diff *d, const diff_row *before, const diff_row *after) {
    if (text_compare(before->service.meaning, after->service.meaning) != 0) {
        print(d, &(difference){.change = "meaning",
                               .row = after,
                               .old_text = before->service.meaning,
                               .new_text = after->service.meaning});
    }
}

/* Both are sorted: the lower row is missing on the other side. */
static void compare_sides(diff *d, const side *before, const side *after) {
    size_t i = 0;
    size_t k = 0;
    while ((i < before->count || k < after->count) && !d->failed) {
        const int order = i == before->count  ? 1
                          : k == after->count ? -1
                                              : compare_rows(&before->rows[i], &after->rows[k]);
        if (order < 0) {
            print_removed(d, &before->rows[i]);
        } else if (order > 0) {
            print_added(d, &after->rows[k]);
        } else {
            compare_meanings(d, &before->rows[i], &after->rows[k]);
        }
        i += order <= 0;
        k += order >= 0;
    }
}

/* ---- Classes ---------------------------------------------------------------------------------*/

static tce_text class_in(const side *s, tce_text code) {
    tce_code_info info;
    tce_catalogue_lookup(s->catalogue, code.bytes, code.length, &info);
    return info.entry == NULL ? (tce_text){NULL, 0} : text_of(tce_code_class_name(info.code_class));
}

/* A class is one of the code, whatever the service: it is printed without one, and once. */
static void compare_class(diff *d, const side *before, const side *after, tce_text code) {
    const diff_row row = {.code = code};
    const tce_text old_class = class_in(before, code);
    const tce_text new_class = class_in(after, code);
    if (old_class.length > 0 && text_compare(old_class, new_class) != 0) {
        print(d, &(difference){"class", &row, old_class, new_class});
    }
}

static void compare_classes(diff *d, const side *before, const side *after) {
    tce_text *codes = allocate(after->count + 1, sizeof *codes);
    for (size_t i = 0; i < after->count; i++) {
        codes[i] = after->rows[i].code;
    }
    const size_t count = text_sort(codes, after->count);
    for (size_t i = 0; i < count && !d->failed; i++) {
        compare_class(d, before, after, codes[i]);
    }
    free(codes);
}

/* ---- The command -----------------------------------------------------------------------------*/

static exit_status run(const codes_options *options, side *before, side *after) {
    diff d = {.report = options->report};
    take_rows(before);
    take_rows(after);
    compare_sides(&d, before, after);
    compare_classes(&d, before, after);
    write_out(&d);
    buffer_free(&d.out);
    if (d.failed) {
        return STATUS_TROUBLE;
    }
    return d.differences > 0 ? STATUS_INVALID : STATUS_VALID;
}

exit_status codes_diff(const codes_options *options) {
    side before = {0};
    side after = {0};
    exit_status status = STATUS_TROUBLE;
    if (options->word_count != 2) {
        complain("codes diff", "%zu files; give two, each an image or a list", options->word_count);
        return STATUS_TROUBLE;
    }
    if (open_side(&before, options->words[0]) && open_side(&after, options->words[1])) {
        status = run(options, &before, &after);
    }
    close_side(&before);
    close_side(&after);
    return status;
}
