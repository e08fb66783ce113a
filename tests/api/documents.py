"""The OpenAPI documents of all our APIs, for the tests that hold them to their word."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema_rs
from fastapi import FastAPI

from tutorhub_app.api import apis

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """One route of a document, with everything a `$ref` stands for in its place."""

    prefix: str
    path: str
    method: str
    document: dict[str, Any]
    whole: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.whole["operationId"])

    @property
    def name(self) -> str:
        return f"{self.prefix} {self.method.upper()} {self.path}"

    @property
    def parameters(self) -> list[dict[str, Any]]:
        return [resolved(self.document, part) for part in self.whole.get("parameters", [])]

    def names_of(self, place: str) -> list[str]:
        """The names of the parameters in `place`: path, query or header."""
        return [part["name"] for part in self.parameters if part["in"] == place]

    @property
    def body(self) -> dict[str, Any] | None:
        body: dict[str, Any] | None = self.whole.get("requestBody")
        return None if body is None else body["content"]["application/json"]

    def answer(self, status: str) -> dict[str, Any]:
        content: dict[str, Any] = self.whole["responses"][status]["content"]["application/json"]
        return content

    def examples(self, content: dict[str, Any]) -> dict[str, Any]:
        return {
            name: resolved(self.document, example)["value"]
            for name, example in content.get("examples", {}).items()
        }

    def faults(self, schema: dict[str, Any], value: Any) -> list[str]:
        """What keeps the value from being as the schema says."""
        whole = {**schema, "components": self.document["components"]}
        validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        return [f"{self.name}: {error.message}" for error in validator.iter_errors(value)]


@cache
def described_apis() -> dict[str, FastAPI]:
    """The APIs that answer an OpenAPI document, by prefix."""
    found = {}
    for prefix, app in apis.every_api().items():
        if isinstance(app, FastAPI) and any(
            getattr(route, "path", None) == "/openapi.json" for route in app.routes
        ):
            found[prefix] = app
    return found


def faced_apis() -> dict[str, FastAPI]:
    """Those that have pages, too: an API Face, Swagger, a collection for Postman."""
    return {
        prefix: app
        for prefix, app in described_apis().items()
        if any(getattr(route, "path", None) == "/swagger" for route in app.routes)
    }


def operations(prefix: str, document: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                yield Operation(prefix, path, method, document, methods[method])


def every_operation() -> list[Operation]:
    return [
        operation
        for prefix, app in described_apis().items()
        for operation in operations(prefix, app.openapi())
    ]


def resolved(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in part:
        found: Any = document
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        part = found
    return part
