/*
 * The page: page/status.html, with every {{name}} replaced by the text for that name.
 */
#include "status_page.h"
#include "status_parts.h"

#define CODES_MOST 100 /* error codes with a row of their own */
#define BAR_LEAST  5   /* thousandths of the largest bar */

static void ngx_http_tcenvelope_html_put(ngx_http_tcenvelope_text_t *text, const char *words) {
    ngx_http_tcenvelope_put_name(text, words);
}

static void ngx_http_tcenvelope_html_put_hidden(ngx_http_tcenvelope_text_t *text, ngx_uint_t yes) {
    if (yes) {
        ngx_http_tcenvelope_html_put(text, " hidden");
    }
}

/* ---- Tiles ----------------------------------------------------------------------------------*/

/* Sums for an overview. */
typedef struct {
    const char *title;
    ngx_http_tcenvelope_verdict_e verdicts[4]; /* the sum of these */
} ngx_http_tcenvelope_html_tile_t;

static const ngx_http_tcenvelope_html_tile_t ngx_http_tcenvelope_html_tiles[] = {
    {"Sound", {NGX_HTTP_TCENVELOPE_SUCCESS, NGX_HTTP_TCENVELOPE_FAILURE}},
    {"Broken",
     {NGX_HTTP_TCENVELOPE_INVALID, NGX_HTTP_TCENVELOPE_TRUNCATED, NGX_HTTP_TCENVELOPE_INCOMPLETE}},
    {"Not validated", {NGX_HTTP_TCENVELOPE_UNSEEN, NGX_HTTP_TCENVELOPE_SKIPPED}},
};

static void ngx_http_tcenvelope_html_open_tile(ngx_http_tcenvelope_text_t *text,
                                               const char *title) {
    ngx_http_tcenvelope_html_put(text, "\"><dt>");
    ngx_http_tcenvelope_html_put(text, title);
    ngx_http_tcenvelope_html_put(text, "</dt><dd class=\"count\">");
}

static void ngx_http_tcenvelope_html_close_tile(ngx_http_tcenvelope_text_t *text) {
    ngx_http_tcenvelope_html_put(
        text, "</dd><dd class=\"speed\"><span class=\"rate\">&ndash;</span> / s</dd></div>\n");
}

static void ngx_http_tcenvelope_html_put_tile(ngx_http_tcenvelope_text_t *text,
                                              const ngx_http_tcenvelope_numbers_t *numbers,
                                              const ngx_http_tcenvelope_html_tile_t *tile) {
    uint64_t sum = 0;
    ngx_http_tcenvelope_html_put(text, "<div data-sum=\"");
    for (const ngx_http_tcenvelope_verdict_e *v = tile->verdicts; *v != 0; v++) {
        ngx_http_tcenvelope_html_put(text, v == tile->verdicts ? "verdicts." : " verdicts.");
        ngx_http_tcenvelope_html_put(text, ngx_http_tcenvelope_verdict_name(*v));
        sum += numbers->counts[NGX_HTTP_TCENVELOPE_VERDICTS][*v];
    }
    ngx_http_tcenvelope_html_open_tile(text, tile->title);
    ngx_http_tcenvelope_put_grouped(text, sum);
    ngx_http_tcenvelope_html_put(text, "</dd><dd class=\"share\">");
    ngx_http_tcenvelope_put_share(text, sum, numbers->responses);
    ngx_http_tcenvelope_html_close_tile(text);
}

static void ngx_http_tcenvelope_html_put_tiles(ngx_http_tcenvelope_text_t *text,
                                               const ngx_http_tcenvelope_numbers_t *numbers) {
    ngx_http_tcenvelope_html_put(text, "<div data-sum=\"responses");
    ngx_http_tcenvelope_html_open_tile(text, "Responses");
    ngx_http_tcenvelope_put_grouped(text, numbers->responses);
    ngx_http_tcenvelope_html_close_tile(text);
    for (size_t i = 0;
         i < sizeof(ngx_http_tcenvelope_html_tiles) / sizeof(ngx_http_tcenvelope_html_tiles[0]);
         i++) {
        ngx_http_tcenvelope_html_put_tile(text, numbers, &ngx_http_tcenvelope_html_tiles[i]);
    }
    ngx_http_tcenvelope_html_put(text, "<div data-unit=\"bytes\" data-sum=\"bytes");
    ngx_http_tcenvelope_html_open_tile(text, "Validated");
    ngx_http_tcenvelope_put_size(text, numbers->bytes);
    ngx_http_tcenvelope_html_close_tile(text);
}

