"""Bodies of requests that are as they should be, but for what a test says."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from tests import make
from tests.hands import Signed


def intake(**differs: object) -> dict[str, Any]:
    """Make the body of a dossier that is taken in at a counter."""
    said: Mapping[str, object] = {
        "request_id": str(uuid4()),
        "channel": "counter",
        "applicant": {"name": "Nguyễn Văn A", "phone": "0912345214"},
        "returns_to_door": False,
        "papers": [{"name": "Đơn đề nghị", "kind": "original", "count": 1}],
    }
    return {"procedure": str(make.procedure().pk), **said, **differs}


def batch(*scans: Signed) -> dict[str, Any]:
    """Make the body of a batch of scans, each with its private part if it has one."""
    said = [{"jws": one.jws, "private": one.private} for one in scans]
    without_null = [{name: text for name, text in one.items() if text is not None} for one in said]
    return {"v": 1, "batch": str(uuid4()), "scans": without_null}
