"""`/currentuser` and `/permissions`: who asks, and what they may. Answered without an envelope."""

from collections.abc import Callable
from typing import Any, TypeVar

import orjson
from fastapi import APIRouter, Response

from tutorhub_app.api.asking import Token
from tutorhub_app.api.current_user import SessionShape, current_user, no_login
from tutorhub_app.api.documented import IdText, NoLogin, Shape, documented
from tutorhub_app.domain.accounts import Role
from tutorhub_app.domain.errors import NotSignedIn
from tutorhub_app.domain.permissions import Permission, PermissionRecord
from tutorhub_app.services import answering, permissions
from tutorhub_app.services.permissions import Check

T = TypeVar("T")

router = APIRouter(tags=["Session"])


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


router.get("/currentuser", **documented(SessionShape, without_login=NoLogin))(current_user)


@router.get("/permissions", **documented(list[PermissionShape], without_login=NoLogin))
async def list_permissions(token: Token) -> Response:
    """What one's role has by nature, and all that was granted or denied oneself, one's groups and
    one's role."""
    return await _answered(
        token,
        permissions.permissions_of,
        show=lambda records: [shown(each) for each in records],
    )


@router.get("/permissions/{permissionName}", **documented(CheckShape, without_login=NoLogin))
async def check_permission(token: Token, permissionName: str) -> Response:
    """Whether one has the permission, and the objects on which it is the other way round."""
    return await _answered(token, permissions.check, permissionName, show=checked)


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
    token: str | None, service: Callable[..., T], *args: Any, show: Callable[[T], Any]
) -> Response:
    try:
        found = await answering.answer(
            token, service, *args, present=lambda _, result: orjson.dumps(show(result))
        )
    except NotSignedIn:
        return no_login()
    return Response(found.body, media_type="application/json")
