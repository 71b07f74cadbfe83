/*
 * The folder that --out names: a folder for each finished shard.
 *
 *     OUT/shard-000003/summary.json      what was found
 *     OUT/shard-000003/reports.ndjson    (or .txt) unless --report=none
 *     OUT/shard-000003/made.json         the plan and the options
 *     OUT/.shard-000003.XXXXXX/          one attempt that has not finished
 *
 * An attempt is renamed when it is complete and on the disk: whoever sees a shard sees all of it.
 */
#ifndef PROGRAMS_SHARDS_FOLDER_H
#define PROGRAMS_SHARDS_FOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "support/buffer.h"
#include "support/report_format.h"

/* How a shard was made: what its bytes depend on besides the files. */
typedef struct shard_making {
    uint64_t plan; /* hash of the plan */
    report_format report;
    uint64_t report_bytes; /* the size of the reports, of this shard alone */
    buffer options;        /* the other options, as words */
} shard_making;

/* OUT/shard-000003, with the name of a file in it unless NULL. Ends with a NUL that length does not
 * count. */
void shard_name(buffer *name, const char *out, uint64_t shard, const char *file);

/* NULL: there are no reports. */
const char *shard_reports(report_format report);

/* Creates OUT, if it is not there, and a folder for one attempt, named in `attempt`. Returns false
 * after a message. */
bool shard_attempt(const char *out, uint64_t shard, buffer *attempt);

/* Writes a file of an attempt. Return false after a message. */
bool shard_write(const char *attempt, const char *file, const buffer *bytes);
bool shard_write_making(const char *attempt, const shard_making *making);

/* Whether the finished shard may be replaced. */
typedef bool shard_is_poor(void *user);

/* Renames the attempt to its shard. If another attempt has finished the shard meanwhile, that one
 * stays unless it is poor. Returns false after a message. */
bool shard_publish(const char *out, uint64_t shard, const char *attempt, shard_is_poor *is_poor,
                   void *user);

/* Removes an attempt and all that is in it. */
void shard_discard(const char *attempt);

bool shard_exists(const char *out, uint64_t shard);

/* Reads how a shard was made. Returns false after a message; else free its options. */
bool shard_read_making(const char *out, uint64_t shard, shard_making *making);

/* Whether two shards were made alike. Returns false after a message that names both. */
bool shard_made_alike(const shard_making *wanted, const char *wanted_name,
                      const shard_making *found, const char *found_name);

#endif
