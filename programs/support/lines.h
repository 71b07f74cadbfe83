/* Lines of NDJSON in memory. */
#ifndef PROGRAMS_SUPPORT_LINES_H
#define PROGRAMS_SUPPORT_LINES_H

#include <stddef.h>
#include <stdint.h>

/* The end of the line that contains the byte at `offset`: past its newline, or size. */
size_t lines_end(const char *bytes, size_t size, size_t offset);

/* The number of documents in complete lines: lines that are not blank. */
uint64_t lines_documents(const char *bytes, size_t size);

#endif
