"""The interface does what its description says (OpenAPI 3.1), and the description in docs/ is the present one."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from servicedesk.wsgi import application
from tests.api.client import Api, keeping_the_connection, report
from tests.api.test_bad_input import ON_SITE, work_begun
from tests.api.walk import addresses
from tests.cast import Cast

FILE = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"
HOW = "out of date: manage.py spectacular --lang en --validate --file docs/openapi.yaml"
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
EXAMPLES = 5


def served() -> Any:
    return Client(headers={"Accept-Language": "en"}).get("/api/v1/schema").json()


def test_the_committed_description_is_the_one_that_is_served(db: None) -> None:
    assert yaml.load(FILE.read_text("utf-8"), yaml.CSafeLoader) == served(), HOW


def test_it_is_openapi_3_1_and_says_how_to_sign_in(db: None) -> None:
    found = served()
    assert found["openapi"].startswith("3.1")
    assert found["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


def test_every_address_is_described_with_its_rule_and_problems(db: None) -> None:
    paths = served()["paths"]
    for one in addresses():
        if one.name == "api-unknown":
            continue
        variables = {part.strip("<>").split(":")[-1]: part for part in one.route.split("/") if part.startswith("<")}
        path = one.path(**{name: "{" + name + "}" for name in variables})
        told = paths[f"/api/v1/{path}"][one.method.lower()]
        assert {"401", "403", "404", "422"} <= set(told["responses"]) and "Rule: `" in told["description"], one
        assert told["operationId"] and told["tags"] and told["security"] == [{"key": []}]


@pytest.mark.parametrize("kind", ["json", "yaml"])
def test_anybody_may_read_it_in_either_spelling(db: None, kind: str) -> None:
    response = Client().get(f"/api/v1/schema?format={kind}")
    assert response.status_code == 200 and kind in response["Content-Type"].replace("openapi", "yaml")


def test_the_page_to_try_it_loads_from_our_own_files(db: None) -> None:
    page = Client().get("/api/v1/docs")
    content = page.content.decode()
    assert page.status_code == 200 and "swagger-ui-bundle.js" in content
    assert "https://" not in content.replace("https://www.w3.org", "")


def test_generated_requests_are_answered_as_described(cast: Cast) -> None:
    """Whatever the description allows, and much that it does not: no 5xx, and only answers that it names."""
    api = Api(cast.admin_key)
    waiting = api.post("tickets", report(cast)).data["number"]
    begun = work_begun(api, cast)
    headers = {"Authorization": f"Bearer {cast.admin_key}", "Accept-Language": "en"}
    with keeping_the_connection():
        described = schemathesis.openapi.from_wsgi("/api/v1/schema", application)
        operations: list[Any] = [result.ok() for result in described.get_all_operations()]  # type: ignore[union-attr]
        for operation in operations:
            number = begun if operation.path.rsplit("/", 1)[-1] in ON_SITE else waiting
            walk(operation, headers, {"number": number, "estate": "HJ", "person": "001", "policy": "accept"})
    assert len(operations) == len([one for one in addresses() if one.name != "api-unknown"])


def walk(operation: Any, headers: dict[str, str], known: dict[str, str]) -> None:
    """A few good and bad requests to one operation; half of them to things that exist."""
    modes = schemathesis.GenerationMode
    cases = st.one_of([operation.as_strategy(generation_mode=mode) for mode in (modes.POSITIVE, modes.NEGATIVE)])

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases, there=st.booleans())
    def once(case: Any, there: bool) -> None:
        if there:
            case.path_parameters = {name: known.get(name, value) for name, value in case.path_parameters.items()}
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)

    once()
