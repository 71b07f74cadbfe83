"""The packaged nginx with the module."""
import nginxes


class Nginx(nginxes.Nginx):
    """`server`, `http`, `main` are parts of its configuration."""

    NAME = "nginx"
    FIELDS = {
        "test": "$http_x_test",
        "status": "$status",
        "sent": "$body_bytes_sent",
        "verdict": "$tcenvelope_verdict",
        "violation": "$tcenvelope_violation",
        "offset": "$tcenvelope_offset",
        "bytes": "$tcenvelope_bytes",
        "request_id": "$tcenvelope_request_id",
        "code": "$tcenvelope_error_code",
        "class": "$tcenvelope_error_class",
        "action": "$tcenvelope_action",
        "coding": "$tcenvelope_coding",
        "upstream_status": "$upstream_status",
        "uri": "$request_uri",
    }

    def __init__(self, module, *parts, **named):
        super().__init__([module], *parts, **named)
