"""How a table is read here: by administrators alone, in columns of our words, and never written.

What a table holds is changed by operations. Where one exists that an administrator may call, a
list offers it as an action; nothing here saves a row.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from backend.administration.words import Lazy, Words
from tracking.parties import access
from tracking.parties.models import Person

Column = Callable[[Any], object]
ON_ONE_LINE = "_line"  # how the names of columns end that administration.css does not wrap
# Tables with their lists, in the order in which they stand beside a page.
Tables = tuple[tuple[type[Any], type[Any]], ...]


def administers(request: HttpRequest) -> bool:
    """Tell whether the caller may open the administration; looked up once a request.

    Whoever `createsuperuser` made on the house's own machine may, before there is any grant.
    """
    known: bool | None = getattr(request, "administers", None)
    if known is None:
        known = _administers(request.user)
        request.administers = known  # type: ignore[attr-defined] # lives as long as the request
    return known


def _administers(user: object) -> bool:
    if not isinstance(user, Person) or not user.is_active:
        return False
    return user.is_superuser or holds_grant(user)


def holds_grant(person: Person) -> bool:
    """Tell whether a person is now an administrator by a grant."""
    now = timezone.now()
    principal = access.principal_of(person=person.pk, at=now)
    return access.may_administer(principal=principal, on=timezone.localdate(now))


class ReadOnly:
    """Who may see, and that nobody may write: the one place that says so to Django."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Say who finds the table."""
        return administers(request)

    def has_view_permission(self, request: HttpRequest, _row: Model | None = None) -> bool:
        """Say who reads it."""
        return administers(request)

    def has_add_permission(self, *_asked: object) -> bool:
        """Say no: what is new comes by an operation."""
        return False

    def has_change_permission(self, *_asked: object) -> bool:
        """Say no: what changes, changes by an operation."""
        return False

    def has_delete_permission(self, *_asked: object) -> bool:
        """Say no: nothing is deleted."""
        return False


class Reading(ReadOnly):
    """Rows with all that their columns show, by as many queries however many rows there are.

    `along` are the rows that columns follow, `unread` what is too large to be read for nothing.
    """

    along: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Read what columns follow along."""
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]  # Unfold's
        if self.along:
            rows = rows.select_related(*self.along)
        return self.reckoned(rows.defer(*self.unread))

    def reckoned(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Add what columns count or look up."""
        return rows


class Listing(Reading, ModelAdmin):
    """A table as a list; `fields` names all that its own page shows."""

    one: Lazy
    many: Lazy
    icon: str
    has_page = False  # most lists say all there is to say
    has_secret_names = False  # names are encrypted: who searches by one is told so
    list_before_template = "admin/before_list.html"
    list_per_page = 50
    list_fullwidth = True
    list_disable_select_all = True
    list_filter_sheet = True

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Call the page by what it lists; Django would ask to choose a row."""
        said = {"title": capfirst(str(self.many)), **(extra_context or {})}
        page: HttpResponse = super().changelist_view(request, said)
        return page

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        """Let an address ask for a day, and by a filter that the list offers.

        By any other column one could guess what it hides.
        """
        if lookup in {getattr(offered, "parameter_name", None) for offered in self.list_filter}:
            return True
        day = self.date_hierarchy
        parts = {f"{day}__{part}" for part in ("year", "month", "day")} if day else set()
        return lookup in parts and len(value) <= 4  # noqa: PLR2004 - figures of a year

    def has_act_permission(self, request: HttpRequest) -> bool:
        """Let operations be called by a grant alone, so that the history names a role."""
        return isinstance(request.user, Person) and holds_grant(request.user)

    def get_list_display_links(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        list_display: Iterable[Any],
    ) -> list[Any] | None:
        """Lead to a row's own page only where there is more on it."""
        return [next(iter(list_display))] if self.has_page else None

    def get_fields(self, request: HttpRequest, _row: Model | None = None) -> list[Any]:
        """Show on a row's own page what its list shows, and no other column."""
        return list(self.get_list_display(request))

    def get_readonly_fields(self, request: HttpRequest, row: Model | None = None) -> list[Any]:
        """Show all of it as text."""
        return self.get_fields(request, row)


