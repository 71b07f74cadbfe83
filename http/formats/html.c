/*
 * The page: page/status.html, with every {{name}} replaced by the text for that name.
 */
#include "formats.h"

#include <string.h>

#include "status_page.h"

#define CODES_MOST 100 /* error codes with a row of their own */
#define BAR_LEAST  5   /* thousandths of the largest bar */

static void put(out *o, const char *words) {
    out_put_name(o, words);
}

static uint64_t larger(uint64_t a, uint64_t b) {
    return a > b ? a : b;
}

static void put_hidden(out *o, bool yes) {
    if (yes) {
        put(o, " hidden");
    }
}

/* ---- Tiles ----------------------------------------------------------------------------------*/

/* Sums for an overview. */
typedef struct tile {
    const char *title;
    tce_http_verdict verdicts[4]; /* the sum of these */
} tile;

static const tile tiles[] = {
    {"Sound", {TCE_HTTP_VERDICT_SUCCESS, TCE_HTTP_VERDICT_FAILURE}},
    {"Broken", {TCE_HTTP_VERDICT_INVALID, TCE_HTTP_VERDICT_TRUNCATED, TCE_HTTP_VERDICT_INCOMPLETE}},
    {"Not validated", {TCE_HTTP_VERDICT_UNSEEN, TCE_HTTP_VERDICT_SKIPPED}},
};

static void open_tile(out *o, const char *title) {
    put(o, "\"><dt>");
    put(o, title);
    put(o, "</dt><dd class=\"count\">");
}

static void close_tile(out *o) {
    put(o, "</dd><dd class=\"speed\"><span class=\"rate\">&ndash;</span> / s</dd></div>\n");
}

static void put_tile(out *o, const tce_http_snapshot *s, const tile *t) {
    uint64_t sum = 0;
    put(o, "<div data-sum=\"");
    for (const tce_http_verdict *v = t->verdicts; *v != 0; v++) {
        put(o, v == t->verdicts ? "verdicts." : " verdicts.");
        put(o, tce_http_verdict_name(*v));
        sum += s->counts[TCE_HTTP_FAMILY_VERDICTS][*v];
    }
    open_tile(o, t->title);
    out_put_grouped(o, sum);
    put(o, "</dd><dd class=\"share\">");
    out_put_share(o, sum, s->totals.responses);
    close_tile(o);
}

static void put_tiles(out *o, const tce_http_snapshot *s) {
    put(o, "<div data-sum=\"responses");
    open_tile(o, "Responses");
    out_put_grouped(o, s->totals.responses);
    close_tile(o);
    for (size_t i = 0; i < sizeof(tiles) / sizeof(tiles[0]); i++) {
        put_tile(o, s, &tiles[i]);
    }
    put(o, "<div data-unit=\"bytes\" data-sum=\"bytes");
    open_tile(o, "Validated");
    out_put_size(o, s->totals.bytes);
    close_tile(o);
}

/* ---- Rows -----------------------------------------------------------------------------------*/

typedef struct row {
    const char *tone;   /* the class that colours its bar */
    const char *group;  /* with the member, the script's key of the counter */
    const char *member; /* NULL: the group is the complete key */
    tce_text name;
    const char *note;
    uint64_t count;
    bool rare; /* hidden while its count is 0 */
} row;

/* The values that a row is compared with. */
typedef struct scale {
    uint64_t largest;
    uint64_t total;
} scale;

static void put_sum(out *o, const row *r) {
    put(o, " data-sum=\"");
    put(o, r->group);
    if (r->member != NULL) {
        put(o, ".");
        put(o, r->member);
    }
    put(o, "\"");
}

/* A count above 0 has a visible bar. */
static uint64_t bar_width(uint64_t count, uint64_t largest) {
    if (count == 0) {
        return 0;
    }
    const double thousandths = (double)count * 1000 / (double)largest;
    return larger((uint64_t)(thousandths + 0.5), BAR_LEAST);
}

static void put_bar(out *o, uint64_t count, uint64_t largest) {
    put(o, "<svg aria-hidden=\"true\"><rect height=\"100%\" width=\"");
    out_put_tenths(o, bar_width(count, largest));
    put(o, "%\"/></svg>");
}

static void put_row_head(out *o, const row *r) {
    put(o, "<tr class=\"");
    put(o, r->tone);
    put(o, "\"");
    if (r->group != NULL) {
        put_sum(o, r);
    }
    if (r->rare) {
        put(o, " data-rare");
        put_hidden(o, r->count == 0);
    }
    put(o, "><th scope=\"row\"><bdi>");
    out_put_html(o, r->name);
    put(o, "</bdi><small>");
    put(o, r->note);
    put(o, "</small>");
}

