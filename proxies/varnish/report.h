/* Says what became of a response: in the log of its transaction, and in the counters. */
#ifndef TCE_VARNISH_REPORT_H
#define TCE_VARNISH_REPORT_H

#include "varnish.h"

#include <tcenvelope_http.h>

/* Does nothing for NULL. */
void report_outcome(struct vsl_log *log, const tce_http_outcome *outcome);

/* A response that could not be guarded for want of memory. is_refused: it is not delivered. */
void report_exhausted(struct vsl_log *log, bool is_refused);

/* Bytes that a text from the network needs once it is made harmless, with its NUL. */
#define REPORT_TEXT_MAX (TCE_MAX_CODE + 1)

/* Copies a text of the response, each control character replaced by '?'. Returns the buffer. */
const char *report_text(tce_text text, char buffer[REPORT_TEXT_MAX]);

#endif
