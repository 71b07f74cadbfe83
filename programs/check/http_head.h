/* The head of an HTTP/1.x response, read line by line and strictly: what two readers could take
 * differently is refused. */
#ifndef PROGRAMS_CHECK_HTTP_HEAD_H
#define PROGRAMS_CHECK_HTTP_HEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "support/buffer.h"
#include "tcenvelope.h"

typedef struct http_head {
    unsigned status;
    bool has_length;
    bool is_chunked;
    bool is_partial; /* it has a Content-Range */
    bool is_1_0;
    uint64_t length;
    bool has_type;
    bool has_encoding;
    buffer type;     /* owned */
    buffer encoding; /* owned: the values of all fields, with commas between them */
} http_head;

void http_head_free(http_head *head);

/* Take a line, without its end. Return what is wrong with it, or NULL. http_head_begin forgets the
 * last head. */
const char *http_head_begin(http_head *head, tce_text status_line);
const char *http_head_field(http_head *head, tce_text line);

/* Whether a field of a trailer is one: its value does not count. */
const char *http_trailer_field(tce_text line);

/* Takes "1f" or "1f;extension". */
const char *http_chunk_size(tce_text line, uint64_t *size);

#endif