static void put_row(out *o, const row *r, const scale *c) {
    put_row_head(o, r);
    put_bar(o, r->count, c->largest);
    put(o, "</th><td class=\"count\">");
    out_put_grouped(o, r->count);
    put(o, "</td><td class=\"share\">");
    out_put_share(o, r->count, c->total);
    put(o, "</td><td class=\"speed rate\">&ndash;</td></tr>\n");
}

/* ---- Kinds ----------------------------------------------------------------------------------*/

static const char good[] = "good", call[] = "call", bad[] = "bad", none[] = "none";

static const char *const verdict_tones[TCE_HTTP_VERDICT_END] = {
    [TCE_HTTP_VERDICT_SUCCESS] = good,   [TCE_HTTP_VERDICT_FAILURE] = call,
    [TCE_HTTP_VERDICT_INVALID] = bad,    [TCE_HTTP_VERDICT_TRUNCATED] = bad,
    [TCE_HTTP_VERDICT_INCOMPLETE] = bad, [TCE_HTTP_VERDICT_UNSEEN] = none,
    [TCE_HTTP_VERDICT_SKIPPED] = none,
};

static const char *const action_tones[TCE_HTTP_DONE_END] = {
    [TCE_HTTP_DONE_PASSED] = good,     [TCE_HTTP_DONE_ABORTED] = bad,
    [TCE_HTTP_DONE_RELEASED] = good,   [TCE_HTTP_DONE_REJECTED] = bad,
    [TCE_HTTP_DONE_OVERFLOWED] = none,
};

static uint64_t largest_of(const uint64_t *counts, unsigned end) {
    uint64_t largest = 0;
    for (unsigned i = 0; i < end; i++) {
        largest = larger(largest, counts[i]);
    }
    return largest;
}

/* Without tones all rows have one tone, and are hidden while their count is 0. */
static void put_family(out *o, const tce_http_snapshot *s, tce_http_family which,
                       const char *const *tones, const char *tone) {
    const family *f = &families[which];
    const uint64_t *counts = s->counts[which];
    const scale c = {largest_of(counts, f->end), s->totals.responses};
    for (unsigned i = f->first; i < f->end; i++) {
        const char *name = f->name(i);
        const row r = {
            .tone = tones != NULL ? tones[i] : tone,
            .group = f->plural,
            .member = name,
            .name = {name, strlen(name)},
            .note = f->meaning == NULL ? "" : f->meaning(i),
            .count = counts[i],
            .rare = tones == NULL,
        };
        put_row(o, &r, &c);
    }
}

static void put_verdicts(out *o, const tce_http_snapshot *s) {
    put_family(o, s, TCE_HTTP_FAMILY_VERDICTS, verdict_tones, NULL);
}

static void put_actions(out *o, const tce_http_snapshot *s) {
    put_family(o, s, TCE_HTTP_FAMILY_ACTIONS, action_tones, NULL);
}

static void put_violations(out *o, const tce_http_snapshot *s) {
    put_family(o, s, TCE_HTTP_FAMILY_VIOLATIONS, NULL, bad);
}

static void put_codings(out *o, const tce_http_snapshot *s) {
    put_family(o, s, TCE_HTTP_FAMILY_CODINGS, NULL, good);
}

static void put_skips(out *o, const tce_http_snapshot *s) {
    put_family(o, s, TCE_HTTP_FAMILY_SKIPS, NULL, none);
}

/* ---- Error codes ----------------------------------------------------------------------------*/

static size_t codes_shown(const tce_http_snapshot *s) {
    return s->code_count < CODES_MOST ? s->code_count : CODES_MOST;
}

/* Responses whose code has no row of its own. */
static uint64_t other_codes(const tce_http_snapshot *s) {
    uint64_t sum = s->totals.codes_other;
    for (size_t i = codes_shown(s); i < s->code_count; i++) {
        sum += s->codes[i].count;
    }
    return sum;
}

static scale code_scale(const tce_http_snapshot *s) {
    const uint64_t others = other_codes(s);
    scale c = {others, others};
    for (size_t i = 0; i < codes_shown(s); i++) {
        c.largest = larger(c.largest, s->codes[i].count);
        c.total += s->codes[i].count;
    }
    return c;
}

static void put_codes(out *o, const tce_http_snapshot *s) {
    const scale c = code_scale(s);
    for (size_t i = 0; i < codes_shown(s); i++) {
        const code_count *each = &s->codes[i];
        const row r = {
            .tone = call,
            .name = each->code,
            .note = each->class_name,
            .count = each->count,
        };
        put_row(o, &r, &c);
    }
}

