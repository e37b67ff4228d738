"""The question before an action on chosen rows, and the sentence after it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest
from django.template.response import TemplateResponse

from backend.administration.words import Lazy, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What an administrator is asked before an operation that nothing takes back."""

    title: Lazy
    warning: Lazy
    skipped: Lazy
    act: str
    button: Lazy
    reasons: Words | None = None


def is_confirmed(request: HttpRequest) -> bool:
    """Tell whether the question was answered."""
    return request.POST.get("sure") == "yes"


def ask(
    listing: "admin.ModelAdmin[Any]",
    request: HttpRequest,
    question: Question,
    rows: Collection[tuple[object, str]],
) -> TemplateResponse:
    """Ask about rows, each an id and what it is called."""
    said = {
        **listing.admin_site.each_context(request),
        "opts": listing.opts,
        "title": question.title,
        "question": question,
        "rows": rows,
        "field_name": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "console/question.html", said)


def say(listing: "admin.ModelAdmin[Any]", request: HttpRequest, words: Lazy, count: int) -> None:
    """Tell what was done, above the list."""
    listing.message_user(request, words % {"count": count})
