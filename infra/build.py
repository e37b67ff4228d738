"""Build what the site serves: the front ends, the translations, the collected static files."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from infra.bootstrap import VENV
from infra.stack import ROOT
from infra.steps import STACK, do_once, run

WEB: Final = ROOT / "backend" / "web"
LOCALE: Final = ROOT / "backend" / "locale"
BUILT: Final = ROOT / "backend" / "static"
MADE: Final = {"node_modules", "words", "dist", "coverage", "test-results"}  # not sources
HOSO: Final = str(VENV / "bin" / "hoso")


def build() -> None:
    """Bring every built file up to its sources; what is up to date is left alone."""
    environment = with_our_programs()
    sources = list(_sources(WEB))

    def install_node_packages() -> None:
        what = "Installing Node packages"
        source = "the Node registry"
        run(["npm", "ci"], what=what, source=source, cwd=WEB, environment=environment)

    def build_front_ends() -> None:
        what = "Building the front ends"
        run(["npm", "run", "build"], what=what, cwd=WEB, environment=environment)

    def compile_translations() -> None:
        command = [HOSO, "compilemessages", "--ignore", "web", "--verbosity", "0"]
        run(command, what="Compiling translations", cwd=ROOT / "backend")

    def collect_static_files() -> None:
        command = [HOSO, "collectstatic", "--no-input", "--clear", "--verbosity", "0"]
        run(command, what="Collecting static files")

    lock = [WEB / "package-lock.json"]
    modules, manifest, collected = WEB / "node_modules", BUILT / "manifest.json", STACK / "static"
    do_once("node", inputs=lock, makes=modules, work=install_node_packages)
    do_once("front-ends", inputs=sources, makes=manifest, work=build_front_ends)
    served = [*sources, ROOT / "uv.lock", *(ROOT / "backend").glob("*/static/**/*")]
    do_once("static-files", inputs=served, makes=collected, work=collect_static_files)
    for catalogue in LOCALE.rglob("*.po"):
        makes = catalogue.with_suffix(".mo")
        name = f"translations-{catalogue.parent.parent.name}"
        do_once(name, inputs=[catalogue], makes=makes, work=compile_translations)


def with_our_programs() -> dict[str, str]:
    """Return the environment in which our own programs are found first."""
    path = os.pathsep.join([str(VENV / "bin"), os.environ.get("PATH", os.defpath)])
    return os.environ | {"PATH": path}


def _sources(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = [child for child in folders if child not in MADE]
        yield from (Path(parent) / file for file in files)
