/* Options whose value is one of a few words. */
#ifndef PROGRAMS_SUPPORT_CHOICES_H
#define PROGRAMS_SUPPORT_CHOICES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct choice {
    const char *word;
    int value;
} choice;

typedef struct choice_list {
    const char *what; /* for messages: "a framing" */
    const choice *choices;
    size_t count;
} choice_list;

#define CHOICE_COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* Returns false after a message that names the option, the word and the words allowed. */
bool choice_parse(const choice_list *list, const char *option, const char *word, int *value);

#endif
