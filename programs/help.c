#include "help.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "support/buffer.h"
#include "support/complain.h"
#include "support/output.h"
#include "tcenvelope.h"

/* Unformatted, so that the lines read as on the terminal. */
/* clang-format off */
#define CODES_LIST "tcenvelope codes list [--codes=IMAGE] [--report=text|json]\n"

#define CODES_USAGE_REST                                                                           \
    "       tcenvelope codes lookup [--codes=IMAGE [--service=NAME]...] [--report=text|json]\n"    \
    "                               CODE...\n"                                                     \
    "       tcenvelope codes search [--codes=IMAGE [--service=NAME]...] [--report=text|json]\n"    \
    "                               WORD...\n"                                                     \
    "       tcenvelope codes diff [--report=text|json] OLD NEW\n"                                  \
    "       tcenvelope codes compile LIST... -o IMAGE [--service=NAME]... [--classes=FILE]\n"      \
    "                                [--quiet]\n"                                                  \
    "       tcenvelope codes import FOLDER [-o LIST]\n"

#define MERGE_USAGE                                                                                \
    "tcenvelope merge [options] SUMMARY...\n"                                                      \
    "       tcenvelope merge [options] --plan=PLAN --out=FOLDER\n"

#define PLAN_USAGE "tcenvelope plan [options] INPUT... -o PLAN\n"

#define SHARD_USAGE "tcenvelope check [options] --shard=N --plan=PLAN --out=FOLDER\n"

#define USAGE                                                                                      \
    "usage: tcenvelope check [options] [FILE...]\n"                                                \
    "       " SHARD_USAGE                                                                          \
    "       " PLAN_USAGE                                                                           \
    "       " MERGE_USAGE                                                                          \
    "       " CODES_LIST                                                                           \
    CODES_USAGE_REST                                                                               \
    "       tcenvelope --version | --help | help COMMAND\n"

#define CHECK_OPTIONS                                                                              \
    "  --framing=FRAMING  how each input is divided into documents (default: auto)\n"              \
    "                       auto          one of the following, as its beginning shows\n"          \
    "                       single        the entire input is one document\n"                      \
    "                       ndjson        one document per line; blank lines are skipped\n"        \
    "                       concatenated  one after another, white space in between is optional\n" \
    "                       http          bodies of HTTP/1.x responses, one after another\n"       \
    "                       har           bodies in a HAR file\n"                                  \
    "  --recursive, -r    validate the files of the folders among the inputs\n"                    \
    "  --include=GLOB     of folders, only files with such a name; may be repeated\n"              \
    "  --files0-from=LIST read names of inputs from LIST, each ended by a NUL byte\n"              \
    "  --records          each document is preceded by its length: 4 bytes, little-endian\n"       \
    "  --engine=ENGINE    JSON engine: auto, yajl or simd (default: auto)\n"                       \
    "  --chunk=SIZE       feed chunks of at most this size, 1 to 1g (default: 64k)\n"              \
    "  --max-depth=N      maximum depth of nested arrays and objects, 1 to 1024 (default: 512)\n"  \
    "  --max-bytes=SIZE   maximum document size, 0 for no limit (default: 0)\n"                    \
    "  --codes=IMAGE      catalogue of error codes from codes compile (default: none)\n"           \
    "  --jobs=N           threads, over inputs and in large ndjson files, 1 to 256\n"             \
    "                     (default: one per processor)\n"                                       \
    "  --report=FORMAT    line for each document: text, json or none (default: text)\n"            \
    "  --only=VERDICT     print only this verdict; may be repeated (default: all)\n"               \
    "  --explain          add the meaning of the error code to json reports\n"                     \
    "  --range=START:END  only the lines of an ndjson file that begin in these bytes\n"            \
    "  --plan=PLAN        validate a shard of this plan, instead of FILE...\n"                      \
    "  --shard=N          the number of that shard, from 0\n"                                      \
    "  --out=FOLDER       write its reports and its summary into FOLDER/shard-N\n"                 \
    "  --summary=FORMAT[:FILE]\n"                                                                  \
    "                     text, json or html, on standard error or in FILE (default: text)\n"      \
    "  --color=WHEN       colour the verdicts: auto, always or never (default: auto)\n"            \
    "  --fail-fast        stop at the first invalid document or unreadable input\n"                \
    "  --exit-zero        exit with 0, not 1, when documents are invalid\n"                        \
    "  --verbose, -v      show the counts of each input on standard error\n"                       \
    "  --quiet, -q        no progress and no summary on standard error\n"                          \
    "  --help             print this help\n"                                                       \
    "SIZE is a number of bytes, optionally followed by k, m or g: 64k is 65536.\n"

