"""The committed description of the API is the API."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from backend.ops.management.commands.write_openapi import OPENAPI_PATH, openapi_text
from courier_api.api import api

V1 = Path(OPENAPI_PATH).parent / "v1"


def test_the_description_is_current():
    assert OPENAPI_PATH.read_text(encoding="utf-8") == openapi_text(), "run `hoso write_openapi`"


def test_an_operation_is_called_once_and_says_what_it_does():
    operations = [
        operation
        for bound in api._get_bound_routers()
        for view in bound.path_operations.values()
        for operation in view.operations
    ]

    names = [operation.operation_id for operation in operations]
    assert len(names) == len(set(names))
    assert all(operation.description for operation in operations)
    assert all(operation.response_models for operation in operations)


def test_no_two_shapes_share_a_name():
    """Ninja would describe one of them under the name of both."""
    names = [kind.__name__ for kind in shapes()]

    assert sorted(names) == sorted(set(names))


def shapes() -> Iterator[type]:
    modules = [import_module(f"courier_api.v1.{path.stem}") for path in V1.glob("[a-z]*.py")]
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, type) and value.__module__ == module.__name__:
                yield value
