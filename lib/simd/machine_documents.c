#include "machine_documents.h"

#include "find.h"
#include "machine_string.h"

static uint32_t depth_max_of(const machine *m) {
    const uint32_t max_depth = m->envelope->options->max_depth;
    return max_depth < SCAN_DEPTH_MAX ? max_depth : SCAN_DEPTH_MAX;
}

/* Replaces a message with escapes by what it stands for. */
static void unescape_message(machine *m, found *f) {
    if (f->message_has_escapes) {
        f->document.message = machine_unescape(m, f->document.message);
    }
}

size_t machine_document(void *engine, const uint8_t *bytes, size_t length) {
    machine *m = engine;
    found f;
    if (!m->kernel->document(&f, bytes, bytes + length, depth_max_of(m))) {
        return 0;
    }
    unescape_message(m, &f);
    envelope_take(m->envelope, &f.document);
    m->state = m->envelope->complete ? MACHINE_ENDED : MACHINE_STOPPED;
    return (size_t)(f.document.end - bytes);
}

typedef struct line_sink {
    machine *machine;
    const engine_lines *lines;
} line_sink;

static bool take_line(void *user, const found *f) {
    const line_sink *to = user;
    found unescaped = *f;
    unescape_message(to->machine, &unescaped);
    return to->lines->sink(to->lines->user, &unescaped.document);
}

const uint8_t *machine_lines(void *engine, const engine_lines *lines, const uint8_t **read) {
    machine *m = engine;
    line_sink to = {m, lines};
    const lines_input input = {lines->begin, lines->end, lines->length_max, depth_max_of(m),
                               take_line,    &to};
    const lines_result result = m->kernel->lines(&input);
    *read = result.read;
    return result.next;
}
