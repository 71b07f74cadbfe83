/*
 * The envelope: turns the events of a JSON parser into a report.
 *
 * It knows the contract, and nothing of bytes, parsers or chunks. An engine calls one function for
 * each complete token, in document order, with the offset of the token's first byte. Each function
 * returns false when the validation ends there: envelope_stopped is then true, and no event may
 * follow.
 *
 * Not every event arrives: see envelope_wants_value and envelope_wants_members. An engine also
 * leaves out names that envelope_may_be_member rules out, or gives them emptied. A rule about other
 * names or about payload needs these changed first.
 */
#ifndef TCE_ENVELOPE_H
#define TCE_ENVELOPE_H

#include "document.h"
#include "members.h"
#include "namespace.h"
#include "tcenvelope.h"

/* The innermost open object of the envelope. Its number is the depth at which its members lie. */
typedef enum envelope_scope {
    SCOPE_NONE = 0,     /* before or after the root, or the root is not an object */
    SCOPE_ROOT = 1,     /* members of the root */
    SCOPE_RESPONSE = 2, /* members of Response */
    SCOPE_ERROR = 3     /* members of Error */
} envelope_scope;

/* clang-format off */
/* What a value can be: payload, the document's one value, or a member that the contract names. */
typedef enum envelope_member {
    MEMBER_PAYLOAD = 0, /* whatever the API defines: ignored */
    MEMBER_ROOT,
#define MEMBER_NUMBER(argument, member, ...) MEMBER_##member,
    ENVELOPE_MEMBERS(MEMBER_NUMBER, )
#undef MEMBER_NUMBER
    MEMBER_END
} envelope_member;
/* clang-format on */

/* The state of one document. A further member is set in envelope_reset, in envelope_open_object,
 * and in envelope_open_response, which stands for several events. */
typedef struct envelope {
    const tce_options *options;
    tce_report *report;   /* being filled in */
    uint32_t depth;       /* containers open */
    envelope_scope scope; /* members of the envelope can come where depth == scope */
    envelope_member next; /* what the next value at this depth is */
    uint32_t seen;        /* set of members: bit (1 << envelope_member) */
    bool complete;        /* the root value has ended */
    bool broken;          /* a JSON violation ended the validation */
    bool cancelled;       /* a callback returned false */
} envelope;

/* The events. Offsets are in bytes from the document's start. Text is unescaped UTF-8. */
bool envelope_open_object(envelope *e, uint64_t offset);
bool envelope_open_array(envelope *e, uint64_t offset);
bool envelope_close(envelope *e, uint64_t offset);
bool envelope_name(envelope *e, uint64_t offset, const char *name, size_t length);
bool envelope_string(envelope *e, uint64_t offset, const char *text, size_t length);
bool envelope_scalar(envelope *e, uint64_t offset); /* number, true, false or null */

/* The events of {"Response":{ in one call, as nearly every document begins with it. Only as the
 * first event, and where max_depth is at least 2. */
void envelope_open_response(envelope *e);

/* All events of a valid document in one call, as the first one. */
void envelope_take(envelope *e, const document *d);

/* The member with this name, whatever its scope; MEMBER_PAYLOAD: there is none. */
envelope_member envelope_member_named(const char *name, size_t length);

/* The lengths of the members' names: bit n for a name of n bytes. */
enum {
#define MEMBER_LENGTH(argument, member, name, ...) | 1 << (sizeof(name) - 1)
    MEMBER_LENGTHS = 0 ENVELOPE_MEMBERS(MEMBER_LENGTH, )
#undef MEMBER_LENGTH
};

/* Whether a name of this length can be one that the contract names. */
static inline bool envelope_may_be_member(size_t length) {
    return length < 32 && (MEMBER_LENGTHS >> length & 1) != 0;
}

/* Whether the next value, or the members of the innermost container, matter to the envelope. Where
 * they do not, an engine may leave out the events of scalars, strings and names, and give any
 * offset for brackets. */
static inline bool envelope_wants_value(const envelope *e) {
    return e->next != MEMBER_PAYLOAD;
}

static inline bool envelope_wants_members(const envelope *e) {
    return e->depth == (uint32_t)e->scope;
}

/* Whether a further bracket would be too deep. */
static inline bool envelope_is_full(const envelope *e) {
    return e->depth >= e->options->max_depth;
}

static inline bool envelope_wants_open(const envelope *e) {
    return envelope_wants_value(e) || envelope_is_full(e);
}

/* A JSON violation: ends the validation. Always returns false. */
bool envelope_break(envelope *e, tce_violation violation, uint64_t offset);

static inline bool envelope_stopped(const envelope *e) {
    return e->broken || e->cancelled;
}

/* Before the first document. options and report must outlive the envelope. Next: envelope_reset. */
static inline void envelope_init(envelope *e, const tce_options *options, tce_report *report) {
    e->options = options;
    e->report = report;
}

/* Before each document. */
void envelope_reset(envelope *e);

/* Ends the document: settles the verdict. */
void envelope_finish(envelope *e);

#endif
