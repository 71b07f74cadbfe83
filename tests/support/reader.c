#include "reader.h"

#include <stdio.h>
#include <string.h>

/* ---- The grammar -----------------------------------------------------------------------------*/

/* What may follow. White space is allowed in places up to AFTER_THE_TEXT. */
enum place {
    A_VALUE,
    AN_ELEMENT, /* the first one, or the array's end */
    A_MEMBER,   /* the first one, or the object's end */
    A_NAME,
    AFTER_A_NAME,
    AFTER_AN_ELEMENT,
    AFTER_A_MEMBER,
    AFTER_THE_TEXT,
    IN_STRING,
    IN_ESCAPE,
    HEX_4, /* this many hexadecimal digits */
    HEX_3,
    HEX_2,
    HEX_1,
    TAIL_1, /* this many bytes 80..BF of a UTF-8 sequence */
    TAIL_2,
    TAIL_3,
    TAIL_E0, /* the second byte after this one */
    TAIL_ED,
    TAIL_F0,
    TAIL_F4,
    ZERO, /* what follows a number's leading zero */
    DIGITS,
    MINUS,
    DOT,
    FRACTION,
    E,
    SIGN,
    EXPONENT,
    T_RUE, /* the rest of a literal */
    TR_UE,
    TRU_E,
    F_ALSE,
    FA_LSE,
    FAL_SE,
    FALS_E,
    N_ULL,
    NU_LL,
    NUL_L,
    END, /* of the value or name: continues at the place after it */
    NOWHERE
};

/* A step from one place to another. */
typedef struct step {
    uint8_t place;
    const char *bytes; /* that lead there: first and last of each range; NULL: any other byte,
                          which is the first one there */
    uint8_t next;
    uint8_t after; /* the place after the inner value or name that begins; 0: none begins */
} step;

