/* What check found in all, for people. */
#ifndef PROGRAMS_SUMMARY_H
#define PROGRAMS_SUMMARY_H

#include "session.h"

/* To standard error. */
void summary_print(const session *s);

#endif
