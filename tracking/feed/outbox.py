"""Tell the live screens, from inside the transaction that made it true."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from tracking.feed.facts import Fact, FactKind
from tracking.parties.prepared import prepared

LAY_OUT: Final = (Path(__file__).parent / "sql" / "lay_out.sql").read_text()


def publish(
    *, streams: Iterable[str], kind: FactKind, body: Mapping[str, object], at: datetime
) -> None:
    """Lay one fact out for the sequencer; it is told only if the transaction commits."""
    publish_all([Fact(streams=frozenset(streams), kind=kind, body=body, at=at)])


def publish_all(facts: Iterable[Fact]) -> None:
    """Lay facts out in the order in which screens shall learn them; one for nobody is left."""
    rows = [
        {
            "streams": sorted(fact.streams),
            "kind": fact.kind,
            "body": fact.body,
            "at": fact.at.isoformat(),
        }
        for fact in facts
        if fact.streams
    ]
    if rows:
        with prepared() as cursor:
            cursor.execute(LAY_OUT, {"facts": json.dumps(rows, ensure_ascii=False)})
