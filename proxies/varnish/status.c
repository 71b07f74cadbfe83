#include "status.h"

#include "counters.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* Bytes of the nonce that the page's own style and script carry, so that no others run. */
#define NONCE_BYTES 16

/* What is written. */
typedef struct page {
    tce_http_format format;
    tce_http_snapshot *snapshot;
    char nonce[2 * NONCE_BYTES];
} page;

/* ---- Request ---------------------------------------------------------------------------------*/

static bool is_format(const char *word, size_t length, tce_http_format format) {
    const char *name = tce_http_format_name(format);
    return strlen(name) == length && memcmp(name, word, length) == 0;
}

/* Sets *format to that of "?format=" in the address, where there is one. Returns whether the
 * format is known. */
static bool select_format(const char *url, tce_http_format *format) {
    static const char argument[] = "format=";
    const char *p = strchr(url, '?');
    while (p != NULL && strncmp(p + 1, argument, sizeof(argument) - 1) != 0) {
        p = strchr(p + 1, '&');
    }
    if (p == NULL) {
        return true;
    }
    p += sizeof(argument);
    const size_t length = strcspn(p, "&#");
    for (int f = TCE_HTTP_FORMAT_HTML; f <= TCE_HTTP_FORMAT_PROMETHEUS; f++) {
        if (is_format(p, length, (tce_http_format)f)) {
            *format = (tce_http_format)f;
            return true;
        }
    }
    return false;
}

/* ---- Head ------------------------------------------------------------------------------------*/

/* Names begin with their length, as Varnish has them. */
static void set_header(VRT_CTX, const char *name, const char *value) {
    const struct gethdr_s header = {HDR_RESP, name};
    VRT_SetHdr(ctx, &header, NULL, TOSTRAND(value));
}

static bool make_nonce(page *p) {
    static const char digits[] = "0123456789abcdef";
    unsigned char random[NONCE_BYTES];
    if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random)) {
        return false;
    }
    for (size_t i = 0; i < NONCE_BYTES; i++) {
        p->nonce[2 * i] = digits[random[i] >> 4];
        p->nonce[2 * i + 1] = digits[random[i] & 15];
    }
    return true;
}

static tce_text nonce_of(const page *p) {
    return (tce_text){p->nonce, sizeof(p->nonce)};
}

static void write_head(VRT_CTX, const page *p) {
    char policy[TCE_HTTP_PAGE_POLICY_MAX];
    if (p->format == TCE_HTTP_FORMAT_HTML) {
        (void)tce_http_page_policy(nonce_of(p), policy, sizeof(policy));
        set_header(ctx, "\030Content-Security-Policy:", policy);
    }
    set_header(ctx, "\015Content-Type:", tce_http_format_type(p->format));
    set_header(ctx, "\016Cache-Control:", "no-store");
    set_header(ctx, "\027X-Content-Type-Options:", "nosniff");
    VRT_l_resp_status(ctx, 200);
}

/* ---- Page ------------------------------------------------------------------------------------*/

static bool write_part(void *user, const char *bytes, size_t length) {
    const struct vrt_ctx *const *ctx = user;
    const struct vrt_blob blob = {.len = length, .blob = bytes};
    VRT_synth_blob(*ctx, &blob);
    return true;
}

static void write_page(VRT_CTX, page *p) {
    write_head(ctx, p);
    (void)tce_http_format_write(p->snapshot, p->format, nonce_of(p), write_part, &ctx);
    free(p->snapshot);
}

void status_page(VRT_CTX, tce_http_format format) {
    page p = {.format = format};
    if (ctx->method != VCL_MET_SYNTH) {
        VRT_fail(ctx, "tcenvelope: status() can only be called in vcl_synth");
        return;
    }
    if (!select_format(VRT_r_req_url(ctx), &p.format)) {
        VRT_l_resp_status(ctx, 400);
        return;
    }
    p.snapshot = make_nonce(&p) ? counters_snapshot() : NULL;
    if (p.snapshot == NULL) {
        VRT_fail(ctx, "tcenvelope: status() has no memory or no random numbers");
        return;
    }
    write_page(ctx, &p);
}