/* ---- Rows -----------------------------------------------------------------------------------*/

typedef struct {
    const char *tone;   /* the class that colours its bar */
    const char *group;  /* with the member, the script's key of the counter */
    const char *member; /* NULL: the group is the complete key */
    tce_text name;
    const char *note;
    uint64_t count;
    ngx_uint_t rare; /* hidden while its count is 0 */
} ngx_http_tcenvelope_html_row_t;

/* The values that a row is compared with. */
typedef struct {
    uint64_t largest;
    uint64_t total;
} ngx_http_tcenvelope_html_scale_t;

static void ngx_http_tcenvelope_html_put_sum(ngx_http_tcenvelope_text_t *text,
                                             const ngx_http_tcenvelope_html_row_t *row) {
    ngx_http_tcenvelope_html_put(text, " data-sum=\"");
    ngx_http_tcenvelope_html_put(text, row->group);
    if (row->member != NULL) {
        ngx_http_tcenvelope_html_put(text, ".");
        ngx_http_tcenvelope_html_put(text, row->member);
    }
    ngx_http_tcenvelope_html_put(text, "\"");
}

/* A count above 0 has a visible bar. */
static uint64_t ngx_http_tcenvelope_html_bar_width(uint64_t count, uint64_t largest) {
    if (count == 0) {
        return 0;
    }
    const double thousandths = (double)count * 1000 / (double)largest;
    return ngx_max((uint64_t)(thousandths + 0.5), BAR_LEAST);
}

static void ngx_http_tcenvelope_html_put_bar(ngx_http_tcenvelope_text_t *text, uint64_t count,
                                             uint64_t largest) {
    ngx_http_tcenvelope_html_put(text, "<svg aria-hidden=\"true\"><rect height=\"100%\" width=\"");
    ngx_http_tcenvelope_put_tenths(text, ngx_http_tcenvelope_html_bar_width(count, largest));
    ngx_http_tcenvelope_html_put(text, "%\"/></svg>");
}

static void ngx_http_tcenvelope_html_put_row_head(ngx_http_tcenvelope_text_t *text,
                                                  const ngx_http_tcenvelope_html_row_t *row) {
    ngx_http_tcenvelope_html_put(text, "<tr class=\"");
    ngx_http_tcenvelope_html_put(text, row->tone);
    ngx_http_tcenvelope_html_put(text, "\"");
    if (row->group != NULL) {
        ngx_http_tcenvelope_html_put_sum(text, row);
    }
    if (row->rare) {
        ngx_http_tcenvelope_html_put(text, " data-rare");
        ngx_http_tcenvelope_html_put_hidden(text, row->count == 0);
    }
    ngx_http_tcenvelope_html_put(text, "><th scope=\"row\"><bdi>");
    ngx_http_tcenvelope_put_html(text, &row->name);
    ngx_http_tcenvelope_html_put(text, "</bdi><small>");
    ngx_http_tcenvelope_html_put(text, row->note);
    ngx_http_tcenvelope_html_put(text, "</small>");
}

static void ngx_http_tcenvelope_html_put_row(ngx_http_tcenvelope_text_t *text,
                                             const ngx_http_tcenvelope_html_row_t *row,
                                             const ngx_http_tcenvelope_html_scale_t *scale) {
    ngx_http_tcenvelope_html_put_row_head(text, row);
    ngx_http_tcenvelope_html_put_bar(text, row->count, scale->largest);
    ngx_http_tcenvelope_html_put(text, "</th><td class=\"count\">");
    ngx_http_tcenvelope_put_grouped(text, row->count);
    ngx_http_tcenvelope_html_put(text, "</td><td class=\"share\">");
    ngx_http_tcenvelope_put_share(text, row->count, scale->total);
    ngx_http_tcenvelope_html_put(text, "</td><td class=\"speed rate\">&ndash;</td></tr>\n");
}

/* ---- Kinds ----------------------------------------------------------------------------------*/

static const char *const ngx_http_tcenvelope_html_verdict_tones[NGX_HTTP_TCENVELOPE_VERDICT_END] = {
    [NGX_HTTP_TCENVELOPE_SUCCESS] = "good",   [NGX_HTTP_TCENVELOPE_FAILURE] = "call",
    [NGX_HTTP_TCENVELOPE_INVALID] = "bad",    [NGX_HTTP_TCENVELOPE_TRUNCATED] = "bad",
    [NGX_HTTP_TCENVELOPE_INCOMPLETE] = "bad", [NGX_HTTP_TCENVELOPE_UNSEEN] = "none",
    [NGX_HTTP_TCENVELOPE_SKIPPED] = "none",
};

