/* Text in a buffer of fixed size: what does not fit is left out, and the text knows it. */
#ifndef TCE_HTTP_TEXT_H
#define TCE_HTTP_TEXT_H

#include "namespace.h"
#include "tcenvelope_http.h"

typedef struct text {
    char *bytes;
    size_t size;   /* of the buffer */
    size_t length; /* of the text */
    bool is_cut;   /* not all of it did fit */
} text;

void text_put(text *t, const char *bytes, size_t length);
void text_put_name(text *t, const char *name); /* up to its NUL */
void text_put_number(text *t, uint64_t number);

/* The inside of a JSON string; the bytes are UTF-8. */
void text_put_json(text *t, tce_text string);

/* ---- For texts elsewhere ----------------------------------------------------------------------*/

#define TEXT_DIGITS 20 /* of UINT64_MAX */
#define TEXT_ESCAPE 6  /* bytes of one byte in a JSON string: \u001f */

/* Write a number, and one byte in a JSON string, into the buffer. Return the length. */
size_t text_of_number(char buffer[TEXT_DIGITS], uint64_t number);
size_t text_of_json(char buffer[TEXT_ESCAPE], char byte);

#endif
