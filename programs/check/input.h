/* Reading files and pipes. */
#ifndef PROGRAMS_CHECK_INPUT_H
#define PROGRAMS_CHECK_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "check/session.h"
#include "support/file.h"

/* An open input. For "-", standard input, which is not closed. */
typedef struct input {
    const char *name;
    file_reader reader;
} input;

/* False after a message. */
bool input_open(session *s, const char *name, input *in);
void input_close(const input *in);

/* Takes what one read gave. False: stop. */
typedef bool input_taker(void *user, const char *bytes, size_t length);

/* Hands everything to take, as soon as it can be read. True at the end of the input; false when
 * take said so, or after a message about a failed read. */
bool input_read(session *s, input *in, input_taker *take, void *user);

/* A message about a read that failed with this errno. */
void input_complain(session *s, const input *in, int error);

/* The bytes that all these inputs hold; 0 when one of them is no regular file. */
uint64_t input_total(char *const *names, size_t count);

#endif