static const char *const ngx_http_tcenvelope_html_action_tones[NGX_HTTP_TCENVELOPE_ACTION_END] = {
    [NGX_HTTP_TCENVELOPE_PASSED] = "good",     [NGX_HTTP_TCENVELOPE_ABORTED] = "bad",
    [NGX_HTTP_TCENVELOPE_RELEASED] = "good",   [NGX_HTTP_TCENVELOPE_REJECTED] = "bad",
    [NGX_HTTP_TCENVELOPE_OVERFLOWED] = "none",
};

static uint64_t ngx_http_tcenvelope_html_largest_of(const uint64_t *counts, ngx_uint_t end) {
    uint64_t largest = 0;
    for (ngx_uint_t i = 0; i < end; i++) {
        largest = ngx_max(largest, counts[i]);
    }
    return largest;
}

/* Without tones all rows are bad, and hidden while their count is 0. */
static void ngx_http_tcenvelope_html_put_kind(ngx_http_tcenvelope_text_t *text,
                                              const ngx_http_tcenvelope_numbers_t *numbers,
                                              ngx_http_tcenvelope_kind_e which,
                                              const char *const *tones) {
    const ngx_http_tcenvelope_kind_t *kind = &ngx_http_tcenvelope_kinds[which];
    const uint64_t *counts = numbers->counts[which];
    const ngx_http_tcenvelope_html_scale_t scale = {
        ngx_http_tcenvelope_html_largest_of(counts, kind->end), numbers->responses};
    for (ngx_uint_t i = 1; i < kind->end; i++) {
        const char *name = kind->name(i);
        const ngx_http_tcenvelope_html_row_t row = {
            .tone = tones != NULL ? tones[i] : "bad",
            .group = kind->plural,
            .member = name,
            .name = {name, ngx_strlen(name)},
            .note = kind->meaning(i),
            .count = counts[i],
            .rare = tones == NULL,
        };
        ngx_http_tcenvelope_html_put_row(text, &row, &scale);
    }
}

static void ngx_http_tcenvelope_html_put_verdicts(ngx_http_tcenvelope_text_t *text,
                                                  const ngx_http_tcenvelope_numbers_t *numbers) {
    ngx_http_tcenvelope_html_put_kind(text, numbers, NGX_HTTP_TCENVELOPE_VERDICTS,
                                      ngx_http_tcenvelope_html_verdict_tones);
}

static void ngx_http_tcenvelope_html_put_actions(ngx_http_tcenvelope_text_t *text,
                                                 const ngx_http_tcenvelope_numbers_t *numbers) {
    ngx_http_tcenvelope_html_put_kind(text, numbers, NGX_HTTP_TCENVELOPE_ACTIONS,
                                      ngx_http_tcenvelope_html_action_tones);
}

static void ngx_http_tcenvelope_html_put_violations(ngx_http_tcenvelope_text_t *text,
                                                    const ngx_http_tcenvelope_numbers_t *numbers) {
    ngx_http_tcenvelope_html_put_kind(text, numbers, NGX_HTTP_TCENVELOPE_VIOLATIONS, NULL);
}

/* ---- Error codes ----------------------------------------------------------------------------*/

static ngx_uint_t
ngx_http_tcenvelope_html_codes_shown(const ngx_http_tcenvelope_numbers_t *numbers) {
    return ngx_min(numbers->code_count, CODES_MOST);
}

/* Responses whose code has no row of its own. */
static uint64_t ngx_http_tcenvelope_html_other_codes(const ngx_http_tcenvelope_numbers_t *numbers) {
    uint64_t sum = numbers->codes_other;
    for (ngx_uint_t i = ngx_http_tcenvelope_html_codes_shown(numbers); i < numbers->code_count;
         i++) {
        sum += numbers->codes[i].count;
    }
    return sum;
}

static ngx_http_tcenvelope_html_scale_t
ngx_http_tcenvelope_html_code_scale(const ngx_http_tcenvelope_numbers_t *numbers) {
    const uint64_t others = ngx_http_tcenvelope_html_other_codes(numbers);
    ngx_http_tcenvelope_html_scale_t scale = {others, others};
    for (ngx_uint_t i = 0; i < ngx_http_tcenvelope_html_codes_shown(numbers); i++) {
        scale.largest = ngx_max(scale.largest, numbers->codes[i].count);
        scale.total += numbers->codes[i].count;
    }
    return scale;
}

