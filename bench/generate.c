#include "generate.h"

#include <string.h>

#include "../tests/support/random.h"
#include "values.h"
#include "writer.h"

/* ---- Sizes -----------------------------------------------------------------------------------*/

typedef struct quantile {
    double share; /* of all documents that are at most so large */
    double size;  /* bytes, compact */
} quantile;

/* Of documented responses; a quarter of them is a RequestId and nothing else. */
static const quantile sizes[] = {{0, 65},      {0.27, 66},     {0.50, 126},
                                 {0.75, 330},  {0.90, 680},    {0.95, 1080},
                                 {0.99, 3700}, {0.999, 16000}, {1, 60000}};

static size_t draw_size(uint64_t *random) {
    const double share = (double)(random_next(random) >> 11) / (double)(UINT64_C(1) << 53);
    size_t i = 1;
    while (sizes[i].share < share) {
        i++;
    }
    const double part = (share - sizes[i - 1].share) / (sizes[i].share - sizes[i - 1].share);
    return (size_t)(sizes[i - 1].size + part * part * (sizes[i].size - sizes[i - 1].size));
}

/* ---- Payload ---------------------------------------------------------------------------------*/

#define CONTAINER_MIN 60 /* bytes left, below which no container is begun */
#define LEVELS_MAX    9

typedef struct sheet {
    generator *g;
    writer w;
} sheet;

static size_t length_of(const sheet *s) {
    return corpus_open_length(s->w.out);
}

/* Bytes of the compact text that what has been written since amounts to. Layout is not counted: a
 * response has the same members either way. */
typedef struct budget {
    size_t left;
} budget;

static void spend(budget *b, size_t bytes) {
    b->left = b->left > bytes ? b->left - bytes : 0;
}

static void put_value(sheet *s, budget *b, size_t (*make)(uint64_t *, char *)) {
    char value[VALUE_MAX];
    const size_t length = make(&s->g->values, value);
    write_value(&s->w, value, length);
    spend(b, length + 1);
}

static void put_literal(sheet *s, budget *b, const char *literal) {
    write_value(&s->w, literal, strlen(literal));
    spend(b, strlen(literal) + 1);
}

static void put_scalar(sheet *s, budget *b) {
    const size_t kind = random_below(&s->g->shape, 100);
    if (kind < 60) {
        put_value(s, b, make_string);
    } else if (kind < 90) {
        put_value(s, b, make_integer);
    } else if (kind < 93) {
        put_value(s, b, make_fraction);
    } else if (kind < 96) {
        put_literal(s, b, random_below(&s->g->values, 2) == 0 ? "true" : "false");
    } else {
        put_literal(s, b, "null");
    }
}

static void put_name(sheet *s, budget *b) {
    char name[VALUE_MAX];
    const size_t length = make_name(&s->g->shape, name);
    write_name(&s->w, name, length);
    spend(b, length + 3);
}

static void put_members(sheet *s, budget *b, size_t levels);

static void put_object(sheet *s, budget *b, size_t levels) {
    write_open(&s->w, '{');
    spend(b, 3);
    put_members(s, b, levels);
    write_close(&s->w, '}');
}

/* Every element has the members of the first. */
static void put_objects(sheet *s, budget *b, size_t levels) {
    const size_t most = 60 + random_below(&s->g->shape, 500);
    const uint64_t shape = s->g->shape;
    do {
        budget element = {most < b->left ? most : b->left};
        const size_t before = element.left;
        s->g->shape = shape;
        put_object(s, &element, levels);
        spend(b, before - element.left + 1);
    } while (b->left > most / 2);
}

static void put_scalars(sheet *s, budget *b, size_t (*make)(uint64_t *, char *)) {
    budget here = {b->left < 400 ? b->left : 400};
    const size_t before = here.left;
    do {
        put_value(s, &here, make);
    } while (here.left > 40 && random_below(&s->g->values, 3) != 0);
    spend(b, before - here.left);
}

static void put_array(sheet *s, budget *b, size_t levels) {
    const size_t kind = random_below(&s->g->shape, 100);
    write_open(&s->w, '[');
    spend(b, 3);
    if (kind < 68) {
        put_objects(s, b, levels);
    } else if (kind < 82) {
        put_scalars(s, b, make_string);
    } else if (kind < 90) {
        put_scalars(s, b, make_integer);
    }
    write_close(&s->w, ']');
}

