"""Write the vectors that pytest and vitest both read: `python -m tests.vectors.make_vectors`.

Keys and ids are fixed and signatures deterministic, so that a second run changes nothing. What is
expected is written by hand wherever it is not the signature or hash itself.
"""

import json
from pathlib import Path

from tests.vectors import (
    accept_vectors,
    custody_vectors,
    export_vectors,
    paper_vectors,
    scan_vectors,
    statement_vectors,
    time_vectors,
)

FOLDER = Path(__file__).parent


def all_vectors():
    return {
        "labels": paper_vectors.labels(),
        "codes": paper_vectors.codes(),
        "tickets": paper_vectors.tickets(),
        "accepts": accept_vectors.accepts(),
        "scans": scan_vectors.scans(),
        "statements": statement_vectors.statements(),
        "exports": export_vectors.exports(),
        "deadlines": time_vectors.deadlines(),
        "custody": custody_vectors.custody(),
        "dossier_codes": time_vectors.dossier_codes(),
    }


def as_file(vectors):
    return json.dumps(vectors, ensure_ascii=False, indent=1) + "\n"


def write_all():
    for name, vectors in all_vectors().items():
        (FOLDER / f"{name}.json").write_text(as_file(vectors), encoding="utf-8")


if __name__ == "__main__":
    write_all()
