#include "codes/comment_meaning.h"

#include "support/utf8.h"

enum { SLASHES = 2 };

static bool is_space(uint32_t point) {
    return point == ' ' || point == '\t' || point == '\r' || point == '\n';
}

static bool is_control(uint32_t point) {
    return point < 0x20 || (point >= 0x7F && point <= 0x9F);
}

/* Appends a character, after a space if one is due. Returns false if there is no space for it. */
static bool add_character(buffer *meaning, const char *bytes, size_t size, bool *due) {
    const bool spaced = *due && meaning->length > 0;
    if (meaning->length + spaced + size > TCE_MAX_MEANING) {
        return false;
    }
    if (spaced) {
        buffer_byte(meaning, ' ');
    }
    buffer_append(meaning, bytes, size);
    *due = false;
    return true;
}

/* The offset past the blanks and slashes that begin a line of the comment. */
static size_t past_slashes(tce_text comment, size_t i) {
    while (i < comment.length && comment.bytes[i] != '/') {
        i++;
    }
    return i + SLASHES;
}

bool comment_meaning(tce_text comment, buffer *meaning) {
    bool due = false;
    for (size_t i = past_slashes(comment, 0); i < comment.length;) {
        uint32_t point;
        const size_t size = utf8_decode(comment.bytes + i, comment.length - i, &point);
        if (size == 0) {
            return false;
        }
        if (is_space(point)) {
            due = true;
        } else if (!is_control(point) && !add_character(meaning, comment.bytes + i, size, &due)) {
            return true;
        }
        i = point == '\n' ? past_slashes(comment, i) : i + size;
    }
    return true;
}
