"""A web server on this host, which answers as a test wants."""

import contextlib
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """`send` writes the body; without it the body is `content`."""

    content: bytes = b""
    status: int = 200
    headers: dict = field(default_factory=dict)
    send: object = None


class Web:
    """`answers` by path; `asked` is what was asked for, with its headers."""

    def __init__(self):
        self.answers = {}
        self.asked = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = False
        self.port = self.server.server_address[1]
        self.base = f"http://127.0.0.1:{self.port}"

    def put(self, path, *arguments, **fields):
        """The URL at which this answer is given."""
        self.answers[path] = Answer(*arguments, **fields)
        return self.base + path

    def moved(self, path, target, status=302):
        return self.put(path, status=status, headers={"Location": target})

    def _handler(web):  # noqa: N805 - the server's `self` is inside
        class Handler(BaseHTTPRequestHandler):
            timeout = 10

            def do_GET(self):
                web.asked.append((self.path, dict(self.headers)))
                web._answer(self, web.answers.get(self.path, Answer(b"no", 404)))

            def log_message(self, *_):
                pass

        return Handler

    @staticmethod
    def _answer(request, answer):
        request.send_response(answer.status)
        length = {} if answer.send else {"Content-Length": str(len(answer.content))}
        for name, value in {**length, **answer.headers}.items():
            request.send_header(name, value)
        request.end_headers()
        with contextlib.suppress(OSError):  # the other side has heard enough
            if answer.send:
                answer.send(request.wfile)
            else:
                request.wfile.write(answer.content)


@contextlib.contextmanager
def serving():
    web = Web()
    thread = threading.Thread(target=web.server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield web
    finally:
        web.server.shutdown()
        thread.join()
        web.server.server_close()
