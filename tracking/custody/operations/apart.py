"""Do much in one transaction, without one thing in it keeping the others out."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import structlog
from django.db import InterfaceError, OperationalError

T = TypeVar("T")
R = TypeVar("R")

log = structlog.get_logger(__name__)


def in_parts(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Cut things into parts of a size, in order; the last one may be smaller."""
    for start in range(0, len(things), size):
        yield things[start : start + size]


def together_or_apart(
    things: Sequence[T], do: Callable[[Sequence[T]], list[R]], *, spoilt: Callable[[T], list[R]]
) -> list[R]:
    """Do something to things in one transaction; if one of them spoils it, to each in its own.

    Args:
        things: in order; those before one that spoils it are done all the same.
        do: does it in a transaction of its own, and returns what it found.
        spoilt: is called for each thing that fails alone.

    Returns:
        What was found, in the order of the things.

    Raises:
        OperationalError: the database is away, which says nothing of any of them: come again.
        InterfaceError: likewise.
    """
    try:
        return do(things)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # whatever one thing holds, it must not keep the others out
        log.exception("part_failed", things=len(things))
    if len(things) == 1:
        return spoilt(things[0])
    return [found for one in things for found in together_or_apart([one], do, spoilt=spoilt)]
