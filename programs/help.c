#include "help.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "support/buffer.h"
#include "support/complain.h"
#include "support/output.h"
#include "tcenvelope.h"

/* The lines are laid out for the terminal. */
/* clang-format off */
#define CODES_LIST "tcenvelope codes list [--codes=IMAGE] [--report=text|json]\n"

#define CODES_USAGE_REST                                                                           \
    "       tcenvelope codes lookup [--codes=IMAGE] [--report=text|json] CODE...\n"                \
    "       tcenvelope codes compile LIST... -o IMAGE [--service=NAME]... [--quiet]\n"             \
    "       tcenvelope codes import FOLDER [-o LIST]\n"

#define USAGE                                                                                      \
    "usage: tcenvelope check [options] [FILE...]\n"                                                \
    "       " CODES_LIST                                                                           \
    CODES_USAGE_REST                                                                               \
    "       tcenvelope --version | --help | help COMMAND\n"

#define CHECK_OPTIONS                                                                              \
    "  --framing=FRAMING  how documents lie in each input (default: single)\n"                     \
    "                       single        the whole input is one document\n"                       \
    "                       ndjson        one document per line; blank lines are skipped\n"        \
    "                       concatenated  one after another, white space between is optional\n"    \
    "  --records          documents with their length before them, 4 bytes, little-endian\n"       \
    "  --engine=ENGINE    what reads the JSON: auto, yajl or simd (default: auto)\n"               \
    "  --chunk=SIZE       feed in pieces of at most this size, 1 to 1g (default: 64k)\n"           \
    "  --max-depth=N      arrays and objects nested, 1 to 1024 (default: 512)\n"                   \
    "  --max-bytes=SIZE   the largest document allowed, 0 for no limit (default: 0)\n"             \
    "  --codes=IMAGE      a catalogue of error codes, made by codes compile (default: none)\n"     \
    "  --jobs=N           threads for large ndjson files, 1 to 256 (default: processors)\n"        \
    "  --report=FORM      a line for each document: text, json or none (default: text)\n"          \
    "  --only=VERDICT     print success, failure or invalid alone; may be repeated\n"              \
    "  --quiet            no progress and no summary on standard error\n"                          \
    "  --help             this help\n"                                                             \
    "A SIZE is a number of bytes, or has k, m or g behind it: 64k is 65536.\n"

#define CODES_OPTIONS                                                                              \
    "  --report=FORM      list, lookup: text, or json, an object per line (default: text)\n"       \
    "  --codes=IMAGE      list, lookup: with the codes of this catalogue (default: none)\n"        \
    "  --output=FILE, -o  compile: the image; import: the list (default: standard output)\n"       \
    "  --service=NAME     compile: only lines of this service; may be repeated (default: all)\n"   \
    "  --quiet            compile: no summary on standard error\n"                                 \
    "  --help             this help\n"

#define CHECK_STATUSES                                                                             \
    "Exit status:\n"                                                                               \
    "  0  every document is valid: success or failure\n"                                           \
    "  1  at least one document is invalid\n"                                                      \
    "  2  wrong usage, or something could not be read or written\n"

static const char general[] =
    "tcenvelope tells whether responses keep the envelope that Tencent Cloud API 3.0 promises.\n"
    "\n"
    USAGE
    "\n"
    "Commands:\n"
    "  check         validate documents: '-' or no FILE is standard input\n"
    "  codes list    the common error codes and what they mean\n"
    "  codes lookup  what is known of these error codes\n"
    "  codes compile lists of codes become a catalogue, for --codes\n"
    "  codes import  a list of the codes in a folder of the API's public Go SDK\n"
    "  help COMMAND  more about check or codes\n"
    "\n"
    "Options of tcenvelope itself:\n"
    "  --version          the version, and the engines built in\n"
    "  --help             this help\n"
    "\n"
    "Options of check:\n"
    CHECK_OPTIONS
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
    "\n"
    "'-' or no FILE is standard input. A document's verdict is one of:\n"
    "  success  a valid envelope without Error\n"
    "  failure  a valid envelope with Error: the call failed, the response is sound\n"
    "  invalid  at least one violation\n"
    "\n"
    "Options:\n"
    CHECK_OPTIONS
    "\n"
    "Lines as text: SOURCE:INDEX: VERDICT, then violations, error code, message and RequestId.\n"
    "Lines as json: an object each, always with the same members; tcenvelope(1) lists them.\n"
    "A summary of all inputs follows on standard error.\n"
    "\n"
    "Examples:\n"
    "  tcenvelope check a.json b.json\n"
    "  tail -f responses.ndjson | tcenvelope check --framing=ndjson --only=invalid\n"
    "  tcenvelope check --framing=ndjson --report=json --quiet responses.ndjson >reports.ndjson\n"
    "  tcenvelope check --max-bytes=64m --max-depth=64 response.json\n"
    "  tcenvelope check --codes=codes.tce response.json\n"
    "\n"
    CHECK_STATUSES;

static const char codes[] =
    "tcenvelope codes tells what error codes mean, and makes catalogues of them.\n"
    "\n"
    "usage: " CODES_LIST
    CODES_USAGE_REST
    "\n"
    "list and lookup tell of each code its kind, its class, its category and its meaning:\n"
    "  common     is one of the codes that every API may answer\n"
    "  catalogue  is in the catalogue, which also knows the services that document it\n"
    "  derived    is neither, but what stands before its first dot is common, or is AuthFailure\n"
    "  unknown    is none of these\n"
    "\n"
    "compile makes a catalogue of lists; '-' is standard input. A line of a list is one of:\n"
    "  CODE\n"
    "  SERVICE tab VERSION tab CODE\n"
    "  # a comment\n"
    "import writes such a list of the constants in FOLDER/SERVICE/vYYYYMMDD/errors.go.\n"
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
    "\n"
    "Exit status:\n"
    "  0  what was asked for is done; lookup: every code is known\n"
    "  1  lookup: at least one code is unknown\n"
    "  2  wrong usage, a list or image that cannot be used, or something could not be read or\n"
    "     written\n";
/* clang-format on */

static exit_status print(const char *text) {
    buffer out = {0};
    buffer_text(&out, text);
    const bool written = output_write(&out);
    buffer_free(&out);
    return written ? STATUS_VALID : STATUS_TROUBLE;
}

exit_status help_general(void) {
    return print(general);
}

exit_status help_check(void) {
    return print(check);
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
    if (strcmp(command, "codes") == 0) {
        return help_codes();
    }
    complain(command, "is not a command; try 'tcenvelope --help'");
    return STATUS_TROUBLE;
}
