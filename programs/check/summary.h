/* The summary that check prints on standard error. */
#ifndef PROGRAMS_CHECK_SUMMARY_H
#define PROGRAMS_CHECK_SUMMARY_H

#include "check/session.h"

void summary_print(const session *s);

#endif
