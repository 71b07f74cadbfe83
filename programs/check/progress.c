#include "check/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "support/bar.h"
#include "support/clock.h"
#include "support/diagnostic.h"
#include "support/human.h"

#define SECONDS_BEFORE  1.0
#define SECONDS_BETWEEN 0.1
#define MOST_SECONDS    600000.0 /* 9999:59 fits into the line */
#define ERASE_LINE      "\r\033[K"

/* On a terminal narrower than TEXT_COLUMNS the line would wrap, and only its last row could be
 * erased. */
enum { BAR_WIDTH = 16, TEXT_COLUMNS = 80 };

static bool can_erase(void) {
    const char *terminal = getenv("TERM");
    return isatty(STDERR_FILENO) && terminal != NULL && strcmp(terminal, "dumb") != 0;
}

static bool is_wide(void) {
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
        return true;
    }
    return size.ws_col >= TEXT_COLUMNS;
}

void progress_init(progress *p, bool wanted, uint64_t total) {
    *p = (progress){
        .begun = clock_seconds(),
        .total = total,
        .enabled = wanted && can_erase() && is_wide(),
        .blocks = bar_has_blocks(),
        .on_terminal = isatty(STDOUT_FILENO) == 1,
    };
}

static void append_bar(buffer *b, const progress *p, uint64_t done) {
    const unsigned cells = bar_append(b, done, p->total, BAR_WIDTH, p->blocks);
    for (unsigned i = cells; i < BAR_WIDTH; i++) {
        buffer_text(b, p->blocks ? "\xE2\x96\x91" : "-");
    }
    const double part = (double)done / (double)p->total;
    buffer_format(b, " %3.0f %%  ", 100 * (part > 1 ? 1 : part));
}

/* "  1:05 left", from the speed so far. */
static void append_time_left(buffer *b, const progress *p, double now, uint64_t done) {
    const uint64_t left = p->total > done ? p->total - done : 0;
    const double seconds = (now - p->begun) * (double)left / (double)done;
    if (seconds < MOST_SECONDS) {
        const unsigned rounded = (unsigned)(seconds + 0.5);
        buffer_format(b, "  %u:%02u left", rounded / 60, rounded % 60);
    }
}

static void draw(const progress *p, double now, uint64_t done, uint64_t bytes, uint64_t documents) {
    buffer line = {0};
    buffer_literal(&line, ERASE_LINE);
    if (p->total > 0) {
        append_bar(&line, p, done);
    }
    human_bytes(&line, bytes);
    buffer_literal(&line, "  ");
    human_bytes(&line, (uint64_t)((double)bytes / (now - p->begun)));
    buffer_format(&line, "/s  %llu documents", (unsigned long long)documents);
    if (p->total > 0 && done > 0) {
        append_time_left(&line, p, now, done);
    }
    diagnostic_write(&line);
    buffer_free(&line);
}

void progress_update(progress *p, uint64_t done, uint64_t bytes, uint64_t documents) {
    if (!p->enabled) {
        return;
    }
    const double now = clock_seconds();
    if (now - p->begun < SECONDS_BEFORE || (p->visible && now - p->drawn < SECONDS_BETWEEN)) {
        return;
    }
    draw(p, now, done, bytes, documents);
    p->drawn = now;
    p->visible = true;
}

void progress_hide(progress *p) {
    if (!p->visible) {
        return;
    }
    (void)fputs(ERASE_LINE, stderr);
    (void)fflush(stderr);
    p->visible = false;
}

void progress_make_way(progress *p) {
    if (p->on_terminal) {
        progress_hide(p);
    }
}
