#include "check/input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/decoder.h"
#include "check/framing.h"
#include "support/complain.h"

static bool is_standard_input(const char *name) {
    return strcmp(name, "-") == 0;
}

/* ---- Messages --------------------------------------------------------------------------------*/

static void complain_of_read(const input *in) {
    if (in->end.error == EISDIR) {
        complain(in->name, "Is a directory; give -r for the files in it, or name them");
    } else {
        complain_errno(in->name, in->end.error);
    }
}

static void complain_of_data(const input *in) {
    const unsigned long long offset = in->end.offset;
    const char *name = coding_name(in->coding);
    switch (in->end.problem) {
    case DECODING_CORRUPT:
        complain(in->name,
                 "the %s data is corrupt near byte %llu; what precedes it is reported; copy or "
                 "compress the file again",
                 name, offset);
        break;
    case DECODING_TRUNCATED:
        complain(in->name,
                 "the %s data is truncated at byte %llu; what precedes it is reported; copy or "
                 "compress the file again",
                 name, offset);
        break;
    case DECODING_SIZES:
        complain(
            in->name,
            "the frames before byte %llu are larger or smaller than its seek table says; compress "
            "the file again",
            offset);
        break;
    default:
        complain(in->name,
                 "the %s data near byte %llu needs a window of more than %u MiB; decode it with "
                 "'zstd -dc --long=31' into a pipe",
                 name, offset, 1u << (WINDOW_MAX_LOG - 20));
        break;
    }
}

void input_complain(lane *l, const input *in) {
    if (!lane_trouble(l)) {
        return;
    }
    if (in->end.problem == DECODING_READ_FAILED) {
        complain_of_read(in);
    } else {
        complain_of_data(in);
    }
}

/* ---- Bytes -----------------------------------------------------------------------------------*/

static void end_with(input *in, int error) {
    in->ended = true;
    if (error != 0) {
        in->end = (decoding_end){.problem = DECODING_READ_FAILED, .error = error};
    }
}

/* Up to `size` of the bytes read ahead and not yet taken. */
static size_t take_ahead(const buffer *ahead, size_t *taken, char *bytes, size_t size) {
    const size_t left = ahead->length - *taken;
    const size_t length = left < size ? left : size;
    if (length > 0) {
        memcpy(bytes, ahead->bytes + *taken, length);
    }
    *taken += length;
    return length;
}

/* A decoding_source: the bytes read ahead, then those of the file. */
static ssize_t read_raw(void *user, void *bytes, size_t size) {
    input *in = user;
    const size_t ahead = take_ahead(&in->raw, &in->raw_taken, bytes, size);
    return ahead > 0 ? (ssize_t)ahead : file_reader_read(&in->reader, bytes, size);
}

static size_t next_plain(input *in, char *space, size_t size, const char **bytes) {
    const ssize_t length = file_reader_read(&in->reader, space, size);
    *bytes = space;
    if (length <= 0) {
        end_with(in, length < 0 ? errno : 0);
        return 0;
    }
    in->encoded += (uint64_t)length;
    return (size_t)length;
}

static size_t next_decoded(input *in, const char **bytes) {
    const size_t length = in->lines != NULL ? frame_lines_next(in->lines, bytes, &in->encoded)
                                            : decoding_next(in->decoding, bytes, &in->encoded);
    if (length == 0) {
        in->ended = true;
        in->end = in->lines != NULL ? frame_lines_end_of(in->lines) : decoding_end_of(in->decoding);
    }
    return length;
}

/* The bytes past the head; 0 at the end. space: to read into. */
static size_t next_after_head(input *in, char *space, size_t size, const char **bytes) {
    if (in->ended) {
        return 0;
    }
    const bool is_decoded = in->decoding != NULL || in->lines != NULL;
    return is_decoded ? next_decoded(in, bytes) : next_plain(in, space, size, bytes);
}

static size_t next_bytes(input *in, char *space, size_t size, const char **bytes) {
    const size_t ahead = in->head.length - in->head_taken;
    if (ahead == 0) {
        return next_after_head(in, space, size, bytes);
    }
    *bytes = in->head.bytes + in->head_taken;
    in->head_taken = in->head.length;
    return ahead;
}

bool input_read(lane *l, input *in, reporter *r, input_taker *take, void *user) {
    const char *bytes;
    size_t length;
    while ((length = next_bytes(in, l->space, l->space_size, &bytes)) > 0) {
        if (!take(user, bytes, length)) {
            return false;
        }
        r->encoded = in->encoded;
    }
    if (in->end.problem != DECODING_NO_PROBLEM) {
        lane_take(l, r);
        input_complain(l, in);
    }
    return in->end.problem == DECODING_NO_PROBLEM;
}

ssize_t input_fill(input *in, char *bytes, size_t size) {
    const char *read;
    const size_t ahead = take_ahead(&in->head, &in->head_taken, bytes, size);
    const size_t length = ahead > 0 ? ahead : next_after_head(in, bytes, size, &read);
    return length == 0 && in->end.problem != DECODING_NO_PROBLEM ? -1 : (ssize_t)length;
}

/* ---- The beginning ---------------------------------------------------------------------------*/

/* Reads until the coding is known. The bytes are in the head, or in raw if they are encoded. */
static void find_coding(input *in, char *space, size_t size) {
    const char *bytes;
    size_t length;
    bool found = false;
    while (!found && (length = next_plain(in, space, size, &bytes)) > 0) {
        buffer_append(&in->head, bytes, length);
        found = coding_of(in->head.bytes, in->head.length, &in->coding);
    }
    if (in->coding != CODING_NONE) {
        in->raw = in->head;
        in->head = (buffer){0};
    }
}

