#include "check/options.h"

#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#include "support/arguments.h"
#include "support/buffer.h"
#include "support/choices.h"
#include "support/complain.h"
#include "support/numbers.h"

/* What getopt_long returns; above every character. */
typedef enum option_id {
    OPTION_FRAMING = 256,
    OPTION_ENGINE,
    OPTION_CHUNK,
    OPTION_RECORDS,
    OPTION_MAX_DEPTH,
    OPTION_MAX_BYTES,
    OPTION_CODES,
    OPTION_JOBS,
    OPTION_REPORT,
    OPTION_ONLY,
    OPTION_RECURSIVE,
    OPTION_INCLUDE,
    OPTION_FILES0_FROM,
    OPTION_RANGE,
    OPTION_SHARD,
    OPTION_PLAN,
    OPTION_OUT,
    OPTION_SUMMARY,
    OPTION_COLOR,
    OPTION_FAIL_FAST,
    OPTION_EXIT_ZERO,
    OPTION_EXPLAIN,
    OPTION_VERBOSE,
    OPTION_QUIET,
    OPTION_HELP
} option_id;

static const struct option check_long[] = {
    {"framing", required_argument, NULL, OPTION_FRAMING},
    {"engine", required_argument, NULL, OPTION_ENGINE},
    {"chunk", required_argument, NULL, OPTION_CHUNK},
    {"records", no_argument, NULL, OPTION_RECORDS},
    {"max-depth", required_argument, NULL, OPTION_MAX_DEPTH},
    {"max-bytes", required_argument, NULL, OPTION_MAX_BYTES},
    {"codes", required_argument, NULL, OPTION_CODES},
    {"jobs", required_argument, NULL, OPTION_JOBS},
    {"report", required_argument, NULL, OPTION_REPORT},
    {"only", required_argument, NULL, OPTION_ONLY},
    {"explain", no_argument, NULL, OPTION_EXPLAIN},
    {"recursive", no_argument, NULL, OPTION_RECURSIVE},
    {"include", required_argument, NULL, OPTION_INCLUDE},
    {"files0-from", required_argument, NULL, OPTION_FILES0_FROM},
    {"range", required_argument, NULL, OPTION_RANGE},
    {"shard", required_argument, NULL, OPTION_SHARD},
    {"plan", required_argument, NULL, OPTION_PLAN},
    {"out", required_argument, NULL, OPTION_OUT},
    {"summary", required_argument, NULL, OPTION_SUMMARY},
    {"color", required_argument, NULL, OPTION_COLOR},
    {"fail-fast", no_argument, NULL, OPTION_FAIL_FAST},
    {"exit-zero", no_argument, NULL, OPTION_EXIT_ZERO},
    {"verbose", no_argument, NULL, OPTION_VERBOSE},
    {"quiet", no_argument, NULL, OPTION_QUIET},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

static const choice framings[] = {
    {"auto", DIVISION_AUTO},     {"single", DIVISION_SINGLE},
    {"ndjson", DIVISION_NDJSON}, {"concatenated", DIVISION_CONCATENATED},
    {"http", DIVISION_HTTP},     {"har", DIVISION_HAR},
};
static const choice engines[] = {
    {"auto", TCE_ENGINE_AUTO},
    {"yajl", TCE_ENGINE_YAJL},
    {"simd", TCE_ENGINE_SIMD},
};
static const choice verdicts[] = {
    {"success", TCE_VERDICT_SUCCESS},
    {"failure", TCE_VERDICT_FAILURE},
    {"invalid", TCE_VERDICT_INVALID},
};

static const choice colours[] = {
    {"auto", COLOUR_AUTO},
    {"always", COLOUR_ALWAYS},
    {"never", COLOUR_NEVER},
};

static const choice_list framing_choices = {"a framing", framings, CHOICE_COUNT(framings)};
static const choice_list engine_choices = {"an engine", engines, CHOICE_COUNT(engines)};
static const choice_list verdict_choices = {"a verdict", verdicts, CHOICE_COUNT(verdicts)};
static const choice_list colour_choices = {"a time for colour", colours, CHOICE_COUNT(colours)};

static bool parse_word(const choice_list *list, const char *option, int *value) {
    return choice_parse(list, option, optarg, value);
}

static bool parse_count(const char *option, uint64_t least, uint64_t most, uint64_t *value) {
    if (number_parse(optarg, value) && *value >= least && *value <= most) {
        return true;
    }
    complain(option, "'%s' is not valid; give an integer from %llu to %llu", optarg,
             (unsigned long long)least, (unsigned long long)most);
    return false;
}

static bool parse_chunk(check_options *options) {
    uint64_t size;
    if (size_parse(optarg, &size) && size >= 1 && size <= CHUNK_MAX) {
        options->chunk = (size_t)size;
        return true;
    }
    complain("--chunk", "'%s' is not valid; give a size from 1 to 1g, such as 4096 or 64k", optarg);
    return false;
}

static bool parse_max_bytes(check_options *options) {
    if (size_parse(optarg, &options->max_bytes)) {
        return true;
    }
    complain("--max-bytes",
             "'%s' is not a size; give a number of bytes, such as 1000 or 64m,"
             " or 0 for no limit",
             optarg);
    return false;
}

static bool parse_max_depth(check_options *options) {
    uint64_t depth;
    if (!parse_count("--max-depth", 1, TCE_MAX_DEPTH_LIMIT, &depth)) {
        return false;
    }
    options->max_depth = (uint32_t)depth;
    return true;
}

static bool parse_jobs(check_options *options) {
    uint64_t jobs;
    if (!parse_count("--jobs", 1, JOBS_MAX, &jobs)) {
        return false;
    }
    options->jobs = (unsigned)jobs;
    return true;
}

static bool parse_shard(check_options *options) {
    options->shard_given = true;
    return parse_count("--shard", 0, UINT64_MAX - 1, &options->shard);
}

bool check_options_framing(check_options *options, const char *word) {
    int value;
    if (!choice_parse(&framing_choices, "--framing", word, &value)) {
        return false;
    }
    options->framing_given = true;
    options->framing = (division)value;
#ifndef TCE_HTTP_FILES
    if (options->framing == DIVISION_HTTP) {
        complain("--framing", "this program was built without http");
        return false;
    }
#endif
    return true;
}

static bool parse_engine(check_options *options) {
    int value;
    if (!parse_word(&engine_choices, "--engine", &value)) {
        return false;
    }
    options->engine = (tce_engine)value;
    return true;
}

static bool parse_report(check_options *options) {
    int value;
    if (!parse_word(&report_choices, "--report", &value)) {
        return false;
    }
    options->report = (report_format)value;
    return true;
}

static bool parse_only(check_options *options) {
    int value;
    if (!parse_word(&verdict_choices, "--only", &value)) {
        return false;
    }
    options->only |= 1u << value;
    return true;
}

static bool parse_colour(check_options *options) {
    int value;
    if (!parse_word(&colour_choices, "--color", &value)) {
        return false;
    }
    options->colour = (colour_wish)value;
    return true;
}

static bool set(bool *flag) {
    *flag = true;
    return true;
}

static bool take_check_option(void *user, int id) {
    check_options *options = user;
    switch (id) {
    case OPTION_FRAMING:
        return check_options_framing(options, optarg);
    case OPTION_ENGINE:
        return parse_engine(options);
    case OPTION_CHUNK:
        return parse_chunk(options);
    case OPTION_RECORDS:
        options->framing_given = true;
        return set(&options->records);
    case OPTION_MAX_DEPTH:
        return parse_max_depth(options);
    case OPTION_MAX_BYTES:
        return parse_max_bytes(options);
    case OPTION_CODES:
        options->codes = optarg;
        return true;
    case OPTION_JOBS:
        return parse_jobs(options);
    case OPTION_REPORT:
        return parse_report(options);
    case OPTION_ONLY:
        return parse_only(options);
    case OPTION_EXPLAIN:
        return set(&options->explain);
    case OPTION_RECURSIVE:
    case 'r':
        return set(&options->recursive);
    case OPTION_INCLUDE:
        options->includes[options->include_count++] = optarg;
        return true;
    case OPTION_FILES0_FROM:
        options->files0_from = optarg;
        return true;
    case OPTION_RANGE:
        return range_parse(optarg, &options->range);
    case OPTION_SHARD:
        return parse_shard(options);
    case OPTION_PLAN:
        options->plan = optarg;
        return true;
    case OPTION_OUT:
        options->out = optarg;
        return true;
    case OPTION_SUMMARY:
        return summary_outputs_parse(&options->summaries, optarg);
    case OPTION_COLOR:
        return parse_colour(options);
    case OPTION_FAIL_FAST:
        return set(&options->fail_fast);
    case OPTION_EXIT_ZERO:
        return set(&options->exit_zero);
    case OPTION_VERBOSE:
    case 'v':
        return set(&options->verbose);
    case OPTION_QUIET:
    case 'q':
        return set(&options->quiet);
    default:
        return set(&options->help);
    }
}

static const argument_grammar check_grammar = {check_long, ":qrv", take_check_option};

static unsigned default_jobs(void) {
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (processors < 1) {
        return 1;
    }
    return processors > (long)JOBS_MAX ? JOBS_MAX : (unsigned)processors;
}

static char *const standard_input[] = {"-"};

check_options check_options_defaults(void) {
    return (check_options){
        .framing = DIVISION_AUTO,
        .max_depth = TCE_MAX_DEPTH_DEFAULT,
        .chunk = CHUNK_DEFAULT,
        .jobs = default_jobs(),
    };
}

tce_options check_options_library(const check_options *options) {
    tce_options library = TCE_OPTIONS_INIT;
    library.engine = options->engine;
    library.max_depth = options->max_depth;
    library.max_bytes = options->max_bytes;
    library.catalogue = options->catalogue;
    return library;
}

division check_options_division(const check_options *options) {
    return options->records ? DIVISION_RECORDS : options->framing;
}

verdict_options check_options_verdicts(const check_options *options) {
    return (verdict_options){
        .division = check_options_division(options),
        .max_depth = options->max_depth,
        .max_bytes = options->max_bytes,
        .catalogue = options->catalogue_hash,
    };
}

void check_options_divide(check_options *options, division d) {
    options->records = d == DIVISION_RECORDS;
    options->framing = options->records ? DIVISION_SINGLE : d;
}

/* A range is of one file of lines. Returns false after a message. */
static bool check_range(const check_options *options) {
    if (options->range.end == 0) {
        return true;
    }
    if (options->input_count != 1 || options->files0_from != NULL || options->recursive) {
        complain("--range", "is a range of one file; name that file alone");
        return false;
    }
    const bool lines = options->framing == DIVISION_AUTO || options->framing == DIVISION_NDJSON;
    if (options->records || !lines) {
        complain("--range", "is a range of lines; give --framing=ndjson");
        return false;
    }
    return true;
}

/* A plan says what is validated, and how it is divided. Returns false after a message. */
static bool check_plan(const check_options *options) {
    const bool any = options->plan != NULL || options->out != NULL || options->shard_given;
    if (!any) {
        return true;
    }
    if (options->plan == NULL || options->out == NULL || !options->shard_given) {
        complain("--shard", "needs --plan and --out, and they need it; give all three");
        return false;
    }
    if (options->named || options->recursive || options->range.end > 0 || options->framing_given) {
        complain("--plan",
                 "says which inputs are validated and their framing; leave out inputs, -r, "
                 "--range, --framing and --records");
        return false;
    }
    if (options->fail_fast) {
        complain("--fail-fast", "a shard is validated to its end; leave it out");
        return false;
    }
    return true;
}

bool check_options_together(const check_options *options) {
    const tce_options library = check_options_library(options);
    if (options->records && options->framing != DIVISION_SINGLE &&
        options->framing != DIVISION_AUTO) {
        complain("--records", "each record is one document; leave out --framing=%s",
                 division_name(options->framing));
        return false;
    }
    if (options->include_count > 0 && !options->recursive) {
        complain("--include", "selects the files of folders; give -r too");
        return false;
    }
    if (options->explain && options->report != REPORT_JSON) {
        complain("--explain", "it adds to json reports only; give --report=json");
        return false;
    }
    if (!check_range(options) || !check_plan(options)) {
        return false;
    }
    const char *problem = tce_options_problem(&library);
    if (problem != NULL) {
        const bool engine = !tce_engine_available(options->engine);
        complain(engine ? "--engine" : "check", "%s%s", problem,
                 engine ? "; leave --engine out" : "");
    }
    return problem == NULL;
}

/* Standard input, unless inputs are named. */
static void take_inputs(check_options *options, int argc, char **argv) {
    const bool named = optind < argc;
    const bool listed = options->files0_from != NULL;
    options->named = named || listed;
    options->inputs = named || listed ? argv + optind : standard_input;
    options->input_count = named || listed ? (size_t)(argc - optind) : 1;
}

static bool parse(int argc, char **argv, check_options *options) {
    if (!arguments_parse(argc, argv, &check_grammar, options)) {
        return false;
    }
    take_inputs(options, argc, argv);
    if (!summary_outputs_any(&options->summaries)) {
        options->summaries.wanted[SUMMARY_TEXT] = true;
    }
    return options->help || check_options_together(options);
}

bool check_options_parse(int argc, char **argv, check_options *options) {
    *options = check_options_defaults();
    options->includes = allocate((size_t)argc + 1, sizeof *options->includes);
    const bool parsed = parse(argc, argv, options);
    if (!parsed) {
        check_options_free(options);
    }
    return parsed;
}

void check_options_free(check_options *options) {
    free(options->includes);
    options->includes = NULL;
}
