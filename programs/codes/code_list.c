#include "codes/code_list.h"

#include <stdlib.h>
#include <string.h>

#include "support/complain.h"
#include "support/file.h"
#include "support/lines.h"
#include "support/text.h"
#include "support/utf8.h"

enum { FIELDS_MAX = 3, FIELD_LENGTH_MAX = TCE_MAX_CODE };

#define BOM      "\xEF\xBB\xBF"
#define EXPECTED "CODE, or SERVICE, VERSION and CODE separated by tabs"

void code_list_init(code_list *list, size_t files) {
    *list = (code_list){.texts = allocate(files, sizeof *list->texts)};
}

void code_list_free(code_list *list) {
    for (size_t i = 0; i < list->text_count; i++) {
        buffer_free(&list->texts[i]);
    }
    free(list->texts);
    buffer_free(&list->rows);
    *list = (code_list){0};
}

tce_catalogue_row *code_list_rows(const code_list *list) {
    return (tce_catalogue_row *)(void *)list->rows.bytes; /* aligned: it comes from realloc */
}

size_t code_list_count(const code_list *list) {
    return list->rows.length / sizeof(tce_catalogue_row);
}

/* ---- Lines -----------------------------------------------------------------------------------*/

static bool is_control_or_space(uint32_t point) {
    return point <= 0x20 || (point >= 0x7F && point <= 0x9F);
}

const char *code_list_field_problem(tce_text field) {
    if (field.length == 0) {
        return "is empty";
    }
    if (field.length > FIELD_LENGTH_MAX) {
        return "is longer than 128 bytes";
    }
    for (size_t i = 0; i < field.length;) {
        uint32_t point;
        const size_t size = utf8_decode(field.bytes + i, field.length - i, &point);
        if (size == 0) {
            return "is not UTF-8";
        }
        if (is_control_or_space(point)) {
            return "contains a space or control character";
        }
        i += size;
    }
    return NULL;
}

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t';
}

static bool is_without_code(tce_text line) {
    size_t i = 0;
    while (i < line.length && is_blank(line.bytes[i])) {
        i++;
    }
    return i == line.length || line.bytes[i] == '#';
}

/* Returns the number of fields of the line and fills in the first FIELDS_MAX. */
static size_t split(tce_text line, tce_text *fields) {
    size_t count = 0;
    for (size_t begin = 0, i = 0; i <= line.length; i++) {
        if (i < line.length && line.bytes[i] != '\t') {
            continue;
        }
        if (count < FIELDS_MAX) {
            fields[count] = (tce_text){line.bytes + begin, i - begin};
        }
        count++;
        begin = i + 1;
    }
    return count;
}

static bool check_fields(const char *name, size_t number, const tce_text *fields, size_t count) {
    static const char *const words[] = {"service", "version", "code"};
    if (count != 1 && count != FIELDS_MAX) {
        complain(name, "line %zu: %zu fields; give " EXPECTED, number, count);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const char *problem = code_list_field_problem(fields[i]);
        if (problem != NULL) {
            complain(name, "line %zu: the %s %s; give " EXPECTED, number, words[count == 1 ? 2 : i],
                     problem);
            return false;
        }
    }
    return true;
}

static void add_row(code_list *list, const tce_text *fields, size_t count) {
    tce_catalogue_row row = {.code = fields[count - 1]};
    if (count == FIELDS_MAX) {
        row.service = fields[0];
        row.version = fields[1];
    }
    buffer_append(&list->rows, &row, sizeof row);
}

static bool take_line(code_list *list, const char *name, size_t number, tce_text line) {
    tce_text fields[FIELDS_MAX];
    if (is_without_code(line)) {
        return true;
    }
    const size_t count = split(line, fields);
    if (!check_fields(name, number, fields, count)) {
        return false;
    }
    add_row(list, fields, count);
    return true;
}

/* The line without its newline, or carriage return and newline. */
static tce_text line_of(const buffer *text, size_t begin, size_t end) {
    const char *bytes = text->bytes;
    const bool ended = bytes[end - 1] == '\n';
    end -= ended;
    end -= ended && end > begin && bytes[end - 1] == '\r';
    return (tce_text){bytes + begin, end - begin};
}

static bool take_lines(code_list *list, const char *name, const buffer *text) {
    size_t number = 1;
    for (size_t begin = 0, end; begin < text->length; begin = end, number++) {
        end = lines_end(text->bytes, text->length, begin);
        if (!take_line(list, name, number, line_of(text, begin, end))) {
            return false;
        }
    }
    return true;
}

static bool begins_with_bom(const buffer *text) {
    return text->length >= sizeof BOM - 1 && memcmp(text->bytes, BOM, sizeof BOM - 1) == 0;
}

bool code_list_read(code_list *list, const char *name) {
    buffer *text = &list->texts[list->text_count++];
    if (!file_read(name, text)) {
        return false;
    }
    if (begins_with_bom(text)) {
        complain(name, "line 1: byte order mark; save the list without it");
        return false;
    }
    return take_lines(list, name, text);
}

/* ---- Services --------------------------------------------------------------------------------*/

static bool is_one_of(tce_text service, const char *const *services, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (service.length > 0 && text_compare(service, text_of(services[i])) == 0) {
            return true;
        }
    }
    return false;
}

void code_list_select(code_list *list, const char *const *services, size_t count) {
    tce_catalogue_row *rows = code_list_rows(list);
    size_t selected = 0;
    for (size_t i = 0; i < code_list_count(list); i++) {
        if (is_one_of(rows[i].service, services, count)) {
            rows[selected++] = rows[i];
        }
    }
    list->rows.length = selected * sizeof *rows;
}

bool code_list_has(const code_list *list, const char *service) {
    const tce_catalogue_row *rows = code_list_rows(list);
    for (size_t i = 0; i < code_list_count(list); i++) {
        if (is_one_of(rows[i].service, &service, 1)) {
            return true;
        }
    }
    return false;
}

size_t code_list_services(const code_list *list) {
    const size_t count = code_list_count(list);
    const tce_catalogue_row *rows = code_list_rows(list);
    tce_text *names = allocate(count + 1, sizeof *names);
    size_t named = 0;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].service.length > 0) {
            names[named++] = rows[i].service;
        }
    }
    const size_t services = text_sort(names, named);
    free(names);
    return services;
}
