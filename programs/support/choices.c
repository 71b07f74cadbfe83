#include "support/choices.h"

#include <string.h>

#include "support/buffer.h"
#include "support/complain.h"

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
