#include "envelope.h"

#include <string.h>

typedef enum value_type { TYPE_OBJECT = 1, TYPE_STRING } value_type;

/* What the contract demands of a member: a row of the table in members.h. */
typedef struct member_rule {
    uint8_t scope;                                           /* envelope_scope */
    uint8_t type;                                            /* value_type */
    uint8_t missing, duplicate, wrong_type, empty, too_long; /* tce_violation */
    uint8_t unused;                                          /* eight bytes: found by a shift */
} member_rule;

/* In the order of envelope_member, which comes from the same table. */
static const member_rule rules[MEMBER_END] = {
    {0, 0, 0, 0, 0, 0, 0, 0},                                                /* MEMBER_PAYLOAD */
    {SCOPE_NONE, TYPE_OBJECT, 0, 0, TCE_VIOLATION_ROOT_NOT_OBJECT, 0, 0, 0}, /* MEMBER_ROOT */
/* clang-format off */
#define RULE(argument, member, name, scope, type, missing, duplicate, wrong_type, empty, too_long) \
    {SCOPE_##scope, TYPE_##type, TCE_VIOLATION_##missing, TCE_VIOLATION_##duplicate,               \
     TCE_VIOLATION_##wrong_type, TCE_VIOLATION_##empty, TCE_VIOLATION_##too_long, 0},
    ENVELOPE_MEMBERS(RULE, )
#undef RULE
    /* clang-format on */
};

static uint32_t bit(envelope_member member) {
    return (uint32_t)1 << member;
}

/* Takes a callback's result: false cancels. */
static bool go_on(envelope *e, bool result) {
    if (!result) {
        e->cancelled = true;
    }
    return result;
}

/* Adds a violation to the report, once of each kind. */
static bool violate(envelope *e, tce_violation violation, uint64_t offset) {
    tce_report *report = e->report;
    if (tce_report_has(report, violation)) {
        return true;
    }
    if (report->violation_count == 0) {
        report->first_violation = violation;
        report->violation_offset = offset;
    }
    report->violations |= (uint64_t)1 << violation;
    report->violation_order[report->violation_count++] = (uint8_t)violation;
    report->verdict = TCE_VERDICT_INVALID;
    const tce_options *options = e->options;
    return options->on_violation == NULL ||
           go_on(e, options->on_violation(options->user, violation, offset));
}

bool envelope_break(envelope *e, tce_violation violation, uint64_t offset) {
    e->broken = true;
    violate(e, violation, offset);
    return false;
}

/* ---- Captured strings ------------------------------------------------------------------------*/

/* The buffer has space for the text and a NUL. The usual id is copied without a call. */
static inline tce_text capture(char *buffer, const char *text, size_t length) {
    if (length == MEMBER_ID_USUAL) {
        memcpy(buffer, text, MEMBER_ID_USUAL);
    } else {
        memcpy(buffer, text, length);
    }
    buffer[length] = '\0';
    const tce_text captured = {buffer, length};
    return captured;
}

/* The length of the longest prefix of at most limit bytes that ends between characters. */
static size_t cut_at_character(const char *text, size_t length, size_t limit) {
    if (length <= limit) {
        return length;
    }
    while (limit > 0 && ((unsigned char)text[limit] & 0xC0) == 0x80) {
        limit--;
    }
    return limit;
}

static bool take_request_id(envelope *e, const char *text, size_t length) {
    tce_report *report = e->report;
    report->request_id = capture(report->request_id_bytes, text, length);
    const tce_options *options = e->options;
    return options->on_request_id == NULL ||
           go_on(e, options->on_request_id(options->user, report->request_id));
}

static bool take_code(envelope *e, const char *text, size_t length) {
    tce_report *report = e->report;
    report->error_code = capture(report->error_code_bytes, text, length);
    const tce_options *options = e->options;
    tce_catalogue_lookup(options->catalogue, text, length, &report->code_info);
    return options->on_error_code == NULL ||
           go_on(e, options->on_error_code(options->user, report->error_code, &report->code_info));
}

static bool take_message(envelope *e, const char *text, size_t length) {
    tce_report *report = e->report;
    const size_t captured = cut_at_character(text, length, TCE_MAX_MESSAGE);
    report->error_message = capture(report->error_message_bytes, text, captured);
    report->message_truncated = captured < length;
    const tce_options *options = e->options;
    return options->on_error_message == NULL ||
           go_on(e, options->on_error_message(options->user, report->error_message,
                                              report->message_truncated));
}

static bool take_text(envelope *e, envelope_member member, const char *text, size_t length) {
    switch (member) {
    case MEMBER_REQUEST_ID:
        return take_request_id(e, text, length);
    case MEMBER_CODE:
        return take_code(e, text, length);
    case MEMBER_MESSAGE:
        return take_message(e, text, length);
    default:
        return true; /* a report has no place for it */
    }
}

static bool check_text(envelope *e, envelope_member member, uint64_t offset, const char *text,
                       size_t length) {
    const member_rule *rule = &rules[member];
    if (rule->type != TYPE_STRING) {
        return violate(e, (tce_violation)rule->wrong_type, offset);
    }
    if (length == 0 && rule->empty != TCE_VIOLATION_NONE) {
        return violate(e, (tce_violation)rule->empty, offset);
    }
    if (length > MEMBER_TEXT_MAX && rule->too_long != TCE_VIOLATION_NONE) {
        return violate(e, (tce_violation)rule->too_long, offset);
    }
    return take_text(e, member, text, length);
}

/* ---- Values ----------------------------------------------------------------------------------*/

/* What the value that begins here is. Called once for each value. */
static envelope_member take_next(envelope *e) {
    const envelope_member member = e->next;
    e->next = MEMBER_PAYLOAD;
    return member;
}

/* Called after each value: the root is complete at depth 0. */
static bool value_ended(envelope *e, bool go) {
    e->complete = e->depth == 0;
    return go;
}

bool envelope_scalar(envelope *e, uint64_t offset) {
    const envelope_member member = take_next(e);
    return value_ended(e, member == MEMBER_PAYLOAD ||
                              violate(e, (tce_violation)rules[member].wrong_type, offset));
}

bool envelope_string(envelope *e, uint64_t offset, const char *text, size_t length) {
    const envelope_member member = take_next(e);
    return value_ended(e, member == MEMBER_PAYLOAD || check_text(e, member, offset, text, length));
}

bool envelope_open_array(envelope *e, uint64_t offset) {
    if (envelope_is_full(e)) {
        return envelope_break(e, TCE_VIOLATION_JSON_DEPTH, offset);
    }
    e->depth++;
    const envelope_member member = take_next(e);
    return member == MEMBER_PAYLOAD || violate(e, (tce_violation)rules[member].wrong_type, offset);
}

bool envelope_open_object(envelope *e, uint64_t offset) {
    if (envelope_is_full(e)) {
        return envelope_break(e, TCE_VIOLATION_JSON_DEPTH, offset);
    }
    e->depth++;
    const envelope_member member = take_next(e);
    if (member == MEMBER_PAYLOAD) {
        return true;
    }
    if (rules[member].type != TYPE_OBJECT) {
        return violate(e, (tce_violation)rules[member].wrong_type, offset);
    }
    e->scope = (envelope_scope)e->depth;
    return true;
}

/* Reports the members that the object that ends at offset lacks. */
static bool report_missing(envelope *e, uint32_t missing, uint64_t offset) {
    for (uint32_t member = MEMBER_RESPONSE; member < MEMBER_END; member++) {
        if ((missing & bit((envelope_member)member)) != 0 &&
            !violate(e, (tce_violation)rules[member].missing, offset)) {
            return false;
        }
    }
    return true;
}

/* The members that the objects of each scope must have. */
static const uint32_t required[SCOPE_ERROR + 1] = {
#define REQUIRED(where, member, name, scope, type, missing, ...)                                   \
    | (uint32_t)(where == SCOPE_##scope && TCE_VIOLATION_##missing != TCE_VIOLATION_NONE)          \
            << MEMBER_##member
    0 ENVELOPE_MEMBERS(REQUIRED, SCOPE_NONE),
    0 ENVELOPE_MEMBERS(REQUIRED, SCOPE_ROOT),
    0 ENVELOPE_MEMBERS(REQUIRED, SCOPE_RESPONSE),
    0 ENVELOPE_MEMBERS(REQUIRED, SCOPE_ERROR),
#undef REQUIRED
};

static bool check_missing(envelope *e, uint64_t offset) {
    const uint32_t missing = required[e->scope] & ~e->seen;
    return missing == 0 || report_missing(e, missing, offset);
}

bool envelope_close(envelope *e, uint64_t offset) {
    bool go = true;
    if (envelope_wants_members(e)) {
        go = check_missing(e, offset);
        e->scope = (envelope_scope)(e->scope - 1);
    }
    e->depth--;
    return value_ended(e, go);
}

void envelope_open_response(envelope *e) {
    e->depth = SCOPE_RESPONSE;
    e->scope = SCOPE_RESPONSE;
    e->next = MEMBER_PAYLOAD;
    e->seen = bit(MEMBER_RESPONSE);
}

/* ---- Complete documents ----------------------------------------------------------------------*/

static bool take_member(envelope *e, envelope_member member, document_text text) {
    return take_text(e, member, (const char *)text.bytes, text.length);
}

static bool take_id(envelope *e, const document *d) {
    return take_request_id(e, (const char *)d->request_id.bytes, d->request_id.length);
}

/* Its members in the order of the document. */
static bool take_error(envelope *e, const document *d) {
    e->seen |= bit(MEMBER_ERROR);
    const bool first = d->is_code_last ? take_member(e, MEMBER_MESSAGE, d->message)
                                       : take_member(e, MEMBER_CODE, d->code);
    return first && (d->is_code_last ? take_member(e, MEMBER_CODE, d->code)
                                     : take_member(e, MEMBER_MESSAGE, d->message));
}

/* Of a document with Error. */
static bool take_failure(envelope *e, const document *d) {
    return d->code.bytes < d->request_id.bytes ? take_error(e, d) && take_id(e, d)
                                               : take_id(e, d) && take_error(e, d);
}

void envelope_take(envelope *e, const document *d) {
    e->complete = d->code.bytes != NULL ? take_failure(e, d) : take_id(e, d);
}

/* ---- Names -----------------------------------------------------------------------------------*/

envelope_member envelope_member_named(const char *name, size_t length) {
#define MATCH(argument, member, text, ...)                                                         \
    if (length == sizeof(text) - 1 && memcmp(name, text, sizeof(text) - 1) == 0) {                 \
        return MEMBER_##member;                                                                    \
    }
    ENVELOPE_MEMBERS(MATCH, )
#undef MATCH
    return MEMBER_PAYLOAD;
}

bool envelope_name(envelope *e, uint64_t offset, const char *name, size_t length) {
    if (!envelope_wants_members(e)) {
        return true;
    }
    const envelope_member member = envelope_member_named(name, length);
    if (member == MEMBER_PAYLOAD || rules[member].scope != (uint32_t)e->scope) {
        return true;
    }
    if ((e->seen & bit(member)) != 0) {
        return violate(e, (tce_violation)rules[member].duplicate, offset);
    }
    e->seen |= bit(member);
    e->next = member;
    return true;
}

/* ---- Life cycle ------------------------------------------------------------------------------*/

/* Clears all but the texts' bytes, to which nothing points any more. Member by member: for a struct
 * of this size compilers call memset, which costs as much as a short document. */
static void clear_report(tce_report *report) {
    const tce_text absent = {NULL, 0};
    report->verdict = TCE_VERDICT_NONE;
    report->first_violation = TCE_VIOLATION_NONE;
    report->violation_offset = 0;
    report->violations = 0;
    report->violation_count = 0;
    memset(report->violation_order, 0, sizeof(report->violation_order));
    report->length = 0;
    report->index = 0;
    report->offset = 0;
    report->request_id = absent;
    report->error_code = absent;
    report->error_message = absent;
    report->message_truncated = false;
    memset(&report->code_info, 0, sizeof(report->code_info)); /* TCE_KIND_NONE */
    memset(report->reserved, 0, sizeof(report->reserved));
}

void envelope_reset(envelope *e) {
    e->depth = 0;
    e->scope = SCOPE_NONE;
    e->next = MEMBER_ROOT;
    e->seen = 0;
    e->complete = false;
    e->broken = false;
    e->cancelled = false;
    clear_report(e->report);
}

void envelope_finish(envelope *e) {
    tce_report *report = e->report;
    if (e->cancelled) {
        report->verdict = TCE_VERDICT_NONE;
    } else if (report->verdict != TCE_VERDICT_INVALID) {
        const bool failed = (e->seen & bit(MEMBER_ERROR)) != 0;
        report->verdict = failed ? TCE_VERDICT_FAILURE : TCE_VERDICT_SUCCESS;
    }
}
