#include "formats.h"

#include <string.h>

static void put_key(out *o, const char *name) {
    out_put(o, "\"", 1);
    out_put_name(o, name);
    out_put(o, "\":", 2);
}

static void put_number(out *o, const char *name, uint64_t value) {
    put_key(o, name);
    out_put_number(o, value);
}

static void put_string(out *o, const char *member, tce_text value) {
    put_key(o, member);
    out_put(o, "\"", 1);
    out_put_json(o, value);
    out_put(o, "\"", 1);
}

static void put_comma(out *o) {
    out_put(o, ",", 1);
}

static void put_name(out *o, const char *member, const char *value) {
    put_string(o, member, (tce_text){value, strlen(value)});
}

static void put_family(out *o, const family *f, const uint64_t *counts) {
    put_key(o, f->plural);
    out_put(o, "{", 1);
    for (unsigned i = f->first; i < f->end; i++) {
        if (i > f->first) {
            put_comma(o);
        }
        put_number(o, f->name(i), counts[i]);
    }
    out_put(o, "},", 2);
}

static void put_code(out *o, const code_count *c) {
    out_put(o, "{", 1);
    put_string(o, "code", c->code);
    put_comma(o);
    put_name(o, "class", c->class_name);
    put_comma(o);
    put_number(o, "count", c->count);
    out_put(o, "}", 1);
}

static void put_codes(out *o, const tce_http_snapshot *s) {
    put_key(o, "codes");
    out_put(o, "[", 1);
    for (size_t i = 0; i < s->code_count; i++) {
        if (i > 0) {
            put_comma(o);
        }
        put_code(o, &s->codes[i]);
    }
    out_put(o, "],", 2);
}

static uint64_t seconds_of(int64_t time) {
    return time < 0 ? 0 : (uint64_t)time;
}

static void put_totals(out *o, const tce_http_snapshot *s) {
    const struct {
        const char *name;
        uint64_t value;
    } numbers[] = {{"since", seconds_of(s->since)},
                   {"time", seconds_of(s->time)},
                   {"responses", s->totals.responses},
                   {"bytes", s->totals.bytes},
                   {"decoded_bytes", s->totals.decoded_bytes}};
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        put_comma(o);
        put_number(o, numbers[i].name, numbers[i].value);
    }
    put_comma(o);
}

void format_json(out *o, const tce_http_snapshot *s, tce_text nonce) {
    (void)nonce;
    out_put(o, "{", 1);
    put_name(o, "version", tce_version());
    put_totals(o, s);
    for (size_t i = 0; i < TCE_HTTP_FAMILY_END; i++) {
        put_family(o, &families[i], s->counts[i]);
    }
    put_codes(o, s);
    put_number(o, "codes_other", s->totals.codes_other);
    out_put(o, "}\n", 2);
}
