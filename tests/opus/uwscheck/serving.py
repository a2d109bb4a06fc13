"""The stub as a server of HTTP."""

import contextlib
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from tests.opus.uwscheck.messages import Asked
from tests.opus.uwscheck.stub import Stub


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_one_request(self):
        with contextlib.suppress(OSError):  # the client hung up
            super().handle_one_request()

    def answer(self):
        asked = self._asked()
        answer = self.server.stub.answer(asked)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if asked.method != "HEAD":
            self.wfile.write(answer.body)

    do_GET = do_HEAD = do_POST = do_DELETE = do_PATCH = answer  # noqa: N815

    def _asked(self):
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = parse_qsl(parts.query, keep_blank_values=True)
        asked = Asked(self.command, parts.path.rstrip("/"), query, headers=headers)
        asked.slash = parts.path.endswith("/")
        kind, body = headers.get("content-type", ""), self._body(headers)
        if kind.startswith("multipart/"):
            _read_parts(asked, kind, body)
        else:
            asked.form = parse_qsl(body.decode(), keep_blank_values=True)
        return asked

    def _body(self, headers):
        if headers.get("transfer-encoding") != "chunked":
            return self.rfile.read(int(headers.get("content-length", 0)))
        whole = b""
        while size := int(self.rfile.readline(), 16):
            whole += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return whole

    def log_message(self, *_):
        """It would disturb."""


def _read_parts(asked, kind, body):
    boundary = kind.partition("boundary=")[2].strip('"').encode()
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = re.search(r'[ ;]name="([^"]*)"', head.decode())[1]
        content = content.removesuffix(b"\r\n")
        if b"filename=" in head:
            asked.files[name] = content
        else:
            asked.form.append((name, content.decode()))


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    block_on_close = False

    def handle_error(self, *_):
        """A client that hung up."""


@contextlib.contextmanager
def serving(before=None, after=None, **options):
    """A stub that listens; its `url` is that of the job list."""
    stub = Stub(before, after, **options)
    with Server(("127.0.0.1", 0), Handler) as server:
        server.stub = stub
        stub.url = f"http://127.0.0.1:{server.server_port}/uws"
        thread = threading.Thread(
            target=server.serve_forever, args=(0.05,), daemon=True
        )
        thread.start()
        yield stub
        server.shutdown()
