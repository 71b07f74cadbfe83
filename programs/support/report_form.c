#include "support/report_form.h"

static const choice reports[] = {
    {"text", REPORT_TEXT},
    {"json", REPORT_JSON},
    {"none", REPORT_NONE},
};

const choice_list report_choices = {"a form of report", reports, CHOICE_COUNT(reports)};
const choice_list codes_report_choices = {"a form of report here", reports,
                                          CHOICE_COUNT(reports) - 1};
