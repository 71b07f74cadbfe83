/* The value of --report. */
#ifndef PROGRAMS_SUPPORT_REPORT_FORMAT_H
#define PROGRAMS_SUPPORT_REPORT_FORMAT_H

#include "support/choices.h"

typedef enum report_format { REPORT_TEXT = 0, REPORT_JSON, REPORT_NONE } report_format;

extern const choice_list report_choices;
extern const choice_list codes_report_choices; /* all but none */

#endif