static void put_other_codes(out *o, const tce_http_snapshot *s) {
    static const char name[] = "All others";
    const scale c = code_scale(s);
    const row r = {
        .tone = none,
        .group = "others",
        .name = {name, sizeof(name) - 1},
        .note = "together",
        .count = other_codes(s),
        .rare = true,
    };
    put_row(o, &r, &c);
}

static void put_codes_most(out *o, const tce_http_snapshot *s) {
    (void)s;
    out_put_number(o, CODES_MOST);
}

/* ---- Hidden elements ------------------------------------------------------------------------*/

static void put_hidden_if_idle(out *o, const tce_http_snapshot *s) {
    put_hidden(o, s->totals.responses == 0);
}

static void put_hidden_unless_idle(out *o, const tce_http_snapshot *s) {
    put_hidden(o, s->totals.responses != 0);
}

static void put_hidden_if_codes(out *o, const tce_http_snapshot *s) {
    put_hidden(o, s->code_count > 0 || s->totals.codes_other > 0);
}

static void put_hidden_if_any(out *o, const tce_http_snapshot *s, tce_http_family which) {
    put_hidden(o, largest_of(s->counts[which], families[which].end) > 0);
}

static void put_hidden_if_violations(out *o, const tce_http_snapshot *s) {
    put_hidden_if_any(o, s, TCE_HTTP_FAMILY_VIOLATIONS);
}

static void put_hidden_if_codings(out *o, const tce_http_snapshot *s) {
    put_hidden_if_any(o, s, TCE_HTTP_FAMILY_CODINGS);
}

static void put_hidden_if_skips(out *o, const tce_http_snapshot *s) {
    put_hidden_if_any(o, s, TCE_HTTP_FAMILY_SKIPS);
}

/* ---- Page -----------------------------------------------------------------------------------*/

static void put_version(out *o, const tce_http_snapshot *s) {
    (void)s;
    put(o, tce_version());
}

static void put_since(out *o, const tce_http_snapshot *s) {
    out_put_time(o, s->since);
}

static void put_now(out *o, const tce_http_snapshot *s) {
    out_put_time(o, s->time);
}

static void put_uptime(out *o, const tce_http_snapshot *s) {
    out_put_duration(o, s->time < s->since ? 0 : (uint64_t)(s->time - s->since));
}

static void put_style(out *o, const tce_http_snapshot *s) {
    (void)s;
    out_put(o, status_css, sizeof(status_css));
}

static void put_script(out *o, const tce_http_snapshot *s) {
    (void)s;
    out_put(o, status_js, sizeof(status_js));
}

static const struct {
    const char *name;
    void (*put)(out *o, const tce_http_snapshot *s);
} parts[] = {
    {"actions", put_actions},
    {"codes", put_codes},
    {"codes_most", put_codes_most},
    {"hidden_if_codes", put_hidden_if_codes},
    {"hidden_if_codings", put_hidden_if_codings},
    {"hidden_if_idle", put_hidden_if_idle},
    {"hidden_if_skips", put_hidden_if_skips},
    {"hidden_if_violations", put_hidden_if_violations},
    {"hidden_unless_idle", put_hidden_unless_idle},
    {"now", put_now},
    {"codings", put_codings},
    {"other_codes", put_other_codes},
    {"script", put_script},
    {"since", put_since},
    {"skips", put_skips},
    {"style", put_style},
    {"tiles", put_tiles},
    {"uptime", put_uptime},
    {"verdicts", put_verdicts},
    {"version", put_version},
    {"violations", put_violations},
};

static void put_part(out *o, const tce_http_snapshot *s, tce_text nonce, tce_text name) {
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (strlen(parts[i].name) == name.length &&
            memcmp(parts[i].name, name.bytes, name.length) == 0) {
            parts[i].put(o, s);
            return;
        }
    }
    out_put(o, nonce.bytes, nonce.length); /* {{nonce}} */
}

/* The next occurrence of the two bytes, or end. */
static const char *find(const char *from, const char *end, const char *pair) {
    while (end - from >= 2 && (from[0] != pair[0] || from[1] != pair[1])) {
        from++;
    }
    return end - from >= 2 ? from : end;
}

void format_html(out *o, const tce_http_snapshot *s, tce_text nonce) {
    const char *p = status_html;
    const char *const end = status_html + sizeof(status_html);
    while (p < end) {
        const char *open = find(p, end, "{{");
        out_put(o, p, (size_t)(open - p));
        if (open == end) {
            break;
        }
        const char *close = find(open, end, "}}");
        put_part(o, s, nonce, (tce_text){open + 2, (size_t)(close - open - 2)});
        p = close + 2;
    }
}
