#include "codes/code_list.h"

#include <stdlib.h>
#include <string.h>

#include "codes/tabbed.h"
#include "support/code_class.h"
#include "support/complain.h"
#include "support/file.h"
#include "support/text.h"
#include "support/utf8.h"

enum { FIELD_LENGTH_MAX = TCE_MAX_CODE };

/* The fields of a line with a service. */
enum { SERVICE, VERSION, CODE, CLASS, MEANING, FIELDS_MAX };

_Static_assert((int)FIELDS_MAX == (int)TABBED_FIELDS_MAX, "every field is split off");

#define EXPECTED                                                                                   \
    "CODE, or SERVICE, VERSION, CODE and, if known, CLASS and MEANING, separated by tabs"

/* Where a row stands. */
typedef struct row_place {
    const char *name; /* of the file */
    size_t number;    /* of the line */
} row_place;

void code_list_init(code_list *list, size_t files) {
    *list = (code_list){.texts = allocate(files, sizeof *list->texts)};
}

void code_list_free(code_list *list) {
    for (size_t i = 0; i < list->text_count; i++) {
        buffer_free(&list->texts[i]);
    }
    free(list->texts);
    buffer_free(&list->rows);
    buffer_free(&list->places);
    *list = (code_list){0};
}

tce_catalogue_row *code_list_rows(const code_list *list) {
    return (tce_catalogue_row *)(void *)list->rows.bytes; /* aligned: it comes from realloc */
}

static row_place *places_of(const code_list *list) {
    return (row_place *)(void *)list->places.bytes;
}

size_t code_list_count(const code_list *list) {
    return list->rows.length / sizeof(tce_catalogue_row);
}

/* ---- Fields ----------------------------------------------------------------------------------*/

static bool is_control(uint32_t point) {
    return point < 0x20 || (point >= 0x7F && point <= 0x9F);
}

/* Why not all of the text is UTF-8 without control characters, or also without spaces; NULL: it
 * is. */
static const char *text_problem(tce_text text, bool spaces) {
    for (size_t i = 0; i < text.length;) {
        uint32_t point;
        const size_t size = utf8_decode(text.bytes + i, text.length - i, &point);
        if (size == 0) {
            return "is not UTF-8";
        }
        if (is_control(point) || (point == ' ' && !spaces)) {
            return spaces ? "contains a control character"
                          : "contains a space or control character";
        }
        i += size;
    }
    return NULL;
}

const char *code_list_field_problem(tce_text field) {
    if (field.length == 0) {
        return "is empty";
    }
    if (field.length > FIELD_LENGTH_MAX) {
        return "is longer than 128 bytes";
    }
    return text_problem(field, false);
}

static const char *class_problem(tce_text field) {
    const bool known = field.length == 0 || code_class_of(field) != TCE_CLASS_NONE;
    return known ? NULL : "is not one of " CODE_CLASSES;
}

static const char *meaning_problem(tce_text field) {
    return field.length > TCE_MAX_MEANING ? "is longer than 512 bytes" : text_problem(field, true);
}

static const char *field_problem(tce_text field, size_t index) {
    switch (index) {
    case CLASS:
        return class_problem(field);
    case MEANING:
        return meaning_problem(field);
    default:
        return code_list_field_problem(field);
    }
}

/* ---- Lines -----------------------------------------------------------------------------------*/

/* The place of a field in a line with a service. */
static size_t place_of(const tabbed_line *line, size_t index) {
    return line->count == 1 ? CODE : index;
}

static bool check_fields(const char *name, const tabbed_line *line) {
    static const char *const words[] = {"service", "version", "code", "class", "meaning"};
    if (line->count == 2 || line->count > FIELDS_MAX) {
        complain(name, "line %zu: %zu fields; give " EXPECTED, line->number, line->count);
        return false;
    }
    for (size_t i = 0; i < line->count; i++) {
        const size_t place = place_of(line, i);
        const char *problem = field_problem(line->fields[i], place);
        if (problem != NULL) {
            complain(name, "line %zu: the %s %s; give " EXPECTED, line->number, words[place],
                     problem);
            return false;
        }
    }
    return true;
}

static tce_catalogue_row row_of(const tabbed_line *line) {
    tce_catalogue_row row = {.code = line->fields[line->count == 1 ? 0 : CODE]};
    if (line->count > 1) {
        row.service = line->fields[SERVICE];
        row.version = line->fields[VERSION];
    }
    if (line->count > CLASS) {
        row.code_class = code_class_of(line->fields[CLASS]);
    }
    if (line->count > MEANING) {
        row.meaning = line->fields[MEANING];
    }
    return row;
}

typedef struct parsing {
    code_list *list;
    const char *name;
} parsing;

static bool take_line(void *user, const tabbed_line *line) {
    const parsing *p = user;
    if (!check_fields(p->name, line)) {
        return false;
    }
    const tce_catalogue_row row = row_of(line);
    const row_place place = {p->name, line->number};
    buffer_append(&p->list->rows, &row, sizeof row);
    buffer_append(&p->list->places, &place, sizeof place);
    return true;
}

