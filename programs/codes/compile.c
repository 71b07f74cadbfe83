/* codes compile: builds an image from lists of codes. */
#include <stdlib.h>
#include <string.h>

#include "codes/class_rules.h"
#include "codes/code_list.h"
#include "codes/codes.h"
#include "support/complain.h"
#include "support/diagnostic.h"
#include "support/escape.h"
#include "support/file.h"

static bool read_lists(code_list *list, const codes_options *options) {
    for (size_t i = 0; i < options->word_count; i++) {
        if (!code_list_read(list, options->words[i])) {
            return false;
        }
    }
    if (code_list_count(list) == 0) {
        complain("codes compile", "the lists contain no code; check them");
    }
    return code_list_count(list) > 0;
}

static bool select_services(code_list *list, const codes_options *options) {
    const char *const *services = options->services;
    for (size_t i = 0; i < options->service_count; i++) {
        if (!code_list_has(list, services[i])) {
            complain("--service", "no line has the service '%s'; check the name", services[i]);
            return false;
        }
    }
    if (options->service_count > 0) {
        code_list_select(list, services, options->service_count);
    }
    return true;
}

/* A pattern's class replaces the one that the lists say. */
static bool apply_classes(code_list *list, const codes_options *options) {
    class_rules rules = {0};
    const bool read = options->classes == NULL || class_rules_read(&rules, options->classes);
    tce_catalogue_row *rows = code_list_rows(list);
    for (size_t i = 0; i < code_list_count(list) && read; i++) {
        const tce_code_class own = class_rules_find(&rules, rows[i].code);
        rows[i].code_class = own != TCE_CLASS_NONE ? own : rows[i].code_class;
    }
    class_rules_free(&rules);
    return read;
}

static void summarise(const char *name, const code_list *list, const void *image, size_t size) {
    buffer line = {0};
    const tce_catalogue *catalogue = tce_catalogue_open(image, size, NULL);
    escape_terminal(&line, name, strlen(name));
    buffer_format(&line, ": %u codes, %zu services, %zu bytes\n",
                  (unsigned)tce_catalogue_code_count(catalogue), code_list_services(list), size);
    diagnostic_write(&line);
    buffer_free(&line);
}

static bool write_image(const codes_options *options, const code_list *list) {
    const char *problem;
    size_t size;
    void *image = tce_catalogue_build(code_list_rows(list), code_list_count(list), &size, &problem);
    if (image == NULL) {
        complain("codes compile", "%s", problem);
        return false;
    }
    const bool written = file_replace(options->output, image, size);
    if (written && !options->quiet) {
        summarise(options->output, list, image, size);
    }
    free(image);
    return written;
}

static bool is_classes(const codes_options *options, file_id output) {
    return options->classes != NULL && file_id_equal(output, file_id_of(options->classes));
}

/* The image must not overwrite what it is built from. */
static bool output_is_not_an_input(const codes_options *options) {
    const file_id output = file_id_of(options->output);
    if (is_classes(options, output)) {
        complain(options->output, "is the file of --classes and would be overwritten; give another "
                                  "name with -o");
        return false;
    }
    for (size_t i = 0; i < options->word_count; i++) {
        if (file_id_equal(output, file_id_of(options->words[i]))) {
            complain(options->output,
                     "is one of the lists and would be overwritten; give another name with -o");
            return false;
        }
    }
    return true;
}

static bool has_lists_and_output(const codes_options *options) {
    if (options->word_count == 0) {
        complain("codes compile", "no list; give at least one file, or '-'");
    } else if (options->output == NULL) {
        complain("codes compile", "no output file; give -o and the name of the image");
    } else if (strcmp(options->output, "-") == 0) {
        complain("--output", "an image cannot be written to standard output; give a file name");
    } else {
        return true;
    }
    return false;
}

exit_status codes_compile(const codes_options *options) {
    code_list list;
    if (!has_lists_and_output(options) || !output_is_not_an_input(options)) {
        return STATUS_TROUBLE;
    }
    code_list_init(&list, options->word_count);
    const bool done = read_lists(&list, options) && select_services(&list, options) &&
                      code_list_agrees(&list) && apply_classes(&list, options) &&
                      write_image(options, &list);
    code_list_free(&list);
    return done ? STATUS_VALID : STATUS_TROUBLE;
}
