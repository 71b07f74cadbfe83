#include "support/arguments.h"

#include <stddef.h>

#include "support/complain.h"

static const char *long_name(const struct option *longs, int id) {
    for (; longs->name != NULL; longs++) {
        if (longs->val == id) {
            return longs->name;
        }
    }
    return NULL;
}

/* Reports why getopt_long returned ':' or '?'. argv[optind - 1] is the rejected word; if it is a
 * group of letters, optopt is the rejected letter. */
static void complain_of_option(const struct option *longs, int answer, char *const *argv) {
    const char *word = argv[optind - 1];
    const char *known = optopt > 255 ? long_name(longs, optopt) : NULL;
    const char letter[] = {'-', (char)optopt, '\0'};
    if (answer == ':') {
        complain(word, "needs a value; try 'tcenvelope help %s'", argv[0]);
    } else if (known != NULL) {
        complain(word, "--%s takes no value; leave it out", known);
    } else {
        complain(optopt != 0 ? letter : word, "is not an option of %s; try 'tcenvelope --help'",
                 argv[0]);
    }
}

/* Resets getopt's global state and silences its own messages. */
static void begin_parsing(void) {
    optind = 0;
    opterr = 0;
}

bool arguments_parse(int argc, char **argv, const argument_grammar *grammar, void *user) {
    begin_parsing();
    for (int id; (id = getopt_long(argc, argv, grammar->letters, grammar->longs, NULL)) != -1;) {
        if (id == ':' || id == '?') {
            complain_of_option(grammar->longs, id, argv);
            return false;
        }
        if (!grammar->take(user, id)) {
            return false;
        }
    }
    return true;
}