bool code_list_parse(code_list *list, const char *name, buffer *text) {
    parsing p = {list, name};
    buffer *taken = &list->texts[list->text_count++];
    *taken = *text;
    *text = (buffer){0};
    return tabbed_parse(name, taken, take_line, &p);
}

bool code_list_read(code_list *list, const char *name) {
    buffer text = {0};
    if (!file_read(name, &text)) {
        buffer_free(&text);
        return false;
    }
    return code_list_parse(list, name, &text);
}

/* ---- Contradictions --------------------------------------------------------------------------*/

typedef struct placed_row {
    const tce_catalogue_row *row;
    const row_place *place;
} placed_row;

static int compare_services(const tce_catalogue_row *a, const tce_catalogue_row *b) {
    const int order = text_compare(a->service, b->service);
    return order != 0 ? order : text_compare(a->version, b->version);
}

/* By code, service and version; equal ones in the order of the lists. */
static int compare_rows(const void *left, const void *right) {
    const placed_row *a = left;
    const placed_row *b = right;
    int order = text_compare(a->row->code, b->row->code);
    order = order != 0 ? order : compare_services(a->row, b->row);
    return order != 0 ? order : (a->row > b->row) - (a->row < b->row);
}

static placed_row *sort_rows(const code_list *list) {
    const size_t count = code_list_count(list);
    placed_row *sorted = allocate(count + 1, sizeof *sorted);
    for (size_t i = 0; i < count; i++) {
        sorted[i] = (placed_row){&code_list_rows(list)[i], &places_of(list)[i]};
    }
    if (count > 0) {
        qsort(sorted, count, sizeof *sorted, compare_rows);
    }
    return sorted;
}

static void complain_of_classes(const placed_row *first, const placed_row *second) {
    const tce_text code = second->row->code;
    complain(second->place->name,
             "line %zu: the class of %.*s is %s, but %s in line %zu of %s; "
             "give one",
             second->place->number, (int)code.length, code.bytes,
             tce_code_class_name(second->row->code_class),
             tce_code_class_name(first->row->code_class), first->place->number, first->place->name);
}

static void complain_of_meanings(const placed_row *first, const placed_row *second) {
    const tce_text code = second->row->code;
    const tce_text service = second->row->service;
    complain(second->place->name,
             "line %zu: the meaning of %.*s in %.*s is not that of line %zu "
             "of %s; give one",
             second->place->number, (int)code.length, code.bytes, (int)service.length,
             service.bytes, first->place->number, first->place->name);
}

/* What the rows before say of a code, and of a code, service and version; NULL: nothing. */
typedef struct said {
    const placed_row *code_class;
    const placed_row *meaning;
} said;

typedef void complainer(const placed_row *first, const placed_row *second);

/* Complains in the order of the lists. */
static bool disagree(complainer *complain_of, const placed_row *a, const placed_row *b) {
    const bool ordered = a->row < b->row;
    complain_of(ordered ? a : b, ordered ? b : a);
    return false;
}

static bool class_agrees(said *before, const placed_row *row) {
    if (row->row->code_class == TCE_CLASS_NONE) {
        return true;
    }
    before->code_class = before->code_class != NULL ? before->code_class : row;
    return before->code_class->row->code_class == row->row->code_class ||
           disagree(complain_of_classes, before->code_class, row);
}

static bool meaning_agrees(said *before, const placed_row *row) {
    if (row->row->meaning.length == 0) {
        return true;
    }
    before->meaning = before->meaning != NULL ? before->meaning : row;
    return text_compare(before->meaning->row->meaning, row->row->meaning) == 0 ||
           disagree(complain_of_meanings, before->meaning, row);
}

/* Forgets what was said of another code, or of another service of this one. */
static void begin_row(said *before, const placed_row *last, const placed_row *row) {
    if (text_compare(last->row->code, row->row->code) != 0) {
        *before = (said){NULL, NULL};
    } else if (compare_services(last->row, row->row) != 0) {
        before->meaning = NULL;
    }
}

bool code_list_agrees(const code_list *list) {
    placed_row *sorted = sort_rows(list);
    said before = {NULL, NULL};
    bool agreed = true;
    for (size_t i = 0; i < code_list_count(list) && agreed; i++) {
        begin_row(&before, &sorted[i > 0 ? i - 1 : 0], &sorted[i]);
        agreed = class_agrees(&before, &sorted[i]) && meaning_agrees(&before, &sorted[i]);
    }
    free(sorted);
    return agreed;
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
    row_place *places = places_of(list);
    size_t selected = 0;
    for (size_t i = 0; i < code_list_count(list); i++) {
        if (is_one_of(rows[i].service, services, count)) {
            places[selected] = places[i];
            rows[selected++] = rows[i];
        }
    }
    list->rows.length = selected * sizeof *rows;
    list->places.length = selected * sizeof *places;
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
