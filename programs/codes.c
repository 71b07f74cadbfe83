#include "codes.h"

#include <string.h>

#include "buffer.h"
#include "complain.h"
#include "escape.h"
#include "output.h"

enum { CODE_WIDTH = 36, WORD_WIDTH = 10, CATEGORY_WIDTH = 21 };

/* What is shown of one code. */
typedef struct entry {
    const char *code; /* any bytes */
    const char *kind; /* NULL: not shown */
    const char *code_class;
    const char *category;
    const char *meaning; /* NULL: nothing is known */
} entry;

typedef void entry_printer(buffer *out, const entry *e);

/* A derived code means what its category means, and more that is not known here. */
static const char *meaning_of(const tce_code_info *info) {
    tce_code_info category;
    if (info->kind != TCE_CODE_KIND_DERIVED) {
        return tce_code_meaning(info->code);
    }
    tce_code_lookup(info->category, strlen(info->category), &category);
    return tce_code_meaning(category.code);
}

static entry entry_of(const char *code, const tce_code_info *info) {
    return (entry){
        .code = code,
        .kind = tce_code_kind_name(info->kind),
        .code_class = tce_class_name(info->code_class),
        .category = info->category,
        .meaning = meaning_of(info),
    };
}

static void column(buffer *out, const char *text, size_t width) {
    const size_t begin = out->length;
    escape_terminal(out, text, strlen(text));
    while (out->length - begin < width) {
        buffer_byte(out, ' ');
    }
    buffer_literal(out, "  ");
}

static void print_text(buffer *out, const entry *e) {
    column(out, e->code, CODE_WIDTH);
    if (e->kind != NULL) {
        column(out, e->kind, WORD_WIDTH);
    }
    column(out, e->code_class, WORD_WIDTH);
    column(out, e->category, CATEGORY_WIDTH);
    buffer_text(out, e->meaning == NULL ? "-" : e->meaning);
    buffer_byte(out, '\n');
}

static void member(buffer *out, const char *name, const char *value) {
    buffer_format(out, "%s\"%s\":", strcmp(name, "code") == 0 ? "{" : ",", name);
    if (value == NULL) {
        buffer_literal(out, "null");
    } else {
        escape_json_any(out, value, strlen(value));
    }
}

static void print_json(buffer *out, const entry *e) {
    member(out, "code", e->code);
    if (e->kind != NULL) {
        member(out, "kind", e->kind);
    }
    member(out, "class", e->code_class);
    member(out, "category", e->category);
    member(out, "meaning", e->meaning);
    buffer_literal(out, "}\n");
}

static entry_printer *printer_of(report_form form) {
    return form == REPORT_JSON ? print_json : print_text;
}

/* Columns get their names; JSON has them in each line. */
static void print_head(buffer *out, report_form form, const char *kind) {
    const entry head = {"CODE", kind, "CLASS", "CATEGORY", "MEANING"};
    if (form == REPORT_TEXT) {
        print_text(out, &head);
    }
}

static exit_status write_out(buffer *out, exit_status status) {
    const bool written = output_write(out);
    buffer_free(out);
    return written ? status : STATUS_TROUBLE;
}

static exit_status list(const codes_options *options) {
    buffer out = {0};
    if (options->word_count > 1) {
        complain(options->words[1], "codes list takes no code; try 'tcenvelope codes lookup'");
        return STATUS_TROUBLE;
    }
    print_head(&out, options->report, NULL);
    for (int code = TCE_CODE_UNKNOWN + 1; code < TCE_CODE_END; code++) {
        const char *name = tce_code_name((tce_code)code);
        tce_code_info info;
        tce_code_lookup(name, strlen(name), &info);
        entry e = entry_of(name, &info);
        e.kind = NULL; /* it is the same for all */
        printer_of(options->report)(&out, &e);
    }
    return write_out(&out, STATUS_VALID);
}

/* The library calls an empty code no code at all; whoever asks for one gets an answer. */
static entry look_up(const char *code, bool *known) {
    tce_code_info info;
    tce_code_lookup(code, strlen(code), &info);
    *known = info.kind != TCE_CODE_KIND_NONE && info.kind != TCE_CODE_KIND_UNKNOWN;
    if (info.kind == TCE_CODE_KIND_NONE) {
        info = (tce_code_info){TCE_CODE_UNKNOWN, TCE_CODE_KIND_UNKNOWN, TCE_CLASS_OTHER, "other"};
    }
    return entry_of(code, &info);
}

static exit_status lookup(const codes_options *options) {
    buffer out = {0};
    exit_status status = STATUS_VALID;
    if (options->word_count < 2) {
        complain("codes lookup", "which code; give at least one, such as InvalidParameter");
        return STATUS_TROUBLE;
    }
    print_head(&out, options->report, "KIND");
    for (size_t i = 1; i < options->word_count; i++) {
        bool known;
        const entry e = look_up(options->words[i], &known);
        printer_of(options->report)(&out, &e);
        status = known ? status : STATUS_INVALID;
    }
    return write_out(&out, status);
}

exit_status codes_run(const codes_options *options) {
    const char *what = options->word_count > 0 ? options->words[0] : "";
    if (strcmp(what, "list") == 0) {
        return list(options);
    }
    if (strcmp(what, "lookup") == 0) {
        return lookup(options);
    }
    if (options->word_count > 0) {
        complain(what, "is not a command of codes; give list or lookup");
    } else {
        complain("codes", "what about them; give list or lookup");
    }
    return STATUS_TROUBLE;
}
