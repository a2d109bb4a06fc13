"""A server that answers with any bytes, and lets go of the connection as it likes."""

import contextlib
import socket
import struct
import threading
import time

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n"


@contextlib.contextmanager
def answering(*pieces, pause=0.0, reset=False):
    """Its URL; each request gets the pieces, with a pause after each."""
    listening = socket.create_server(("127.0.0.1", 0))
    threading.Thread(
        target=_serve, args=(listening, pieces, pause, reset), daemon=True
    ).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/uws"
    finally:
        listening.close()


def _serve(listening, pieces, pause, reset):
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        threading.Thread(
            target=_answer, args=(connection, pieces, pause, reset), daemon=True
        ).start()


def _answer(connection, pieces, pause, reset):
    with connection, contextlib.suppress(OSError):
        connection.recv(65536)
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(pause)
        if reset:
            linger = struct.pack("ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
