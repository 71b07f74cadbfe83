/* Messages on standard error: "tcenvelope: NAME: problem; remedy". */
#ifndef PROGRAMS_SUPPORT_COMPLAIN_H
#define PROGRAMS_SUPPORT_COMPLAIN_H

/* The tool's own error, in errno beside the system's. */
enum { ERROR_FILE_SHORTENED = -1 };

/* Escapes what a terminal would act on. If name is NULL, the message has no name. */
void complain(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The text for this errno. */
const char *complain_reason(int error);

/* Reports a call that failed with this errno. */
void complain_errno(const char *name, int error);

#endif