#define PLAN_OPTIONS                                                                               \
    "  --output=PLAN, -o  the file to write\n"                                                      \
    "  --size=SIZE        bytes of files in a shard, about (default: 256m)\n"                       \
    "  --framing=FRAMING  auto, single, ndjson or concatenated (default: auto)\n"                   \
    "  --records          each document is preceded by its length: 4 bytes, little-endian\n"       \
    "  --recursive, -r    the files of the folders among the inputs\n"                             \
    "  --include=GLOB     of folders, only files with such a name; may be repeated\n"              \
    "  --files0-from=LIST read names of inputs from LIST, each ended by a NUL byte\n"              \
    "  --quiet, -q        nothing on standard error but messages of errors\n"                      \
    "  --help             print this help\n"

#define MERGE_OPTIONS                                                                              \
    "  --summary=FORMAT[:FILE]\n"                                                                  \
    "                     text, json or html, on standard output or in FILE (default: text)\n"     \
    "  --plan=PLAN        add up the shards of this plan, instead of SUMMARY...\n"                  \
    "  --out=FOLDER       the folder of its shards\n"                                              \
    "  --reports          print their reports, with the indexes of one run; the summary then\n"    \
    "                     goes to standard error\n"                                                \
    "  --partial          parts of files may be missing: the result is merged again later\n"       \
    "  --exit-zero        exit with 0, not 1, when documents are invalid\n"                        \
    "  --help             print this help\n"

#define CODES_OPTIONS                                                                              \
    "  --report=FORMAT    list, lookup, search, diff: text, or json, one object per line\n"        \
    "                     (default: text)\n"                                                       \
    "  --codes=IMAGE      list, lookup, search: include the codes of this catalogue\n"             \
    "                     (default: none)\n"                                                       \
    "  --output=FILE, -o  compile: the image; import: the list (default: standard output)\n"       \
    "  --service=NAME     compile: only lines of this service; lookup, search: show only this\n"   \
    "                     service; may be repeated (default: all)\n"                               \
    "  --classes=FILE     compile: classes of your own, which replace those of the lists\n"        \
    "  --quiet            compile: no summary on standard error\n"                                 \
    "  --help             print this help\n"

#define CHECK_STATUSES                                                                             \
    "Exit status:\n"                                                                               \
    "  0  every document is valid: success or failure\n"                                           \
    "  1  at least one document is invalid; 0 with --exit-zero\n"                                  \
    "  2  usage error, or an input or output error\n"

/* C99 guarantees strings of 4095 characters. */
static const char general_commands[] =
    "tcenvelope validates the envelope of Tencent Cloud API 3.0 responses.\n"
    "\n"
    USAGE
    "\n"
    "Commands:\n"
    "  check          validate documents; '-' or no FILE is standard input\n"
    "  plan           divide files into shards, for many processes or machines\n"
    "  merge          add up the summaries of several runs of check\n"
    "  codes list     list the common error codes and their meanings\n"
    "  codes lookup   show the class and meaning of error codes\n"
    "  codes search   find error codes by their names and meanings\n"
    "  codes diff     list what two catalogues or lists differ in\n"
    "  codes compile  build a catalogue for --codes from lists of codes\n"
    "  codes import   write a list of the codes in a folder of the API's public Go SDK\n"
    "  help COMMAND   print the help of check, plan, merge or codes\n"
    "\n"
    "Options of tcenvelope itself:\n"
    "  --version          print the version and the available engines\n"
    "  --help             print this help\n"
    "\n"
    "Options of check:\n";

