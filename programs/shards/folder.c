#include "shards/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "summary/json_cursor.h"
#include "support/complain.h"
#include "support/escape.h"
#include "support/file.h"
#include "tcenvelope.h"

#define MAKING "made.json"

enum { MAKING_VERSION = 1, PUBLISH_TRIES = 16 };

/* ---- Names -----------------------------------------------------------------------------------*/

static void end_text(buffer *b) {
    buffer_byte(b, '\0');
    b->length--;
}

static void append_name(buffer *name, const char *out, const char *before, uint64_t shard) {
    buffer_clear(name);
    buffer_text(name, out);
    buffer_format(name, "/%sshard-%06llu", before, (unsigned long long)shard);
}

void shard_name(buffer *name, const char *out, uint64_t shard, const char *file) {
    append_name(name, out, "", shard);
    if (file != NULL) {
        buffer_byte(name, '/');
        buffer_text(name, file);
    }
    end_text(name);
}

const char *shard_reports(report_format report) {
    switch (report) {
    case REPORT_TEXT:
        return "reports.txt";
    case REPORT_JSON:
        return "reports.ndjson";
    default:
        return NULL;
    }
}

/* The name of a file of an attempt. */
static buffer file_of(const char *attempt, const char *file) {
    buffer name = {0};
    buffer_text(&name, attempt);
    buffer_byte(&name, '/');
    buffer_text(&name, file);
    end_text(&name);
    return name;
}

/* ---- Attempts --------------------------------------------------------------------------------*/

static bool trouble(const char *name) {
    complain_errno(name, errno);
    return false;
}

bool shard_attempt(const char *out, uint64_t shard, buffer *attempt) {
    if (mkdir(out, 0777) != 0 && errno != EEXIST) {
        return trouble(out);
    }
    append_name(attempt, out, ".", shard);
    buffer_text(attempt, ".XXXXXX");
    end_text(attempt);
    if (mkdtemp(attempt->bytes) == NULL) {
        return trouble(out);
    }
    /* mkdtemp makes folders that only their owner can read. */
    const mode_t mask = umask(0);
    umask(mask);
    return chmod(attempt->bytes, 0777 & ~mask) == 0 || trouble(attempt->bytes);
}

bool shard_write(const char *attempt, const char *file, const buffer *bytes) {
    buffer name = file_of(attempt, file);
    const bool written = file_replace(name.bytes, bytes->bytes, bytes->length);
    buffer_free(&name);
    return written;
}

void shard_discard(const char *attempt) {
    static const char *const files[] = {"summary.json", "reports.txt", "reports.ndjson", MAKING};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        buffer name = file_of(attempt, files[i]);
        unlink(name.bytes);
        buffer_free(&name);
    }
    rmdir(attempt);
}

/* ---- Publishing ------------------------------------------------------------------------------*/

static bool sync_folder(const char *name) {
    const int fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = fd >= 0 && fsync(fd) == 0;
    const int error = errno;
    if (fd >= 0) {
        close(fd);
    }
    errno = error;
    return synced || trouble(name);
}

/* Moves the poor shard out of the way. Another attempt may have done so. */
static void put_aside(const char *out, uint64_t shard, const char *final) {
    buffer aside = {0};
    append_name(&aside, out, ".", shard);
    buffer_text(&aside, ".XXXXXX");
    end_text(&aside);
    if (mkdtemp(aside.bytes) != NULL) {
        (void)rename(final, aside.bytes);
        shard_discard(aside.bytes);
    }
    buffer_free(&aside);
}

/* Returns 1: renamed; 0: another attempt stays; -1 with errno. */
static int move_into_place(const char *out, uint64_t shard, const char *attempt, const char *final,
                           shard_is_poor *is_poor, void *user) {
    for (int i = 0; i < PUBLISH_TRIES; i++) {
        if (rename(attempt, final) == 0) {
            return 1;
        }
        if (errno != EEXIST && errno != ENOTEMPTY) {
            return -1;
        }
        if (!is_poor(user)) {
            return 0;
        }
        put_aside(out, shard, final);
    }
    return -1;
}

