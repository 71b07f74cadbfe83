/*
 * Numbers byte by byte (RFC 8259, section 6).
 *
 *   minus --> zero -----> point --> fraction --> e --> sign --> exponent
 *     '-----> integer ----^
 *
 *   An e can follow zero and integer too, and an exponent can follow e without a sign.
 */
#ifndef TCE_JSON_NUMBER_H
#define TCE_JSON_NUMBER_H

#include <stdint.h>

#include "namespace.h"

typedef enum number_state {
    NUMBER_MINUS,    /* waits for the first digit */
    NUMBER_ZERO,     /* waits for a point, an e, or the end */
    NUMBER_INTEGER,  /* waits for a digit, a point, an e, or the end */
    NUMBER_POINT,    /* waits for the fraction's first digit */
    NUMBER_FRACTION, /* waits for a digit, an e, or the end */
    NUMBER_E,        /* waits for a sign or the exponent's first digit */
    NUMBER_SIGN,     /* waits for the exponent's first digit */
    NUMBER_EXPONENT, /* waits for a digit or the end */
    NUMBER_ENDED,    /* the byte is the first after the number */
    NUMBER_BROKEN    /* the byte is not allowed */
} number_state;

typedef enum number_class {
    NUMBER_CLASS_OTHER,
    NUMBER_CLASS_0,
    NUMBER_CLASS_1_9,
    NUMBER_CLASS_POINT,
    NUMBER_CLASS_E,
    NUMBER_CLASS_PLUS,
    NUMBER_CLASS_MINUS,
    NUMBER_CLASSES
} number_class;

extern const uint8_t number_class_of[256];
extern const uint8_t number_rules[NUMBER_ENDED][NUMBER_CLASSES];

/* The state after the first byte, a digit or '-'. */
static inline number_state number_begin(uint8_t first) {
    return first == '-' ? NUMBER_MINUS : first == '0' ? NUMBER_ZERO : NUMBER_INTEGER;
}

/* The state after the next byte. state is below NUMBER_ENDED. */
static inline number_state number_next(number_state state, uint8_t byte) {
    return (number_state)number_rules[state][number_class_of[byte]];
}

#endif
