/*
 * The envelope's members from a parser's events. A text may be gone after its event, so RequestId,
 * Code and Message are copied.
 *
 * Each function returns false to stop the parser: the nesting is too deep.
 */
#ifndef BENCH_SAX_H
#define BENCH_SAX_H

#include "peer.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sax {
    envelope_members members;
    size_t depth; /* containers that are open */
    size_t level; /* the first of them that are the envelope's: root, Response, Error */
    member *next; /* what the next value is; NULL: payload, or the root */
    char request_id[TCE_MAX_REQUEST_ID + 1];
    char code[TCE_MAX_CODE + 1];
    char message[TCE_MAX_MESSAGE];
} sax;

static inline void sax_reset(sax *s) {
    memset(&s->members, 0, sizeof(s->members));
    s->depth = 0;
    s->level = 0;
    s->next = NULL;
}

static inline void sax_name(sax *s, const char *name, size_t length) {
    if (s->depth != s->level) {
        return;
    }
    s->next = s->level == 1   ? member_of_root(&s->members, name, length)
              : s->level == 2 ? member_of_response(&s->members, name, length)
                              : member_of_error(&s->members, name, length);
}

static inline void sax_scalar(sax *s) {
    if (s->next != NULL) {
        (void)member_note(s->next, MEMBER_OTHER, NULL, 0);
        s->next = NULL;
    }
}

/* A text longer than its buffer is invalid by its length: its bytes are not needed. */
static inline void sax_copy(member *m, char *buffer, size_t size) {
    if (m->text.length <= size) {
        memcpy(buffer, m->text.bytes, m->text.length);
    }
    m->text.bytes = buffer;
}

static inline void sax_note_string(sax *s, const char *bytes, size_t length) {
    if (!member_note(s->next, MEMBER_STRING, bytes, length)) {
        return;
    }
    if (s->next == &s->members.request_id) {
        sax_copy(s->next, s->request_id, TCE_MAX_REQUEST_ID);
    } else if (s->next == &s->members.code) {
        sax_copy(s->next, s->code, TCE_MAX_CODE);
    } else if (s->next == &s->members.message) {
        s->next->text = text_cut(s->next->text);
        sax_copy(s->next, s->message, TCE_MAX_MESSAGE);
    }
}

static inline void sax_string(sax *s, const char *bytes, size_t length) {
    if (s->next != NULL) {
        sax_note_string(s, bytes, length);
        s->next = NULL;
    }
}

static inline bool sax_deeper(sax *s) {
    s->next = NULL;
    s->depth++;
    return s->depth <= PEER_DEPTH_MAX;
}

static inline bool sax_open_array(sax *s) {
    if (s->next != NULL) {
        (void)member_note(s->next, MEMBER_OTHER, NULL, 0);
    }
    return sax_deeper(s);
}

static inline bool sax_open_object(sax *s) {
    if (s->depth == 0) {
        s->members.root_is_object = true;
        s->level = 1;
    } else if (s->next != NULL && member_note(s->next, MEMBER_OBJECT, NULL, 0) &&
               (s->next == &s->members.response || s->next == &s->members.error)) {
        s->level++;
    }
    return sax_deeper(s);
}

static inline void sax_close(sax *s) {
    if (s->depth == s->level) {
        s->level--;
    }
    s->depth--;
}

#ifdef __cplusplus
}
#endif

#endif
