"""Mail is sent by a worker, once, also when the mail server is away for a while."""

import asyncio
import threading
from datetime import timedelta

import pytest
from django.core import mail

from jobs import letters, posting, publishing
from jobs.models import Letter
from provenance import times
from tests import factories

pytestmark = pytest.mark.django_db


class MailServer:
    """As much of SMTP as it takes to be given a letter."""

    def __init__(self):
        self.received = []
        self._ready = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()
        self._ready.wait(5)

    def _run(self):
        asyncio.run(self._serve())

    async def _serve(self):
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._stop, self._loop = asyncio.Event(), asyncio.get_running_loop()
        self._ready.set()
        await self._stop.wait()
        server.close()

    async def _talk(self, reader, writer):
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            word = line[:4].upper()
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                self.received.append(await reader.readuntil(b"\r\n.\r\n"))
            writer.write(b"221 bye\r\n" if word == b"QUIT" else b"250 well\r\n")
            if word == b"QUIT":
                break
        await writer.drain()
        writer.close()

    def stop(self):
        self._loop.call_soon_threadsafe(self._stop.set)


@pytest.fixture
def smtp(settings):
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield server
    server.stop()


def test_a_letter_reaches_a_mail_server(smtp, rung):
    letters.write("ada@example.org", "Grüße", "A line.\n")
    posting.post()
    [received] = smtp.received
    assert b"To: ada@example.org" in received
    assert b"Subject: =?utf-8?" in received
    assert Letter.objects.get().sent_at is not None


def test_workers_are_told_of_it_and_it_is_sent_once(rung):
    letters.write("ada@example.org", "One", "A line.\n")
    posting.post()
    posting.post()
    assert [letter.to for letter in mail.outbox] == [["ada@example.org"]]


def test_where_there_is_no_mail_server_nothing_is_written(settings, rung):
    settings.OPUS_MAIL_HOST = ""
    letters.write("ada@example.org", "One", "A line.\n")
    letters.write("", "Two", "A line.\n")
    assert not Letter.objects.exists()


def test_a_mail_server_that_is_away_is_tried_again_later(settings, rung):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    letters.write("ada@example.org", "One", "A line.\n")
    posting.post()
    letter = Letter.objects.get()
    assert (letter.sent_at, letter.tries) == (None, 1)
    assert "refused" in letter.problem
    assert letter.next_try_at > times.now() + timedelta(seconds=30)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    posting.post()
    assert mail.outbox == []
    Letter.objects.update(next_try_at=times.now())
    posting.post()
    assert len(mail.outbox) == 1


def test_after_a_day_it_is_given_up_and_after_a_month_forgotten(rung):
    letters.write("ada@example.org", "One", "A line.\n")
    Letter.objects.update(written_at=times.now() - timedelta(days=2))
    posting.post()
    assert mail.outbox == []
    Letter.objects.update(written_at=times.now() - timedelta(days=31))
    posting.post()
    assert not Letter.objects.exists()


def test_a_subject_cannot_become_a_header(rung):
    letters.write("ada@example.org", "One\r\nBcc: eve@example.org", "x\n")
    posting.post()
    assert mail.outbox[0].message()["Bcc"] is None
    assert "\n" not in mail.outbox[0].subject


def test_two_workers_do_not_send_it_twice(rung):
    letters.write("ada@example.org", "One", "A line.\n")
    letter = Letter.objects.get()
    assert posting._claim(letter)
    assert not posting._claim(letter)


@pytest.fixture
def people(alice, operator, settings):
    settings.OPUS_URL = "https://opus.example.org"
    for person in (alice, operator):
        person.email = f"{person.username}@example.org"
        person.save()
    return alice, operator


def test_validators_are_told_what_waits_and_authors_what_was_decided(people):
    author, validator = people
    version = factories.draft(author)
    publishing.submit(version, author, "Please look.")
    told = Letter.objects.get()
    assert told.to == "olga@example.org"
    assert "Please look." in told.body
    assert "https://opus.example.org/activities/waiting" in told.body
    publishing.reject(version, validator, "Say what it does.")
    answer = Letter.objects.last()
    assert answer.to == "alice@example.org"
    assert "Say what it does." in answer.body
    assert "https://opus.example.org/activities/echo/edit" in answer.body


def test_nobody_is_told_what_they_did_themselves(people):
    _, validator = people
    version = factories.submitted(validator)
    publishing.publish(version, validator, unproven="A test.")
    assert not Letter.objects.exists()
