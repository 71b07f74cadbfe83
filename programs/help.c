#include "help.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "complain.h"
#include "output.h"
#include "tcenvelope.h"

/* The lines are laid out for the terminal. */
/* clang-format off */
#define USAGE                                                                                      \
    "usage: tcenvelope check [options] [FILE...]\n"                                                \
    "       tcenvelope codes list [--report=text|json]\n"                                          \
    "       tcenvelope codes lookup [--report=text|json] CODE...\n"                                \
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
    "  --jobs=N           threads for large ndjson files, 1 to 256 (default: processors)\n"        \
    "  --report=FORM      a line for each document: text, json or none (default: text)\n"          \
    "  --only=VERDICT     print success, failure or invalid alone; may be repeated\n"              \
    "  --quiet            no progress and no summary on standard error\n"                          \
    "  --help             this help\n"                                                             \
    "A SIZE is a number of bytes, or has k, m or g behind it: 64k is 65536.\n"

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
    "  help COMMAND  more about check or codes\n"
    "\n"
    "Options of tcenvelope itself:\n"
    "  --version          the version, and the engines built in\n"
    "  --help             this help\n"
    "\n"
    "Options of check:\n"
    CHECK_OPTIONS
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
    "\n"
    CHECK_STATUSES;

static const char codes[] =
    "tcenvelope codes tells what error codes mean.\n"
    "\n"
    "usage: tcenvelope codes list [--report=text|json]\n"
    "       tcenvelope codes lookup [--report=text|json] CODE...\n"
    "\n"
    "Of each code: its kind (lookup), its class, its category and its meaning.\n"
    "  common   is one of the codes that every API may answer\n"
    "  derived  is not, but what stands before its first dot is, or is AuthFailure\n"
    "  unknown  is neither\n"
    "\n"
    "Options:\n"
    "  --report=FORM      a table as text, or json: an object per line (default: text)\n"
    "  --help             this help\n"
    "\n"
    "Examples:\n"
    "  tcenvelope codes list\n"
    "  tcenvelope codes lookup --report=json InvalidParameterValue.ImageNotFound\n"
    "\n"
    "Exit status:\n"
    "  0  every code is known: common or derived\n"
    "  1  at least one code is unknown\n"
    "  2  wrong usage, or standard output could not be written\n";
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
