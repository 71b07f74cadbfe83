/*
 * cJSON: a tree for each document; it has nothing to reuse. It checks neither the
 * encoding nor control characters, and reads numbers as strtod does.
 */
#include "must.h"
#include "peer.h"

#include <stdlib.h>

#include <cjson/cJSON.h>

typedef struct state {
    cJSON *root; /* of the last document: its texts are still read */
} state;

static void *begin(size_t longest, bool lines) {
    (void)longest;
    (void)lines;
    return must_have(calloc(1, sizeof(state)));
}

static void end(void *context) {
    state *s = context;
    cJSON_Delete(s->root);
    free(s);
}

static bool note(member *m, const cJSON *value) {
    if (cJSON_IsString(value)) {
        (void)member_note(m, MEMBER_STRING, value->valuestring, strlen(value->valuestring));
        return false;
    }
    return member_note(m, cJSON_IsObject(value) ? MEMBER_OBJECT : MEMBER_OTHER, NULL, 0) &&
           cJSON_IsObject(value);
}

typedef member *(*member_finder)(envelope_members *e, const char *name, size_t length);

/* Notes the members of an object; returns the one that is an object itself, or NULL. */
static inline const cJSON *read(const cJSON *object, envelope_members *e, member_finder find) {
    const cJSON *inner = NULL;
    const cJSON *value = NULL;
    cJSON_ArrayForEach(value, object) {
        member *m = find(e, value->string, strlen(value->string));
        if (m != NULL && note(m, value) && m != &e->request_id) {
            inner = value;
        }
    }
    return inner;
}

static void read_root(const cJSON *root, envelope_members *e) {
    e->root_is_object = cJSON_IsObject(root);
    if (e->root_is_object) {
        const cJSON *response = read(root, e, member_of_root);
        const cJSON *error = read(response, e, member_of_response);
        (void)read(error, e, member_of_error);
    }
}

static void validate(void *context, const char *json, size_t length, size_t chunk, answer *out) {
    (void)chunk;
    state *s = context;
    const char *root_end = NULL;
    cJSON_Delete(s->root);
    s->root = cJSON_ParseWithLengthOpts(json, length, &root_end, 0);
    if (s->root == NULL || !only_white_space(root_end, json + length)) {
        answer_broken(out);
        return;
    }
    envelope_members e = {0};
    read_root(s->root, &e);
    answer_of(&e, out);
}

static const char *version(void) {
    return cJSON_Version();
}

const peer peer_cjson = {"cjson", "cJSON", false, false, version, begin, validate, NULL, end};
