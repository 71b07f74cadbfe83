/*
 * The documents that are measured.
 *
 *   bench_corpus list          the workloads
 *   bench_corpus write NAME    its documents, one per line where they are compact
 *   bench_corpus fit           sizes and shapes: real documents beside generated ones
 */
#include <stdio.h>
#include <string.h>

#include "shape.h"
#include "workloads.h"

static int list(void) {
    const workload *w = NULL;
    for (size_t i = 0; (w = workload_at(i)) != NULL; i++) {
        printf("%-16s %s\n", w->slug, w->title);
    }
    return 0;
}

static bool make(corpus *out, const char *slug) {
    const workload *w = workload_find(slug);
    if (w == NULL) {
        (void)fprintf(stderr, "bench_corpus: no workload is called '%s'; see: list\n", slug);
        return false;
    }
    if (!w->make(out, w->parameter)) {
        (void)fprintf(stderr,
                      "bench_corpus: '%s' needs real documents; TCE_CORPUS in the "
                      "environment names their folder\n",
                      slug);
        return false;
    }
    return true;
}

static int write_documents(const char *slug) {
    corpus c = {0};
    if (!make(&c, slug)) {
        return 2;
    }
    const bool lines = workload_is_lines(workload_find(slug));
    bool written = true;
    for (size_t i = 0; i < c.count; i++) {
        const size_t length = c.documents[i].length;
        written = fwrite(corpus_bytes(&c, i), 1, length, stdout) == length && written;
        written = (lines || putchar('\n') != EOF) && written;
    }
    corpus_free(&c);
    if (fflush(stdout) != 0 || !written) {
        perror("bench_corpus");
        return 2;
    }
    return 0;
}

/* ---- The fit ---------------------------------------------------------------------------------*/

#define COLUMNS 4

static const char *const columns[COLUMNS] = {"live", "small", "documented", "small-pretty"};

typedef enum figure_kind { AVERAGE, SHARE_OF_BYTES, SHARE_OF_DOCUMENTS } figure_kind;

typedef struct figure {
    const char *name;
    size_t member; /* of shape: its offset */
    figure_kind kind;
} figure;

#define OF(member) offsetof(shape, member)

static const figure figures[] = {
    {"objects in each", OF(objects), AVERAGE},
    {"arrays", OF(arrays), AVERAGE},
    {"strings, names too", OF(strings), AVERAGE},
    {"numbers", OF(numbers), AVERAGE},
    {"true, false, null", OF(literals), AVERAGE},
    {"escapes", OF(escapes), AVERAGE},
    {"strings of 256 bytes or more", OF(long_strings), AVERAGE},
    {"depth", OF(depths), AVERAGE},
    {"bytes in strings, %", OF(string_bytes), SHARE_OF_BYTES},
    {"bytes not ASCII, %", OF(non_ascii), SHARE_OF_BYTES},
    {"bytes of white space, %", OF(white), SHARE_OF_BYTES},
    {"failed calls, %", OF(failures), SHARE_OF_DOCUMENTS},
};

static double value_of(const figure *f, const shape *s) {
    size_t value = 0;
    memcpy(&value, (const char *)s + f->member, sizeof(value));
    const double of = (double)(f->kind == SHARE_OF_BYTES ? s->bytes : s->documents);
    return (f->kind == AVERAGE ? 1 : 100) * (double)value / of;
}

static void print_figures(const shape *shapes) {
    for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
        printf("| %s |", figures[i].name);
        for (size_t column = 0; column < COLUMNS; column++) {
            printf(" %.2f |", value_of(&figures[i], &shapes[column]));
        }
        printf("\n");
    }
}

static void print_quantile(const shape *shapes, const char *name, double share) {
    printf("| %s |", name);
    for (size_t column = 0; column < COLUMNS; column++) {
        printf(" %zu |", shape_quantile(&shapes[column], share));
    }
    printf("\n");
}

static void print_sizes(const shape *shapes) {
    printf("| documents |");
    for (size_t column = 0; column < COLUMNS; column++) {
        printf(" %zu |", shapes[column].documents);
    }
    printf("\n| bytes, mean |");
    for (size_t column = 0; column < COLUMNS; column++) {
        printf(" %.0f |", (double)shapes[column].bytes / (double)shapes[column].documents);
    }
    printf("\n");
    print_quantile(shapes, "a quarter has at most", 0.25);
    print_quantile(shapes, "half", 0.5);
    print_quantile(shapes, "three quarters", 0.75);
    print_quantile(shapes, "90 %", 0.9);
    print_quantile(shapes, "99 %", 0.99);
    print_quantile(shapes, "all", 1);
}

static int fit(void) {
    shape shapes[COLUMNS];
    for (size_t column = 0; column < COLUMNS; column++) {
        corpus c = {0};
        if (!make(&c, columns[column])) {
            return 2;
        }
        shape_measure(&shapes[column], &c);
        corpus_free(&c);
    }
    printf("| | real, compact | generated | real, pretty | generated |\n|---|--:|--:|--:|--:|\n");
    print_sizes(shapes);
    print_figures(shapes);
    for (size_t column = 0; column < COLUMNS; column++) {
        shape_free(&shapes[column]);
    }
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "list") == 0) {
        return list();
    }
    if (argc == 3 && strcmp(argv[1], "write") == 0) {
        return write_documents(argv[2]);
    }
    if (argc == 2 && strcmp(argv[1], "fit") == 0) {
        return fit();
    }
    (void)fprintf(stderr, "usage: bench_corpus list | write NAME | fit\n");
    return 2;
}
