/* Lines of NDJSON in memory. */
#ifndef PROGRAMS_SUPPORT_LINES_H
#define PROGRAMS_SUPPORT_LINES_H

#include <stddef.h>
#include <stdint.h>

/* Where the line ends that the byte at `at` belongs to: behind its newline, or at size. */
size_t lines_end(const char *bytes, size_t size, size_t at);

/* The documents in these whole lines: the lines that hold more than white space. */
uint64_t lines_documents(const char *bytes, size_t size);

#endif