static void ngx_http_tcenvelope_html_put_codes(ngx_http_tcenvelope_text_t *text,
                                               const ngx_http_tcenvelope_numbers_t *numbers) {
    const ngx_http_tcenvelope_html_scale_t scale = ngx_http_tcenvelope_html_code_scale(numbers);
    for (ngx_uint_t i = 0; i < ngx_http_tcenvelope_html_codes_shown(numbers); i++) {
        const ngx_http_tcenvelope_code_count_t *code = &numbers->codes[i];
        const ngx_http_tcenvelope_html_row_t row = {
            .tone = "call",
            .name = {(const char *)code->code.data, code->code.len},
            .note = code->class_name,
            .count = code->count,
        };
        ngx_http_tcenvelope_html_put_row(text, &row, &scale);
    }
}

static void ngx_http_tcenvelope_html_put_other_codes(ngx_http_tcenvelope_text_t *text,
                                                     const ngx_http_tcenvelope_numbers_t *numbers) {
    static const char name[] = "All others";
    const ngx_http_tcenvelope_html_scale_t scale = ngx_http_tcenvelope_html_code_scale(numbers);
    const ngx_http_tcenvelope_html_row_t row = {
        .tone = "none",
        .group = "others",
        .name = {name, sizeof(name) - 1},
        .note = "together",
        .count = ngx_http_tcenvelope_html_other_codes(numbers),
        .rare = 1,
    };
    ngx_http_tcenvelope_html_put_row(text, &row, &scale);
}

static void ngx_http_tcenvelope_html_put_codes_most(ngx_http_tcenvelope_text_t *text,
                                                    const ngx_http_tcenvelope_numbers_t *numbers) {
    (void)numbers;
    ngx_http_tcenvelope_put_number(text, CODES_MOST);
}

/* ---- Hidden elements ------------------------------------------------------------------------*/

static void
ngx_http_tcenvelope_html_put_hidden_if_idle(ngx_http_tcenvelope_text_t *text,
                                            const ngx_http_tcenvelope_numbers_t *numbers) {
    ngx_http_tcenvelope_html_put_hidden(text, numbers->responses == 0);
}

static void
ngx_http_tcenvelope_html_put_hidden_unless_idle(ngx_http_tcenvelope_text_t *text,
                                                const ngx_http_tcenvelope_numbers_t *numbers) {
    ngx_http_tcenvelope_html_put_hidden(text, numbers->responses != 0);
}

static void
ngx_http_tcenvelope_html_put_hidden_if_codes(ngx_http_tcenvelope_text_t *text,
                                             const ngx_http_tcenvelope_numbers_t *numbers) {
    ngx_http_tcenvelope_html_put_hidden(text, numbers->code_count > 0 || numbers->codes_other > 0);
}

static void
ngx_http_tcenvelope_html_put_hidden_if_violations(ngx_http_tcenvelope_text_t *text,
                                                  const ngx_http_tcenvelope_numbers_t *numbers) {
    const uint64_t *counts = numbers->counts[NGX_HTTP_TCENVELOPE_VIOLATIONS];
    ngx_http_tcenvelope_html_put_hidden(
        text, ngx_http_tcenvelope_html_largest_of(counts, TCE_VIOLATION_END) > 0);
}

/* ---- Page -----------------------------------------------------------------------------------*/

static void ngx_http_tcenvelope_html_put_nonce(ngx_http_tcenvelope_text_t *text,
                                               const ngx_http_tcenvelope_numbers_t *numbers) {
    ngx_http_tcenvelope_put(text, numbers->nonce.data, numbers->nonce.len);
}

static void ngx_http_tcenvelope_html_put_version(ngx_http_tcenvelope_text_t *text,
                                                 const ngx_http_tcenvelope_numbers_t *numbers) {
    (void)numbers;
    ngx_http_tcenvelope_html_put(text, tce_version());
}

static void ngx_http_tcenvelope_html_put_since(ngx_http_tcenvelope_text_t *text,
                                               const ngx_http_tcenvelope_numbers_t *numbers) {
    ngx_http_tcenvelope_put_time(text, numbers->since);
}

static void ngx_http_tcenvelope_html_put_now(ngx_http_tcenvelope_text_t *text,
                                             const ngx_http_tcenvelope_numbers_t *numbers) {
    ngx_http_tcenvelope_put_time(text, numbers->time);
}

