#include "summary/html.h"

#include <string.h>

#include "summary_page.h"
#include "support/escape.h"

/* A bar's length, and what a value above 0 takes at least. */
#define BAR_UNITS 100.0
#define BAR_LEAST 0.4

void html_begin(buffer *out, const char *title, const char *heading) {
    buffer_literal(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                        "<meta http-equiv=\"Content-Security-Policy\" "
                        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                        "<meta name=\"viewport\" content=\"width=device-width\">\n"
                        "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    buffer_text(out, title);
    buffer_literal(out, "</title>\n<style>\n");
    buffer_append(out, page_css, sizeof page_css);
    buffer_literal(out, "</style>\n</head>\n<body>\n<header><h1>");
    buffer_text(out, heading);
    buffer_literal(out, "</h1>");
}

void html_end(buffer *out) {
    buffer_literal(out, "</body>\n</html>\n");
}

/* ---- Text ------------------------------------------------------------------------------------*/

static const char *entity_of(char byte) {
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void html_text(buffer *out, tce_text text) {
    buffer visible = {0};
    escape_terminal(&visible, text.bytes, text.length);
    for (size_t i = 0; i < visible.length; i++) {
        const char *entity = entity_of(visible.bytes[i]);
        if (entity != NULL) {
            buffer_text(out, entity);
        } else {
            buffer_byte(out, visible.bytes[i]);
        }
    }
    buffer_free(&visible);
}

/* ---- Figures ---------------------------------------------------------------------------------*/

void html_number(buffer *out, uint64_t number) {
    buffer digits = {0};
    buffer_number(&digits, number);
    buffer_literal(out, "<data value=\"");
    buffer_append(out, digits.bytes, digits.length);
    buffer_literal(out, "\">");
    for (size_t i = 0; i < digits.length; i++) {
        if (i > 0 && (digits.length - i) % 3 == 0) {
            buffer_byte(out, ',');
        }
        buffer_byte(out, digits.bytes[i]);
    }
    buffer_literal(out, "</data>");
    buffer_free(&digits);
}

void html_share(buffer *out, uint64_t value, uint64_t most) {
    const double percent = most == 0 ? 0 : 100 * ((double)value / (double)most);
    if (value == 0 || value == most) {
        buffer_text(out, value == 0 ? "0 %" : "100 %");
    } else if (percent < 0.1) {
        buffer_literal(out, "&lt; 0.1 %");
    } else if (percent > 99.9) {
        buffer_literal(out, "&gt; 99.9 %");
    } else {
        buffer_format(out, "%.1f %%", percent);
    }
}

/* ---- Bars ------------------------------------------------------------------------------------*/

static double units_of(uint64_t value, uint64_t most) {
    if (value == 0 || most == 0) {
        return 0;
    }
    const double units = BAR_UNITS * ((double)value / (double)most);
    return units < BAR_LEAST ? BAR_LEAST : units;
}

void html_bar(buffer *out, const char *name, const html_part *parts, size_t count, uint64_t most) {
    double begin = 0;
    buffer_format(out,
                  "<svg class=\"%s\" viewBox=\"0 0 100 1\" preserveAspectRatio=\"none\" "
                  "aria-hidden=\"true\">",
                  name);
    for (size_t i = 0; i < count; i++) {
        const double units = units_of(parts[i].value, most);
        if (units > 0) {
            buffer_format(out, "<rect class=\"%s\" x=\"%.3f\" width=\"%.3f\" height=\"1\"/>",
                          parts[i].colour, begin, units);
        }
        begin += units;
    }
    buffer_literal(out, "</svg>");
}
