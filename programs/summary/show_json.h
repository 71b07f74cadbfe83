/* Writes and reads a summary as JSON: versioned, complete, the same bytes for the same counts. */
#ifndef PROGRAMS_SUMMARY_SHOW_JSON_H
#define PROGRAMS_SUMMARY_SHOW_JSON_H

#include "summary/summary.h"
#include "support/buffer.h"

/* The version of the format. Members are appended and the number raised. */
#define SUMMARY_VERSION 1

/* The summary must be sorted. */
void summary_show_json(buffer *out, const summary *s);

#endif
