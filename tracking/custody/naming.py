"""What the labels and codes that scans name mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from tracking.consignments.models import Label
from tracking.custody.judging import NamedLabel, meant_by
from tracking.custody.reading import Trusted
from tracking.custody.subjects import Subject, named_labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What the labels and codes of some scans mean, by scan id."""

    meant: Mapping[str, list[Sequence[NamedLabel]]]
    labels: Mapping[str, NamedLabel]
    blanks: frozenset[str]

    @classmethod
    def of(cls, readings: Sequence[Trusted]) -> "Named":
        """Look them up."""
        ons = [on for one in readings for on in one.scan.on]
        label_ids = {on.label for on in ons if on.label}
        label_ids |= {one.scan.receptacle.label for one in readings if one.scan.receptacle}
        codes = {on.code for on in ons if on.code}
        labels, by_code = named_labels(labels=label_ids, codes=codes)
        found = [*labels.values(), *(label for some in by_code.values() for label in some)]
        return cls(
            meant={
                one.scan.id: meant_by(scan=one.scan, labels=labels, codes=by_code)
                for one in readings
            },
            labels=labels,
            blanks=frozenset(label.id for label in found if label.item is None),
        )

    def once_more_under_lock(self, readings: Sequence[Trusted]) -> "Named":
        """Wait for whoever is binding one of the blank labels at this moment, and look again."""
        if not self.blanks:
            return self
        blanks = Label.objects.filter(pk__in=self.blanks).order_by("pk")
        list(blanks.select_for_update(no_key=True))
        return Named.of(readings)

    @property
    def items(self) -> set[UUID]:
        """The items that are meant beyond doubt."""
        return {item for scan_id in self.meant for item in self.items_of(scan_id)}

    def items_of(self, scan_id: str) -> list[UUID]:
        """Return the items that one scan means beyond doubt."""
        single = [one[0].item for one in self.meant[scan_id] if len(one) == 1]
        return list(dict.fromkeys(item for item in single if item is not None))

    def subjects(self, reading: Trusted, subjects: Mapping[UUID, Subject]) -> list[Subject]:
        """Return the items that one scan means, as they were locked."""
        return [subjects[item] for item in self.items_of(reading.scan.id) if item in subjects]
