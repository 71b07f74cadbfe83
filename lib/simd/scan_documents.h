/*
 * Complete documents on masks, envelope included. Each kernel includes it after scan.h.
 *
 * A document must begin with {"Response":{ and end with }}. What is in between is a list of members,
 * which goes through the steps of scan.h. In the third step, the brackets of each document are
 * matched on their own, and the members of Response are found:
 *
 *     bytes             " E r r o r " :
 *     opening quote     1 0 0 0 0 0 0 0
 *     6 places up       0 0 0 0 0 0 1 0     the string has the length of a name that is wanted
 *     colon             0 0 0 0 0 0 0 1     and is a name: its bytes are compared
 *
 * The path only says yes. Anything else, be it an error or merely unusual, is for the state machine.
 */
#ifndef TCE_SIMD_SCAN_DOCUMENTS_H
#define TCE_SIMD_SCAN_DOCUMENTS_H

#include "find.h"
#include "scan.h"

/* ---- Names -----------------------------------------------------------------------------------*/

/* What the search for names must know of the stride before. */
typedef struct names_carry {
    wide strings, closing, wanted, with_escapes;
    uint64_t escaped; /* the open string has an escape */
} names_carry;

static inline names_carry names_begin(void) {
    const wide none = wide_all(0);
    return (names_carry){none, none, none, none, 0};
}

/* The closing quotes of strings with escapes. Each backslash runs as a carry through the rest of the
 * string's text. */
static inline wide find_escaped(names_carry *n, const stride *s, const bytes_of_stride *b) {
    const wide text = b->inside & ~s->tokens.strings;
    return wide_add(b->masks.backslash & text, text, &n->escaped) & b->closing;
}

/* The strings of the lengths of wanted names, by their closing quotes. */
static inline wide find_wanted(const names_carry *n, const stride *s, const bytes_of_stride *b) {
#define OF_LENGTH(name) | wide_up_by(s->tokens.strings, n->strings, sizeof(name))
    return b->closing & (wide_all(0) FIND_MEMBERS(OF_LENGTH));
#undef OF_LENGTH
}

/*
 * Returns the colons after names of the lengths of wanted ones. Sets *valid to false when a name may
 * be a wanted one in disguise: with escapes, or with white space before its colon.
 */
static inline wide find_names(names_carry *n, const stride *s, const bytes_of_stride *b,
                              bool *valid) {
    const wide colon = s->tokens.colon;
    wide hidden = colon & ~wide_up_by(b->closing, n->closing, 1);
    if (wide_any(b->masks.backslash) || n->escaped != 0 || wide_any(n->with_escapes)) {
        const wide with_escapes = find_escaped(n, s, b);
        hidden |= colon & wide_up_by(with_escapes, n->with_escapes, 1);
        n->with_escapes = with_escapes;
    }
    const wide wanted = find_wanted(n, s, b);
    const wide names = colon & wide_up_by(wanted, n->wanted, 1);
    *valid = !wide_any(hidden) && *valid;
    n->strings = s->tokens.strings;
    n->closing = b->closing;
    n->wanted = wanted;
    return names;
}

/* ---- A batch of documents --------------------------------------------------------------------*/

/* What documents need of a stride besides. */
typedef struct marks {
    wide names;    /* colons */
    wide newlines; /* of lines */
} marks;

typedef struct documents_batch {
    batch batch;
    marks marks[SCAN_BATCH_STRIDES];
} documents_batch;

typedef struct documents_carry {
    carry carry;
    names_carry names;
} documents_carry;

static inline void find_marks(documents_carry *c, documents_batch *d, const scan_input *input,
                              bool lines) {
    batch *b = &d->batch;
    stride *s = &b->strides[b->count];
    const bytes_of_stride bytes = find_tokens(&c->carry, s, input, &b->valid);
    d->marks[b->count].names = find_names(&c->names, s, &bytes, &b->valid);
    d->marks[b->count].newlines = lines ? bytes.masks.newline : wide_all(0);
}

/* Does steps 1 and 2 on strides from p on, at least on one. Returns where they end. */
static inline const uint8_t *read_documents(documents_carry *c, documents_batch *d,
                                            const scan_input *input, const uint8_t *p,
                                            bool lines) {
    batch *b = &d->batch;
    wide misplaced = wide_all(0);
    b->valid = true;
    b->count = 0;
    do {
        begin_stride(&b->strides[b->count], p, input->end);
        find_marks(c, d, input, lines);
        p += b->strides[b->count].length;
        b->count++;
    } while (b->count < SCAN_BATCH_STRIDES && p < input->end);
    for (unsigned i = 0; i < b->count; i++) {
        check_order(&c->carry, &b->strides[i], d->marks[i].newlines);
        misplaced |= b->strides[i].misplaced;
    }
    b->valid = b->valid && !wide_any(misplaced);
    return p;
}

/* ---- Parts of a batch ------------------------------------------------------------------------*/