/* An array or object that takes some of what is left, or all but a little. */
static void put_container(sheet *s, budget *b, size_t levels) {
    const size_t most = b->left - random_below(&s->g->shape, b->left / 2 + 1);
    budget inner = {most};
    if (random_below(&s->g->shape, 100) < 70) {
        put_array(s, &inner, levels + 1);
    } else {
        put_object(s, &inner, levels + 1);
    }
    spend(b, most - inner.left);
}

static void put_member(sheet *s, budget *b, size_t levels) {
    const size_t containers = b->left > 400 ? 30 : 12; /* of a hundred members */
    put_name(s, b);
    if (b->left > CONTAINER_MIN && levels < LEVELS_MAX &&
        random_below(&s->g->shape, 100) < containers) {
        put_container(s, b, levels);
    } else {
        put_scalar(s, b);
    }
}

static void put_members(sheet *s, budget *b, size_t levels) {
    while (b->left > 12) {
        put_member(s, b, levels);
    }
}

/* ---- Responses -------------------------------------------------------------------------------*/

#define ENVELOPE_SIZE 65 /* bytes of a response that holds nothing but a RequestId */

static const char response_name[] = "Response";
static const char request_id_name[] = "RequestId";
static const char error_name[] = "Error";
static const char code_name[] = "Code";
static const char message_name[] = "Message";
#define NAME(text) text, sizeof(text) - 1

static void put_named(sheet *s, const char *name, size_t length,
                      size_t (*make)(uint64_t *, char *)) {
    budget none = {0};
    write_name(&s->w, name, length);
    put_value(s, &none, make);
}

static void put_request_id(sheet *s) {
    put_named(s, NAME(request_id_name), make_request_id);
}

static void put_error(sheet *s) {
    write_name(&s->w, NAME(error_name));
    write_open(&s->w, '{');
    put_named(s, NAME(code_name), make_error_code);
    put_named(s, NAME(message_name), make_sentence);
    write_close(&s->w, '}');
}

static void open_response(sheet *s) {
    write_open(&s->w, '{');
    write_name(&s->w, NAME(response_name));
    write_open(&s->w, '{');
}

static void close_response(sheet *s) {
    write_close(&s->w, '}');
    write_close(&s->w, '}');
    corpus_end_document(s->w.out);
}

static void put_payload(sheet *s, size_t size, bool failed) {
    budget b = {size > ENVELOPE_SIZE ? size - ENVELOPE_SIZE : 0};
    if (failed) {
        put_error(s);
    } else {
        put_members(s, &b, 2);
    }
}

void generate_response(generator *g, corpus *c, bool pretty, size_t size, bool failed) {
    sheet s = {g, {.out = c, .pretty = pretty}};
    const bool id_first = random_below(&g->shape, 2) == 0;
    open_response(&s);
    if (id_first) {
        put_request_id(&s);
    }
    put_payload(&s, size, failed);
    if (!id_first) {
        put_request_id(&s);
    }
    close_response(&s);
}

static void generate_any(generator *g, corpus *c, bool pretty) {
    const size_t size = draw_size(&g->shape);
    generate_response(g, c, pretty, size, random_below(&g->shape, 1000) < 15);
}

void generate_responses(corpus *c, size_t count, bool pretty) {
    generator g = GENERATOR_INIT;
    while (c->count < count) {
        generate_any(&g, c, pretty);
    }
}

static void drop_last(corpus *c) {
    c->count--;
    corpus_drop_document(c);
}

void generate_short_responses(corpus *c, size_t count, size_t longest) {
    generator g = GENERATOR_INIT;
    while (c->count < count) {
        generate_any(&g, c, false);
        if (c->documents[c->count - 1].length > longest) {
            drop_last(c);
        }
    }
}

void generate_failures(corpus *c, size_t count) {
    generator g = GENERATOR_INIT;
    while (c->count < count) {
        generate_response(&g, c, false, 0, true);
    }
}

#define INSTANCE_SIZE 600

