"""A province as big as it may become: 50,000 papers under way, and 2,000 couriers on the roads."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final
from uuid import UUID

ITEMS: Final = 50_000
COURIERS: Final = 2_000
OFFICES: Final = 160
DISTRICTS: Final = 12
MOVED: Final = 10  # couriers in one frame
WEST, SOUTH, EAST, NORTH = 105.2, 10.2, 105.9, 10.95
E7: Final = 10_000_000
POST: Final = timezone(timedelta(hours=7))
UNIT: Final = str(UUID(int=1))
STREAM: Final = f"unit.{UNIT}"
EPOCH: Final = "0123456789abcdef"
SHARE_CARRIED: Final = 0.6
WORK: Final = [["07:00", "11:30"], ["13:30", "17:00"]]


@dataclass
class World:
    """Always the same one: what is drawn by lot comes from one seed."""

    def __post_init__(self) -> None:
        self.lot = random.Random(7)  # noqa: S311 - no secret
        self.now = datetime.now(tz=UTC).astimezone(POST)
        self.rev = 1
        self.offices = [self._office(no) for no in range(OFFICES)]
        self.couriers = [self._courier(no) for no in range(COURIERS)]
        self.items = [self._item(no) for no in range(ITEMS)]
        self.board: dict[str, Any] = {
            "stream": STREAM,
            "epoch": EPOCH,
            "position": 1,
            "now": told(self.now),
            "offices": self.offices,
            "couriers": self.couriers,
            "items": self.items,
            "calendar": {"week": [WORK] * 5 + [[], []], "exceptions": {}},
        }

    @property
    def me(self) -> dict[str, Any]:
        """A supervisor of the whole province, who has no desk."""
        hat = {
            "id": UNIT,
            "kind": "unit",
            "name": "Tỉnh",
            "short_name": "Tỉnh",
            "role": "supervisor",
            "from": "2020-01-01T00:00:00.000+07:00",
            "until": None,
            "unit": UNIT,
            "own_office": None,
        }
        return {
            "person": {"id": str(UUID(int=2)), "name": "Đo", "language": "vi"},
            "device": None,
            "office": None,
            "parties": [hat],
            "epoch": EPOCH,
        }

    def facts(self, count: int) -> Iterator[dict[str, Any]]:
        """Papers that change hands, each from its holder to a courier or an office."""
        for _ in range(count):
            item = self.lot.choice(self.items)
            self.rev += 1
            yield {
                "t": "ev",
                "s": STREAM,
                "p": self.rev,
                "k": "custody.changed",
                "b": {
                    "subject": item["subject"],
                    "rev": self.rev,
                    "kind": "item",
                    "inside": None,
                    "state": "held",
                    "offeree": None,
                    "claimants": [],
                    **self._holder(),
                    "certainty": "verified",
                    "flags": [],
                    "tip": "t",
                    "scan": "t",
                    "earliest": told(self.now),
                    "latest": told(self.now),
                },
            }

    def moves(self, count: int) -> Iterator[dict[str, Any]]:
        """Frames, each about ten couriers that rode some fifty metres on."""
        for _ in range(count):
            moved = []
            for courier in self.lot.sample(self.couriers, MOVED):
                courier["lat_e7"] += self.lot.randint(-5_000, 5_000)
                courier["lon_e7"] += self.lot.randint(-5_000, 5_000)
                place = [courier["lat_e7"], courier["lon_e7"]]
                moved.append([courier["id"], *place, 12, 2, self.lot.randrange(360)])
            yield {"t": "moved", "at": told(datetime.now(tz=UTC)), "couriers": moved}

    def _place(self) -> dict[str, int]:
        return {
            "lat_e7": int(self.lot.uniform(SOUTH, NORTH) * E7),
            "lon_e7": int(self.lot.uniform(WEST, EAST) * E7),
        }

    def _office(self, no: int) -> dict[str, Any]:
        return {
            "id": str(UUID(int=1_000 + no)),
            "name": f"Bộ phận Một cửa xã số {no}",
            "short_name": f"Một cửa {no}",
            "kind": "one_stop",
            "level": "commune" if no >= DISTRICTS else "district",
            **self._place(),
            "unit": UNIT,
        }

    def _courier(self, no: int) -> dict[str, Any]:
        age = timedelta(seconds=self.lot.choice([10, 40, 120, 200, 600, 1_200, 3_000]))
        return {
            "id": str(UUID(int=10_000 + no)),
            "call_sign": f"TN-{no:04}",
            "on_shift": True,
            **self._place(),
            "accuracy_m": 12,
            "at": told(self.now - age),
            "heading_deg": 90,
            "site": self.lot.choice(self.offices)["id"],
            "route": None,
            "calls": [],
        }

    def _holder(self) -> dict[str, Any]:
        is_carried = self.lot.random() < SHARE_CARRIED
        kind = "courier" if is_carried else "office"
        among = self.couriers if is_carried else self.offices
        return {"holder": self.lot.choice(among)["id"], "holder_kind": kind}

    def _item(self, no: int) -> dict[str, Any]:
        due = self.now + timedelta(hours=self.lot.randint(-20, 200))
        label = {"id": f"label-{no}", "code": f"L{no:010}", "is_void": False}
        ends = self.lot.sample(self.offices, 2)
        return {
            "subject": str(UUID(int=1_000_000 + no)),
            "rev": 1,
            "kind": "item",
            "code": f"000.00.14.H20-200527-{no:05}",
            "dossier": f"dossier-{no}",
            "direction": "out",
            "procedure": "Cấp giấy phép xuất bản tài liệu",
            "field_code": self.lot.choice(["land", "information_communications", "health"]),
            "origin": ends[0]["id"],
            "destination": ends[1]["id"],
            "next": ends[1]["id"],
            "goes_to_door": False,
            "due_at": told(due),
            "business_state": "accepted",
            "seal": "",
            "labels": [label],
            "paper_count": 3,
            "state": "held",
            **self._holder(),
            "offeree": None,
            "claimants": [],
            "certainty": "verified",
            "flags": [],
            "tip": "t",
            "earliest": told(self.now),
            "latest": told(self.now),
            "scan": "t",
            "cases": 0,
            "verdict": None,
        }


def told(at: datetime) -> str:
    """Write a moment as the API tells it."""
    return at.astimezone(POST).isoformat(timespec="milliseconds")
