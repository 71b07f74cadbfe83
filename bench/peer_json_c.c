/*
 * json-c: its strict tokener reused, a tree for each document. Of members with one name it has only
 * the last. It accepts chunks, but then breaks characters that a cut divides.
 */
#include "must.h"
#include "peer.h"

#include <limits.h>
#include <stdlib.h>

#include <json-c/json.h>

typedef struct state {
    json_tokener *tokener;
    json_object *root; /* of the last document: its texts are still read */
} state;

static void *begin(size_t longest, bool lines) {
    (void)longest;
    (void)lines;
    state *s = must_have(calloc(1, sizeof(*s)));
    s->tokener = must_have(json_tokener_new_ex(PEER_DEPTH_MAX + 1));
    json_tokener_set_flags(s->tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    return s;
}

static void end(void *context) {
    state *s = context;
    (void)json_object_put(s->root);
    json_tokener_free(s->tokener);
    free(s);
}

static void note(json_object *object, const char *name, member *m) {
    json_object *value = NULL;
    if (!json_object_object_get_ex(object, name, &value)) {
        return;
    }
    if (json_object_is_type(value, json_type_string)) {
        (void)member_note(m, MEMBER_STRING, json_object_get_string(value),
                          (size_t)json_object_get_string_len(value));
        return;
    }
    const bool is_object = json_object_is_type(value, json_type_object);
    (void)member_note(m, is_object ? MEMBER_OBJECT : MEMBER_OTHER, NULL, 0);
}

static void read_response(json_object *response, envelope_members *e) {
    note(response, "RequestId", &e->request_id);
    note(response, "Error", &e->error);
    if (e->error.kind == MEMBER_OBJECT) {
        json_object *error = json_object_object_get(response, "Error");
        note(error, "Code", &e->code);
        note(error, "Message", &e->message);
    }
}

static void read_root(json_object *root, envelope_members *e) {
    e->root_is_object = json_object_is_type(root, json_type_object);
    if (!e->root_is_object) {
        return;
    }
    note(root, "Response", &e->response);
    if (e->response.kind == MEMBER_OBJECT) {
        read_response(json_object_object_get(root, "Response"), e);
    }
}

static void validate(void *context, const char *json, size_t length, size_t chunk, answer *out) {
    state *s = context;
    (void)chunk;
    (void)json_object_put(s->root);
    json_tokener_reset(s->tokener);
    s->root = length <= INT_MAX ? json_tokener_parse_ex(s->tokener, json, (int)length) : NULL;
    const char *root_end = json + json_tokener_get_parse_end(s->tokener);
    if (s->root == NULL || !only_white_space(root_end, json + length)) {
        answer_broken(out);
        return;
    }
    envelope_members e = {0};
    read_root(s->root, &e);
    answer_of(&e, out);
}

static const char *version(void) {
    return json_c_version();
}

const peer peer_json_c = {"json-c", "json-c", false, false, version, begin, validate, NULL, end};
