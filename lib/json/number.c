#include "number.h"

#include "byte_table.h"

/* clang-format off */
#define CLASS_OF(byte)                                                                             \
    ((byte) == '0' ? NUMBER_CLASS_0                                                                \
     : (byte) >= '1' && (byte) <= '9' ? NUMBER_CLASS_1_9                                           \
     : (byte) == '.' ? NUMBER_CLASS_POINT                                                          \
     : (byte) == 'e' || (byte) == 'E' ? NUMBER_CLASS_E                                             \
     : (byte) == '+' ? NUMBER_CLASS_PLUS                                                           \
     : (byte) == '-' ? NUMBER_CLASS_MINUS                                                          \
     : NUMBER_CLASS_OTHER)
/* clang-format on */

const uint8_t number_class_of[256] = {EACH_ASCII_BYTE(CLASS_OF)};

#define BAD  NUMBER_BROKEN
#define END  NUMBER_ENDED
#define INT  NUMBER_INTEGER
#define FRAC NUMBER_FRACTION
#define EXP  NUMBER_EXPONENT

const uint8_t number_rules[NUMBER_ENDED][NUMBER_CLASSES] = {
    /* other, 0, 1-9, point, e, plus, minus */
    {BAD, NUMBER_ZERO, INT, BAD, BAD, BAD, BAD},         /* after NUMBER_MINUS */
    {END, END, END, NUMBER_POINT, NUMBER_E, END, END},   /* NUMBER_ZERO */
    {END, INT, INT, NUMBER_POINT, NUMBER_E, END, END},   /* NUMBER_INTEGER */
    {BAD, FRAC, FRAC, BAD, BAD, BAD, BAD},               /* NUMBER_POINT */
    {END, FRAC, FRAC, END, NUMBER_E, END, END},          /* NUMBER_FRACTION */
    {BAD, EXP, EXP, BAD, BAD, NUMBER_SIGN, NUMBER_SIGN}, /* NUMBER_E */
    {BAD, EXP, EXP, BAD, BAD, BAD, BAD},                 /* NUMBER_SIGN */
    {END, EXP, EXP, END, END, END, END},                 /* NUMBER_EXPONENT */
};
