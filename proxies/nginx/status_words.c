/*
 * Numbers and text for people. page/status.js formats them in the same way.
 */
#include "status_parts.h"

static void ngx_http_tcenvelope_words_put(ngx_http_tcenvelope_text_t *text, const char *words) {
    ngx_http_tcenvelope_put_name(text, words);
}

/* 1234567 as 1,234,567. */
void ngx_http_tcenvelope_put_grouped(ngx_http_tcenvelope_text_t *text, uint64_t number) {
    u_char digits[NGX_INT64_LEN];
    const size_t count = (size_t)(ngx_snprintf(digits, sizeof(digits), "%uL", number) - digits);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0) {
            ngx_http_tcenvelope_words_put(text, ",");
        }
        ngx_http_tcenvelope_put(text, &digits[i], 1);
    }
}

/* 123 as 12.3. */
void ngx_http_tcenvelope_put_tenths(ngx_http_tcenvelope_text_t *text, uint64_t tenths) {
    ngx_http_tcenvelope_put_number(text, tenths / 10);
    ngx_http_tcenvelope_words_put(text, ".");
    ngx_http_tcenvelope_put_number(text, tenths % 10);
}

static uint64_t ngx_http_tcenvelope_words_rounded(double number) {
    return (uint64_t)(number + 0.5);
}

/* A share of something is at least 0.1 %, and of less than everything at most 99.9 %. */
void ngx_http_tcenvelope_put_share(ngx_http_tcenvelope_text_t *text, uint64_t part,
                                   uint64_t total) {
    uint64_t thousandths =
        total == 0 ? 0 : ngx_http_tcenvelope_words_rounded((double)part * 1000 / (double)total);
    if (part > 0 && part < total) {
        thousandths = ngx_min(ngx_max(thousandths, 1), 999);
    }
    ngx_http_tcenvelope_put_tenths(text, thousandths);
    ngx_http_tcenvelope_words_put(text, " %");
}

void ngx_http_tcenvelope_put_size(ngx_http_tcenvelope_text_t *text, uint64_t bytes) {
    static const char *const units[] = {" KiB", " MiB", " GiB", " TiB", " PiB", " EiB"};
    if (bytes < 1024) {
        ngx_http_tcenvelope_put_grouped(text, bytes);
        ngx_http_tcenvelope_words_put(text, " bytes");
        return;
    }
    double size = (double)bytes / 1024;
    ngx_uint_t unit = 0;
    for (; size >= 1024 && unit + 1 < sizeof(units) / sizeof(units[0]); unit++) {
        size /= 1024;
    }
    ngx_http_tcenvelope_put_tenths(text, ngx_http_tcenvelope_words_rounded(size * 10));
    ngx_http_tcenvelope_words_put(text, units[unit]);
}

static void ngx_http_tcenvelope_words_put_units(ngx_http_tcenvelope_text_t *text, uint64_t large,
                                                const char *of_large, uint64_t small,
                                                const char *of_small) {
    ngx_http_tcenvelope_put_grouped(text, large);
    ngx_http_tcenvelope_words_put(text, of_large);
    ngx_http_tcenvelope_put_number(text, small);
    ngx_http_tcenvelope_words_put(text, of_small);
}

void ngx_http_tcenvelope_put_duration(ngx_http_tcenvelope_text_t *text, uint64_t seconds) {
    const uint64_t minutes = seconds / 60;
    const uint64_t hours = minutes / 60;
    if (hours >= 24) {
        ngx_http_tcenvelope_words_put_units(text, hours / 24, " d ", hours % 24, " h");
    } else if (hours > 0) {
        ngx_http_tcenvelope_words_put_units(text, hours, " h ", minutes % 60, " min");
    } else {
        ngx_http_tcenvelope_put_number(text, minutes);
        ngx_http_tcenvelope_words_put(text, " min");
    }
}

void ngx_http_tcenvelope_put_time(ngx_http_tcenvelope_text_t *text, time_t time) {
    u_char words[sizeof("-9223372036854775808-12-31 23:59:59 UTC")];
    ngx_tm_t tm;
    ngx_gmtime(time, &tm);
    const u_char *end =
        ngx_snprintf(words, sizeof(words), "%4d-%02d-%02d %02d:%02d:%02d UTC", tm.ngx_tm_year,
                     tm.ngx_tm_mon, tm.ngx_tm_mday, tm.ngx_tm_hour, tm.ngx_tm_min, tm.ngx_tm_sec);
    ngx_http_tcenvelope_put(text, words, (size_t)(end - words));
}

/* The symbol of a control character: U+2400 to U+241F, U+2421 for DEL. */
static void ngx_http_tcenvelope_words_put_picture(ngx_http_tcenvelope_text_t *text,
                                                  u_char control) {
    const u_char picture[] = {0xE2, 0x90, control == 0x7F ? 0xA1 : 0x80 + control};
    ngx_http_tcenvelope_put(text, picture, sizeof(picture));
}

static void ngx_http_tcenvelope_words_put_character(ngx_http_tcenvelope_text_t *text, u_char byte) {
    if (byte < 0x20 || byte == 0x7F) {
        ngx_http_tcenvelope_words_put_picture(text, byte);
    } else if (byte == '<') {
        ngx_http_tcenvelope_words_put(text, "&lt;");
    } else if (byte == '>') {
        ngx_http_tcenvelope_words_put(text, "&gt;");
    } else if (byte == '&') {
        ngx_http_tcenvelope_words_put(text, "&amp;");
    } else if (byte == '"') {
        ngx_http_tcenvelope_words_put(text, "&quot;");
    } else {
        ngx_http_tcenvelope_put(text, &byte, 1);
    }
}

void ngx_http_tcenvelope_put_html(ngx_http_tcenvelope_text_t *text, const tce_text *string) {
    for (size_t i = 0; i < string->length; i++) {
        ngx_http_tcenvelope_words_put_character(text, (u_char)string->bytes[i]);
    }
}
