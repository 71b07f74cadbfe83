/* Nothing is allocated between tce_http_init and the last call, decoders included. */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

#include "allocations.h"
#include "encode.h"
#include "tcenvelope_http.h"

#define SOUND "{\"Response\":{\"RequestId\":\"a\",\"Data\":\"xxxxxxxxxxxxxxxxyyyyyyyyyyyyy\"}}"

static tce_http_head head_of(const char *coding) {
    tce_http_head head = TCE_HTTP_HEAD_INIT;
    head.status = 200;
    head.content_type = (tce_text){"application/json", 16};
    head.content_encoding = (tce_text){coding, strlen(coding)};
    return head;
}

static size_t allocations_of(tce_http *h, const char *coding, void *memory, encoded body) {
    char rejection[TCE_HTTP_REJECT_BODY_MAX];
    const tce_http_head head = head_of(coding);
    const size_t before = allocations_count();
    (void)tce_http_begin(h, &head);
    (void)tce_http_give_decoder(h, memory, tce_http_decoder_size(h));
    for (size_t i = 0; i < body.length; i++) {
        (void)tce_http_body(h, body.bytes + i, 1);
    }
    (void)tce_http_end(h, TCE_HTTP_END_COMPLETE);
    (void)tce_http_reject_body(h, (tce_text){NULL, 0}, rejection, sizeof(rejection));
    return allocations_count() - before;
}

static void a_response_allocates_nothing(void **state) {
    (void)state;
    void *storage = malloc(tce_http_storage_size(NULL));
    void *memory = malloc(10000000);
    tce_http *h = tce_http_init(storage, tce_http_storage_size(NULL), NULL);
    for (int mode = TCE_HTTP_MODE_OBSERVE; mode <= TCE_HTTP_MODE_HOLD; mode++) {
        for (int e = ENCODING_GZIP; e < ENCODING_END; e++) {
            if (e == ENCODING_ZSTD &&
                (tce_http_codings_available() & TCE_HTTP_BIT(TCE_HTTP_CODING_ZSTD)) == 0) {
                continue;
            }
            const encoded body = encode((encoding)e, SOUND, strlen(SOUND));
            const size_t count = allocations_of(h, encoding_field((encoding)e), memory, body);
            assert_int_equal(count, 0);
            assert_int_equal(tce_http_outcome_of(h)->verdict, TCE_HTTP_VERDICT_SUCCESS);
            free(body.bytes);
            tce_http_reset(h);
        }
    }
    free(memory);
    free(storage);
}

/* clang-format off */
TESTS(
    T(a_response_allocates_nothing),
)
