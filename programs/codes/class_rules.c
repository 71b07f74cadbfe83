#include "codes/class_rules.h"

#include <stdlib.h>
#include <string.h>

#include "codes/code_list.h"
#include "codes/tabbed.h"
#include "support/code_class.h"
#include "support/complain.h"
#include "support/file.h"
#include "support/text.h"

#define EXPECTED "a pattern and a class, separated by a tab"

typedef struct class_rule {
    tce_text text; /* of the pattern, without the '*' */
    bool begins;   /* there is a '*' */
    tce_code_class code_class;
    size_t number; /* of the line */
} class_rule;

static class_rule *rules_of(const class_rules *rules) {
    return (class_rule *)(void *)rules->rules.bytes; /* aligned: it comes from realloc */
}

static size_t count_of(const class_rules *rules) {
    return rules->rules.length / sizeof(class_rule);
}

/* ---- Lines -----------------------------------------------------------------------------------*/

typedef struct parsing {
    class_rules *rules;
    const char *name;
} parsing;

static class_rule rule_of(const tabbed_line *line) {
    const tce_text pattern = line->fields[0];
    const bool begins = pattern.length > 0 && pattern.bytes[pattern.length - 1] == '*';
    return (class_rule){.text = {pattern.bytes, pattern.length - begins},
                        .begins = begins,
                        .code_class = code_class_of(line->fields[1]),
                        .number = line->number};
}

/* NULL: it is valid. '*' alone matches every code. */
static const char *rule_problem(const class_rule *rule) {
    const bool every = rule->begins && rule->text.length == 0;
    const char *problem = every ? NULL : code_list_field_problem(rule->text);
    if (problem != NULL) {
        return problem;
    }
    const bool inside = !every && memchr(rule->text.bytes, '*', rule->text.length) != NULL;
    return inside ? "has a '*' that is not its end" : NULL;
}

static bool take_line(void *user, const tabbed_line *line) {
    const parsing *p = user;
    if (line->count != 2) {
        complain(p->name, "line %zu: %zu fields; give " EXPECTED, line->number, line->count);
        return false;
    }
    const class_rule rule = rule_of(line);
    const char *problem = rule_problem(&rule);
    if (problem != NULL) {
        complain(p->name, "line %zu: the pattern %s; give " EXPECTED, line->number, problem);
        return false;
    }
    if (rule.code_class == TCE_CLASS_NONE) {
        complain(p->name, "line %zu: the class is not one of " CODE_CLASSES "; give " EXPECTED,
                 line->number);
        return false;
    }
    buffer_append(&p->rules->rules, &rule, sizeof rule);
    return true;
}

/* ---- Order -----------------------------------------------------------------------------------*/

static int compare_patterns(const void *left, const void *right) {
    const class_rule *a = left;
    const class_rule *b = right;
    const int order = text_compare(a->text, b->text);
    return order != 0 ? order : (int)a->begins - (int)b->begins;
}

/* Equal patterns in the order of their lines. */
static int compare_rules(const void *left, const void *right) {
    const class_rule *a = left;
    const class_rule *b = right;
    const int order = compare_patterns(left, right);
    return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

/* Sorts the rules and checks that they agree. */
static bool sort_rules(const class_rules *rules, const char *name) {
    class_rule *sorted = rules_of(rules);
    if (count_of(rules) > 0) {
        qsort(sorted, count_of(rules), sizeof *sorted, compare_rules);
    }
    for (size_t i = 1; i < count_of(rules); i++) {
        const class_rule *first = &sorted[i - 1];
        const class_rule *second = &sorted[i];
        if (compare_patterns(first, second) == 0 && first->code_class != second->code_class) {
            complain(name, "line %zu: the class of %.*s%s is %s, but %s in line %zu; give one",
                     second->number, (int)second->text.length, second->text.bytes,
                     second->begins ? "*" : "", tce_code_class_name(second->code_class),
                     tce_code_class_name(first->code_class), first->number);
            return false;
        }
    }
    return true;
}

bool class_rules_read(class_rules *rules, const char *name) {
    parsing p = {rules, name};
    return file_read(name, &rules->text) && tabbed_parse(name, &rules->text, take_line, &p) &&
           sort_rules(rules, name);
}

void class_rules_free(class_rules *rules) {
    buffer_free(&rules->text);
    buffer_free(&rules->rules);
}

/* ---- Matching --------------------------------------------------------------------------------*/

static const class_rule *find_pattern(const class_rules *rules, tce_text text, bool begins) {
    const class_rule wanted = {.text = text, .begins = begins};
    if (count_of(rules) == 0) {
        return NULL;
    }
    return bsearch(&wanted, rules_of(rules), count_of(rules), sizeof wanted, compare_patterns);
}

tce_code_class class_rules_find(const class_rules *rules, tce_text code) {
    const class_rule *found = find_pattern(rules, code, false);
    for (size_t i = code.length + 1; i-- > 0 && found == NULL;) {
        found = find_pattern(rules, (tce_text){code.bytes, i}, true);
    }
    return found != NULL ? found->code_class : TCE_CLASS_NONE;
}
