"""The committed description of the API is the API."""

from backend.ops.management.commands.write_openapi import OPENAPI_PATH, openapi_text
from courier_api.api import api


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
