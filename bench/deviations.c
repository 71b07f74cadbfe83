#include "deviations.h"

#define BIT(violation) ((uint64_t)1 << TCE_VIOLATION_##violation)
#define REFUSED        ((uint64_t)0)

/* Members of one name are one member in a hash table, the last of them. */
#define DUPLICATES                                                                                 \
    (BIT(RESPONSE_DUPLICATE) | BIT(REQUEST_ID_DUPLICATE) | BIT(ERROR_DUPLICATE) |                  \
     BIT(CODE_DUPLICATE) | BIT(MESSAGE_DUPLICATE))
#define FIRST_ONE                                                                                  \
    (DUPLICATES | BIT(RESPONSE_NOT_OBJECT) | BIT(REQUEST_ID_NOT_STRING) | BIT(REQUEST_ID_EMPTY) |  \
     BIT(REQUEST_ID_TOO_LONG) | BIT(ERROR_NOT_OBJECT) | BIT(CODE_MISSING) | BIT(CODE_NOT_STRING) | \
     BIT(MESSAGE_MISSING) | BIT(MESSAGE_NOT_STRING))
#define MISSING                                                                                    \
    (BIT(RESPONSE_MISSING) | BIT(REQUEST_ID_MISSING) | BIT(CODE_MISSING) | BIT(MESSAGE_MISSING))

#define SURROGATES "@(*surrogate*|a pair that * divides|escapes in *|a Code with escapes)"
#define IN_PAIRS   "surrogates must come in pairs"
#define TOO_LARGE  "@(an integer of *|an exponent *)"

/* clang-format off */
static const deviation deviations[] = {
    {"libyajl", BIT(JSON_UTF8), "*", "takes overlong forms, surrogates and more than U+10FFFF"},
    {"libyajl", BIT(JSON_SYNTAX), "*vertical tab*", "takes it for white space"},
    {"libyajl", BIT(JSON_TRAILING), "* after the root value*",
     "takes vertical tab and form feed for white space; does not check a token that is cut there"},
    {"libyajl", BIT(REQUEST_ID_TOO_LONG) | BIT(CODE_TOO_LONG), "*lone surrogate*",
     "makes one byte of them"},

    {"*simdjson-dom", REFUSED, TOO_LARGE, "more than a double has"},
    {"*simdjson-dom", REFUSED, "an integer @(beyond|below) 64 bits", "has no larger ones"},
    {"*simdjson-ondemand", BIT(JSON_SYNTAX), "*", "does not validate skipped values"},
    {"*simdjson-*", BIT(JSON_DEPTH), "* at depth 513 *", "counts brackets in its own way"},
    {"newer-simdjson-*", BIT(JSON_BOM), "*", "skips it"},
    {"*simdjson-*", REFUSED, SURROGATES, IN_PAIRS},

    {"yyjson", BIT(JSON_DEPTH), "* at depth 513 *", "has no limit"},
    {"yyjson", REFUSED, SURROGATES, IN_PAIRS},

    {"rapidjson", REFUSED, TOO_LARGE, "more than a double has"},
    {"rapidjson", REFUSED, SURROGATES, IN_PAIRS},

    {"json-c", BIT(JSON_SYNTAX), "*", "takes control characters, NaN, Infinity, 00 and 1."},
    {"json-c", BIT(JSON_UTF8), "*", "takes overlong forms and surrogates"},
    {"json-c", FIRST_ONE, "@(* twice*|* a second one*)", "sees the last of several"},
    {"json-c", MISSING, "not *: an escaped NUL after it", "a name ends at a NUL"},
    {"json-c", REFUSED, "not *: an escaped NUL after it", "a name ends at a NUL"},
    {"json-c", BIT(JSON_DEPTH), "* at depth 513 *", "counts brackets in its own way"},

    {"jansson", FIRST_ONE, "@(* twice*|* a second one*)", "sees the last of several"},
    {"jansson", BIT(JSON_DEPTH), "* at depth 513 *", "has a limit of its own"},
    {"jansson", BIT(JSON_SYNTAX), "*", "takes NUL for the end"},
    {"jansson", REFUSED, TOO_LARGE, "more than a double has"},
    {"jansson", REFUSED, SURROGATES, IN_PAIRS},
    {"jansson", REFUSED, "not Error: an escaped NUL after it", "no name may hold a NUL"},

    {"cjson", BIT(JSON_UTF8), "*", "does not check the encoding"},
    {"cjson", BIT(JSON_SYNTAX), "*", "takes control characters; reads numbers as strtod does"},
    {"cjson", BIT(JSON_BOM), "*", "skips it"},
    {"cjson", BIT(JSON_DEPTH), "* at depth 513 *", "has a limit of its own"},
    {"cjson", MISSING, "not *: an escaped NUL after it", "a string ends at a NUL"},
    {"cjson", REFUSED, "*escaped NUL*", "a string ends at a NUL"},
    {"cjson", REFUSED, SURROGATES, IN_PAIRS},
};
/* clang-format on */

const deviation *deviation_at(size_t index) {
    return index < sizeof(deviations) / sizeof(deviations[0]) ? &deviations[index] : NULL;
}
