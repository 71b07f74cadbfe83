#include "support/report_format.h"

static const choice reports[] = {
    {"text", REPORT_TEXT},
    {"json", REPORT_JSON},
    {"none", REPORT_NONE},
};

const choice_list report_choices = {"a report format", reports, CHOICE_COUNT(reports)};
const choice_list codes_report_choices = {"a report format", reports, CHOICE_COUNT(reports) - 1};