/* The bits of a word of the batch that are in the part from place from to before place to. */
static inline uint64_t bits_of_part(size_t word, size_t from, size_t to) {
    const uint64_t all = ~UINT64_C(0);
    const size_t begin = word * 64;
    const uint64_t after = from > begin ? all << (from - begin) : all;
    const uint64_t before = to < begin + 64 ? ~(all << (to - begin)) : all;
    return after & before;
}

static inline const stride *stride_of(const batch *b, size_t word) {
    return &b->strides[word / WIDE_WORDS];
}

/* A payload ends where a bracket closes Response, which none may do inside a part. */
#define RESPONSE_DEPTH 2

static inline void flush_row(containers *open, bracket_row *row, unsigned count) {
    if (count > 0) {
        row->all = (UINT64_C(1) << count) - 1;
        match_row(open, row, RESPONSE_DEPTH - 1);
    }
    *row = (bracket_row){.all = 0};
}

/* Matches the brackets of a part. */
static inline void match_part(containers *open, const batch *b, size_t from, size_t to) {
    bracket_row row = {.all = 0};
    unsigned count = 0;
    for (size_t word = from / 64; word * 64 < to; word++) {
        bracket_row r = row_of(stride_of(b, word), (unsigned)(word % WIDE_WORDS));
        r.all &= bits_of_part(word, from, to);
        const unsigned more = (unsigned)__builtin_popcountll(r.all);
        if (count + more >= 64) {
            flush_row(open, &row, count);
            count = 0;
        }
        if (!COMPRESSES_BITS || more == 64) {
            match(open, &r, RESPONSE_DEPTH - 1);
        } else if (more > 0) {
            append_row(&row, count, &r);
            count += more;
        }
    }
    flush_row(open, &row, count);
}

/* The containers open at a place, of which depth were open at place from. */
static inline uint64_t depth_at(const batch *b, uint64_t depth, size_t from, size_t place) {
    for (size_t word = from / 64; word * 64 < place; word++) {
        const stride *s = stride_of(b, word);
        const uint64_t part = bits_of_part(word, from, place);
        const unsigned i = (unsigned)(word % WIDE_WORDS);
        depth += (uint64_t)__builtin_popcountll(wide_word_in(&s->tokens.open, i) & part);
        depth -= (uint64_t)__builtin_popcountll(wide_word_in(&s->tokens.close, i) & part);
    }
    return depth;
}

/* Finds the members of Response in a part, at whose begin depth containers are open. */
static inline bool find_members(found *f, const documents_batch *d, uint64_t depth, size_t from,
                                size_t to, const uint8_t *end) {
    const batch *b = &d->batch;
    for (size_t word = from / 64; word * 64 < to; word++) {
        uint64_t left = wide_word_in(&d->marks[word / WIDE_WORDS].names, word % WIDE_WORDS) &
                        bits_of_part(word, from, to);
        for (; left != 0; left &= left - 1) {
            const size_t place = word * 64 + lowest_bit(left);
            const uint8_t *colon = b->strides[0].p + place;
            if (find_is_member(colon) && depth_at(b, depth, from, place) == RESPONSE_DEPTH &&
                !find_member(f, colon, end)) {
                return false;
            }
        }
    }
    return true;
}

/* The members of one document's Response, up to a place in a batch. */
typedef struct members_state {
    const uint8_t *begin; /* what is still to be matched */
    containers open;
} members_state;

static inline members_state members_begin(const uint8_t *begin) {
    const uint64_t objects = UINT64_C(3) << (63 - 1);
    return (members_state){begin, {objects, RESPONSE_DEPTH, RESPONSE_DEPTH, 0}};
}

/* Does step 3 on the members up to end or up to the end of the batch. */
static inline bool check_members(members_state *m, found *f, const documents_batch *d,
                                 const uint8_t *end) {
    const uint8_t *first = d->batch.strides[0].p;
    if (m->begin >= end) {
        return m->begin == end;
    }
    const size_t from = (size_t)(m->begin - first);
    const size_t to = (size_t)(end - first);
    const uint64_t depth = m->open.depth;
    match_part(&m->open, &d->batch, from, to);
    m->begin = end;
    return m->open.wrong == 0 && find_members(f, d, depth, from, to, end);
}

static inline bool members_end(const members_state *m, const found *f, uint64_t depth_max) {
    return m->open.depth == RESPONSE_DEPTH && m->open.wrong == 0 && m->open.deepest <= depth_max &&
           found_is_complete(f);
}

/* Whether the last token ends a value in an object. */
static inline bool ends_members(const carry *c) {
    return c->in_string == 0 && c->after_value != 0 && c->after_name == 0 && c->needs_array == 0;
}

/* Whether the document is certainly valid. */
static inline bool members_are_valid(const members_state *m, const found *f, uint64_t depth_max) {
    return m->open.depth == RESPONSE_DEPTH && m->open.wrong == 0 && m->open.deepest <= depth_max &&
           found_is_complete(f);
}

/* ---- A lone document -------------------------------------------------------------------------*/

