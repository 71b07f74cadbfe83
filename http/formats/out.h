/* Text that leaves through a callback, in blocks. */
#ifndef TCE_HTTP_OUT_H
#define TCE_HTTP_OUT_H

#include "namespace.h"
#include "tcenvelope_http.h"

typedef struct out {
    tce_http_write *write;
    void *user;
    bool has_failed; /* the callback has returned false: nothing more is written */
    size_t length;   /* of the block so far */
    char block[512];
} out;

void out_put(out *o, const char *bytes, size_t length);
void out_put_name(out *o, const char *name); /* up to its NUL */
void out_put_number(out *o, uint64_t number);
bool out_flush(out *o); /* whether all was written */

/* For people: 1,234,567; 123 as 12.3; a share in percent; bytes in the largest unit; two units of
 * time; the time in UTC. */
void out_put_grouped(out *o, uint64_t number);
void out_put_tenths(out *o, uint64_t tenths);
void out_put_share(out *o, uint64_t part, uint64_t total);
void out_put_size(out *o, uint64_t bytes);
void out_put_duration(out *o, uint64_t seconds);
void out_put_time(out *o, int64_t time);

/* UTF-8, escaped for HTML, with symbols in place of control characters; for the inside of a JSON
 * string. */
void out_put_html(out *o, tce_text string);
void out_put_json(out *o, tce_text string);

#endif
