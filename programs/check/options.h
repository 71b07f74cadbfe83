/* The options of check, read from the command line. */
#ifndef PROGRAMS_CHECK_OPTIONS_H
#define PROGRAMS_CHECK_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "check/range.h"
#include "summary/outputs.h"
#include "support/report_format.h"
#include "tcenvelope.h"

#define CHUNK_DEFAULT 65536u
#define CHUNK_MAX     (UINT64_C(1) << 30)
#define JOBS_MAX      256u

/* When verdicts are coloured. AUTO: on a terminal, unless NO_COLOR is set. */
typedef enum colour_wish { COLOUR_AUTO = 0, COLOUR_ALWAYS, COLOUR_NEVER } colour_wish;

typedef struct check_options {
    division framing; /* DIVISION_AUTO: each input shows its own */
    tce_engine engine;
    uint32_t max_depth;
    uint64_t max_bytes; /* 0: no limit */
    size_t chunk;
    unsigned jobs;
    report_format report;
    const char *codes;              /* catalogue file; NULL: none */
    const tce_catalogue *catalogue; /* opened from codes */
    unsigned only;                  /* the verdicts to print: bits 1 << tce_verdict */
    uint64_t catalogue_hash;
    summary_outputs summaries; /* text, unless others are given */
    colour_wish colour;
    const char **includes; /* patterns of --include, owned */
    size_t include_count;
    const char *files0_from; /* a list of inputs; NULL: none */
    byte_range range;
    const char *plan; /* of which a shard is validated; NULL: none */
    const char *out;  /* the folder of its shards */
    uint64_t shard;
    bool shard_given;
    bool framing_given; /* or --records */
    bool recursive;
    bool records;
    bool fail_fast; /* stop at the first invalid document or unreadable input */
    bool exit_zero; /* invalid documents leave the exit status at 0 */
    bool verbose;
    bool explain; /* JSON reports have the meaning of their code */
    bool quiet;
    bool help;
    bool named;          /* inputs, or a list of them, are given */
    char *const *inputs; /* file names in argv; "-" is standard input */
    size_t input_count;
} check_options;

/* How inputs are divided: the framing, or records. */
division check_options_division(const check_options *options);

/* The library's options, without callbacks. */
tce_options check_options_library(const check_options *options);

/* Those on which the verdicts depend. */
verdict_options check_options_verdicts(const check_options *options);

/* What holds without options. */
check_options check_options_defaults(void);

/* Takes the value of --framing. Returns false after a message. */
bool check_options_framing(check_options *options, const char *word);

/* Whether the options go together. Returns false after a message. */
bool check_options_together(const check_options *options);

/* Sets the framing that the plan says. */
void check_options_divide(check_options *options, division d);

/*
 * argv[0] is the command's name. The order of argv may change; the options point into it.
 * Returns false after a message if the command line cannot be used. Else free them.
 */
bool check_options_parse(int argc, char **argv, check_options *options);
void check_options_free(check_options *options);

#endif
