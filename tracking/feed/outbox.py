"""Tell the live screens, from inside the transaction that made it true."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from tracking.feed.facts import Fact, FactKind
from tracking.feed.models import OutboxRow


def publish(
    *, streams: Iterable[str], kind: FactKind, body: Mapping[str, object], at: datetime
) -> None:
    """Lay one fact out for the sequencer; it is told only if the transaction commits."""
    publish_all([Fact(streams=frozenset(streams), kind=kind, body=body, at=at)])


def publish_all(facts: Iterable[Fact]) -> None:
    """Lay facts out in the order in which screens shall learn them; one for nobody is left."""
    OutboxRow.objects.bulk_create(
        OutboxRow(streams=sorted(fact.streams), kind=fact.kind, body=fact.body, at=fact.at)
        for fact in facts
        if fact.streams
    )