#define HEAD       "{\"Response\":{"
#define HEAD_BYTES ((ptrdiff_t)sizeof(HEAD) - 1)
#define TAIL_BYTES 2
#define FRAME_BYTES (HEAD_BYTES + TAIL_BYTES)

static inline bool has_usual_head(const uint8_t *begin, const uint8_t *end) {
    return end - begin >= FRAME_BYTES && memcmp(begin, HEAD, (size_t)HEAD_BYTES) == 0;
}

static inline bool has_usual_tail(const uint8_t *end) {
    return end[-1] == '}' && end[-2] == '}';
}

static inline bool find_members_of(found *f, const uint8_t *end, frame *members) {
    const uint8_t *begin = f->document.begin;
    if (has_usual_head(begin, end) && has_usual_tail(end)) {
        *members = (frame){begin + HEAD_BYTES, end - TAIL_BYTES};
        f->document.end = end;
        return true;
    }
    return find_frame(f, end, members);
}

static bool read_members(found *f, const frame *members, uint64_t depth_max) {
    const uint8_t *end = members->end;
    const scan_input input = {.chunk = f->document.begin, .begin = members->begin, .end = end};
    documents_carry c = {.carry = {.after_head = 1}, .names = names_begin()};
    members_state m = members_begin(members->begin);
    for (const uint8_t *p = members->begin; p < end;) {
        documents_batch d;
        p = read_documents(&c, &d, &input, p, false);
        WORK_SCANNED(p - m.begin);
        /* the byte at end closes Response: it ends a scalar */
        if (!d.batch.valid || !complex_scalars_are_valid(&d.batch, end + 1) ||
            !check_members(&m, f, &d, p)) {
            return false;
        }
    }
    return ends_members(&c.carry) && members_are_valid(&m, f, depth_max);
}

static bool scan_document(found *f, const uint8_t *begin, const uint8_t *end, uint32_t depth_max) {
    frame members;
    found_begin(f, begin);
    return find_members_of(f, end, &members) && read_members(f, &members, depth_max);
}

/* ---- Lines -----------------------------------------------------------------------------------*/

/* The open line. */
typedef struct line_state {
    found found;
    members_state members;
} line_state;

/* Begins the next line that is not blank. */
static inline bool begin_line(line_state *l, const uint8_t *begin, const uint8_t *end) {
    while (begin < end && (*begin == '\n' || (*begin == '\r' && begin[1] == '\n'))) {
        begin++; /* a newline is the last byte */
    }
    found_begin(&l->found, begin);
    l->members = members_begin(begin + HEAD_BYTES);
    return begin == end || has_usual_head(begin, end);
}

/* Checks the line that the newline ends. */
static inline bool end_line(line_state *l, const documents_batch *d, const lines_input *input,
                            const uint8_t *newline) {
    const uint8_t *end = newline[-1] == '\r' ? newline - 1 : newline;
    l->found.document.end = newline;
    return (uint64_t)(newline - l->found.document.begin) <= input->length_max &&
           end - l->found.document.begin >= FRAME_BYTES && has_usual_tail(end) &&
           check_members(&l->members, &l->found, d, end - TAIL_BYTES) &&
           members_are_valid(&l->members, &l->found, input->depth_max);
}

/* Checks and emits the lines that end in a stride, and begins the next one. */
static inline bool end_lines(line_state *l, const documents_batch *d, unsigned i,
                             const lines_input *input) {
    bit_iterator bits = bits_of(d->marks[i].newlines);
    for (size_t place; next_bit(&bits, &place);) {
        const uint8_t *newline = d->batch.strides[i].p + place;
        if (newline < l->found.document.begin) { /* of a blank line */
            continue;
        }
        if (!end_line(l, d, input, newline) || !input->sink(input->user, &l->found) ||
            !begin_line(l, newline + 1, input->end)) {
            return false;
        }
    }
    return true;
}

static inline bool check_lines(line_state *l, const documents_batch *d, const lines_input *input,
                               const uint8_t *past) {
    if (!d->batch.valid || !complex_scalars_are_valid(&d->batch, input->end)) {
        return false;
    }
    for (unsigned i = 0; i < d->batch.count; i++) {
        if (!end_lines(l, d, i, input)) {
            return false;
        }
    }
    return l->members.begin >= past || check_members(&l->members, &l->found, d, past);
}

static lines_result scan_lines(const lines_input *input) {
    const scan_input bytes = {.chunk = input->begin, .begin = input->begin, .end = input->end};
    documents_carry c = {.carry = {.scalar = 0}, .names = names_begin()};
    line_state l;
    const uint8_t *p = input->begin;
    bool valid = begin_line(&l, p, input->end);
    while (valid && p < input->end) {
        documents_batch d;
        const uint8_t *past = read_documents(&c, &d, &bytes, p, true);
        WORK_SCANNED(past - p);
        p = past;
        valid = check_lines(&l, &d, input, past);
    }
    const uint8_t *next = l.found.document.begin;
    return (lines_result){next, p > next ? p : next + 1};
}

#endif
