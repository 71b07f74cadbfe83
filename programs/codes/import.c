/*
 * codes import: reads the error codes of services from Go source in
 *
 *     FOLDER/SERVICE/vYYYYMMDD/errors.go
 *
 * It skips everything else in the folder and follows no symbolic links below it.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "codes/code_list.h"
#include "codes/codes.h"
#include "codes/comment_meaning.h"
#include "codes/go_constants.h"
#include "support/complain.h"
#include "support/file.h"
#include "support/output.h"
#include "support/text.h"

#define SOURCE_NAME "errors.go"

enum { DATE_DIGITS = 8, VERSION_LENGTH = 1 + DATE_DIGITS, KEY_FIELDS = 3 };

typedef struct import_run {
    const char *folder;
    const char *service; /* the current one, and its version with the leading v */
    const char *version;
    file_id output; /* must not be a source */
    buffer lines;   /* unsorted, each with a newline */
    size_t files;
    bool trouble; /* something could not be read or used */
    bool refused; /* the output is one of the sources */
} import_run;

/* The path of the current service and version; either may be NULL. */
static void append_path(buffer *path, const import_run *im) {
    buffer_text(path, im->folder);
    if (im->service != NULL) {
        buffer_byte(path, '/');
        buffer_text(path, im->service);
    }
    if (im->version != NULL) {
        buffer_byte(path, '/');
        buffer_text(path, im->version);
    }
}

static void complain_of(import_run *im, const char *file, const char *what) {
    buffer path = {0};
    append_path(&path, im);
    buffer_text(&path, file);
    buffer_byte(&path, '\0');
    complain(path.bytes, "%s", what);
    buffer_free(&path);
    im->trouble = true;
}

/* ---- A source file ---------------------------------------------------------------------------*/

static const char *code_problem(tce_text code) {
    const char *problem = code_list_field_problem(code);
    const bool escaped = code.length > 0 && memchr(code.bytes, '\\', code.length) != NULL;
    return problem == NULL && escaped ? "contains an escape" : problem;
}

static void complain_of_line(import_run *im, size_t line, const char *part, const char *problem,
                             const char *result) {
    buffer what = {0};
    buffer_format(&what, "line %zu: the %s %s; %s", line, part, problem, result);
    buffer_byte(&what, '\0');
    complain_of(im, "/" SOURCE_NAME, what.bytes);
    buffer_free(&what);
}

/* The class is left empty. */
static void add_line(import_run *im, tce_text code, const buffer *meaning) {
    buffer_text(&im->lines, im->service);
    buffer_byte(&im->lines, '\t');
    buffer_text(&im->lines, im->version + 1);
    buffer_byte(&im->lines, '\t');
    buffer_append(&im->lines, code.bytes, code.length);
    if (meaning->length > 0) {
        buffer_literal(&im->lines, "\t\t");
        buffer_append(&im->lines, meaning->bytes, meaning->length);
    }
    buffer_byte(&im->lines, '\n');
}

static void import_constant(import_run *im, const go_constant *c) {
    buffer meaning = {0};
    const char *problem = code_problem(c->value);
    if (problem != NULL) {
        complain_of_line(im, c->line, "code", problem, "skipped");
        return;
    }
    if (!comment_meaning(c->comment, &meaning)) {
        complain_of_line(im, c->line, "comment", "is not UTF-8", "the code has no meaning");
        buffer_clear(&meaning);
    }
    add_line(im, c->value, &meaning);
    buffer_free(&meaning);
}

static void import_source(import_run *im, const buffer *text) {
    go_source source = go_source_of(text);
    for (go_constant c; go_constants_next(&source, &c);) {
        import_constant(im, &c);
    }
}

static bool is_regular(int fd) {
    struct stat status;
    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

/* Why this source must not be read; NULL: it can be. */
static const char *source_problem(import_run *im, int fd) {
    if (im->service[0] == '#') {
        return "the service's name begins with '#', which starts a comment in lists; rename its "
               "folder";
    }
    if (file_id_equal(im->output, file_id_of_open(fd))) {
        im->refused = true;
        return "would be overwritten by the list; give another name with -o";
    }
    return NULL;
}

static void import_open_file(import_run *im, int fd) {
    buffer text = {0};
    const char *problem = source_problem(im, fd);
    im->files++;
    if (problem != NULL) {
        complain_of(im, "/" SOURCE_NAME, problem);
    } else if (file_read_open(fd, &text)) {
        import_source(im, &text);
    } else {
        complain_of(im, "/" SOURCE_NAME, complain_reason(errno));
    }
    buffer_free(&text);
}

/* ---- Folders ---------------------------------------------------------------------------------*/

/* Errors for a symbolic link, for a file in place of a folder, and for a missing file. */
static bool is_skipped(int error) {
    return error == ELOOP || error == ENOTDIR || error == ENOENT;
}

/* Opens anything but a symbolic link, without blocking on a pipe. Returns -1 if there is nothing to
 * read, after a message if that is an error. */
static int open_below(import_run *im, int folder, const char *name, int flags) {
    const int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | flags);
    if (fd < 0 && !is_skipped(errno)) {
        complain_of(im, flags == 0 ? "/" SOURCE_NAME : "", complain_reason(errno));
    }
    return fd;
}

static void import_version(import_run *im, int folder) {
    const int fd = open_below(im, folder, SOURCE_NAME, 0);
    if (fd >= 0 && is_regular(fd)) {
        import_open_file(im, fd);
    }
    if (fd >= 0) {
        close(fd);
    }
}

typedef void entry_visitor(import_run *im, int folder, const char *name);

/* Returns NULL at the end, with errno 0, or on an error, with its errno. */
static const char *next_name(DIR *entries) {
    errno = 0;
    const struct dirent *entry = readdir(entries);
    return entry != NULL ? entry->d_name : NULL;
}

