#include "decode.h"

#define BLOCK_BYTES ((size_t)16384)

/* What is given is aligned to half of it. */
#define DECODER_ALIGNMENT ((size_t)16)
_Static_assert(TCE_STORAGE_ALIGNMENT == 8, "half of it");

static size_t aligned(size_t size) {
    return (size + DECODER_ALIGNMENT - 1) & ~(DECODER_ALIGNMENT - 1);
}

void decode_begin(decode *d, tce_http_coding coding, uint32_t ratio, uint64_t max_bytes) {
    *d = (decode){
        .decoder = decoder_find(coding), .coding = coding, .ratio = ratio, .max_bytes = max_bytes};
}

/* The decoder's memory is aligned to 16 bytes within what is given. */
size_t decode_size(const decode *d, const tce_http_policy *policy) {
    return d->decoder == NULL || d->memory != NULL
               ? 0
               : aligned(d->decoder->size(policy)) + BLOCK_BYTES + TCE_STORAGE_ALIGNMENT;
}

bool decode_give(decode *d, void *memory, size_t size, const tce_http_policy *policy) {
    const size_t needed = decode_size(d, policy);
    if (needed == 0 || memory == NULL || (uintptr_t)memory % TCE_STORAGE_ALIGNMENT != 0 ||
        size < needed) {
        return false;
    }
    uint8_t *start = (uint8_t *)memory + (uintptr_t)memory % DECODER_ALIGNMENT;
    d->failed = !d->decoder->init(start, d->coding, policy);
    d->memory = start;
    d->block = start + aligned(d->decoder->size(policy));
    return !d->failed;
}

/* ---- Violations ------------------------------------------------------------------------------*/

static void violate(decode *d, tce_violation violation, uint64_t offset) {
    d->violation = violation;
    d->offset = offset;
    d->stopped = true;
}

static bool exceeds_ratio(const decode *d) {
    return d->ratio != 0 && d->decoded > TCE_HTTP_RATIO_FREE &&
           d->decoded / d->ratio >= d->encoded && d->decoded > d->ratio * d->encoded;
}

/* How much of length decoded bytes the validator reads: up to the one that exceeds its limit. What
 * follows cannot change its report. */
static size_t readable(const decode *d, size_t length) {
    const uint64_t left = d->max_bytes - d->decoded;
    return d->max_bytes == 0 || length <= left ? length : (size_t)left + 1;
}

static tce_status read_block(decode *d, tce_validator *validator, size_t length) {
    const size_t n = readable(d, length);
    d->decoded += n;
    d->stopped = d->max_bytes != 0 && d->decoded > d->max_bytes;
    return tce_feed(validator, d->block, n);
}

/* d->encoded counts the bytes before this input. */
static void stop_at(decode *d, decoder_status status, size_t used) {
    const uint64_t last = d->encoded + used - 1;
    if (status == DECODER_CORRUPT) {
        violate(d, TCE_VIOLATION_CODING_CORRUPT, last);
    } else if (status == DECODER_UNSUPPORTED) {
        violate(d, TCE_VIOLATION_CODING_UNSUPPORTED, last);
    } else {
        d->failed = true;
        d->stopped = true;
    }
}

/* ---- Bytes -----------------------------------------------------------------------------------*/

/* A violation within the limits comes before one that the same bytes cause further on. */
static tce_status read_slice(decode *d, tce_validator *validator, tce_status status,
                             const uint8_t *bytes, size_t length) {
    decoder_io io = {.in = bytes, .in_length = length, .out = d->block, .out_size = BLOCK_BYTES};
    decoder_status step = DECODER_AGAIN;
    while (step == DECODER_AGAIN && !d->stopped) {
        step = d->decoder->step(d->memory, &io);
        if (io.out_length > 0) {
            status = read_block(d, validator, io.out_length);
        }
    }
    if (step > DECODER_AGAIN && !d->stopped) {
        stop_at(d, step, io.in_used);
    }
    return status;
}

tce_status decode_read(decode *d, tce_validator *validator, tce_status status, const uint8_t *bytes,
                       size_t length) {
    while (length > 0 && !d->stopped) {
        const size_t left = d->decoder->slice - (size_t)(d->encoded % d->decoder->slice);
        const size_t n = length < left ? length : left;
        status = read_slice(d, validator, status, bytes, n);
        d->encoded += n;
        if (n == left && !d->stopped && exceeds_ratio(d)) {
            violate(d, TCE_VIOLATION_CODING_LIMIT, d->encoded);
        }
        bytes += n;
        length -= n;
    }
    return status;
}

void decode_finish(decode *d) {
    if (d->decoder == NULL || d->stopped || d->failed || (d->memory == NULL && d->encoded != 0)) {
        return;
    }
    if (exceeds_ratio(d)) {
        violate(d, TCE_VIOLATION_CODING_LIMIT, d->encoded);
    } else if (d->memory == NULL || !d->decoder->is_complete(d->memory)) {
        violate(d, TCE_VIOLATION_CODING_TRUNCATED, d->encoded);
    }
}