/* The first step of each place is on the shortest way to a text's end. */
static const step steps[] = {
    {A_VALUE, "00", ZERO, 0},
    {A_VALUE, "19", DIGITS, 0},
    {A_VALUE, "--", MINUS, 0},
    {A_VALUE, "\"\"", IN_STRING, 0},
    {A_VALUE, "[[", AN_ELEMENT, 0},
    {A_VALUE, "{{", A_MEMBER, 0},
    {A_VALUE, "tt", T_RUE, 0},
    {A_VALUE, "ff", F_ALSE, 0},
    {A_VALUE, "nn", N_ULL, 0},

    {AN_ELEMENT, "]]", END, 0},
    {AN_ELEMENT, NULL, A_VALUE, AFTER_AN_ELEMENT},
    {AFTER_AN_ELEMENT, "]]", END, 0},
    {AFTER_AN_ELEMENT, ",,", A_VALUE, AFTER_AN_ELEMENT},

    {A_MEMBER, "}}", END, 0},
    {A_MEMBER, "\"\"", IN_STRING, AFTER_A_NAME},
    {A_NAME, "\"\"", IN_STRING, AFTER_A_NAME},
    {AFTER_A_NAME, "::", A_VALUE, AFTER_A_MEMBER},
    {AFTER_A_MEMBER, "}}", END, 0},
    {AFTER_A_MEMBER, ",,", A_NAME, 0},

    {IN_STRING, "\"\"", END, 0},
    {IN_STRING, "\\\\", IN_ESCAPE, 0},
    {IN_STRING, " !#[]\x7F", IN_STRING, 0},
    {IN_ESCAPE, "nn\"\"\\\\//bbffrrtt", IN_STRING, 0},
    {IN_ESCAPE, "uu", HEX_4, 0},
    {HEX_4, "09afAF", HEX_3, 0},
    {HEX_3, "09afAF", HEX_2, 0},
    {HEX_2, "09afAF", HEX_1, 0},
    {HEX_1, "09afAF", IN_STRING, 0},

    /* RFC 3629, section 4. */
    {IN_STRING, "\xC2\xDF", TAIL_1, 0},
    {IN_STRING, "\xE0\xE0", TAIL_E0, 0},
    {IN_STRING, "\xE1\xEC\xEE\xEF", TAIL_2, 0},
    {IN_STRING, "\xED\xED", TAIL_ED, 0},
    {IN_STRING, "\xF0\xF0", TAIL_F0, 0},
    {IN_STRING, "\xF1\xF3", TAIL_3, 0},
    {IN_STRING, "\xF4\xF4", TAIL_F4, 0},
    {TAIL_1, "\x80\xBF", IN_STRING, 0},
    {TAIL_2, "\x80\xBF", TAIL_1, 0},
    {TAIL_3, "\x80\xBF", TAIL_2, 0},
    {TAIL_E0, "\xA0\xBF", TAIL_1, 0},
    {TAIL_ED, "\x80\x9F", TAIL_1, 0},
    {TAIL_F0, "\x90\xBF", TAIL_2, 0},
    {TAIL_F4, "\x80\x8F", TAIL_2, 0},

    {ZERO, NULL, END, 0},
    {ZERO, "..", DOT, 0},
    {ZERO, "eeEE", E, 0},
    {DIGITS, NULL, END, 0},
    {DIGITS, "09", DIGITS, 0},
    {DIGITS, "..", DOT, 0},
    {DIGITS, "eeEE", E, 0},
    {MINUS, "00", ZERO, 0},
    {MINUS, "19", DIGITS, 0},
    {DOT, "09", FRACTION, 0},
    {FRACTION, NULL, END, 0},
    {FRACTION, "09", FRACTION, 0},
    {FRACTION, "eeEE", E, 0},
    {E, "09", EXPONENT, 0},
    {E, "++--", SIGN, 0},
    {SIGN, "09", EXPONENT, 0},
    {EXPONENT, NULL, END, 0},
    {EXPONENT, "09", EXPONENT, 0},

    {T_RUE, "rr", TR_UE, 0},
    {TR_UE, "uu", TRU_E, 0},
    {TRU_E, "ee", END, 0},
    {F_ALSE, "aa", FA_LSE, 0},
    {FA_LSE, "ll", FAL_SE, 0},
    {FAL_SE, "ss", FALS_E, 0},
    {FALS_E, "ee", END, 0},
    {N_ULL, "uu", NU_LL, 0},
    {NU_LL, "ll", NUL_L, 0},
    {NUL_L, "ll", END, 0},

    {NOWHERE, NULL, NOWHERE, 0},
};

/* ---- Reading ---------------------------------------------------------------------------------*/

static const step *first_step(uint8_t place) {
    const step *s = steps;
    while (s->place != place && s->place != NOWHERE) {
        s++;
    }
    return s;
}

static bool leads(const step *s, uint8_t byte) {
    const char *range = s->bytes;
    while (*range != '\0' && (byte < (uint8_t)range[0] || byte > (uint8_t)range[1])) {
        range += 2;
    }
    return *range != '\0';
}

/* NULL: this byte is not allowed at this place. */
static const step *step_of(uint8_t place, uint8_t byte) {
    const step *otherwise = NULL;
    for (const step *s = steps; s->place != NOWHERE; s++) {
        if (s->place == place && s->bytes == NULL) {
            otherwise = s;
        } else if (s->place == place && leads(s, byte)) {
            return s;
        }
    }
    return otherwise;
}

static uint8_t close_value(reader *r) {
    if (r->open == 0) {
        return AFTER_THE_TEXT;
    }
    r->open--;
    return r->after[r->open];
}

static void go(reader *r, const step *s) {
    if (s->after != 0) {
        r->after[r->open] = s->after;
        r->open++;
    }
    r->place = s->next != END ? s->next : close_value(r);
}