static void find_framing(input *in, char *space, size_t size) {
    framing_scan scan = {0};
    const char *bytes;
    size_t length;
    bool found = in->head.length > 0 && framing_take(&scan, in->head.bytes, in->head.length);
    while (!found && (length = next_after_head(in, space, size, &bytes)) > 0) {
        buffer_append(&in->head, bytes, length);
        found = framing_take(&scan, bytes, length);
    }
    in->division = framing_of(&scan);
}

/* Returns false after a message. */
static bool start_decoding(lane *l, input *in) {
    if (in->coding == CODING_NONE) {
        return true;
    }
    if (decoder_type_of(in->coding) == NULL) {
        if (lane_trouble(l)) {
            complain(in->name, "is %s, which this program was built without; decode it into a pipe",
                     coding_name(in->coding));
        }
        return false;
    }
    in->decoding = decoding_start(in->coding, read_raw, in);
    if (in->decoding == NULL) {
        end_with(in, errno);
        input_complain(l, in);
    }
    return in->decoding != NULL;
}

/* ---- Ranges ----------------------------------------------------------------------------------*/

/* Why the input has no such range; NULL: it has. */
static const char *range_problem(const input_part *part, const input *in) {
    if (in->extent == 0 || is_standard_input(in->name)) {
        return "has no size, so it has no ranges; name a file";
    }
    if (in->coding != CODING_NONE && !part->has_frames) {
        return "is compressed, so it has no ranges; leave out --range";
    }
    if (in->division != DIVISION_NDJSON) {
        return "does not begin as lines, so it has no ranges; give --framing=ndjson";
    }
    if (part->range.begin >= (uint64_t)in->extent) {
        return "ends before the range begins; give a range inside the file";
    }
    return NULL;
}

/* Moves to the first line that begins in the range, and ends at the first that begins past it.
 * Returns false with errno. */
static bool move_to_lines(const byte_range *range, input *in) {
    const off_t end = (off_t)range_end(range, (uint64_t)in->extent);
    const int fd = in->reader.fd;
    in->base = range_line(fd, in->extent, (off_t)range->begin);
    const off_t limit = in->base < 0 ? -1 : range_line(fd, in->extent, end);
    if (limit < 0 || lseek(fd, in->base, SEEK_SET) < 0) {
        return false;
    }
    in->reader.offset = in->base;
    in->reader.limit = limit;
    in->begin = in->base;
    in->extent = limit;
    return true;
}

static void stop_decoding(input *in) {
    if (in->decoding != NULL) {
        decoding_stop(in->decoding);
    }
    if (in->lines != NULL) {
        frame_lines_stop(in->lines);
    }
    in->decoding = NULL;
    in->lines = NULL;
}

/* The same in frames. */
static bool move_to_frames(const frame_range *range, input *in) {
    stop_decoding(in);
    buffer_clear(&in->raw);
    in->raw_taken = 0;
    in->end = (decoding_end){.problem = DECODING_NO_PROBLEM};
    in->lines = frame_lines_start(in->reader.fd, range);
    in->base = in->lines != NULL ? (off_t)frame_lines_offset(in->lines) : 0;
    return in->lines != NULL;
}

/* Returns false after a message. */
static bool begin_range(lane *l, input *in) {
    const input_part *part = &l->part;
    const char *problem = range_problem(part, in);
    if (problem != NULL) {
        if (lane_trouble(l)) {
            complain(in->name, "%s", problem);
        }
        return false;
    }
    buffer_clear(&in->head);
    in->encoded = 0;
    in->ended = false;
    if (!(part->has_frames ? move_to_frames(&part->frames, in) : move_to_lines(&part->range, in))) {
        end_with(in, errno);
        input_complain(l, in);
        return false;
    }
    return true;
}

/* Returns false after a message. */
static bool begin(lane *l, input *in) {
    const check_options *options = l->session->options;
    find_coding(in, l->space, l->space_size);
    in->division = check_options_division(options);
    if (!start_decoding(l, in)) {
        return false;
    }
    if (in->division == DIVISION_AUTO) {
        find_framing(in, l->space, l->space_size);
    }
    return l->part.range.end == 0 || begin_range(l, in);
}

static bool status_of(const char *name, struct stat *status) {
    return (is_standard_input(name) ? fstat(STDIN_FILENO, status) : stat(name, status)) == 0;
}

/* Whether another lane can read another input meanwhile: a pipe may never end, and standard input
 * may be read twice. */
static bool is_independent(const char *name) {
    struct stat status;
    return !is_standard_input(name) && status_of(name, &status) && S_ISREG(status.st_mode);
}

bool input_open(lane *l, const char *name, input *in) {
    if (!is_independent(name) && !lane_may_wait(l)) {
        return false;
    }
    const bool standard = is_standard_input(name);
    const int fd = standard ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    const int error = errno;
    *in = (input){.name = name, .reader = file_reader_of(fd)};
    in->begin = in->reader.offset;
    in->size = in->reader.extent;
    in->extent = in->size;
    if (fd < 0) {
        end_with(in, error);
        input_complain(l, in);
        return false;
    }
    if (!begin(l, in)) {
        input_close(in);
        return false;
    }
    return true;
}

void input_close(input *in) {
    stop_decoding(in);
    buffer_free(&in->raw);
    buffer_free(&in->head);
    if (!is_standard_input(in->name)) {
        close(in->reader.fd);
    }
}

/* ---- Sizes -----------------------------------------------------------------------------------*/

bool input_size(const char *name, const input_part *part, uint64_t *size) {
    struct stat status;
    if (!status_of(name, &status) || !S_ISREG(status.st_mode)) {
        return false;
    }
    const uint64_t end = range_end(&part->range, (uint64_t)status.st_size);
    *size = end > part->range.begin ? end - part->range.begin : 0;
    return true;
}