static void ngx_http_tcenvelope_html_put_uptime(ngx_http_tcenvelope_text_t *text,
                                                const ngx_http_tcenvelope_numbers_t *numbers) {
    ngx_http_tcenvelope_put_duration(text, (uint64_t)ngx_max(numbers->time - numbers->since, 0));
}

static void ngx_http_tcenvelope_html_put_style(ngx_http_tcenvelope_text_t *text,
                                               const ngx_http_tcenvelope_numbers_t *numbers) {
    (void)numbers;
    ngx_http_tcenvelope_put(text, status_css, sizeof(status_css));
}

static void ngx_http_tcenvelope_html_put_script(ngx_http_tcenvelope_text_t *text,
                                                const ngx_http_tcenvelope_numbers_t *numbers) {
    (void)numbers;
    ngx_http_tcenvelope_put(text, status_js, sizeof(status_js));
}

static const struct {
    ngx_str_t name;
    void (*put)(ngx_http_tcenvelope_text_t *text, const ngx_http_tcenvelope_numbers_t *numbers);
} ngx_http_tcenvelope_html_parts[] = {
    {ngx_string("actions"), ngx_http_tcenvelope_html_put_actions},
    {ngx_string("codes"), ngx_http_tcenvelope_html_put_codes},
    {ngx_string("codes_most"), ngx_http_tcenvelope_html_put_codes_most},
    {ngx_string("hidden_if_codes"), ngx_http_tcenvelope_html_put_hidden_if_codes},
    {ngx_string("hidden_if_idle"), ngx_http_tcenvelope_html_put_hidden_if_idle},
    {ngx_string("hidden_if_violations"), ngx_http_tcenvelope_html_put_hidden_if_violations},
    {ngx_string("hidden_unless_idle"), ngx_http_tcenvelope_html_put_hidden_unless_idle},
    {ngx_string("nonce"), ngx_http_tcenvelope_html_put_nonce},
    {ngx_string("now"), ngx_http_tcenvelope_html_put_now},
    {ngx_string("other_codes"), ngx_http_tcenvelope_html_put_other_codes},
    {ngx_string("script"), ngx_http_tcenvelope_html_put_script},
    {ngx_string("since"), ngx_http_tcenvelope_html_put_since},
    {ngx_string("style"), ngx_http_tcenvelope_html_put_style},
    {ngx_string("tiles"), ngx_http_tcenvelope_html_put_tiles},
    {ngx_string("uptime"), ngx_http_tcenvelope_html_put_uptime},
    {ngx_string("verdicts"), ngx_http_tcenvelope_html_put_verdicts},
    {ngx_string("version"), ngx_http_tcenvelope_html_put_version},
    {ngx_string("violations"), ngx_http_tcenvelope_html_put_violations},
};

static void ngx_http_tcenvelope_html_put_part(ngx_http_tcenvelope_text_t *text,
                                              const ngx_http_tcenvelope_numbers_t *numbers,
                                              const char *name, size_t length) {
    for (size_t i = 0;
         i < sizeof(ngx_http_tcenvelope_html_parts) / sizeof(ngx_http_tcenvelope_html_parts[0]);
         i++) {
        if (ngx_http_tcenvelope_html_parts[i].name.len == length &&
            ngx_memcmp(ngx_http_tcenvelope_html_parts[i].name.data, name, length) == 0) {
            ngx_http_tcenvelope_html_parts[i].put(text, numbers);
        }
    }
}

/* The next occurrence of the two bytes, or end. */
static const char *ngx_http_tcenvelope_html_find(const char *from, const char *end,
                                                 const char *pair) {
    while (end - from >= 2 && (from[0] != pair[0] || from[1] != pair[1])) {
        from++;
    }
    return end - from >= 2 ? from : end;
}

void ngx_http_tcenvelope_write_html(ngx_http_tcenvelope_text_t *text,
                                    const ngx_http_tcenvelope_numbers_t *numbers) {
    const char *p = status_html;
    const char *const end = status_html + sizeof(status_html);
    while (p < end) {
        const char *open = ngx_http_tcenvelope_html_find(p, end, "{{");
        ngx_http_tcenvelope_put(text, p, (size_t)(open - p));
        if (open == end) {
            break;
        }
        const char *close = ngx_http_tcenvelope_html_find(open, end, "}}");
        ngx_http_tcenvelope_html_put_part(text, numbers, open + 2, (size_t)(close - open - 2));
        p = close + 2;
    }
}