void generate_list(corpus *c, bool pretty, size_t size) {
    generator g = GENERATOR_INIT;
    sheet s = {&g, {.out = c, .pretty = pretty}};
    size_t left = size;
    open_response(&s);
    write_name(&s.w, "InstanceSet", 11);
    write_open(&s.w, '[');
    while (left > 0) {
        budget b = {INSTANCE_SIZE};
        put_object(&s, &b, 3);
        left -= left < INSTANCE_SIZE ? left : INSTANCE_SIZE;
    }
    write_close(&s.w, ']');
    put_request_id(&s);
    close_response(&s);
}

/* ---- Extremes --------------------------------------------------------------------------------*/

static void open_payload(sheet *s) {
    open_response(s);
    write_name(&s->w, "Data", 4);
}

static void close_payload(sheet *s) {
    put_request_id(s);
    close_response(s);
}

void generate_base64(corpus *c, size_t size) {
    generator g = GENERATOR_INIT;
    sheet s = {&g, {.out = c}};
    char chunk[1024 + 1];
    open_payload(&s);
    write_value(&s.w, "\"", 1);
    for (size_t left = size; left > 0;) {
        const size_t length = left < sizeof(chunk) - 1 ? left : sizeof(chunk) - 1;
        fill_base64(&g.values, chunk, length);
        corpus_append(c, chunk, length);
        left -= length;
    }
    corpus_append(c, "\"", 1);
    close_payload(&s);
}

/* Objects where the level is even, arrays where it is odd. */
static void put_nest(sheet *s, size_t levels) {
    for (size_t level = 0; level < levels; level++) {
        if (level % 2 == 0) {
            write_open(&s->w, '{');
            write_name(&s->w, "a", 1);
        } else {
            write_open(&s->w, '[');
        }
    }
    write_value(&s->w, "1", 1);
    for (size_t level = levels; level > 0; level--) {
        write_close(&s->w, level % 2 == 0 ? ']' : '}');
    }
}

void generate_nested(corpus *c, size_t size, size_t levels) {
    generator g = GENERATOR_INIT;
    sheet s = {&g, {.out = c}};
    open_payload(&s);
    write_open(&s.w, '[');
    do {
        put_nest(&s, levels);
    } while (length_of(&s) < size);
    write_close(&s.w, ']');
    close_payload(&s);
}

static size_t make_escapes(uint64_t *random, char *out) {
    static const char *const escapes[] = {"\\n",     "\\\"",    "\\\\",    "\\/",
                                          "\\u4e2d", "\\u0041", "\\t",     "\\ud83d\\ude00",
                                          "\\b",     "\\f",     "\\u00e9", "\\r"};
    size_t length = 1;
    out[0] = '"';
    while (length < 500) {
        const char *escape = escapes[random_below(random, sizeof(escapes) / sizeof(escapes[0]))];
        memcpy(out + length, escape, strlen(escape));
        length += strlen(escape);
    }
    out[length] = '"';
    return length + 1;
}

static size_t make_non_ascii(uint64_t *random, char *out) {
    const size_t characters = 160;
    out[0] = '"';
    for (size_t i = 0; i < characters; i++) {
        put_chinese(random, out + 1 + 3 * i);
    }
    out[3 * characters + 1] = '"';
    return 3 * characters + 2;
}

static size_t make_number(uint64_t *random, char *out) {
    size_t length =
        random_below(random, 2) == 0 ? make_integer(random, out) : make_fraction(random, out);
    if (random_below(random, 8) == 0) {
        memcpy(out + length, "e-12", 4);
        length += 4;
    }
    return length;
}

static void generate_array(corpus *c, size_t size, size_t (*make)(uint64_t *, char *)) {
    generator g = GENERATOR_INIT;
    sheet s = {&g, {.out = c}};
    budget none = {0};
    open_payload(&s);
    write_open(&s.w, '[');
    do {
        put_value(&s, &none, make);
    } while (length_of(&s) < size);
    write_close(&s.w, ']');
    close_payload(&s);
}

void generate_escapes(corpus *c, size_t size) {
    generate_array(c, size, make_escapes);
}

void generate_non_ascii(corpus *c, size_t size) {
    generate_array(c, size, make_non_ascii);
}

void generate_numbers(corpus *c, size_t size) {
    generate_array(c, size, make_number);
}
