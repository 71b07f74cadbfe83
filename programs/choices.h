/* Options whose value is one word of a few. */
#ifndef PROGRAMS_CHOICES_H
#define PROGRAMS_CHOICES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct choice {
    const char *word;
    int value;
} choice;

typedef struct choice_list {
    const char *what; /* "a framing" */
    const choice *choices;
    size_t count;
} choice_list;

extern const choice_list framing_choices;
extern const choice_list engine_choices;
extern const choice_list report_choices;
extern const choice_list codes_report_choices;
extern const choice_list verdict_choices;

/* False after a message that names the option, the word and the words allowed. */
bool choice_parse(const choice_list *list, const char *option, const char *word, int *value);

#endif
