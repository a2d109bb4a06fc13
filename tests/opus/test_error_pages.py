"""The page of each error, also when there is no request to draw it for."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path

from opus.headers import PAGE
from opus.urls import urlpatterns as _portal


def _broken(request):
    raise ZeroDivisionError


def _closed(request):
    raise PermissionDenied


def _open(request):
    return HttpResponse("ok")


urlpatterns = [
    path("broken", _broken),
    path("closed", _closed),
    path("open", _open),
    *_portal,
]


@pytest.fixture(autouse=True)
def _urls(settings, db):
    settings.ROOT_URLCONF = __name__


def _page(response, status, words):
    assert response.status_code == status
    assert response["Content-Security-Policy"] == PAGE
    text = response.content.decode()
    assert words in text
    assert '<link rel="stylesheet" href="/static/base.css">' in text
    assert 'href="/"' in text
    return text


def _client(**options):
    return Client(raise_request_exception=False, **options)


def test_a_request_that_makes_no_sense_is_a_400():
    response = _client().get("/open", headers={"host": "evil.example.org"})
    _page(response, 400, "did not understand")


def test_a_form_with_a_file_that_is_cut_is_a_400(as_alice):
    response = as_alice.post("/login", b"x", "multipart/form-data")
    _page(response, 400, "did not understand")


def test_what_one_may_not_do_is_a_403():
    _page(_client().get("/closed"), 403, "not yours to do")


def test_a_form_without_its_token_is_a_403():
    response = _client(enforce_csrf_checks=True).post("/login")
    _page(response, 403, "The form was too old.")


def test_an_unknown_page_is_a_404():
    _page(_client().get("/nothing"), 404, "no such page")


def test_a_mistake_of_the_portal_is_a_500_that_tells_nothing():
    text = _page(_client().get("/broken"), 500, "The portal made a mistake.")
    assert "ZeroDivision" not in text


@pytest.mark.parametrize("name", ["400", "403_csrf", "500"])
def test_these_need_no_request(name):
    assert "<h1>" in render_to_string(f"{name}.html")


def test_a_path_never_becomes_markup(as_alice):
    text = as_alice.get("/<script>alert(1)</script>").content.decode()
    assert "<script>alert" not in text
