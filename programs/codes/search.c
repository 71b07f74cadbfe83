/*
 * codes search: the codes whose name and meaning contain all of some words.
 *
 * A word can be in the code's name or in the meaning, which is the common code's own or that of one
 * of its services. Letters of ASCII match in either case.
 */
#include "codes/code_entry.h"
#include "codes/codes.h"
#include "codes/service_names.h"
#include "codes/show.h"
#include "support/complain.h"
#include "support/text.h"

typedef struct search {
    const codes_options *options;
    service_names names;
    tce_text code; /* the current one */
    size_t found;
} search;

static uint8_t lower(char byte) {
    const uint8_t letter = (uint8_t)byte;
    return letter >= 'A' && letter <= 'Z' ? (uint8_t)(letter - 'A' + 'a') : letter;
}

static bool begins_with(tce_text text, tce_text word) {
    for (size_t i = 0; i < word.length; i++) {
        if (i == text.length || lower(text.bytes[i]) != lower(word.bytes[i])) {
            return false;
        }
    }
    return true;
}

static bool contains(tce_text text, tce_text word) {
    for (size_t i = 0; i < text.length; i++) {
        if (begins_with((tce_text){text.bytes + i, text.length - i}, word)) {
            return true;
        }
    }
    return false;
}

/* Whether each word is in the current code or in this meaning. */
static bool matches(const search *s, tce_text meaning) {
    for (size_t i = 0; i < s->options->word_count; i++) {
        const tce_text word = text_of(s->options->words[i]);
        if (!contains(s->code, word) && !contains(meaning, word)) {
            return false;
        }
    }
    return true;
}

/* For a service_filter. */
static bool service_matches(const void *user, const tce_service *service) {
    const search *s = user;
    return service_names_include(&s->names, service) && matches(s, service->meaning);
}

/* Whether the code counts by its name alone or, of a common code, with its own meaning. The codes
 * of single services do not, by the meaning of their category. */
static bool code_matches(const search *s, const code_entry *e) {
    const bool common = e->info.kind == TCE_KIND_COMMON;
    return s->names.count == 0 && matches(s, common ? e->meaning : (tce_text){NULL, 0});
}

static bool has_matching_service(const show *output, const code_entry *e) {
    tce_service service;
    uint32_t index = 0;
    return service_next(output->format.catalogue, &e->info, &output->format.filter, &index,
                        &service);
}

static void search_code(show *output, tce_text code, void *user) {
    search *s = user;
    s->code = code;
    const code_entry e = code_entry_of(&output->format, code);
    if (code_matches(s, &e) || has_matching_service(output, &e)) {
        show_code(output, &e);
        s->found++;
    }
}

static exit_status run(const codes_options *options, const tce_catalogue *catalogue) {
    search s = {.options = options, .names = service_names_of(options)};
    show output = {.format = {.report = options->report,
                              .kind = true,
                              .services = catalogue != NULL,
                              .catalogue = catalogue,
                              .filter = {service_matches, &s}}};
    code_entry_head(&output.out, &output.format);
    show_visit(&output, search_code, &s);
    return show_end(&output, s.found > 0 ? STATUS_VALID : STATUS_INVALID);
}

static bool has_words(const codes_options *options) {
    for (size_t i = 0; i < options->word_count; i++) {
        if (options->words[i][0] == '\0') {
            complain("codes search", "a word is empty; give at least one character");
            return false;
        }
    }
    if (options->word_count == 0) {
        complain("codes search", "no word; give at least one, such as quota");
    }
    return options->word_count > 0;
}

exit_status codes_search(const codes_options *options) {
    return has_words(options) ? show_run(options, run) : STATUS_TROUBLE;
}
