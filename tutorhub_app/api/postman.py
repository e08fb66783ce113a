"""A Postman collection (format v2.1) made of an OpenAPI document.

One folder a tag. What is optional is there but switched off. Whoever runs "Sign in" has their
token in all other requests.
"""

import json
import uuid
from http import HTTPStatus
from typing import Any

Json = dict[str, Any]

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_NAMESPACE = uuid.UUID("6f3b2c1e-4f0a-5d2b-9a51-6f0f2d1c7b44")
_KEEP_TOKEN = [
    "pm.test('signed in', () => pm.response.to.have.status(200));",
    "pm.collectionVariables.set('accessToken', pm.response.json().accessToken);",
]


def collection(document: Json, *, base_url: str, sign_in_url: str) -> Json:
    """`base_url` is where the API answers, without a closing slash; `sign_in_url` is what takes
    `{username, password}` and answers `{accessToken}`."""
    info = document["info"]
    return {
        "info": {
            "_postman_id": str(uuid.uuid5(_NAMESPACE, info["title"])),
            "name": info["title"],
            "description": info.get("description", ""),
            "version": info["version"],
            "schema": SCHEMA,
        },
        "auth": {
            "type": "bearer",
            "bearer": [{"key": "token", "value": "{{accessToken}}", "type": "string"}],
        },
        "variable": [
            {"key": "baseUrl", "value": base_url, "type": "string"},
            {"key": "signInUrl", "value": sign_in_url, "type": "string"},
            {"key": "username", "value": "", "type": "string"},
            {"key": "password", "value": "", "type": "string"},
            {"key": "accessToken", "value": "", "type": "string"},
        ],
        "item": [_sign_in(), *_folders(document)],
    }


def _sign_in() -> Json:
    body = json.dumps({"username": "{{username}}", "password": "{{password}}"}, indent=2)
    return {
        "name": "Sign in",
        "description": "Fill in the variables `username` and `password` of the collection, then "
        "send this: `accessToken` is kept for all other requests.",
        "event": [{"listen": "test", "script": {"type": "text/javascript", "exec": _KEEP_TOKEN}}],
        "request": {
            "method": "POST",
            "auth": {"type": "noauth"},
            "header": [{"key": "Content-Type", "value": "application/json"}],
            "body": _raw(body),
            "url": {"raw": "{{signInUrl}}", "host": ["{{signInUrl}}"]},
        },
        "response": [],
    }


def _folders(document: Json) -> list[Json]:
    described = {tag["name"]: tag.get("description", "") for tag in document.get("tags", [])}
    folders: dict[str, list[Json]] = {name: [] for name in described}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            tag = (operation.get("tags") or ["other"])[0]
            folders.setdefault(tag, []).append(_item(document, path, method, operation))
    return [
        {"name": name, "description": described.get(name, ""), "item": items}
        for name, items in folders.items()
        if items
    ]


def _item(document: Json, path: str, method: str, operation: Json) -> Json:
    request = _request(document, path, method, operation)
    return {
        "name": operation["summary"],
        "request": request,
        "response": [
            _response(document, request, status, name, example)
            for status, answer in operation["responses"].items()
            for name, example in _json_content(answer).get("examples", {}).items()
        ],
    }


def _request(document: Json, path: str, method: str, operation: Json) -> Json:
    parameters = [resolved(document, part) for part in operation.get("parameters", [])]
    headers = [
        {
            "key": part["name"],
            "value": "{{$guid}}",
            "description": part.get("description", ""),
            "disabled": not part.get("required", False),
        }
        for part in parameters
        if part["in"] == "header"
    ]
    request: Json = {
        "method": method.upper(),
        "header": headers,
        "url": _url(path, parameters),
        "description": operation.get("description", ""),
    }
    if not operation.get("security"):
        request["auth"] = {"type": "noauth"}
    if "requestBody" in operation:
        headers.insert(0, {"key": "Content-Type", "value": "application/json"})
        request["body"] = _raw(_body(document, operation["requestBody"]))
    return request


def _url(path: str, parameters: list[Json]) -> Json:
    parts = [f":{part[1:-1]}" if part.startswith("{") else part for part in path.split("/") if part]
    query = [
        {
            "key": part["name"],
            "value": value,
            "description": part.get("description", ""),
            "disabled": not part.get("required", False),
        }
        for part in parameters
        if part["in"] == "query"
        for value in _values(part)
    ]
    url: Json = {
        "raw": "/".join(["{{baseUrl}}", *parts]),
        "host": ["{{baseUrl}}"],
        "path": parts,
        "variable": [
            {"key": part["name"], "value": _value(part), "description": part.get("description", "")}
            for part in parameters
            if part["in"] == "path"
        ],
    }
    if query:
        url["query"] = query
        sent = "&".join(f"{one['key']}={one['value']}" for one in query if not one["disabled"])
        url["raw"] += f"?{sent}" if sent else ""
    return url


def _values(parameter: Json) -> list[str]:
    """Those of a list each on its own: it is sent by repeating the name."""
    example = parameter.get("example")
    if isinstance(example, list):
        return [_value({**parameter, "example": one}) for one in example]
    return [_value(parameter)]


def _value(parameter: Json) -> str:
    """What to begin with: the example, else the default."""
    value = parameter.get("example", parameter["schema"].get("default", ""))
    return value if isinstance(value, str) else json.dumps(value)


def _body(document: Json, request_body: Json) -> str:
    for example in _json_content(request_body).get("examples", {}).values():
        return json.dumps(resolved(document, example)["value"], indent=2, ensure_ascii=False)
    return "{}"


def _raw(body: str) -> Json:
    return {"mode": "raw", "raw": body, "options": {"raw": {"language": "json"}}}


def _response(document: Json, request: Json, status: str, name: str, example: Json) -> Json:
    phrase = HTTPStatus(int(status)).phrase
    return {
        "name": phrase if name == "failure" else name,
        "originalRequest": request,
        "status": phrase,
        "code": int(status),
        "_postman_previewlanguage": "json",
        "header": [{"key": "Content-Type", "value": "application/json"}],
        "body": json.dumps(resolved(document, example)["value"], indent=2, ensure_ascii=False),
    }


def _json_content(part: Json) -> Json:
    found: Json = part.get("content", {}).get("application/json", {})
    return found


def resolved(document: Json, part: Json) -> Json:
    """What a `$ref` within the document stands for; anything else as it is."""
    if "$ref" not in part:
        return part
    found: Any = document
    for name in part["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return resolved(document, found)