bool shard_publish(const char *out, uint64_t shard, const char *attempt, shard_is_poor *is_poor,
                   void *user) {
    buffer final = {0};
    shard_name(&final, out, shard, NULL);
    if (!sync_folder(attempt)) {
        buffer_free(&final);
        return false;
    }
    const int moved = move_into_place(out, shard, attempt, final.bytes, is_poor, user);
    bool published = moved >= 0 || trouble(final.bytes);
    if (moved == 0) {
        shard_discard(attempt);
    }
    published = published && sync_folder(out);
    buffer_free(&final);
    return published;
}

bool shard_exists(const char *out, uint64_t shard) {
    buffer name = {0};
    struct stat status;
    shard_name(&name, out, shard, NULL);
    const bool exists = stat(name.bytes, &status) == 0;
    buffer_free(&name);
    return exists;
}

/* ---- How it was made -------------------------------------------------------------------------*/

bool shard_write_making(const char *attempt, const shard_making *making) {
    buffer out = {0};
    buffer_format(&out, "{\"tcenvelope_shard\":%d,\"version\":\"%s\",\"plan\":\"%016llx\"",
                  MAKING_VERSION, tce_version(), (unsigned long long)making->plan);
    buffer_format(&out, ",\"report\":%d,\"report_bytes\":%llu,\"options\":", (int)making->report,
                  (unsigned long long)making->report_bytes);
    escape_json(&out, making->options.bytes, making->options.length);
    buffer_literal(&out, "}\n");
    const bool written = shard_write(attempt, MAKING, &out);
    buffer_free(&out);
    return written;
}

static bool take_hash(json_cursor *c, buffer *text, uint64_t *hash) {
    char *end;
    if (!json_take_key(c, "plan") || !json_take_string(c, text) || text->length != 16) {
        return false;
    }
    *hash = strtoull(text->bytes, &end, 16);
    return *end == '\0';
}

static bool take_making(json_cursor *c, shard_making *making) {
    uint64_t number;
    buffer *text = &making->options;
    const bool taken =
        json_take(c, "{") && json_take(c, "\"tcenvelope_shard\"") && json_take(c, ":") &&
        json_take_number(c, &number) && number == MAKING_VERSION && json_take_key(c, "version") &&
        json_take_string(c, text) && strcmp(text->bytes, tce_version()) == 0 &&
        take_hash(c, text, &making->plan) && json_take_member(c, "report", &number) &&
        number <= REPORT_NONE && json_take_member(c, "report_bytes", &making->report_bytes) &&
        json_take_key(c, "options") && json_take_string(c, text) && json_take(c, "}") &&
        json_is_at_end(c);
    making->report = taken ? (report_format)number : REPORT_NONE;
    return taken;
}

bool shard_read_making(const char *out, uint64_t shard, shard_making *making) {
    buffer name = {0};
    buffer bytes = {0};
    *making = (shard_making){0};
    shard_name(&name, out, shard, MAKING);
    bool taken = file_read_named(name.bytes, &bytes);
    if (taken) {
        json_cursor c = {bytes.bytes, bytes.length > 0 ? bytes.bytes + bytes.length : bytes.bytes};
        taken = take_making(&c, making);
        if (!taken) {
            complain(name.bytes, "is damaged, or of another version of tcenvelope; remove the "
                                 "folder and validate the shard again");
        }
    }
    if (!taken) {
        buffer_free(&making->options);
    }
    buffer_free(&bytes);
    buffer_free(&name);
    return taken;
}

bool shard_made_alike(const shard_making *wanted, const char *wanted_name,
                      const shard_making *found, const char *found_name) {
    if (found->plan != wanted->plan) {
        complain(found_name,
                 "was made with another plan than %s; give each plan an --out of its own",
                 wanted_name);
        return false;
    }
    if (found->report != wanted->report ||
        strcmp(found->options.bytes, wanted->options.bytes) != 0) {
        complain(found_name,
                 "was made with '%s', unlike %s with '%s'; give the same options, or another --out",
                 found->options.bytes, wanted_name, wanted->options.bytes);
        return false;
    }
    return true;
}
