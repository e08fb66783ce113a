"""`/v1/apikeys`: keys by which a tutor's programs act for them."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import Field

from tutorhub_app.api.calls import Calling, SecretCalling
from tutorhub_app.api.documented import IdText, InstantText, Shape, documented, envelope
from tutorhub_app.api.fields import Body, Id, Text
from tutorhub_app.api.shown import instant
from tutorhub_app.domain.records import ApiKeyRecord
from tutorhub_app.services import api_keys
from tutorhub_app.services.api_keys import LONGEST_NAME, NewKey

router = APIRouter(tags=["API keys"])


class ApiKeyShape(Shape):
    id: IdText
    name: str
    prefix: str = Field(description="The key's first characters.", examples=["th_x3Vb9QkL"])
    createdAt: InstantText
    lastUsedAt: InstantText | None = Field(description="True to a minute.")
    isActive: bool
    owner: IdText = Field(alias="_owner")
    key: str | None = Field(
        default=None, description="The key itself: in the answer that makes it, and never again."
    )


class KeyCreation(Body):
    name: Text = Field(min_length=1, max_length=LONGEST_NAME)


ONE = envelope("apiKey", ApiKeyShape)


@router.get("/v1/apikeys", **documented(envelope("apiKeys", ApiKeyShape, many=True)))
async def list_api_keys(call: Calling) -> Response:
    """One's own keys, without those that were deleted."""
    return await call.listed("apiKeys", api_keys.list_keys, call.page, show=shown)


@router.post("/v1/apikeys", **documented(ONE, 409, status=201, writes=True))
async def create_api_key(call: SecretCalling, body: KeyCreation) -> Response:
    """Make a key, as a tutor or an administrator: at most 20 at a time. An Idempotency-Key is not
    heeded here, since the answer holds a secret."""
    return await call.write("apiKey", "create", api_keys.create, body.name, show=shown_new)


@router.delete("/v1/apikeys/{apiKeyId}", **documented(ONE, 404, writes=True))
async def delete_api_key(call: Calling, apiKeyId: Id) -> Response:
    """End a key at once: one's own or, as an administrator, anyone's."""
    return await call.write("apiKey", "delete", api_keys.revoke, apiKeyId, show=shown)


def shown(row: ApiKeyRecord) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "prefix": row.prefix,
        "createdAt": instant(row.created_at),
        "lastUsedAt": instant(row.last_used_at) if row.last_used_at else None,
        "isActive": row.revoked_at is None,
        "_owner": row.user_id,
    }


def shown_new(made: NewKey) -> dict[str, Any]:
    return {**shown(made.record), "key": made.key}
