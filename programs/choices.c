#include "choices.h"

#include <string.h>

#include "buffer.h"
#include "complain.h"
#include "options.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const choice framings[] = {
    {"single", TCE_FRAMING_SINGLE},
    {"ndjson", TCE_FRAMING_NDJSON},
    {"concatenated", TCE_FRAMING_CONCATENATED},
};
static const choice engines[] = {
    {"auto", TCE_ENGINE_AUTO},
    {"yajl", TCE_ENGINE_YAJL},
    {"simd", TCE_ENGINE_SIMD},
};
static const choice reports[] = {
    {"text", REPORT_TEXT},
    {"json", REPORT_JSON},
    {"none", REPORT_NONE},
};
static const choice verdicts[] = {
    {"success", TCE_VERDICT_SUCCESS},
    {"failure", TCE_VERDICT_FAILURE},
    {"invalid", TCE_VERDICT_INVALID},
};

const choice_list framing_choices = {"a framing", framings, COUNT(framings)};
const choice_list engine_choices = {"an engine", engines, COUNT(engines)};
const choice_list report_choices = {"a form of report", reports, COUNT(reports)};
const choice_list codes_report_choices = {"a form of report here", reports, COUNT(reports) - 1};
const choice_list verdict_choices = {"a verdict", verdicts, COUNT(verdicts)};

/* "single, ndjson or concatenated" */
static void append_words(buffer *b, const choice_list *list) {
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0) {
            buffer_text(b, i + 1 == list->count ? " or " : ", ");
        }
        buffer_text(b, list->choices[i].word);
    }
}

static void refuse(const choice_list *list, const char *option, const char *word) {
    buffer message = {0};
    append_words(&message, list);
    complain(option, "'%s' is not %s; give %.*s", word, list->what, (int)message.length,
             message.bytes);
    buffer_free(&message);
}

bool choice_parse(const choice_list *list, const char *option, const char *word, int *value) {
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->choices[i].word, word) == 0) {
            *value = list->choices[i].value;
            return true;
        }
    }
    refuse(list, option, word);
    return false;
}
