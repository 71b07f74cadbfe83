#include "codes/tabbed.h"

#include <string.h>

#include "support/complain.h"
#include "support/lines.h"

#define BOM "\xEF\xBB\xBF"

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t';
}

static bool is_without_fields(tce_text line) {
    size_t i = 0;
    while (i < line.length && is_blank(line.bytes[i])) {
        i++;
    }
    return i == line.length || line.bytes[i] == '#';
}

static void split(tce_text text, tabbed_line *line) {
    line->count = 0;
    for (size_t begin = 0, i = 0; i <= text.length; i++) {
        if (i < text.length && text.bytes[i] != '\t') {
            continue;
        }
        if (line->count < TABBED_FIELDS_MAX) {
            line->fields[line->count] = (tce_text){text.bytes + begin, i - begin};
        }
        line->count++;
        begin = i + 1;
    }
}

/* The line without its newline, or carriage return and newline. */
static tce_text line_of(const buffer *text, size_t begin, size_t end) {
    const char *bytes = text->bytes;
    const bool ended = bytes[end - 1] == '\n';
    end -= ended;
    end -= ended && end > begin && bytes[end - 1] == '\r';
    return (tce_text){bytes + begin, end - begin};
}

static bool begins_with_bom(const buffer *text) {
    return text->length >= sizeof BOM - 1 && memcmp(text->bytes, BOM, sizeof BOM - 1) == 0;
}

bool tabbed_parse(const char *name, const buffer *text, tabbed_taker *take, void *user) {
    tabbed_line line = {.number = 1};
    if (begins_with_bom(text)) {
        complain(name, "line 1: byte order mark; save the list without it");
        return false;
    }
    for (size_t begin = 0, end; begin < text->length; begin = end, line.number++) {
        end = lines_end(text->bytes, text->length, begin);
        const tce_text complete = line_of(text, begin, end);
        if (is_without_fields(complete)) {
            continue;
        }
        split(complete, &line);
        if (!take(user, &line)) {
            return false;
        }
    }
    return true;
}
