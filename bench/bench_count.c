/*
 * One pass of one case, for a tool that counts instructions.
 *
 *   bench_count CASE      as bench names it: small/yajl/complete
 *
 * What is to be counted is counted_pass and all that it calls; a pass before it is not. Prints the
 * instruction set that the reader uses, or its version. A wrong answer is exit status 1.
 */
#include <stdio.h>
#include <string.h>

#include "cases.h"
#include "peer.h"

uint64_t counted_pass(const bench_case *c, void *state);

/* Not inlined: the counter distinguishes it from the pass before it by its name. */
__attribute__((noinline)) uint64_t counted_pass(const bench_case *c, void *state) {
    return c->pass(state);
}

static const bench_case *find(const case_list *l, const char *name) {
    for (size_t i = 0; i < l->count; i++) {
        if (strcmp(l->cases[i].name, name) == 0) {
            return &l->cases[i];
        }
    }
    return NULL;
}

/* The reader is the middle part of the name. */
static void print_version(const char *name) {
    char slug[64];
    const char *begin = strchr(name, '/') + 1;
    const size_t length = strcspn(begin, "/");
    (void)snprintf(slug, sizeof(slug), "%.*s", (int)length, begin);
    const peer *p = peer_find(slug);
    printf("%s\n", p != NULL ? p->version() : slug);
}

static bool run(const bench_case *c) {
    bench_work work = {0};
    c->prepare(c->row);
    c->begin(c->row, &work);
    const bool first = c->pass(work.state) == work.digest;
    const bool second = counted_pass(c, work.state) == work.digest;
    c->end(work.state);
    return first && second;
}

int main(int argc, char **argv) {
    case_list l = cases_make();
    const bench_case *c = argc == 2 ? find(&l, argv[1]) : NULL;
    int status = 2;
    if (c == NULL) {
        (void)fprintf(stderr, "usage: bench_count CASE; bench --benchmark_list_tests lists them\n");
    } else {
        print_version(c->name);
        status = run(c) ? 0 : 1;
    }
    cases_free(&l);
    return status;
}
