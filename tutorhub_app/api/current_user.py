"""Who is signed in, as `/currentuser` answers it in every API that has it."""

from fastapi import Request
from fastapi.responses import JSONResponse

from tutorhub_app.api.asking import Asking, token_of
from tutorhub_app.api.documented import IdText, Shape
from tutorhub_app.domain.accounts import Principal, Role


class SessionShape(Shape):
    """Who is signed in."""

    sessionId: IdText
    userId: IdText
    email: str
    fullname: str
    roleId: Role
    tenantId: None
    accessToken: str
    timeZone: str
    tutorProfileId: IdText | None


async def current_user(request: Request, asking: Asking) -> JSONResponse:
    """The session that the token is of, with the token."""
    if asking is None:
        return no_login()
    token, _ = token_of(request)
    return JSONResponse(session_object(asking, token or ""))


def session_object(principal: Principal, token: str) -> dict[str, str | None]:
    """The `/currentuser` object of the scheduling document."""
    return {
        "sessionId": principal.session_id,
        "userId": principal.user_id,
        "email": principal.email,
        "fullname": principal.fullname,
        "roleId": principal.role.value,
        "tenantId": None,
        "accessToken": token,
        "timeZone": principal.time_zone,
        "tutorProfileId": principal.tutor_profile_id,
    }


def no_login() -> JSONResponse:
    """What these routes answer nobody, to the letter of the document."""
    return JSONResponse({"status": "ERR", "message": "No login found"}, 401)
