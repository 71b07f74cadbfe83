/*
 * Classes of one's own for the codes of a catalogue. A line of the file is
 *
 *     PATTERN <tab> CLASS
 *     # a comment
 *
 * or blank. A pattern is a code, or with '*' at its end all codes that begin with what is before
 * it.
 */
#ifndef PROGRAMS_CODES_CLASS_RULES_H
#define PROGRAMS_CODES_CLASS_RULES_H

#include <stdbool.h>

#include "support/buffer.h"
#include "tcenvelope.h"

/* All zero: no rules. */
typedef struct class_rules {
    buffer text;  /* the file's content; the rules point into it */
    buffer rules; /* class_rule, sorted */
} class_rules;

/* Reads a file; "-" is standard input. Returns false after a message about a line that is neither
 * of these, or that gives a pattern another class than an earlier one. */
bool class_rules_read(class_rules *rules, const char *name);
void class_rules_free(class_rules *rules);

/* The class by the longest pattern that matches, a code before a pattern with '*';
 * TCE_CLASS_NONE: none matches. */
tce_code_class class_rules_find(const class_rules *rules, tce_text code);

#endif
