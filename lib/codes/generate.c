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

static const char *const codes[] = {
#define TCE_COMMON_CODE(constant, code, class, meaning) code,
#include "tcenvelope/common_codes.def"
#undef TCE_COMMON_CODE
};

#define CODE_COUNT (sizeof(codes) / sizeof(codes[0]))

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
        const uint64_t hash = code_hash(codes[i], strlen(codes[i]));
        unsigned *slot = &slots[code_slot(hash, seed, bits)];
        if (*slot != 0) {
            return false;
        }
        *slot = i + 1;
    }
    return true;
}

/* The library takes it that what stands before a common code's dot is AuthFailure. */
static bool heads_are_known(void) {
    for (size_t i = 0; i < CODE_COUNT; i++) {
        if (strchr(codes[i], '.') != NULL && strncmp(codes[i], "AuthFailure.", 12) != 0) {
            fprintf(stderr, "%s has a dot, but is not of AuthFailure: teach codes.c its category\n",
                    codes[i]);
            return false;
        }
    }
    return true;
}

static void print_table(unsigned bits, unsigned seed) {
    printf("/* Made by generate.c from common_codes.def. */\n"
           "#define COMMON_CODES_SEED %uu\n"
           "#define COMMON_CODES_BITS %u\n"
           "static const unsigned char common_code_slots[1u << COMMON_CODES_BITS] = {",
           seed, bits);
    for (unsigned i = 0; i < 1u << bits; i++) {
        printf("%s%u,", i % 16 == 0 ? "\n    " : " ", slots[i]);
    }
    printf("\n};\n");
}

int main(void) {
    _Static_assert(CODE_COUNT <= 255, "a slot is one byte");
    const unsigned bits = bits_for_half_load();
    if (!heads_are_known()) {
        return 1;
    }
    for (unsigned seed = 0; seed < SEEDS_MAX; seed++) {
        if (fill(bits, seed)) {
            print_table(bits, seed);
            return fflush(stdout) == 0 ? 0 : 1;
        }
    }
    fprintf(stderr, "no seed below %u separates the codes: is one listed twice?\n", SEEDS_MAX);
    return 1;
}
