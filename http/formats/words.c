/*
 * Numbers and text for people. page/status.js formats them in the same way.
 */
#include "out.h"

/* 1234567 as 1,234,567. */
void out_put_grouped(out *o, uint64_t number) {
    uint64_t unit = 1;
    while (number / unit >= 1000) {
        unit *= 1000;
    }
    out_put_number(o, number / unit);
    for (unit /= 1000; unit > 0; unit /= 1000) {
        const unsigned group = (unsigned)(number / unit % 1000);
        const char digits[] = {',', (char)('0' + group / 100), (char)('0' + group / 10 % 10),
                               (char)('0' + group % 10)};
        out_put(o, digits, sizeof(digits));
    }
}

/* 123 as 12.3. */
void out_put_tenths(out *o, uint64_t tenths) {
    out_put_number(o, tenths / 10);
    out_put_name(o, ".");
    out_put_number(o, tenths % 10);
}

static uint64_t rounded(double number) {
    return (uint64_t)(number + 0.5);
}

/* A share of something is at least 0.1 %, and of less than everything at most 99.9 %. */
void out_put_share(out *o, uint64_t part, uint64_t total) {
    uint64_t thousandths = total == 0 ? 0 : rounded((double)part * 1000 / (double)total);
    if (part > 0 && part < total) {
        thousandths = thousandths < 1 ? 1 : thousandths;
        thousandths = thousandths > 999 ? 999 : thousandths;
    }
    out_put_tenths(o, thousandths);
    out_put_name(o, " %");
}

void out_put_size(out *o, uint64_t bytes) {
    static const char *const units[] = {" KiB", " MiB", " GiB", " TiB", " PiB", " EiB"};
    if (bytes < 1024) {
        out_put_grouped(o, bytes);
        out_put_name(o, " bytes");
        return;
    }
    double size = (double)bytes / 1024;
    size_t unit = 0;
    for (; size >= 1024 && unit + 1 < sizeof(units) / sizeof(units[0]); unit++) {
        size /= 1024;
    }
    out_put_tenths(o, rounded(size * 10));
    out_put_name(o, units[unit]);
}

static void put_units(out *o, uint64_t large, const char *of_large, uint64_t small,
                      const char *of_small) {
    out_put_grouped(o, large);
    out_put_name(o, of_large);
    out_put_number(o, small);
    out_put_name(o, of_small);
}

void out_put_duration(out *o, uint64_t seconds) {
    const uint64_t minutes = seconds / 60;
    const uint64_t hours = minutes / 60;
    if (hours >= 24) {
        put_units(o, hours / 24, " d ", hours % 24, " h");
    } else if (hours > 0) {
        put_units(o, hours, " h ", minutes % 60, " min");
    } else {
        out_put_number(o, minutes);
        out_put_name(o, " min");
    }
}

static void put_two(out *o, const char *before, unsigned number) {
    const char digits[] = {(char)('0' + number / 10 % 10), (char)('0' + number % 10)};
    out_put_name(o, before);
    out_put(o, digits, sizeof(digits));
}

/* A date from days since 1970-01-01, by years that begin in March: a leap day is the last of its
 * year, and 400 years have 146,097 days. */
static void put_date(out *o, uint64_t days) {
    const uint64_t shifted = days + 719468; /* since 0000-03-01 */
    const uint64_t day_of_era = shifted % 146097;
    const uint64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const uint64_t day = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const unsigned month = (unsigned)((5 * day + 2) / 153); /* from March */
    const uint64_t year = shifted / 146097 * 400 + year_of_era + (month >= 10 ? 1 : 0);
    out_put_number(o, year);
    put_two(o, "-", month < 10 ? month + 3 : month - 9);
    put_two(o, "-", (unsigned)(day - (153 * month + 2) / 5 + 1));
}

void out_put_time(out *o, int64_t time) {
    const uint64_t seconds = time < 0 ? 0 : (uint64_t)time;
    put_date(o, seconds / 86400);
    put_two(o, " ", (unsigned)(seconds / 3600 % 24));
    put_two(o, ":", (unsigned)(seconds / 60 % 60));
    put_two(o, ":", (unsigned)(seconds % 60));
    out_put_name(o, " UTC");
}

/* ---- Escapes ---------------------------------------------------------------------------------*/

/* The symbol of a control character: U+2400 to U+241F, U+2421 for DEL. */
static void put_symbol(out *o, unsigned char control) {
    const unsigned last = control == 0x7f ? 0xa1U : 0x80U + control;
    out_put(o, "\xe2\x90", 2);
    out_put(o, (const char[]){(char)last}, 1);
}

static const char *entity_of(char byte) {
    switch (byte) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    default:
        return NULL;
    }
}

void out_put_html(out *o, tce_text string) {
    for (size_t i = 0; i < string.length; i++) {
        const unsigned char byte = (unsigned char)string.bytes[i];
        const char *entity = entity_of(string.bytes[i]);
        if (byte < 0x20 || byte == 0x7f) {
            put_symbol(o, byte);
        } else if (entity != NULL) {
            out_put_name(o, entity);
        } else {
            out_put(o, string.bytes + i, 1);
        }
    }
}
