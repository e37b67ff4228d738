"""The settings hold what they promise: names documented, production safe, hours of Đồng Tháp."""

import ast
import os
import re
import subprocess
import sys

from django.conf import settings

from infra.stack import ROOT
from tests.architecture.sources import tree_of


def names_the_settings_read() -> set[str]:
    calls = [
        node
        for node in ast.walk(tree_of(ROOT / "backend" / "settings.py"))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "env"
    ]
    return {str(ast.literal_eval(call.args[0])) for call in calls}


def names_of_the_example() -> dict[str, str]:
    text = (ROOT / "infra" / "env.example").read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Z_]+)=(.*)$", text, re.MULTILINE))


def test_the_example_names_what_the_settings_read_and_nothing_else():
    assert set(names_of_the_example()) == names_the_settings_read()


def test_dates_and_working_hours_are_those_of_dong_thap():
    assert settings.TIME_ZONE == "Asia/Ho_Chi_Minh"
    assert settings.USE_TZ is True


def test_no_script_or_style_may_stand_inline():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]

    assert "'unsafe-inline'" not in {word for words in directives.values() for word in words}


def test_a_production_site_passes_every_check_of_django():
    production = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": "postgresql://hoso@/hoso",
        "REDIS_URL": "redis://localhost/0",
        "HOSO_ORIGINS": "https://hoso.example.vn",
        "HOSO_SECRET_KEY": "".join(chr(65 + n % 57) for n in range(64)),
    }

    done = run_django(["check", "--deploy", "--fail-level", "WARNING"], production)

    assert done.returncode == 0, done.stderr


def test_plain_http_is_for_this_machine_alone():
    elsewhere = {"PATH": os.environ["PATH"], "HOSO_ORIGINS": "http://hoso.example.vn"}

    done = run_django(["check"], elsewhere)

    assert done.returncode != 0
    assert "http:// is for this machine alone" in done.stderr


def run_django(words: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from backend.cli import main; main()", *words]
    return subprocess.run(  # noqa: S603 - our own command
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
