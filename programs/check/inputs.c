#include "check/inputs.h"

#include <errno.h>
#include <fnmatch.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support/buffer.h"
#include "support/complain.h"
#include "support/file.h"
#include "support/text.h"

/* ---- The list --------------------------------------------------------------------------------*/

void inputs_add(input_list *list, const char *name) {
    if (list->count == list->capacity) {
        list->names = array_grow(list->names, &list->capacity, sizeof *list->names);
    }
    list->names[list->count++] = text_copy(name);
}

static void add_trouble(input_list *list, const char *name, int error) {
    complain_errno(name, error);
    list->incomplete = true;
}

/* ---- Folders ---------------------------------------------------------------------------------*/

static int by_name(const FTSENT **left, const FTSENT **right) {
    return strcmp((*left)->fts_name, (*right)->fts_name);
}

static bool is_included(const check_options *options, const char *name) {
    for (size_t i = 0; i < options->include_count; i++) {
        if (fnmatch(options->includes[i], name, 0) == 0) {
            return true;
        }
    }
    return options->include_count == 0;
}

static void take_entry(const check_options *options, input_list *list, const FTSENT *entry) {
    switch (entry->fts_info) {
    case FTS_F:
        if (is_included(options, entry->fts_name)) {
            inputs_add(list, entry->fts_path);
        }
        break;
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
        add_trouble(list, entry->fts_path, entry->fts_errno);
        break;
    default:
        break;
    }
}

static void add_folder(const check_options *options, input_list *list, const char *name) {
    char *root = text_copy(name);
    char *const roots[] = {root, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, by_name);
    const FTSENT *entry;
    errno = 0;
    while (walk != NULL && (entry = fts_read(walk)) != NULL) {
        take_entry(options, list, entry);
        errno = 0;
    }
    if (errno != 0) {
        add_trouble(list, name, errno);
    }
    if (walk != NULL) {
        fts_close(walk);
    }
    free(root);
}

static bool is_folder(const char *name) {
    struct stat status;
    return strcmp(name, "-") != 0 && stat(name, &status) == 0 && S_ISDIR(status.st_mode);
}

static void add_operand(const check_options *options, input_list *list, const char *name) {
    if (options->recursive && is_folder(name)) {
        add_folder(options, list, name);
    } else {
        inputs_add(list, name);
    }
}

/* ---- Lists of names --------------------------------------------------------------------------*/

/* Whether the name in the list can be used. Returns false after a message. */
static bool is_usable(const char *list_name, size_t number, const char *name) {
    if (name[0] == '\0') {
        complain(list_name, "name %zu is empty; end each name with one NUL byte", number);
        return false;
    }
    if (strcmp(name, "-") == 0 && strcmp(list_name, "-") == 0) {
        complain(list_name, "name %zu is standard input, which holds the list; leave it out",
                 number);
        return false;
    }
    return true;
}

/* bytes ends with a NUL byte. */
static void add_names(const check_options *options, input_list *list, const buffer *bytes) {
    size_t number = 1;
    for (size_t i = 0; i < bytes->length; i += strlen(bytes->bytes + i) + 1) {
        if (is_usable(options->files0_from, number++, bytes->bytes + i)) {
            add_operand(options, list, bytes->bytes + i);
        } else {
            list->incomplete = true;
        }
    }
}

static void add_list(const check_options *options, input_list *list) {
    buffer bytes = {0};
    if (!file_read(options->files0_from, &bytes)) {
        list->incomplete = true;
    }
    if (bytes.length > 0 && bytes.bytes[bytes.length - 1] != '\0') {
        buffer_byte(&bytes, '\0');
    }
    add_names(options, list, &bytes);
    buffer_free(&bytes);
}

bool inputs_collect(const check_options *options, input_list *list) {
    *list = (input_list){0};
    if (options->files0_from != NULL) {
        add_list(options, list);
    }
    for (size_t i = 0; i < options->input_count; i++) {
        add_operand(options, list, options->inputs[i]);
    }
    if (list->count == 0) {
        complain("check", "there is no input; check the folders, --include and --files0-from");
    }
    return list->count > 0;
}

input_part inputs_part(const input_list *list, const check_options *options, size_t number) {
    return list->parts != NULL ? list->parts[number] : (input_part){.range = options->range};
}

void inputs_free(input_list *list) {
    for (size_t i = 0; i < list->count; i++) {
        free(list->names[i]);
    }
    free(list->names);
    free(list->parts);
    *list = (input_list){0};
}
