#include "validator.h"

#include <assert.h>
#include <string.h>

#include "work.h"
#include "json/bytes.h"

struct tce_stream {
    tce_framing framing;
    bool open;       /* a document has begun */
    bool unframable; /* a JSON violation: nothing more can be framed */
    bool cancelled;  /* a callback returned false */
    bool busy;       /* within a call: a callback must not call */
    bool misused;    /* bytes were lost */
    bool finished;
    uint64_t position;       /* bytes of the stream that have been framed */
    uint64_t begin;          /* offset of the open document, or of the line */
    uint64_t index;          /* of the open document, or the next one */
    tce_validator validator; /* last: its engine's state follows it */
};

static tce_report *open_report(tce_stream *s) {
    return &s->validator.report;
}

/* ---- Documents -------------------------------------------------------------------------------*/

static void open_document(tce_stream *s) {
    tce_reset(&s->validator);
    s->open = true;
    open_report(s)->index = s->index;
    open_report(s)->offset = s->begin;
}

static void note_endings(tce_stream *s) {
    const envelope *e = &s->validator.envelope;
    s->cancelled = s->cancelled || e->cancelled;
    s->unframable = s->unframable || (e->broken && s->framing != TCE_FRAMING_NDJSON);
}

static void close_document(tce_stream *s) {
    const tce_options *options = &s->validator.options;
    validator_end(&s->validator);
    note_endings(s);
    s->open = false;
    s->index++;
    if (!s->cancelled && options->on_report != NULL) {
        s->cancelled = !options->on_report(options->user, open_report(s));
    }
}

/* Counts bytes of the open document. */
static void count(tce_stream *s, size_t length) {
    open_report(s)->length += length;
    s->position += length;
}

static size_t leading_white_space(const uint8_t *bytes, size_t length) {
    const size_t skipped = (size_t)(skip_white_space(bytes, bytes + length) - bytes);
    WORK_SCANNED(skipped);
    return skipped;
}

/* ---- Framings --------------------------------------------------------------------------------*/

/* All bytes belong to the one document. */
static void read_single(tce_stream *s, const uint8_t *bytes, size_t length) {
    validator_feed(&s->validator, bytes, length);
    s->position += length;
    note_endings(s);
}

/* A document's line begins after the last newline, with the white space before the value. */
static void open_line(tce_stream *s) {
    open_document(s);
    open_report(s)->length = s->position - s->begin;
    validator_skip(&s->validator, s->position - s->begin);
}

static void read_line(tce_stream *s, const uint8_t *bytes, size_t length) {
    size_t skipped = 0;
    if (!s->open) {
        skipped = leading_white_space(bytes, length);
        s->position += skipped;
        if (skipped == length) {
            return;
        }
        open_line(s);
    }
    read_single(s, bytes + skipped, length - skipped);
}

static void end_line(tce_stream *s) {
    if (s->open) {
        close_document(s);
    }
    s->position++;
    s->begin = s->position;
}

static void read_lines(tce_stream *s, const uint8_t *bytes, size_t length) {
    while (length > 0 && !s->cancelled) {
        const uint8_t *newline = (const uint8_t *)memchr(bytes, '\n', length);
        const size_t line = newline != NULL ? (size_t)(newline - bytes) : length;
        WORK_SCANNED(line);
        read_line(s, bytes, line);
        if (newline == NULL || s->cancelled) {
            return;
        }
        end_line(s);
        bytes += line + 1;
        length -= line + 1;
    }
}

/* Reads the open value. Returns how many bytes it took; the rest belongs to the next document. */
static size_t read_value(tce_stream *s, const uint8_t *bytes, size_t length) {
    const size_t taken = validator_read_value(&s->validator, bytes, length);
    note_endings(s);
    const size_t own = s->unframable ? length : taken;
    count(s, own);
    if (s->validator.envelope.complete && !s->unframable && !s->cancelled) {
        close_document(s);
    }
    return own;
}

/* Opens the next document at its first byte. Returns the bytes of white space before it. */
static size_t open_value(tce_stream *s, const uint8_t *bytes, size_t length) {
    const size_t skipped = leading_white_space(bytes, length);
    s->position += skipped;
    if (skipped < length) {
        s->begin = s->position;
        open_document(s);
    }
    return skipped;
}

static void read_values(tce_stream *s, const uint8_t *bytes, size_t length) {
    while (length > 0 && !s->cancelled) {
        const size_t taken = s->open ? read_value(s, bytes, length) : open_value(s, bytes, length);
        bytes += taken;
        length -= taken;
    }
}

static void read_bytes(tce_stream *s, const uint8_t *bytes, size_t length) {
    if (s->unframable) {
        count(s, length);
        return;
    }
    switch (s->framing) {
    case TCE_FRAMING_NDJSON:
        read_lines(s, bytes, length);
        break;
    case TCE_FRAMING_CONCATENATED:
        read_values(s, bytes, length);
        break;
    case TCE_FRAMING_SINGLE:
    default:
        read_single(s, bytes, length);
        break;
    }
}

/* ---- Life cycle ------------------------------------------------------------------------------*/

/* A stream needs this much more storage than a validator. */
#define STREAM_EXTRA offsetof(tce_stream, validator)

static_assert(STREAM_EXTRA + sizeof(tce_validator) == sizeof(tce_stream),
              "the engine's state follows the validator");
static_assert(STREAM_EXTRA % TCE_STORAGE_ALIGNMENT == 0, "the validator's storage is aligned");

size_t tce_stream_storage_size(const tce_options *options) {
    const size_t size = tce_storage_size(options);
    return size == 0 ? 0 : STREAM_EXTRA + size;
}

static void start(tce_stream *s) {
    s->open = false;
    s->unframable = false;
    s->cancelled = false;
    s->busy = false;
    s->misused = false;
    s->finished = false;
    s->position = 0;
    s->begin = 0;
    s->index = 0;
    if (s->framing == TCE_FRAMING_SINGLE) {
        open_document(s);
    }
}

tce_stream *tce_stream_init(void *storage, size_t size, const tce_options *options,
                            tce_framing framing) {
    tce_stream *s = (tce_stream *)storage;
    if (s == NULL || size < STREAM_EXTRA || tce_framing_name(framing) == NULL ||
        tce_init((char *)storage + STREAM_EXTRA, size - STREAM_EXTRA, options) == NULL) {
        return NULL;
    }
    s->framing = framing;
    start(s);
    return s;
}

void tce_stream_reset(tce_stream *s) {
    if (s != NULL && !s->busy) {
        start(s);
    }
}

static tce_status status(const tce_stream *s) {
    if (s->cancelled) {
        return TCE_CANCELLED;
    }
    return s->unframable ? TCE_UNFRAMABLE : TCE_OK;
}

tce_status tce_stream_feed(tce_stream *s, const void *bytes, size_t length) {
    if (s == NULL || s->busy || s->misused || s->finished) {
        return TCE_MISUSE;
    }
    if (bytes == NULL && length > 0) {
        s->misused = true;
        return TCE_MISUSE;
    }
    if (length > 0 && !s->cancelled) {
        s->busy = true;
        read_bytes(s, (const uint8_t *)bytes, length);
        s->busy = false;
    }
    return status(s);
}

tce_status tce_stream_finish(tce_stream *s) {
    if (s == NULL || s->busy || s->misused) {
        return TCE_MISUSE;
    }
    if (s->open && !s->finished && !s->cancelled) {
        s->busy = true;
        close_document(s);
        s->busy = false;
    }
    s->finished = true;
    return status(s);
}
