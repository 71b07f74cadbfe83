# A request whose response is broken goes to a second backend, with its body.
#
# Repeating is safe for calls that read and for no others: the first backend may have done what it
# was asked.
vcl 4.1;

import std;
import tcenvelope;

backend first {
    .host = "127.0.0.1";
    .port = "8081";
}

backend second {
    .host = "127.0.0.1";
    .port = "8082";
}

sub vcl_recv {
    set req.backend_hint = first;
    # Without this, Varnish cannot repeat a request with a body. A larger one fails.
    std.cache_req_body(1MB);
}

sub vcl_backend_fetch {
    if (bereq.retries > 0) {
        set bereq.backend = second;
    }
}

sub vcl_backend_response {
    tcenvelope.guard(hold);
}

sub vcl_backend_error {
    if (tcenvelope.rejected()) {
        if (bereq.retries == 0) {
            return (retry);
        }
        tcenvelope.answer();
        return (deliver);
    }
}
