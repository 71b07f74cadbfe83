/*
 * The stack that the library takes, libyajl's included: measured over every document of the table,
 * on a stack filled with a known byte beforehand. These bounds are in the README.
 */
#define _DEFAULT_SOURCE
#include "harness.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "documents.h"
#include "tcenvelope.h"

#define STACK_SIZE ((size_t)256 * 1024)
#define PAINT      0xA5

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED
#endif

/* Sanitizers put red zones around each variable and use stack of their own. */
#if defined(SANITIZED)
#define ROOM ((size_t)64 * 1024)
#else
#define ROOM 0
#endif

static char json[DOCUMENT_BYTES_MAX];
static uint64_t storage[8192];
static size_t json_length;

static void *do_nothing(void *unused) {
    return unused;
}

static void *feed(void *unused) {
    tce_validator *v = tce_init(storage, sizeof(storage), NULL);
    for (size_t i = 0; i < json_length; i += 3) {
        (void)tce_feed(v, json + i, json_length - i < 3 ? json_length - i : 3);
    }
    (void)tce_finish(v);
    return unused;
}

static void *feed_stream(void *unused) {
    tce_stream *s = tce_stream_init(storage, sizeof(storage), NULL, TCE_FRAMING_CONCATENATED);
    (void)tce_stream_feed(s, json, json_length);
    (void)tce_stream_finish(s);
    return unused;
}

static void *validate(void *unused) {
    (void)tce_validate(json, json_length, NULL, NULL);
    return unused;
}

static void *validate_by_yajl(void *unused) {
    tce_options options = TCE_OPTIONS_INIT;
    options.engine = TCE_ENGINE_YAJL;
    options.max_depth = TCE_MAX_DEPTH_LIMIT;
    (void)tce_validate(json, json_length, &options, NULL);
    return unused;
}

/* The deepest use by the function (or by the dynamic linker, when it looks up a function of libyajl
 * for the first time), in bytes from the top of the stack. */
static size_t stack_used(unsigned char *stack, void *(*function)(void *)) {
    pthread_attr_t attributes;
    pthread_t thread;
    memset(stack, PAINT, STACK_SIZE);
    assert_int_equal(pthread_attr_init(&attributes), 0);
    assert_int_equal(pthread_attr_setstack(&attributes, stack, STACK_SIZE), 0);
    assert_int_equal(pthread_create(&thread, &attributes, function, NULL), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(pthread_attr_destroy(&attributes), 0);
    size_t untouched = 0;
    while (untouched < STACK_SIZE && stack[untouched] == PAINT) {
        untouched++;
    }
    return STACK_SIZE - untouched;
}

static void expect_at_most(const char *what, void *(*function)(void *), size_t bound) {
    unsigned char *stack = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    assert_true(stack != MAP_FAILED);
    const size_t base = stack_used(stack, do_nothing);
    size_t most = 0;
    for (size_t i = 0; i < documents_count(); i++) {
        json_length = parts_write(document_at(i)->json, json);
        const size_t used = stack_used(stack, function);
        most = used > most ? used : most;
    }
    assert_int_equal(munmap(stack, STACK_SIZE), 0);
    print_message("%s: %zu bytes of stack\n", what, most - base);
    assert_true(most > base);
    assert_true(most - base <= bound + ROOM);
}

static void feeding_takes_less_than_eight_kilobytes_of_stack(void **state) {
    (void)state;
    expect_at_most("tce_feed and tce_finish", feed, (size_t)8 * 1024);
    expect_at_most("tce_stream_feed and tce_stream_finish", feed_stream, (size_t)8 * 1024);
}

static void validate_takes_less_than_ten_kilobytes_of_stack(void **state) {
    (void)state;
    expect_at_most("tce_validate", validate, (size_t)10 * 1024);
}

static void validate_by_yajl_takes_less_than_thirty_kilobytes_of_stack(void **state) {
    (void)state;
    expect_at_most("tce_validate by yajl", validate_by_yajl, (size_t)30 * 1024);
}

static void sizes_match_the_readme(void **state) {
    (void)state;
    tce_options options = TCE_OPTIONS_INIT;
    for (int engine = TCE_ENGINE_YAJL; engine <= TCE_ENGINE_SIMD; engine++) {
        options.engine = (tce_engine)engine;
        if (!tce_engine_available(options.engine)) {
            continue;
        }
        options.max_depth = TCE_MAX_DEPTH_DEFAULT;
        const size_t usual = tce_storage_size(&options);
        options.max_depth = TCE_MAX_DEPTH_LIMIT;
        print_message("%s: %zu bytes of storage, %zu at the limit of depth; a report %zu\n",
                      tce_engine_name(options.engine), usual, tce_storage_size(&options),
                      sizeof(tce_report));
        assert_true(usual <= 22000 && tce_storage_size(&options) <= 26000);
    }
}

/* clang-format off */
TESTS(
    T(feeding_takes_less_than_eight_kilobytes_of_stack),
    T(validate_takes_less_than_ten_kilobytes_of_stack),
    T(validate_by_yajl_takes_less_than_thirty_kilobytes_of_stack),
    T(sizes_match_the_readme),
)
