/* Finds the frames of a zstd file, from its seek table or its frame headers, without decoding. */
#ifndef PROGRAMS_ARCHIVE_FRAMES_H
#define PROGRAMS_ARCHIVE_FRAMES_H

#include <stdbool.h>
#include <stdint.h>

/* Takes the next frame: its size in the file and decoded. Frames without content are frames too. */
typedef void frame_taker(void *user, uint64_t encoded, uint64_t decoded);

/*
 * Passes every frame of a file of this size to take, in their order. Returns false if the file has
 * neither a seek table nor the decoded size in the header of each frame, or if it is damaged or
 * cannot be read: take may have been called then.
 *
 * A seek table is believed: who decodes a frame compares the sizes. Sources: RFC 8878, and
 * contrib/seekable_format/zstd_seekable_compression_format.md of zstd.
 */
bool frames_find(int fd, uint64_t size, frame_taker *take, void *user);

#endif
