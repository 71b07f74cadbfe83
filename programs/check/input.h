/* Reads files and pipes. */
#ifndef PROGRAMS_CHECK_INPUT_H
#define PROGRAMS_CHECK_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "check/session.h"
#include "support/file.h"

/* An open input. "-" is standard input, which input_close leaves open. */
typedef struct input {
    const char *name;
    file_reader reader;
} input;

/* Returns false after a message. */
bool input_open(session *s, const char *name, input *in);
void input_close(const input *in);

/* Takes the bytes of one read. Returns false to stop. */
typedef bool input_taker(void *user, const char *bytes, size_t length);

/* Passes each read to take as soon as it returns. Returns true at the end of the input; false if
 * take stopped, or after a message about a failed read. */
bool input_read(session *s, input *in, input_taker *take, void *user);

/* Reports a read that failed with this errno. */
void input_complain(session *s, const input *in, int error);

/* The total size of the inputs in bytes; 0 if one of them is not a regular file. */
uint64_t input_total(char *const *names, size_t count);

#endif