class Part(Reading, TabularInline):
    """Rows that belong to a row, on its page; `fields` are columns."""

    extra = 0
    can_delete = False
    hide_title = True

    def get_readonly_fields(self, _request: HttpRequest, _row: Model | None = None) -> list[Any]:
        """Show all of it as text."""
        return list(self.fields)


def column(path: str, words: Lazy, of_values: Words | None = None) -> Column:
    """Return a column that shows what stands at the end of a path, and sorts by it.

    Its name is no field's, or Django would show the field's help, which is for programmers.
    """

    def read(row: Model) -> object:
        return as_words(_follow(row, path), of_values)

    read.__name__ = f"of_{path}{ON_ONE_LINE if of_values else ''}"
    return admin.display(description=words, ordering=path)(read)


def told(name: str, words: Lazy, tell: Column, *, order: str | None = None) -> Column:
    """Return a column that a function tells from the row."""

    def read(row: Model) -> object:
        return as_words(tell(row))

    read.__name__ = f"told_{name}"
    return admin.display(description=words, ordering=order)(read)


def _follow(row: object, path: str) -> object:
    for name in path.split("__"):
        row = getattr(row, name, None)
    return row


def as_words(seen: object, of_values: Mapping[str, Lazy] | None = None) -> object:
    """Return a value as people here write it; None where there is nothing to say."""
    match seen:
        case None | "":
            return None
        case datetime():
            return f"{timezone.localtime(seen):%H:%M\u00a0%d/%m/%Y}"
        case date():
            return f"{seen:%d/%m/%Y}"
        case time():
            return f"{seen:%H:%M}"
        case str() if of_values is not None:
            return of_values.get(seen, seen)
    return seen


class ByWord(SimpleListFilter):
    """Choose rows by the value of one column, in our words."""

    column: str
    words: Words

    def lookups(self, _request: HttpRequest, _listing: Any) -> list[tuple[str, Any]]:  # noqa: ANN401 - of Unfold, without types
        """Offer the words."""
        return [(str(value), words) for value, words in self.words.items()]

    def queryset(self, _request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of the chosen word."""
        return rows.filter(**{self.column: self.value()}) if self.is_offered else rows

    @property
    def is_offered(self) -> bool:
        """Whether one of the words was chosen, and not whatever else an address may say."""
        return self.value() in {str(value) for value in self.words}


def by_word(column: str, title: Lazy, words: Words) -> type[ByWord]:
    """Return a filter over one column whose values have words."""
    name = column.rpartition("__")[2]
    facets = {"column": column, "title": title, "parameter_name": name, "words": words}
    return type(f"By{name.title()}", (ByWord,), facets)


class NowInForce(SimpleListFilter):
    """Choose what is valid today, what was, or what will be."""

    title = _("Hiệu lực")
    parameter_name = "force"
    start, end = "valid_from", "valid_until"

    def moment(self) -> date | datetime:
        """Most things are valid by the day."""
        return timezone.localdate()

    def lookups(self, _request: HttpRequest, _listing: Any) -> list[tuple[str, Any]]:  # noqa: ANN401 - of Unfold, without types
        """Offer the three."""
        return [("now", _("Đang hiệu lực")), ("past", _("Đã hết")), ("later", _("Chưa đến"))]

    def queryset(self, _request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of the chosen period."""
        return in_force(rows, self.value(), self.start, self.end, self.moment())


def in_force(
    rows: QuerySet[Any], when: str | None, start: str, end: str, now: date | datetime
) -> QuerySet[Any]:
    """Return those of some dated rows that are valid now, were, or will be."""
    match when:
        case "now":
            has_begun = Q(**{start: None}) | Q(**{f"{start}__lte": now})
            return rows.filter(has_begun, Q(**{end: None}) | Q(**{f"{end}__gt": now}))
        case "past":
            return rows.filter(**{f"{end}__lte": now})
        case "later":
            return rows.filter(**{f"{start}__gt": now})
    return rows


FROM = column("valid_from", _("Từ ngày"))
UNTIL = column("valid_until", _("Đến trước ngày"))
