#include "codes/code_entry.h"

#include <string.h>

#include "support/escape.h"
#include "support/text.h"

enum { CODE_WIDTH = 36, WORD_WIDTH = 10, CATEGORY_WIDTH = 21, NUMBER_WIDTH = 8, DATE_DIGITS = 8 };

_Static_assert((int)VERSION_SPACE == DATE_DIGITS + 2, "a date has two hyphens");

/* ---- Looking up ------------------------------------------------------------------------------*/

code_entry code_entry_of(const entry_format *format, tce_text code) {
    code_entry e = {.code = code};
    tce_catalogue_lookup(format->catalogue, code.bytes, code.length, &e.info);
    if (e.info.kind == TCE_KIND_NONE) {
        e.info.kind = TCE_KIND_UNKNOWN;
        e.info.code_class = TCE_CLASS_OTHER;
        e.info.category = "other";
    }
    e.kind = tce_code_kind_name(e.info.kind);
    e.code_class = tce_code_class_name(e.info.code_class);
    e.category = e.info.category;
    e.meaning = meaning_of(format->catalogue, &e.info, &format->filter);
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

tce_text version_shown(tce_text version, char *space) {
    if (!is_date(version)) {
        return version;
    }
    memcpy(space, version.bytes, 4);
    space[4] = '-';
    memcpy(space + 5, version.bytes + 4, 2);
    space[7] = '-';
    memcpy(space + 8, version.bytes + 6, 2);
    return (tce_text){space, VERSION_SPACE};
}

typedef void service_printer(buffer *out, const tce_service *service);

/* Prints the code's services that count, separated. */
static void print_services(buffer *out, const entry_format *format, const code_entry *e,
                           const char *separator, service_printer *print) {
    tce_service service;
    const char *before = "";
    for (uint32_t i = 0;
         service_next(format->catalogue, &e->info, &format->filter, &i, &service);) {
        char space[VERSION_SPACE];
        service.version = version_shown(service.version, space);
        buffer_text(out, before);
        print(out, &service);
        before = separator;
    }
}

static bool has_services(const entry_format *format, const code_entry *e, bool with_meaning) {
    tce_service service;
    for (uint32_t i = 0;
         service_next(format->catalogue, &e->info, &format->filter, &i, &service);) {
        if (!with_meaning || service.meaning.length > 0) {
            return true;
        }
    }
    return false;
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

static void service_text(buffer *out, const tce_service *service) {
    escape_terminal(out, service->name.bytes, service->name.length);
    buffer_literal(out, " ");
    escape_terminal(out, service->version.bytes, service->version.length);
}

static void service_line(buffer *out, const tce_service *service) {
    buffer_literal(out, "  in ");
    service_text(out, service);
    if (service->meaning.length > 0) {
        buffer_literal(out, ": ");
        escape_terminal(out, service->meaning.bytes, service->meaning.length);
    }
    buffer_byte(out, '\n');
}

/* A line for each service, or one for all if none of them has a meaning. */
static void print_service_lines(buffer *out, const entry_format *format, const code_entry *e) {
    if (has_services(format, e, true)) {
        print_services(out, format, e, "", service_line);
    } else if (has_services(format, e, false)) {
        buffer_literal(out, "  in ");
        print_services(out, format, e, ", ", service_text);
        buffer_byte(out, '\n');
    }
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
    if (e->meaning.bytes == NULL) {
        buffer_byte(out, '-');
    } else {
        escape_terminal(out, e->meaning.bytes, e->meaning.length);
    }
    buffer_byte(out, '\n');
}

static void print_text(buffer *out, const entry_format *format, const code_entry *e) {
    buffer count = {0};
    buffer_number(&count, e->info.service_count);
    buffer_byte(&count, '\0');
    print_columns(out, format, e, count.bytes);
    buffer_free(&count);
    if (format->services) {
        print_service_lines(out, format, e);
    }
}

/* ---- JSON ------------------------------------------------------------------------------------*/

static void member(buffer *out, const char *name, tce_text value) {
    buffer_format(out, "%s\"%s\":", strcmp(name, "code") == 0 ? "{" : ",", name);
    if (value.bytes == NULL) {
        buffer_literal(out, "null");
    } else {
        escape_json_any(out, value.bytes, value.length);
    }
}

static void word_member(buffer *out, const char *name, const char *value) {
    member(out, name, text_of(value));
}

static void service_json(buffer *out, const tce_service *service) {
    buffer_literal(out, "{\"service\":");
    escape_json_any(out, service->name.bytes, service->name.length);
    member(out, "version", service->version);
    member(out, "meaning", service->meaning);
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
    member(out, "meaning", e->meaning);
    service_members(out, format, e);
    buffer_literal(out, "}\n");
}

/* ---- Both ------------------------------------------------------------------------------------*/

void code_entry_head(buffer *out, const entry_format *format) {
    const code_entry head = {.code = {"CODE", 4},
                             .kind = "KIND",
                             .code_class = "CLASS",
                             .category = "CATEGORY",
                             .meaning = text_of("MEANING")};
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
