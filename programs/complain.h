/* Messages to the person at the terminal: "tcenvelope: NAME: what; what to do". */
#ifndef PROGRAMS_COMPLAIN_H
#define PROGRAMS_COMPLAIN_H

/* What is shown is made such that no terminal acts on it. name NULL: without a name. */
void complain(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What this errno says; file.h's own errors are among them. */
const char *complain_reason(int error);

/* About a call that failed with this errno. */
void complain_errno(const char *name, int error);

#endif
