#include "formats.h"

#include "text.h"

typedef struct format {
    const char *name;
    const char *type;
    void (*write)(out *o, const tce_http_snapshot *snapshot, tce_text nonce);
} format;

static const format formats[] = {
    [TCE_HTTP_FORMAT_HTML] = {"html", "text/html; charset=utf-8", format_html},
    [TCE_HTTP_FORMAT_JSON] = {"json", "application/json", format_json},
    [TCE_HTTP_FORMAT_PROMETHEUS] = {"prometheus", "text/plain; version=0.0.4; charset=utf-8",
                                    format_prometheus},
};

static const format *find(tce_http_format number) {
    return (unsigned)number < sizeof(formats) / sizeof(formats[0]) ? &formats[number] : NULL;
}

const char *tce_http_format_name(tce_http_format number) {
    const format *f = find(number);
    return f == NULL ? NULL : f->name;
}

const char *tce_http_format_type(tce_http_format number) {
    const format *f = find(number);
    return f == NULL ? NULL : f->type;
}

bool tce_http_format_write(const tce_http_snapshot *snapshot, tce_http_format number,
                           tce_text nonce, tce_http_write *write, void *user) {
    const format *f = find(number);
    if (snapshot == NULL || f == NULL || write == NULL) {
        return false;
    }
    out o;
    o.write = write;
    o.user = user;
    o.has_failed = false;
    o.length = 0;
    f->write(&o, snapshot, nonce);
    return out_flush(&o);
}

size_t tce_http_page_policy(tce_text nonce, char *buffer, size_t size) {
    if (buffer == NULL || size == 0) {
        return 0;
    }
    text t = {.bytes = buffer, .size = size - 1};
    text_put_name(&t, "default-src 'none'; style-src 'nonce-");
    text_put(&t, nonce.bytes, nonce.length);
    text_put_name(&t, "'; script-src 'nonce-");
    text_put(&t, nonce.bytes, nonce.length);
    text_put_name(&t, "'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
                      "frame-ancestors 'none'");
    buffer[t.length] = '\0';
    return t.is_cut ? 0 : t.length;
}