static const char general_check_options[] = CHECK_OPTIONS;

static const char general_options[] =
    "\n"
    "Options of plan:\n"
    PLAN_OPTIONS
    "\n"
    "Options of merge:\n"
    MERGE_OPTIONS
    "\n"
    "Options of codes:\n"
    CODES_OPTIONS
    "\n"
    "Examples:\n"
    "  tcenvelope check response.json\n"
    "  curl -s \"$URL\" | tcenvelope check --report=json\n"
    "  tcenvelope check --framing=ndjson --only=invalid responses.ndjson\n"
    "  tcenvelope codes lookup AuthFailure.SignatureFailure\n"
    "\n"
    CHECK_STATUSES;

static const char check[] =
    "tcenvelope check validates documents and prints a line for each.\n"
    "\n"
    "usage: tcenvelope check [options] [FILE...]\n"
    "       " SHARD_USAGE
    "\n"
    "'-' or no FILE is standard input. gzip and zstd are decoded. A document's verdict is one of:\n"
    "  success  a valid envelope without Error\n"
    "  failure  a valid envelope with Error: the call failed, but the response is valid\n"
    "  invalid  at least one violation\n"
    "\n"
    "Options:\n"
    CHECK_OPTIONS
    "\n"
    "A text line is SOURCE:INDEX: VERDICT, then violations, error code, message and RequestId.\n"
    "A json line is an object that always has the same members; tcenvelope(1) lists them.\n"
    "With --explain, the last member is the meaning of the error code.\n"
    "A summary of all inputs is written to standard error at the end.\n"
    "\n"
    "Examples:\n"
    "  tcenvelope check a.json b.json\n"
    "  tail -f responses.ndjson | tcenvelope check --framing=ndjson --only=invalid\n"
    "  tcenvelope check --framing=ndjson --report=json --quiet responses.ndjson >reports.ndjson\n"
    "  tcenvelope check -r --include=*.gz --only=invalid archive\n"
    "  tcenvelope check --max-bytes=64m --max-depth=64 response.json\n"
    "  tcenvelope check --codes=codes.tce response.json\n"
    "\n"
    CHECK_STATUSES;

static const char plan[] =
    "tcenvelope plan divides files into shards of about equal size, each for one process.\n"
    "\n"
    "usage: " PLAN_USAGE
    "\n"
    "Large ndjson files are divided between lines; zstd files between frames, if they have a seek\n"
    "table or their frames have sizes. Other files are not divided; small ones share a shard.\n"
    "The number of shards is printed on standard output. The files must not change until all\n"
    "shards are merged.\n"
    "\n"
    "Options:\n"
    PLAN_OPTIONS
    "SIZE is a number of bytes, optionally followed by k, m or g: 64k is 65536.\n"
    "\n"
    "Examples:\n"
    "  tcenvelope plan -r archive -o plan.ndjson\n"
    "  tcenvelope check --exit-zero --shard=0 --plan=plan.ndjson --out=shards\n"
    "  tcenvelope merge --plan=plan.ndjson --out=shards --reports\n"
    "\n"
    "Exit status:\n"
    "  0  the plan is written\n"
    "  2  usage error, or an input or output error\n";

static const char merge[] =
    "tcenvelope merge adds up the summaries that check --summary=json:FILE wrote.\n"
    "\n"
    "usage: " MERGE_USAGE
    "\n"
    "With --plan, it adds up the shards of the plan, which must all be finished.\n"
    "\n"
    "The result is the summary of one run over all their inputs. It does not depend on the order\n"
    "of the summaries, and merging can be done in steps. Summaries with different options, with\n"
    "the same bytes of a file, or without some bytes of a file are refused.\n"
    "\n"
    "Options:\n"
    MERGE_OPTIONS
    "\n"
    "Examples:\n"
    "  tcenvelope merge a.json b.json\n"
    "  tcenvelope merge --plan=plan.ndjson --out=shards --reports >reports.ndjson\n"
    "  tcenvelope merge --summary=json:all.json --summary=text parts.json\n"
    "\n"
    "Exit status:\n"
    "  0  every document is valid: success or failure\n"
    "  1  at least one document is invalid; 0 with --exit-zero\n"
    "  2  usage error, summaries that cannot be merged, or an input that could not be read\n";

