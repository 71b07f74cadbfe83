/*
 * Tables with an element for each byte, defined by the byte: EACH_ASCII_BYTE(element) is a list of
 * element(0x00) to element(0x7F), for an initialiser. The bytes above are left to be 0. element is
 * a macro whose value is a constant.
 */
#ifndef TCE_JSON_BYTE_TABLE_H
#define TCE_JSON_BYTE_TABLE_H

/* clang-format off */
#define EIGHT_BYTES(element, first)                                                                \
    element((first)), element((first) + 1), element((first) + 2), element((first) + 3),            \
    element((first) + 4), element((first) + 5), element((first) + 6), element((first) + 7)
#define EACH_ASCII_BYTE(element)                                                                   \
    EIGHT_BYTES(element, 0x00), EIGHT_BYTES(element, 0x08), EIGHT_BYTES(element, 0x10),            \
    EIGHT_BYTES(element, 0x18), EIGHT_BYTES(element, 0x20), EIGHT_BYTES(element, 0x28),            \
    EIGHT_BYTES(element, 0x30), EIGHT_BYTES(element, 0x38), EIGHT_BYTES(element, 0x40),            \
    EIGHT_BYTES(element, 0x48), EIGHT_BYTES(element, 0x50), EIGHT_BYTES(element, 0x58),            \
    EIGHT_BYTES(element, 0x60), EIGHT_BYTES(element, 0x68), EIGHT_BYTES(element, 0x70),            \
    EIGHT_BYTES(element, 0x78)
/* clang-format on */

#endif
