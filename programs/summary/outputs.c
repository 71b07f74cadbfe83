#include "summary/outputs.h"

#include <string.h>

#include "summary/show_html.h"
#include "summary/show_json.h"
#include "summary/show_text.h"
#include "support/complain.h"
#include "support/file.h"

typedef void summary_shower(buffer *out, const summary *s);

typedef struct format {
    const char *word;
    summary_shower *show;
} format;

static const format formats[SUMMARY_FORMATS] = {
    {"text", summary_show_text},
    {"json", summary_show_json},
    {"html", summary_show_html},
};

static bool complain_of_value(const char *value) {
    complain("--summary",
             "'%s' is not a summary; give text, json or html, alone or followed by :FILE", value);
    return false;
}

bool summary_outputs_parse(summary_outputs *outputs, const char *value) {
    const size_t length = strcspn(value, ":");
    for (int i = 0; i < SUMMARY_FORMATS; i++) {
        if (strlen(formats[i].word) == length && memcmp(formats[i].word, value, length) == 0) {
            outputs->wanted[i] = true;
            outputs->files[i] = value[length] == ':' ? value + length + 1 : NULL;
            return outputs->files[i] == NULL || outputs->files[i][0] != '\0' ||
                   complain_of_value(value);
        }
    }
    return complain_of_value(value);
}

bool summary_outputs_any(const summary_outputs *outputs) {
    for (int i = 0; i < SUMMARY_FORMATS; i++) {
        if (outputs->wanted[i]) {
            return true;
        }
    }
    return false;
}

bool summary_outputs_need_rows(const summary_outputs *outputs) {
    return outputs->wanted[SUMMARY_JSON] || outputs->wanted[SUMMARY_HTML];
}

static bool write_one(const summary *s, const format *f, const char *file, summary_writer *write) {
    buffer text = {0};
    f->show(&text, s);
    const bool written = file != NULL ? file_replace(file, text.bytes, text.length) : write(&text);
    buffer_free(&text);
    return written;
}

bool summary_outputs_write(const summary_outputs *outputs, summary *s, summary_writer *write) {
    bool written = true;
    summary_sort(s);
    for (int i = 0; i < SUMMARY_FORMATS; i++) {
        const char *file = outputs->files[i];
        if (outputs->wanted[i] && (file != NULL || write != NULL)) {
            written = write_one(s, &formats[i], file, write) && written;
        }
    }
    return written;
}
