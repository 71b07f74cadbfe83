/* What check found in all, for people. */
#ifndef PROGRAMS_CHECK_SUMMARY_H
#define PROGRAMS_CHECK_SUMMARY_H

#include "check/session.h"

/* To standard error. */
void summary_print(const session *s);

#endif
