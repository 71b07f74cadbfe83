/*
 * Host tool of the build: prints the perfect hash table of the common codes as a C header.
 *
 * It tries seeds from 0 on until every code falls into a slot of its own. With at least twice as
 * many slots as codes that takes some hundred seeds, and the answer is the same on every machine.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "code_hash.h"

#define SEEDS_MAX 1000000u
#define BITS_MAX  16u

/* The one category that is not itself a common code. */
#define AUTH_FAILURE "AuthFailure"

typedef struct row {
    const char *constant;
    const char *code;
} row;

static const row rows[] = {
#define TCE_COMMON_CODE(constant, code, class, meaning) {#constant, code},
#include "tcenvelope/common_codes.def"
#undef TCE_COMMON_CODE
};

#define CODE_COUNT (sizeof(rows) / sizeof(rows[0]))

/* A slot holds the code's number, its place in the list counted from 1; 0: no code. */
static unsigned slots[1u << BITS_MAX];

static unsigned bits_for_half_load(void) {
    unsigned bits = 1;
    while (((size_t)1 << bits) < 2 * CODE_COUNT) {
        bits++;
    }
    return bits;
}

static bool fill(unsigned bits, uint64_t seed) {
    memset(slots, 0, sizeof(slots));
    for (unsigned i = 0; i < CODE_COUNT; i++) {
        const uint64_t hash = code_ends_hash(rows[i].code, strlen(rows[i].code), seed);
        unsigned *slot = &slots[hash >> (64 - bits)];
        if (*slot != 0) {
            return false;
        }
        *slot = i + 1;
    }
    return true;
}

/* ---- What the library takes for granted ------------------------------------------------------*/

static bool is_below_auth_failure(const char *code) {
    return strncmp(code, AUTH_FAILURE ".", strlen(AUTH_FAILURE ".")) == 0;
}

/* The code whose text is the first length bytes of text; NULL: there is none. */
static const char *find_code(const char *text, size_t length) {
    for (size_t i = 0; i < CODE_COUNT; i++) {
        if (strlen(rows[i].code) == length && memcmp(rows[i].code, text, length) == 0) {
            return rows[i].code;
        }
    }
    return NULL;
}

/* What is before the first dot: itself a common code or AuthFailure. NULL: it is neither. */
static const char *category_of(const char *code) {
    return is_below_auth_failure(code) ? AUTH_FAILURE : find_code(code, strcspn(code, "."));
}

static bool is_sound(const char *code) {
    if (strlen(code) < CODE_WORD) {
        fprintf(stderr, "%s is shorter than %zu bytes: teach code_ends_hash\n", code, CODE_WORD);
        return false;
    }
    if (category_of(code) == NULL) {
        fprintf(stderr,
                "%s has a dot, but what is before it is neither a code nor " AUTH_FAILURE "\n",
                code);
        return false;
    }
    return true;
}

/* No two have one hash: they would share a slot whatever the seed. */
static bool are_told_apart(const char *a, const char *b) {
    if (code_ends_hash(a, strlen(a), 0) == code_ends_hash(b, strlen(b), 0)) {
        fprintf(stderr,
                "%s and %s have one hash: is one listed twice? "
                "Else let code_ends_hash take in more of a code\n",
                a, b);
        return false;
    }
    return true;
}

static bool check(void) {
    for (size_t i = 0; i < CODE_COUNT; i++) {
        if (!is_sound(rows[i].code)) {
            return false;
        }
        for (size_t k = 0; k < i; k++) {
            if (!are_told_apart(rows[k].code, rows[i].code)) {
                return false;
            }
        }
    }
    return true;
}

/* ---- Printing --------------------------------------------------------------------------------*/

static size_t shortest(void) {
    size_t length = strlen(rows[0].code);
    for (size_t i = 1; i < CODE_COUNT; i++) {
        length = strlen(rows[i].code) < length ? strlen(rows[i].code) : length;
    }
    return length;
}

static size_t longest(void) {
    size_t length = 0;
    for (size_t i = 0; i < CODE_COUNT; i++) {
        length = strlen(rows[i].code) > length ? strlen(rows[i].code) : length;
    }
    return length;
}

/* A slot of the library holds the code's relation: see codes.h. */
static void print_table(unsigned bits, unsigned seed) {
    printf("/* Made by generate.c from common_codes.def. */\n"
           "#define COMMON_CODES_SEED %uu\n"
           "#define COMMON_CODES_BITS %u\n"
           "#define COMMON_CODES_SHORTEST %zu\n"
           "#define COMMON_CODES_LONGEST %zu\n"
           "static const unsigned char common_code_slots[1u << COMMON_CODES_BITS] = {",
           seed, bits, shortest(), longest());
    for (unsigned i = 0; i < 1u << bits; i++) {
        printf("%s%u,", i % 16 == 0 ? "\n    " : " ", 2 * slots[i]);
    }
    printf("\n};\n");
}

static void print_categories(void) {
    for (size_t i = 0; i < CODE_COUNT; i++) {
        const char *code = rows[i].code;
        printf("#define COMMON_CODE_CATEGORY_%s \"%s\"\n", rows[i].constant, category_of(code));
    }
}

int main(void) {
    _Static_assert(CODE_COUNT <= 255, "a slot is one byte");
    const unsigned bits = bits_for_half_load();
    if (!check()) {
        return 1;
    }
    for (unsigned seed = 0; seed < SEEDS_MAX; seed++) {
        if (fill(bits, seed)) {
            print_table(bits, seed);
            print_categories();
            return fflush(stdout) == 0 ? 0 : 1;
        }
    }
    fprintf(stderr, "no seed below %u separates the codes\n", SEEDS_MAX);
    return 1;
}
