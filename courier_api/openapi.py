"""How the API is described: as ninja does, and that whatever is declined is a problem."""

from typing import Any, Final

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from courier_api.auth import DESK_HEADER, PERSON_HEADER
from courier_api.problems import CONTENT_TYPE
from tracking.kernel.refusal import Retry

PROBLEM: Final[dict[str, Any]] = {
    "title": "Problem",
    "description": "What was declined or failed (RFC 9457); docs/errors.md lists the codes.",
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "retry": {"enum": [one.value for one in Retry]},
    },
    "required": ["type", "title", "status", "code", "retry"],
}
DECLINED: Final = {
    "description": "Declined or failed",
    "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
TOLD: Final = {"$ref": "#/components/responses/Declined"}
# A database that is away is foreseen; any other answer of 500 and more is a bug.
FORESEEN: Final = ("4XX", "503")

PERSON_SHOWN: Final = (
    f"{PERSON_HEADER}: whom the page shows. Refused when somebody else is logged in by now."
)
BESIDE_THE_COOKIE: Final = {
    "StaffAuth": PERSON_SHOWN,
    "DeskAuth": f"{DESK_HEADER}: the bearer of the desk's session. {PERSON_SHOWN}",
}


class DescribedApi(NinjaAPI):
    """An API whose description knows what is answered by exception handlers, too."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Describe every operation with its problems."""
        described = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        described["components"]["schemas"]["Problem"] = PROBLEM
        described["components"]["responses"] = {"Declined": DECLINED}
        for name, headers in BESIDE_THE_COOKIE.items():
            described["components"]["securitySchemes"][name]["description"] = headers
        for methods in described["paths"].values():
            for operation in methods.values():
                operation["responses"] |= dict.fromkeys(FORESEEN, TOLD)
        return described
