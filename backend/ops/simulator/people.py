"""Citizens who do not exist: names put together from common ones, numbers that nobody has."""

import random
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

FAMILY: Final = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ", "Đặng", "Bùi", "Hồ")
MIDDLE: Final = ("Văn", "Thị", "Hữu", "Ngọc", "Minh", "Kim", "Thanh", "Mỹ", "Quốc", "Bích")
GIVEN: Final = (
    "An",
    "Bình",
    "Châu",
    "Dung",
    "Hạnh",
    "Hiếu",
    "Hoa",
    "Khoa",
    "Lan",
    "Lộc",
    "Mai",
    "Nghĩa",
    "Phúc",
    "Sen",
    "Tâm",
    "Thảo",
    "Trang",
    "Vinh",
)
CHANNELS: Final = ("counter", "counter", "counter", "online", "public_post")
DOOR_SHARE: Final = 0.12


def intake_of(procedure: Mapping[str, Any], *, chance: random.Random, seal: str) -> dict[str, Any]:
    """Return what a clerk writes down when somebody hands in a dossier.

    Args:
        procedure: what it is about, as the site lists it.
        chance: the dice.
        seal: number of the seal on the envelope.
    """
    to_door = chance.random() < DOOR_SHARE
    papers = [
        {"name": one["name"], "kind": one["kind"], "count": one["count"]}
        for one in procedure["papers"]
        if one["is_required"]
    ]
    return {
        "request_id": str(UUID(int=chance.getrandbits(128), version=4)),
        "procedure": procedure["id"],
        "channel": chance.choice(CHANNELS),
        "applicant": _applicant(chance, with_address=to_door),
        "returns_to_door": to_door,
        "papers": papers or [{"name": "Đơn đề nghị", "kind": "original", "count": 1}],
        "seal": seal,
    }


def _applicant(chance: random.Random, *, with_address: bool) -> dict[str, str]:
    name = " ".join(chance.choice(names) for names in (FAMILY, MIDDLE, GIVEN))
    # No number of Vietnam begins with four zeros.
    said = {"name": name, "phone": f"0000{chance.randrange(10**6):06}"}
    if with_address:
        said["address"] = f"Số {chance.randrange(1, 400)}, ấp {chance.randrange(1, 6)}"
    return said