static const char codes[] =
    "tcenvelope codes explains error codes and builds catalogues of them.\n"
    "\n"
    "usage: " CODES_LIST
    CODES_USAGE_REST
    "\n"
    "list, lookup and search print the class, category and meaning of each code; lookup and\n"
    "search, and list with --codes, also its kind:\n"
    "  common     every API may return this code\n"
    "  catalogue  the catalogue contains the code and the services that document it\n"
    "  derived    neither, but the part before its first dot is a common code or AuthFailure\n"
    "  unknown    none of these\n"
    "\n"
    "With --codes, lookup and search also print what each service says of a code. search prints\n"
    "codes for which every WORD is in the name or in one meaning.\n"
    "\n"
    "compile builds a catalogue from lists; '-' is standard input. A line of a list is one of:\n"
    "  CODE\n"
    "  SERVICE <tab> VERSION <tab> CODE [<tab> CLASS [<tab> MEANING]]\n"
    "  # a comment\n"
    "A line of --classes is PATTERN <tab> CLASS; a pattern is a code, or ends with '*'.\n"
    "import writes such a list from the constants in FOLDER/SERVICE/vYYYYMMDD/errors.go, with the\n"
    "comments above them as meanings. diff prints codes that were added or removed, and meanings\n"
    "and classes that changed; OLD and NEW are images or lists.\n"
    "\n"
    "Options:\n"
    CODES_OPTIONS
    "\n"
    "Examples:\n"
    "  tcenvelope codes list\n"
    "  tcenvelope codes lookup --report=json InvalidParameterValue.ImageNotFound\n"
    "  tcenvelope codes import sdk/tencentcloud -o codes.txt\n"
    "  tcenvelope codes compile codes.txt -o codes.tce\n"
    "  tcenvelope codes lookup --codes=codes.tce InvalidParameterValue.ImageNotFound\n"
    "  tcenvelope codes search --codes=codes.tce --service=cvm quota\n"
    "  tcenvelope codes diff codes.tce codes.txt\n"
    "\n"
    "Exit status:\n"
    "  0  success; lookup: every code is known; search: a code was found; diff: no difference\n"
    "  1  lookup: a code is unknown; search: no code was found; diff: there are differences\n"
    "  2  usage error, unusable list or image, or an input or output error\n";
/* clang-format on */

static exit_status print_all(const char *const *texts, size_t count) {
    buffer out = {0};
    for (size_t i = 0; i < count; i++) {
        buffer_text(&out, texts[i]);
    }
    const bool written = output_write(&out);
    buffer_free(&out);
    return written ? STATUS_VALID : STATUS_TROUBLE;
}

static exit_status print(const char *text) {
    return print_all(&text, 1);
}

exit_status help_general(void) {
    const char *const texts[] = {general_commands, general_check_options, general_options};
    return print_all(texts, sizeof(texts) / sizeof(texts[0]));
}

exit_status help_check(void) {
    return print(check);
}

exit_status help_plan(void) {
    return print(plan);
}

exit_status help_merge(void) {
    return print(merge);
}

exit_status help_codes(void) {
    return print(codes);
}

exit_status help_usage(void) {
    (void)fputs(USAGE "try 'tcenvelope --help'\n", stderr);
    return STATUS_TROUBLE;
}

exit_status help_command(const char *command) {
    if (command == NULL || strcmp(command, "help") == 0) {
        return help_general();
    }
    if (strcmp(command, "check") == 0) {
        return help_check();
    }
    if (strcmp(command, "plan") == 0) {
        return help_plan();
    }
    if (strcmp(command, "merge") == 0) {
        return help_merge();
    }
    if (strcmp(command, "codes") == 0) {
        return help_codes();
    }
    complain(command, "is not a command; try 'tcenvelope --help'");
    return STATUS_TROUBLE;
}
