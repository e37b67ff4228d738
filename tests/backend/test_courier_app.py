"""The courier's app is served under its own path, with the headers that a worker needs."""

import pytest
from django.test import Client

from backend import courier_app


@pytest.fixture
def built(tmp_path, settings):
    folder = tmp_path / "backend" / "static" / "courier"
    folder.mkdir(parents=True)
    for name in ("index.html", "sw.js", "manifest.webmanifest"):
        (folder / name).write_text(name)
    settings.BASE_DIR = tmp_path
    return folder


@pytest.mark.parametrize(
    ("address", "file_name", "content_type"),
    [
        ("/courier/", "index.html", "text/html; charset=utf-8"),
        ("/courier/sw.js", "sw.js", "text/javascript; charset=utf-8"),
        ("/courier/manifest.webmanifest", "manifest.webmanifest", "application/manifest+json"),
    ],
)
def test_each_file_of_the_app_is_asked_for_anew(built, address, file_name, content_type):
    response = Client().get(address)

    assert b"".join(response) == (built / file_name).read_bytes()
    assert response.headers["Content-Type"] == content_type
    assert response.headers["Cache-Control"] == "no-cache"
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]


def test_before_the_build_there_is_no_app(tmp_path, settings):
    settings.BASE_DIR = tmp_path

    response = Client().get("/courier/")

    assert response.status_code == 404


def test_nothing_else_is_served_from_the_folder(built):
    (built / "secret").write_text("no")

    assert Client().get("/courier/secret").status_code == 404
    assert set(courier_app._FILES) == {"", "sw.js", "manifest.webmanifest"}
