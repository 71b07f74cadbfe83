/* Prints codes, one after another, to standard output. */
#ifndef PROGRAMS_CODES_SHOW_H
#define PROGRAMS_CODES_SHOW_H

#include <stdbool.h>

#include "codes/code_entry.h"
#include "codes/options.h"
#include "support/buffer.h"
#include "support/status.h"

typedef struct show {
    entry_format format;
    buffer out;
    bool failed; /* standard output failed */
} show;

void show_code(show *s, const code_entry *e);

typedef void show_visitor(show *s, tce_text code, void *user);

/* Visits the common codes and then the other ones of the format's catalogue, sorted by bytes, until
 * standard output fails. */
void show_visit(show *s, show_visitor *visit, void *user);

typedef exit_status show_runner(const codes_options *options, const tce_catalogue *catalogue);

/* Runs it with the catalogue of --codes, or NULL. Returns STATUS_TROUBLE after a message if the
 * catalogue cannot be used or does not have a service that --service names. */
exit_status show_run(const codes_options *options, show_runner *run);

/* Writes the rest. Returns the status, or STATUS_TROUBLE if standard output failed. */
exit_status show_end(show *s, exit_status status);

#endif
