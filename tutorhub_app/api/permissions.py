"""`/currentuser` and `/permissions`: who asks, and what they may. Answered without an envelope."""

from collections.abc import Callable
from typing import Any, TypeVar

import orjson
from fastapi import APIRouter, Request, Response

from tutorhub_app.api.asking import token_of
from tutorhub_app.api.current_user import current_user, no_login
from tutorhub_app.api.documented import ERRORS, ErrorBody, IdText, NoLogin, Shape
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.errors import NotSignedIn
from tutorhub_app.domain.permissions import Permission, PermissionRecord
from tutorhub_app.services import answering, permissions
from tutorhub_app.services.permissions import Check

T = TypeVar("T")

router = APIRouter(tags=["session"])


class SessionShape(Shape):
    sessionId: IdText
    userId: IdText
    email: str
    fullname: str
    roleId: Role
    tenantId: None
    accessToken: str
    timeZone: str
    tutorProfileId: IdText | None


class PermissionShape(Shape):
    id: IdText
    permissionName: Permission
    roleId: Role | None
    subjectUserId: IdText | None
    subjectUserGroupId: IdText | None
    objectId: IdText | None
    canDo: bool
    tenantCodename: None


class CheckShape(Shape):
    canDo: bool
    exceptions: list[IdText]


def _plainly(answer: Any) -> dict[str, Any]:
    """Arguments of a route whose 401 is not the error body of the others."""
    others = {
        code: {"model": ErrorBody, "description": ERRORS[code]} for code in (400, 429, 500, 503)
    }
    return {
        "response_model": answer,
        "responses": {401: {"model": NoLogin, "description": "Nobody is signed in."}, **others},
    }


router.get("/currentuser", **_plainly(SessionShape))(current_user)


@router.get("/permissions", **_plainly(list[PermissionShape]))
async def list_permissions(request: Request) -> Response:
    """What one's role has by nature, and all that was granted or denied oneself, one's groups and
    one's role."""
    return await _answered(
        request,
        permissions.permissions_of,
        show=lambda records: [shown(each) for each in records],
    )


@router.get("/permissions/{permissionName}", **_plainly(CheckShape))
async def check_permission(request: Request, permissionName: str) -> Response:
    """Whether one has the permission, and the objects on which it is the other way round."""
    return await _answered(request, permissions.check, permissionName, show=checked)


def shown(row: PermissionRecord) -> dict[str, Any]:
    return {
        "id": row.id,
        "permissionName": row.permission_name,
        "roleId": row.role_id,
        "subjectUserId": row.subject_user_id,
        "subjectUserGroupId": row.subject_user_group_id,
        "objectId": row.object_id,
        "canDo": row.can_do,
        "tenantCodename": None,
    }


def checked(found: Check) -> dict[str, Any]:
    return {"canDo": found.can_do, "exceptions": found.exceptions}


async def _answered(
    request: Request, service: Callable[..., T], *args: Any, show: Callable[[T], Any]
) -> Response:
    token, _ = token_of(request)
    try:
        found = await answering.answer(
            token, service, *args, present=lambda _, result: orjson.dumps(show(result))
        )
    except NotSignedIn:
        return no_login()
    return Response(found.body, media_type="application/json")
