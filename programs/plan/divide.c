#include "plan/divide.h"

#include "archive/frames.h"

static void end_shard(divider *d) {
    d->shard += d->begun;
    d->shard_size = 0;
    d->begun = false;
}

/* ---- Ranges ----------------------------------------------------------------------------------*/

static void add_range(divider *d, plan_part *part) {
    part->shard = d->shard++;
    plan_list_add(&d->parts, part);
    part->range.begin = part->range.end;
    part->range.decoded_begin = part->range.decoded_end;
}

/* The size of each of as few equal ranges as have at most the size of a shard. */
static uint64_t even_size(const divider *d, uint64_t size) {
    const uint64_t count = (size - 1) / d->size + 1;
    return (size - 1) / count + 1;
}

static void divide_lines(divider *d, const plan_part *file) {
    const uint64_t size = file->stamp.size;
    const uint64_t step = even_size(d, size);
    plan_part part = *file;
    end_shard(d);
    while (part.range.begin < size) {
        const uint64_t left = size - part.range.begin;
        part.range.end = part.range.begin + (left < step ? left : step);
        add_range(d, &part);
    }
}

typedef struct frame_division {
    divider *divider;
    plan_part part; /* the frames since the last cut */
    uint64_t step;
    bool overflow; /* of the decoded size */
} frame_division;

static void take_frame(void *user, uint64_t encoded, uint64_t decoded) {
    frame_division *f = user;
    frame_range *range = &f->part.range;
    /* A frame without content, such as a seek table, joins the one before it. */
    if (decoded > 0 && range->end - range->begin >= f->step) {
        add_range(f->divider, &f->part);
    }
    range->end += encoded;
    f->overflow = f->overflow || decoded > INT64_MAX - range->decoded_end;
    range->decoded_end += f->overflow ? 0 : decoded;
}

/* Returns false, with nothing added, if the file has no frames of known sizes. */
static bool divide_frames(divider *d, const plan_part *file, int fd) {
    frame_division f = {.divider = d, .part = *file, .step = even_size(d, file->stamp.size)};
    const size_t before = d->parts.count;
    end_shard(d);
    const uint64_t shard = d->shard;
    f.part.has_frames = true;
    f.part.range = (frame_range){.begin = 0};
    if (frames_find(fd, file->stamp.size, take_frame, &f) && !f.overflow && d->shard > shard) {
        add_range(d, &f.part);
        return true;
    }
    plan_list_cut(&d->parts, before);
    d->shard = shard;
    return false;
}

/* ---- Files -----------------------------------------------------------------------------------*/

static void add_file(divider *d, const plan_part *file) {
    plan_part part = *file;
    const uint64_t left = d->size > d->shard_size ? d->size - d->shard_size : 0;
    if (d->begun && file->stamp.size > left) {
        end_shard(d);
    }
    part.shard = d->shard;
    plan_list_add(&d->parts, &part);
    d->shard_size += file->stamp.size;
    d->begun = true;
}

void divide(divider *d, const plan_part *file, bool lines, int fd) {
    const bool large = lines && file->stamp.size > d->size;
    if (large && file->coding == CODING_NONE) {
        divide_lines(d, file);
    } else if (!(large && file->coding == CODING_ZSTD && divide_frames(d, file, fd))) {
        add_file(d, file);
    }
}

uint64_t divide_shards(const divider *d) {
    return d->shard + d->begun;
}
