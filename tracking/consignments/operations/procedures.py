"""Put the catalogue of procedures in, and who decides what where."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from tracking.consignments.catalogue import ProcedureRow
from tracking.consignments.models import Competence, Procedure, ProcedurePaper


@transaction.atomic
def put_procedures(*, rows: Iterable[ProcedureRow]) -> None:
    """Store procedures as the rows say, each with exactly its papers; versions not named stay."""
    for row in rows:
        procedure, _ = Procedure.objects.update_or_create(
            key=row.key,
            valid_from=row.valid_from,
            defaults={
                name: getattr(row, name)
                for name in ProcedureRow.__slots__
                if name not in {"key", "valid_from", "papers"}
            },
        )
        procedure.papers.all().delete()
        ProcedurePaper.objects.bulk_create(
            ProcedurePaper(
                procedure=procedure,
                no=paper.no,
                name=paper.name,
                kind=paper.kind,
                count=paper.count,
                is_required=paper.is_required,
            )
            for paper in row.papers
        )


def put_competence(*, authority: str, unit_id: UUID, office_id: UUID) -> None:
    """State which office an authority, as procedures name it, is for a unit and all below it."""
    Competence.objects.update_or_create(
        authority=authority, unit_id=unit_id, defaults={"office_id": office_id}
    )
