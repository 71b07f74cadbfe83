#include "status_parts.h"

/* ---- Kinds ----------------------------------------------------------------------------------*/

static const char *const ngx_http_tcenvelope_verdict_meanings[NGX_HTTP_TCENVELOPE_VERDICT_END] = {
    [NGX_HTTP_TCENVELOPE_SUCCESS] = "sound; the call succeeded",
    [NGX_HTTP_TCENVELOPE_FAILURE] = "sound; the call failed, with an error code",
    [NGX_HTTP_TCENVELOPE_INVALID] = "not JSON, or not the envelope",
    [NGX_HTTP_TCENVELOPE_TRUNCATED] = "the body is complete; its JSON text ends too early",
    [NGX_HTTP_TCENVELOPE_INCOMPLETE] = "the upstream failed before the end of the body",
    [NGX_HTTP_TCENVELOPE_UNSEEN] = "the module did not see the complete body",
    [NGX_HTTP_TCENVELOPE_SKIPPED] = "not validated: another status, type, method or encoding",
};

static const char *const ngx_http_tcenvelope_action_meanings[NGX_HTTP_TCENVELOPE_ACTION_END] = {
    [NGX_HTTP_TCENVELOPE_PASSED] = "sent to the client unchanged",
    [NGX_HTTP_TCENVELOPE_ABORTED] = "the connection to the client was closed",
    [NGX_HTTP_TCENVELOPE_RELEASED] = "held, found sound, then sent",
    [NGX_HTTP_TCENVELOPE_REJECTED] = "replaced by an error",
    [NGX_HTTP_TCENVELOPE_OVERFLOWED] = "larger than the hold limit, so sent before its verdict",
};

static const char *ngx_http_tcenvelope_numbers_verdict_meaning(ngx_uint_t number) {
    return ngx_http_tcenvelope_verdict_meanings[number];
}

static const char *ngx_http_tcenvelope_numbers_action_meaning(ngx_uint_t number) {
    return ngx_http_tcenvelope_action_meanings[number];
}

static const char *ngx_http_tcenvelope_numbers_violation_name(ngx_uint_t number) {
    return tce_violation_name((tce_violation)number);
}

static const char *ngx_http_tcenvelope_numbers_violation_meaning(ngx_uint_t number) {
    return tce_violation_meaning((tce_violation)number);
}

const ngx_http_tcenvelope_kind_t ngx_http_tcenvelope_kinds[NGX_HTTP_TCENVELOPE_KINDS] = {
    {"verdicts", "verdict", "responses", "Responses by verdict.", NGX_HTTP_TCENVELOPE_VERDICT_END,
     ngx_http_tcenvelope_verdict_name, ngx_http_tcenvelope_numbers_verdict_meaning},
    {"violations", "violation", "violations", "Responses with this violation.", TCE_VIOLATION_END,
     ngx_http_tcenvelope_numbers_violation_name, ngx_http_tcenvelope_numbers_violation_meaning},
    {"actions", "action", "actions", "Responses by action.", NGX_HTTP_TCENVELOPE_ACTION_END,
     ngx_http_tcenvelope_action_name, ngx_http_tcenvelope_numbers_action_meaning},
};

/* ---- Codes ----------------------------------------------------------------------------------*/

static int ngx_http_tcenvelope_numbers_compare_codes(const void *left, const void *right) {
    const ngx_http_tcenvelope_code_count_t *a = left;
    const ngx_http_tcenvelope_code_count_t *b = right;
    if (a->count != b->count) {
        return a->count > b->count ? -1 : 1;
    }
    return (int)ngx_memn2cmp(a->code.data, b->code.data, a->code.len, b->code.len);
}

static const char *ngx_http_tcenvelope_numbers_class_of(const ngx_str_t *code) {
    tce_code_info info;
    tce_code_lookup((const char *)code->data, code->len, &info);
    return tce_code_class_name(info.code_class);
}

/* Copies the count first: other workers count meanwhile. */
static void ngx_http_tcenvelope_numbers_take_code(ngx_http_tcenvelope_code_t *slot,
                                                  ngx_http_tcenvelope_numbers_t *numbers) {
    const uint64_t count = slot->count;
    if (count > 0) {
        ngx_http_tcenvelope_code_count_t *taken = &numbers->codes[numbers->code_count++];
        taken->count = count;
        taken->code = (ngx_str_t){slot->length, slot->bytes};
        taken->class_name = ngx_http_tcenvelope_numbers_class_of(&taken->code);
    }
}

static ngx_int_t ngx_http_tcenvelope_numbers_take_codes(ngx_pool_t *pool,
                                                        ngx_http_tcenvelope_counters_t *counters,
                                                        ngx_http_tcenvelope_numbers_t *numbers) {
    numbers->codes = ngx_palloc(pool, counters->slots * sizeof(numbers->codes[0]));
    if (numbers->codes == NULL) {
        return NGX_ERROR;
    }
    for (ngx_uint_t i = 0; i < counters->slots; i++) {
        ngx_http_tcenvelope_numbers_take_code(&counters->codes[i], numbers);
    }
    ngx_qsort(numbers->codes, numbers->code_count, sizeof(numbers->codes[0]),
              ngx_http_tcenvelope_numbers_compare_codes);
    return NGX_OK;
}

/* ---- All ------------------------------------------------------------------------------------*/

static void ngx_http_tcenvelope_numbers_take(uint64_t *counts, const ngx_atomic_t *counters,
                                             ngx_uint_t end) {
    for (ngx_uint_t i = 0; i < end; i++) {
        counts[i] = counters[i];
    }
}

ngx_int_t ngx_http_tcenvelope_take_numbers(ngx_pool_t *pool,
                                           ngx_http_tcenvelope_counters_t *counters,
                                           ngx_http_tcenvelope_numbers_t *numbers) {
    ngx_memzero(numbers, sizeof(*numbers));
    numbers->since = counters->since;
    numbers->time = ngx_time();
    numbers->bytes = counters->bytes;
    numbers->codes_other = counters->codes_other;
    uint64_t *verdicts = numbers->counts[NGX_HTTP_TCENVELOPE_VERDICTS];
    ngx_http_tcenvelope_numbers_take(verdicts, counters->verdicts, NGX_HTTP_TCENVELOPE_VERDICT_END);
    ngx_http_tcenvelope_numbers_take(numbers->counts[NGX_HTTP_TCENVELOPE_VIOLATIONS],
                                     counters->violations, TCE_VIOLATION_END);
    ngx_http_tcenvelope_numbers_take(numbers->counts[NGX_HTTP_TCENVELOPE_ACTIONS],
                                     counters->actions, NGX_HTTP_TCENVELOPE_ACTION_END);
    for (ngx_uint_t i = 0; i < NGX_HTTP_TCENVELOPE_VERDICT_END; i++) {
        numbers->responses += verdicts[i];
    }
    return ngx_http_tcenvelope_numbers_take_codes(pool, counters, numbers);
}
