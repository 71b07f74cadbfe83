/*
 * yyjson, its memory reused. Numbers are checked and left as text; a
 * conversion would only cost it time.
 */
#include "must.h"
#include "peer.h"

#include <stdlib.h>

#include <yyjson.h>

#define FLAGS YYJSON_READ_NUMBER_AS_RAW

typedef struct state {
    yyjson_alc allocator;
    void *memory;
} state;

static void *begin(size_t longest, bool lines) {
    (void)lines;
    state *s = must_have(calloc(1, sizeof(*s)));
    const size_t size = yyjson_read_max_memory_usage(longest + 1, FLAGS);
    s->memory = must_have(malloc(size));
    (void)yyjson_alc_pool_init(&s->allocator, s->memory, size);
    return s;
}

static void end(void *context) {
    state *s = context;
    free(s->memory);
    free(s);
}

static bool note(member *m, yyjson_val *value) {
    const member_kind kind = yyjson_is_str(value)   ? MEMBER_STRING
                             : yyjson_is_obj(value) ? MEMBER_OBJECT
                                                    : MEMBER_OTHER;
    return member_note(m, kind, yyjson_get_str(value), yyjson_get_len(value)) &&
           kind == MEMBER_OBJECT;
}

typedef member *(*member_finder)(envelope_members *e, const char *name, size_t length);

/* Notes the members of an object; returns the one that is an object itself, or NULL. */
static inline yyjson_val *read(yyjson_val *object, envelope_members *e, member_finder find) {
    yyjson_obj_iter members = yyjson_obj_iter_with(object);
    yyjson_val *inner = NULL;
    for (yyjson_val *name = NULL; (name = yyjson_obj_iter_next(&members)) != NULL;) {
        member *m = find(e, yyjson_get_str(name), yyjson_get_len(name));
        if (m != NULL && note(m, yyjson_obj_iter_get_val(name)) && m != &e->request_id) {
            inner = yyjson_obj_iter_get_val(name);
        }
    }
    return inner;
}

static void read_root(yyjson_val *root, envelope_members *e) {
    e->root_is_object = yyjson_is_obj(root);
    yyjson_val *response = read(root, e, member_of_root);
    yyjson_val *error = read(response, e, member_of_response);
    (void)read(error, e, member_of_error);
}

static void validate(void *context, const char *json, size_t length, size_t chunk, answer *out) {
    (void)chunk;
    state *s = context;
    /* Without YYJSON_READ_INSITU the text is only read. */
    yyjson_doc *document =
        yyjson_read_opts((char *)(uintptr_t)json, length, FLAGS, &s->allocator, NULL);
    if (document == NULL) {
        answer_broken(out);
        return;
    }
    envelope_members e = {0};
    read_root(yyjson_doc_get_root(document), &e);
    answer_of(&e, out);
    yyjson_doc_free(document);
}

static const char *version(void) {
    return YYJSON_VERSION_STRING;
}

const peer peer_yyjson = {"yyjson", "yyjson", false, false, version, begin, validate, NULL, end};
