/* codes list and codes lookup. */
#include "codes/show.h"

#include <stdlib.h>

#include "codes/code_entry.h"
#include "codes/codes.h"
#include "codes/service_names.h"
#include "support/catalogue_file.h"
#include "support/complain.h"
#include "support/output.h"
#include "support/text.h"

enum { OUT_SIZE = 65536 }; /* bytes to buffer before a write */

static void write_out(show *s) {
    s->failed = s->failed || !output_write(&s->out);
    buffer_clear(&s->out);
}

void show_code(show *s, const code_entry *e) {
    code_entry_print(&s->out, &s->format, e);
    if (s->out.length >= OUT_SIZE) {
        write_out(s);
    }
}

exit_status show_end(show *s, exit_status status) {
    write_out(s);
    buffer_free(&s->out);
    return s->failed ? STATUS_TROUBLE : status;
}

/* ---- Codes -----------------------------------------------------------------------------------*/

static void visit_common(show *s, show_visitor *visit, void *user) {
    for (int code = TCE_CODE_UNKNOWN + 1; code < TCE_CODE_END && !s->failed; code++) {
        visit(s, text_of(tce_code_name((tce_code)code)), user);
    }
}

/* Returns the catalogue's codes, sorted; the caller frees the array. */
static tce_text *codes_of(const tce_catalogue *catalogue, size_t *count) {
    const uint32_t slots = tce_catalogue_slot_count(catalogue);
    tce_text *codes = allocate((size_t)slots + 1, sizeof *codes);
    *count = 0;
    for (uint32_t slot = 0; slot < slots; slot++) {
        if (tce_catalogue_code_at(catalogue, slot, &codes[*count])) {
            ++*count;
        }
    }
    *count = text_sort(codes, *count);
    return codes;
}

/* Skips common codes, which visit_common visits. */
static void visit_catalogue(show *s, show_visitor *visit, void *user) {
    size_t count;
    tce_text *codes = codes_of(s->format.catalogue, &count);
    for (size_t i = 0; i < count && !s->failed; i++) {
        tce_code_info info;
        tce_code_lookup(codes[i].bytes, codes[i].length, &info);
        if (info.kind != TCE_KIND_COMMON) {
            visit(s, codes[i], user);
        }
    }
    free(codes);
}

void show_visit(show *s, show_visitor *visit, void *user) {
    visit_common(s, visit, user);
    visit_catalogue(s, visit, user);
}

exit_status show_run(const codes_options *options, show_runner *run) {
    catalogue_file file;
    if (!catalogue_file_open(options->codes, &file)) {
        return STATUS_TROUBLE;
    }
    const bool known = service_names_are_known(options, file.catalogue);
    const exit_status status = known ? run(options, file.catalogue) : STATUS_TROUBLE;
    catalogue_file_close(&file);
    return status;
}

/* ---- list ------------------------------------------------------------------------------------*/

static void list_code(show *s, tce_text code, void *user) {
    const code_entry e = code_entry_of(&s->format, code);
    (void)user;
    show_code(s, &e);
}

static exit_status list(const codes_options *options, const tce_catalogue *catalogue) {
    const bool has_catalogue = catalogue != NULL; /* without a catalogue all codes are common */
    show s = {.format = {.report = options->report,
                         .kind = has_catalogue,
                         .service_count = has_catalogue}};
    s.format.catalogue = catalogue;
    code_entry_head(&s.out, &s.format);
    show_visit(&s, list_code, NULL);
    return show_end(&s, STATUS_VALID);
}

exit_status codes_list(const codes_options *options) {
    if (options->word_count > 0) {
        complain(options->words[0], "codes list takes no code; try 'tcenvelope codes lookup'");
        return STATUS_TROUBLE;
    }
    return show_run(options, list);
}

/* ---- lookup ----------------------------------------------------------------------------------*/

static exit_status lookup(const codes_options *options, const tce_catalogue *catalogue) {
    exit_status status = STATUS_VALID;
    const service_names names = service_names_of(options);
    show s = {.format = {.report = options->report,
                         .kind = true,
                         .services = catalogue != NULL,
                         .catalogue = catalogue,
                         .filter = {service_names_include, &names}}};
    code_entry_head(&s.out, &s.format);
    for (size_t i = 0; i < options->word_count && !s.failed; i++) {
        const code_entry e = code_entry_of(&s.format, text_of(options->words[i]));
        show_code(&s, &e);
        status = e.info.kind == TCE_KIND_UNKNOWN ? STATUS_INVALID : status;
    }
    return show_end(&s, status);
}

exit_status codes_lookup(const codes_options *options) {
    if (options->word_count == 0) {
        complain("codes lookup", "no code; give at least one, such as InvalidParameter");
        return STATUS_TROUBLE;
    }
    return show_run(options, lookup);
}