/* Calls visit for each entry and closes the folder. */
static void visit_entries(import_run *im, int folder, entry_visitor *visit) {
    DIR *entries = fdopendir(folder);
    if (entries == NULL) {
        complain_of(im, "", complain_reason(errno));
        close(folder);
        return;
    }
    for (const char *name; (name = next_name(entries)) != NULL;) {
        visit(im, folder, name);
    }
    if (errno != 0) {
        complain_of(im, "", complain_reason(errno));
    }
    closedir(entries);
}

static bool is_version(const char *name) {
    return strlen(name) == VERSION_LENGTH && name[0] == 'v' &&
           strspn(name + 1, "0123456789") == DATE_DIGITS;
}

static void visit_version(import_run *im, int service, const char *name) {
    if (!is_version(name)) {
        return;
    }
    im->version = name;
    const int fd = open_below(im, service, name, O_DIRECTORY);
    if (fd >= 0) {
        import_version(im, fd);
        close(fd);
    }
    im->version = NULL;
}

/* Names that begin with a dot, such as . and .., are not services. */
static bool is_service(const char *name) {
    return name[0] != '.' && code_list_field_problem(text_of(name)) == NULL;
}

static void visit_service(import_run *im, int folder, const char *name) {
    if (!is_service(name)) {
        return;
    }
    im->service = name;
    const int fd = open_below(im, folder, name, O_DIRECTORY);
    if (fd >= 0) {
        visit_entries(im, fd, visit_version);
    }
    im->service = NULL;
}

static bool import_folder(import_run *im) {
    const int fd = open(im->folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    if (fd < 0) {
        complain_errno(im->folder, errno);
        return false;
    }
    visit_entries(im, fd, visit_service);
    if (im->files == 0) {
        complain(im->folder, "contains no SERVICE/vYYYYMMDD/" SOURCE_NAME
                             "; give the folder that contains the services");
    }
    return im->files > 0;
}

/* ---- The list --------------------------------------------------------------------------------*/

/* A line without its newline. Its key, up to the code, is what a list has once. */
typedef struct list_line {
    tce_text text;
    tce_text key;
} list_line;

static size_t count_lines(const buffer *lines) {
    size_t count = 0;
    for (size_t i = 0; i < lines->length; i++) {
        count += lines->bytes[i] == '\n';
    }
    return count;
}

static tce_text key_of(tce_text line) {
    size_t tabs = 0;
    for (size_t i = 0; i < line.length; i++) {
        tabs += line.bytes[i] == '\t';
        if (tabs == KEY_FIELDS) {
            return (tce_text){line.bytes, i};
        }
    }
    return line;
}

/* Returns count lines; the caller frees the array. */
static list_line *split(const buffer *lines, size_t count) {
    list_line *found = allocate(count + 1, sizeof *found);
    const char *begin = lines->bytes;
    for (size_t i = 0; i < count; i++) {
        const char *end = memchr(begin, '\n', (size_t)(lines->bytes + lines->length - begin));
        found[i].text = (tce_text){begin, (size_t)(end - begin)};
        found[i].key = key_of(found[i].text);
        begin = end + 1;
    }
    return found;
}

/* Of equal keys, lines with a meaning first, and these in the order of the source. */
static int compare_lines(const void *left, const void *right) {
    const list_line *a = left;
    const list_line *b = right;
    const int order = text_compare(a->key, b->key);
    const int meaning = (b->text.length > b->key.length) - (a->text.length > a->key.length);
    const int place = (a->text.bytes > b->text.bytes) - (a->text.bytes < b->text.bytes);
    return order != 0 ? order : meaning != 0 ? meaning : place;
}

/* Sorted, each key once, with the first meaning that its constants have. */
static void sort_lines(const buffer *lines, buffer *sorted) {
    const size_t count = count_lines(lines);
    list_line *found = split(lines, count);
    if (count > 0) {
        qsort(found, count, sizeof *found, compare_lines);
    }
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || text_compare(found[i - 1].key, found[i].key) != 0) {
            buffer_append(sorted, found[i].text.bytes, found[i].text.length);
            buffer_byte(sorted, '\n');
        }
    }
    free(found);
}

static bool is_standard_output(const char *name) {
    return name == NULL || strcmp(name, "-") == 0;
}

/* An import that finds nothing does not replace an existing list. */
static bool is_worth_writing(const char *name, const import_run *im) {
    const bool worth = im->lines.length > 0 || is_standard_output(name) || !im->output.known;
    if (!worth) {
        complain(name, "was not changed: no code was found in %s; check the folder", im->folder);
    }
    return worth;
}

static bool write_list(const char *name, const import_run *im) {
    buffer list = {0};
    if (!is_worth_writing(name, im)) {
        return false;
    }
    sort_lines(&im->lines, &list);
    const bool written = is_standard_output(name) ? output_write(&list)
                                                  : file_replace(name, list.bytes, list.length);
    buffer_free(&list);
    return written;
}

exit_status codes_import(const codes_options *options) {
    if (options->word_count == 0) {
        complain("codes import", "no folder; give the one that contains the services");
        return STATUS_TROUBLE;
    }
    if (options->word_count > 1) {
        complain(options->words[1], "unexpected argument; give one folder");
        return STATUS_TROUBLE;
    }
    import_run im = {.folder = options->words[0]};
    if (!is_standard_output(options->output)) {
        im.output = file_id_of(options->output);
    }
    const bool done = import_folder(&im) && !im.refused && write_list(options->output, &im);
    buffer_free(&im.lines);
    return done && !im.trouble ? STATUS_VALID : STATUS_TROUBLE;
}
