"""The question before an action on chosen rows, and the sentence after it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Model
from django.http import HttpRequest
from django.template.response import TemplateResponse

from backend.administration.words import Lazy, Words

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What an administrator is asked before an operation that nothing takes back."""

    title: Lazy
    warning: Lazy
    skipped: Lazy
    act: str
    button: Lazy
    done: Lazy
    reasons: Words | None = None


def after_question(  # noqa: PLR0913 - the question, what it is about, and what is done
    listing: "admin.ModelAdmin[Any]",
    request: HttpRequest,
    question: Question,
    *,
    chosen: Collection[Row],
    named: Callable[[Row], str],
    operate: Callable[[Row, str], str],
) -> TemplateResponse | None:
    """Ask about rows, and once that is answered do it, tell how often, and keep a diary.

    Args:
        listing: the list in which rows were chosen.
        request: the choice, or the answer.
        question: what is asked.
        chosen: the rows that it is about.
        named: says what a row is called.
        operate: calls the operation for a row and a reason; returns what the diary says.
    """
    why = request.POST.get("why", "")
    is_reasoned = question.reasons is None or why in question.reasons
    if request.POST.get("sure") != "yes" or not is_reasoned:
        said = {
            **listing.admin_site.each_context(request),
            "opts": listing.opts,
            "title": question.title,
            "question": question,
            "rows": [(row.pk, named(row)) for row in chosen],
            "field_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "console/question.html", said)
    for row in chosen:
        listing.log_change(request, row, operate(row, why))
    listing.message_user(request, question.done % {"count": len(chosen)})
    return None
