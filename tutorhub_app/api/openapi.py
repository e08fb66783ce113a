"""The OpenAPI document of an API: what FastAPI sees in the routes, and what it can not see there.

Common parameters are parsed by `api.calls`, tokens by `api.asking`; which of them a route takes is
read off what it depends on and what it answers. Examples come from `api.examples`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts

from tutorhub_app.api import asking, calls, openapi_parts
from tutorhub_app.api.documented import Carried, Head, NoLogin
from tutorhub_app.api.examples import Example, examples_of
from tutorhub_app.api.openapi_parts import CACHING, JOINS, ONCE, PAGING, REQUEST_ID, Json
from tutorhub_app.api.requests import HEADER

_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Common:
    """What the routes of an API have in common in its document: the parameters that some take,
    failures that are the same everywhere, and the ways to say who asks. `parameters_of` and
    `security_of` tell what a route takes of it, by what it depends on, and its method."""

    parameters: Json
    failures: Json
    security_schemes: Json
    parameters_of: Callable[[Any, str], list[str]]
    security_of: Callable[[Any], list[Json]]
    is_done_once: Callable[[Any, str], bool] = lambda route, method: False


def describe(app: FastAPI, name: str, common: Common | None = None) -> None:
    """Let `app.openapi()` give the whole document, with the examples kept under `name`. The routes
    are those of a business API unless they have something else in `common`."""

    def openapi() -> Json:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app, examples_of(name), common or _BUSINESS)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _document(app: FastAPI, examples: dict[str, list[Example]], common: Common) -> Json:
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
    )
    components = document.setdefault("components", {})
    found = components.pop("schemas", {})
    names = _names_of(found)
    document["paths"] = _tidy(document["paths"], names)
    schemas = {names[name]: _tidy(schema, names) for name, schema in found.items()}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for route in _routes(app):
        for method in route.methods:
            operation = document["paths"][route.path_format][method.lower()]
            _complete(operation, route, method, common)
            _exemplify(operation, examples.get(operation["operationId"], []), common.failures)
    components |= {
        "schemas": schemas,
        "parameters": common.parameters,
        "headers": openapi_parts.HEADERS,
        "examples": common.failures,
        "securitySchemes": common.security_schemes,
    }
    return document


def _routes(app: FastAPI) -> Iterator[Any]:
    """The routes that are to be documented, each as it is mounted."""
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, APIRoute) and context.include_in_schema:
            yield context


def _complete(operation: Json, route: Any, method: str, common: Common) -> None:
    operation["operationId"] = operation_id(route.name)
    operation["summary"] = _sentence_case(route.name)
    own = operation.pop("parameters", [])
    names = common.parameters_of(route, method)
    parameters = own + [{"$ref": f"#/components/parameters/{name}"} for name in names]
    if parameters:
        operation["parameters"] = parameters
    operation["security"] = common.security_of(route)
    _complete_responses(operation, method, is_done_once=common.is_done_once(route, method))


def operation_id(name: str) -> str:
    """`get_lesson_slot` as the reference names it: `getLessonSlot`."""
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


def _sentence_case(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _dependencies(dependant: Dependant) -> Iterator[Any]:
    for part in dependant.dependencies:
        yield part.call
        yield from _dependencies(part)


def _carried(route: Any) -> Carried | None:
    model = route.response_model
    return model.carried if isinstance(model, type) and issubclass(model, Head) else None


def _asked(route: Any) -> set[Any]:
    return set(_dependencies(route.dependant))


def _common_parameters(route: Any, method: str) -> list[str]:
    carried = _carried(route)
    names: list[str] = []
    if carried is not None:
        names += JOINS if carried.joined else ()
        names += CACHING if carried.many and method == "GET" else ()
        names += PAGING if carried.paged else ()
    names += REQUEST_ID
    if _is_done_once(route, method):
        names += ONCE
    return names


def _is_done_once(route: Any, method: str) -> bool:
    asked = _asked(route)
    return method == "POST" and calls.calling in asked and calls.calling_in_secret not in asked


def _security(route: Any) -> list[Json]:
    """Where a token may stand: nowhere if it is of no use, and `{}` beside if it may be missing."""
    asked = _asked(route)
    refusal = route.responses.get(401, {}).get("model")
    if calls.calling in asked or refusal is NoLogin:
        return openapi_parts.ANY_TOKEN
    if asked.intersection((calls.calling_by_anyone, asking.principal, asking.token)):
        return [{}, *openapi_parts.ANY_TOKEN]
    return []


_BUSINESS = Common(
    openapi_parts.PARAMETERS,
    openapi_parts.FAILURES,
    openapi_parts.SECURITY_SCHEMES,
    _common_parameters,
    _security,
    _is_done_once,
)


def _complete_responses(operation: Json, method: str, *, is_done_once: bool) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    for status, response in responses.items():
        headers: Json = {HEADER: {"$ref": "#/components/headers/requestId"}}
        if int(status) < 300 and is_done_once:
            headers["Idempotency-Replayed"] = {"$ref": "#/components/headers/replayed"}
        if status in ("429", "503"):
            headers["Retry-After"] = {"$ref": "#/components/headers/retryAfter"}
        response["headers"] = headers
        if response["description"] == "Successful Response":
            response["description"] = "It is done." if method != "GET" else "Here it is."
    operation["responses"] = dict(sorted(responses.items()))


def _exemplify(operation: Json, examples: list[Example], failures: Json) -> None:
    """Show what was really sent and answered; for failures of no route's own, the shared ones."""
    good = [example for example in examples if example.status < 400]
    if good:
        for parameter in operation.get("parameters", []):
            for place in (good[0].path, good[0].query):
                if place and parameter.get("name") in place:
                    parameter["example"] = place[parameter["name"]]
    if "requestBody" in operation:
        bodies = {
            example.says: {"value": example.body} for example in good if example.body is not None
        }
        if bodies:
            operation["requestBody"]["content"][_JSON]["examples"] = bodies
    for status, response in operation["responses"].items():
        shown: Json = {
            example.says: {"value": example.answer}
            for example in examples
            if str(example.status) == status
        }
        if not shown and status in failures:
            shown = {"failure": {"$ref": f"#/components/examples/{status}"}}
        if shown and _JSON in response.get("content", {}):
            response["content"][_JSON]["examples"] = shown


def _names_of(schemas: Json) -> dict[str, str]:
    """The names of schemas for readers: without the ending of our models' names, where the rest is
    no other's name."""
    shorter = {name: name.removesuffix("Shape") for name in schemas}
    return {name: name if short in schemas else short for name, short in shorter.items()}


def _tidy(schema: Any, names: dict[str, str], *, named: bool = False) -> Any:
    """The schema without pydantic's titles, which only repeat names, and with `names` for those it
    refers to. `named` is a map of properties, of which one may be called `title`."""
    if isinstance(schema, list):
        return [_tidy(item, names) for item in schema]
    if not isinstance(schema, dict):
        return schema
    tidied = {}
    for name, value in schema.items():
        if not named and name == "title" and isinstance(value, str):
            continue
        if name == "$ref" and isinstance(value, str):
            place, _, referred = value.rpartition("/")
            tidied[name] = f"{place}/{names[referred]}" if referred in names else value
        else:
            tidied[name] = _tidy(value, names, named=not named and name == "properties")
    return tidied
