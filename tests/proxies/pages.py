"""A fast upstream for loads: the packaged nginx without a module.

    /length/DOCUMENT    the document; /packed/DOCUMENT: in gzip
    /half_fin/...       from an upstream that dies in the middle
"""
import documents
import nginxes

SERVER = """
    root {folder}/pages;
    default_type application/json;
    location /packed/ { add_header Content-Encoding gzip; }
    location /half_fin/ { proxy_pass http://127.0.0.1:%d; proxy_buffering off; }
"""


class Pages(nginxes.Nginx):
    NAME = "pages"
    FIELDS = {"test": "$http_x_test", "uri": "$request_uri"}

    def __init__(self, names, dying):
        super().__init__([], SERVER % dying)
        for name in names:
            body = documents.document(name).body
            self.file(f"pages/length/{name}", body)
            self.file(f"pages/packed/{name}", documents.packed(body))

    def asked(self):
        """The test that each request was of."""
        self.read_access_log()
        return [test for test, lines in self.lines.items() for _ in lines]
