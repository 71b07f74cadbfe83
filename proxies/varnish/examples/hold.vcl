# A broken response is replaced by an envelope.
vcl 4.1;

import tcenvelope;

backend default {
    .host = "127.0.0.1";
    .port = "8081";
}

sub vcl_init {
    # The status 200 is for the vendor's SDKs: the one for Go reads an envelope with no other.
    new api = tcenvelope.policy(hold, reject_status = 200, max_bytes = 16MB);
}

sub vcl_backend_response {
    api.guard();
}

sub vcl_backend_error {
    if (tcenvelope.rejected()) {
        # A stale object is better than an error, where there is one.
        if (bereq.is_bgfetch) {
            return (abandon);
        }
        tcenvelope.answer();
        return (deliver);
    }
}
