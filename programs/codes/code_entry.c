#include "codes/code_entry.h"

#include <string.h>

#include "support/escape.h"
#include "support/text.h"

enum {
    CODE_WIDTH = 36,
    WORD_WIDTH = 10,
    CATEGORY_WIDTH = 21,
    NUMBER_WIDTH = 8,
    DATE_DIGITS = 8,
    DATE_MAX = DATE_DIGITS + 2
};

/* ---- Looking up ------------------------------------------------------------------------------*/

/* A code that is not common has the meaning of its category. */
static const char *meaning_of(const tce_code_info *info) {
    tce_code_info category;
    if (info->kind == TCE_KIND_COMMON) {
        return tce_code_meaning(info->code);
    }
    tce_code_lookup(info->category, strlen(info->category), &category);
    return tce_code_meaning(category.code);
}

code_entry code_entry_of(const tce_catalogue *catalogue, tce_text code) {
    code_entry e = {.code = code};
    tce_catalogue_lookup(catalogue, code.bytes, code.length, &e.info);
    if (e.info.kind == TCE_KIND_NONE) {
        e.info.kind = TCE_KIND_UNKNOWN;
        e.info.code_class = TCE_CLASS_OTHER;
        e.info.category = "other";
    }
    e.kind = tce_code_kind_name(e.info.kind);
    e.code_class = tce_code_class_name(e.info.code_class);
    e.category = e.info.category;
    e.meaning = meaning_of(&e.info);
    return e;
}

/* ---- Services --------------------------------------------------------------------------------*/

static bool is_date(tce_text version) {
    for (size_t i = 0; i < version.length; i++) {
        if (version.bytes[i] < '0' || version.bytes[i] > '9') {
            return false;
        }
    }
    return version.length == DATE_DIGITS;
}

/* Formats a version of eight digits as a date, as requests spell it: 2017-03-12. The result may
 * point into space, of DATE_MAX bytes. */
static tce_text version_shown(tce_text version, char *space) {
    if (!is_date(version)) {
        return version;
    }
    memcpy(space, version.bytes, 4);
    space[4] = '-';
    memcpy(space + 5, version.bytes + 4, 2);
    space[7] = '-';
    memcpy(space + 8, version.bytes + 6, 2);
    return (tce_text){space, DATE_MAX};
}

typedef void service_printer(buffer *out, tce_text name, tce_text version);

/* Prints the code's services, separated. */
static void print_services(buffer *out, const entry_format *format, const code_entry *e,
                           const char *separator, service_printer *print) {
    tce_service service;
    for (uint32_t i = 0; tce_catalogue_service_of(format->catalogue, &e->info, i, &service); i++) {
        char space[DATE_MAX];
        buffer_text(out, i > 0 ? separator : "");
        print(out, service.name, version_shown(service.version, space));
    }
}

/* ---- Text ------------------------------------------------------------------------------------*/

static void column(buffer *out, tce_text text, size_t width) {
    const size_t begin = out->length;
    escape_terminal(out, text.bytes, text.length);
    while (out->length - begin < width) {
        buffer_byte(out, ' ');
    }
    buffer_literal(out, "  ");
}

static void word_column(buffer *out, const char *text, size_t width) {
    column(out, text_of(text), width);
}

static void service_text(buffer *out, tce_text name, tce_text version) {
    escape_terminal(out, name.bytes, name.length);
    buffer_literal(out, " ");
    escape_terminal(out, version.bytes, version.length);
}

/* Prints one row. count is the number of services, or the heading of that column. */
static void print_columns(buffer *out, const entry_format *format, const code_entry *e,
                          const char *count) {
    column(out, e->code, CODE_WIDTH);
    if (format->kind) {
        word_column(out, e->kind, WORD_WIDTH);
    }
    word_column(out, e->code_class, WORD_WIDTH);
    word_column(out, e->category, CATEGORY_WIDTH);
    if (format->service_count) {
        word_column(out, count, NUMBER_WIDTH);
    }
    buffer_text(out, e->meaning == NULL ? "-" : e->meaning);
    buffer_byte(out, '\n');
}

static void print_text(buffer *out, const entry_format *format, const code_entry *e) {
    buffer count = {0};
    buffer_number(&count, e->info.service_count);
    buffer_byte(&count, '\0');
    print_columns(out, format, e, count.bytes);
    buffer_free(&count);
    if (format->services && e->info.service_count > 0) {
        buffer_literal(out, "  in ");
        print_services(out, format, e, ", ", service_text);
        buffer_byte(out, '\n');
    }
}

/* ---- JSON ------------------------------------------------------------------------------------*/

static void member(buffer *out, const char *name, tce_text value) {
    buffer_format(out, "%s\"%s\":", strcmp(name, "code") == 0 ? "{" : ",", name);
    escape_json_any(out, value.bytes, value.length);
}

static void word_member(buffer *out, const char *name, const char *value) {
    if (value == NULL) {
        buffer_format(out, ",\"%s\":null", name);
    } else {
        member(out, name, text_of(value));
    }
}

static void service_json(buffer *out, tce_text name, tce_text version) {
    buffer_literal(out, "{\"service\":");
    escape_json_any(out, name.bytes, name.length);
    buffer_literal(out, ",\"version\":");
    escape_json_any(out, version.bytes, version.length);
    buffer_byte(out, '}');
}

static void service_members(buffer *out, const entry_format *format, const code_entry *e) {
    if (format->service_count) {
        buffer_format(out, ",\"service_count\":%u", (unsigned)e->info.service_count);
    }
    if (format->services) {
        buffer_literal(out, ",\"services\":[");
        print_services(out, format, e, ",", service_json);
        buffer_byte(out, ']');
    }
}

static void print_json(buffer *out, const entry_format *format, const code_entry *e) {
    member(out, "code", e->code);
    if (format->kind) {
        word_member(out, "kind", e->kind);
    }
    word_member(out, "class", e->code_class);
    word_member(out, "category", e->category);
    word_member(out, "meaning", e->meaning);
    service_members(out, format, e);
    buffer_literal(out, "}\n");
}

/* ---- Both ------------------------------------------------------------------------------------*/

void code_entry_head(buffer *out, const entry_format *format) {
    const code_entry head = {.code = {"CODE", 4},
                             .kind = "KIND",
                             .code_class = "CLASS",
                             .category = "CATEGORY",
                             .meaning = "MEANING"};
    if (format->report == REPORT_TEXT) {
        print_columns(out, format, &head, "SERVICES");
    }
}

void code_entry_print(buffer *out, const entry_format *format, const code_entry *e) {
    if (format->report == REPORT_JSON) {
        print_json(out, format, e);
    } else {
        print_text(out, format, e);
    }
}
