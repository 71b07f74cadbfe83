# Every byte passes; verdicts are in the log and in the counters:
#
#     varnishncsa -b -F '%t %{Host}i %U %s %{VCL_Log:tcenvelope_verdict}x %{VCL_Log:tcenvelope_violation}x'
#     varnishlog -b -q 'VCL_Log:tcenvelope_verdict ~ "invalid|truncated"'
#     varnishstat -I 'TCENVELOPE.*'
vcl 4.1;

import tcenvelope;

backend default {
    .host = "127.0.0.1";
    .port = "8081";
}

acl monitoring {
    "localhost";
}

sub vcl_recv {
    if (req.url ~ "^/(envelope|metrics)([?]|$)") {
        if (client.ip !~ monitoring) {
            return (synth(403));
        }
        return (synth(200));
    }
}

sub vcl_synth {
    if (resp.status == 200 && req.url ~ "^/envelope") {
        tcenvelope.status();
        return (deliver);
    }
    if (resp.status == 200 && req.url ~ "^/metrics") {
        tcenvelope.status(prometheus);
        return (deliver);
    }
}

sub vcl_backend_response {
    tcenvelope.guard(observe);
}