static tce_violation refuse(const reader *r, uint8_t byte) {
    if (r->place == AFTER_THE_TEXT) {
        return TCE_VIOLATION_JSON_TRAILING;
    }
    const bool in_sequence = r->place >= TAIL_1 && r->place <= TAIL_F4;
    const bool in_none = (byte >= 0x80 && byte <= 0xC1) || byte >= 0xF5;
    return in_sequence || in_none ? TCE_VIOLATION_JSON_UTF8 : TCE_VIOLATION_JSON_SYNTAX;
}

static bool is_space(uint8_t byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* A container's brackets are one level deeper than the container's own value. */
static bool too_deep(const reader *r, const step *s) {
    return (s->next == AN_ELEMENT || s->next == A_MEMBER) && r->open >= r->max_depth;
}

void reader_start(reader *r, uint32_t max_depth) {
    r->place = A_VALUE;
    r->open = 0;
    r->max_depth = max_depth != 0 ? max_depth : TCE_MAX_DEPTH_DEFAULT;
}

tce_violation reader_take(reader *r, uint8_t byte) {
    for (;;) {
        if (r->place <= AFTER_THE_TEXT && is_space(byte)) {
            return TCE_VIOLATION_NONE;
        }
        const step *s = step_of(r->place, byte);
        if (s == NULL) {
            return refuse(r, byte);
        }
        if (too_deep(r, s)) {
            return TCE_VIOLATION_JSON_DEPTH;
        }
        go(r, s);
        if (s->bytes != NULL) {
            return TCE_VIOLATION_NONE;
        }
    }
}

/* ---- The end ---------------------------------------------------------------------------------*/

/* A number at the root ends with the text. */
static bool ended(const reader *r) {
    const bool number = r->open == 0 && first_step(r->place)->bytes == NULL;
    return r->place == AFTER_THE_TEXT || number;
}

tce_violation reader_end(const reader *r) {
    if (ended(r)) {
        return TCE_VIOLATION_NONE;
    }
    return r->place == A_VALUE && r->open == 0 ? TCE_VIOLATION_JSON_EMPTY
                                               : TCE_VIOLATION_JSON_TRUNCATED;
}

size_t reader_complete(reader *r, char *out) {
    size_t length = 0;
    while (!ended(r)) {
        const step *s = first_step(r->place);
        if (s->bytes != NULL) {
            out[length] = s->bytes[0];
            length++;
        }
        go(r, s);
    }
    return length;
}

/* ---- A complete text -------------------------------------------------------------------------*/

static finding found(tce_violation violation, uint64_t offset) {
    return (finding){violation, violation != TCE_VIOLATION_NONE ? offset : 0};
}

finding reader_validate(const char *text, size_t length, uint32_t max_depth, uint64_t max_bytes) {
    const bool over = max_bytes != 0 && length > max_bytes;
    const size_t allowed = over ? (size_t)max_bytes : length;
    if (allowed >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        return found(TCE_VIOLATION_JSON_BOM, 0);
    }
    reader r;
    reader_start(&r, max_depth);
    for (size_t i = 0; i < allowed; i++) {
        const tce_violation violation = reader_take(&r, (uint8_t)text[i]);
        if (violation != TCE_VIOLATION_NONE) {
            return found(violation, i);
        }
    }
    return over ? found(TCE_VIOLATION_JSON_SIZE, max_bytes) : found(reader_end(&r), length);
}

bool finding_complain(const char *what, finding expected, finding got) {
    const char *const expected_name = tce_violation_name(expected.violation);
    const char *const got_name = tce_violation_name(got.violation);
    fprintf(stderr, "%s: expected %s@%llu, got %s@%llu\n", what,
            expected_name != NULL ? expected_name : "none", (unsigned long long)expected.offset,
            got_name != NULL ? got_name : "none", (unsigned long long)got.offset);
    return false;
}

void finding_print_text(const char *text, size_t length) {
    fprintf(stderr, "  in the text");
    for (size_t i = 0; i < length; i++) {
        const unsigned char byte = (unsigned char)text[i];
        fprintf(stderr, byte > 0x20 && byte < 0x7F ? " %c" : " %02X", byte);
    }
    fprintf(stderr, "\n");
}
