/*
 * jansson: a tree for each document; it has nothing to reuse. Of members with one name it
 * has only the last.
 */
#include "must.h"
#include "peer.h"

#include <stdlib.h>

#include <jansson.h>

#define FLAGS (JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL)

typedef struct state {
    json_t *root; /* of the last document: its texts are still read */
} state;

static void *begin(size_t longest, bool lines) {
    (void)longest;
    (void)lines;
    return must_have(calloc(1, sizeof(state)));
}

static void end(void *context) {
    state *s = context;
    json_decref(s->root);
    free(s);
}

static void note(const json_t *object, const char *name, member *m) {
    const json_t *value = json_object_get(object, name);
    if (value == NULL) {
        return;
    }
    const member_kind kind = json_is_string(value)   ? MEMBER_STRING
                             : json_is_object(value) ? MEMBER_OBJECT
                                                     : MEMBER_OTHER;
    (void)member_note(m, kind, json_string_value(value), json_string_length(value));
}

static void read_root(const json_t *root, envelope_members *e) {
    const json_t *response = json_object_get(root, "Response");
    const json_t *error = json_object_get(response, "Error");
    e->root_is_object = json_is_object(root);
    note(root, "Response", &e->response);
    note(response, "RequestId", &e->request_id);
    note(response, "Error", &e->error);
    note(error, "Code", &e->code);
    note(error, "Message", &e->message);
}

static void validate(void *context, const char *json, size_t length, size_t chunk, answer *out) {
    (void)chunk;
    state *s = context;
    json_error_t problem;
    json_decref(s->root);
    s->root = json_loadb(json, length, FLAGS, &problem);
    if (s->root == NULL) {
        answer_broken(out);
        return;
    }
    envelope_members e = {0};
    read_root(s->root, &e);
    answer_of(&e, out);
}

static const char *version(void) {
    return jansson_version_str();
}

const peer peer_jansson = {"jansson", "jansson", false, false, version, begin, validate, NULL, end};
