"""`/auth-api`: register, sign in and out, and who is signed in."""

from typing import Annotated, Any, Literal, TypedDict

from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, BeforeValidator, WithJsonSchema

from tutorhub_app.api import api_keys
from tutorhub_app.api.asking import Address, Asking, OwnOrigin
from tutorhub_app.api.current_user import SessionShape, current_user, session_object
from tutorhub_app.api.documented import NoLogin, Shape, documented
from tutorhub_app.api.documents import described_api, install_documents
from tutorhub_app.api.edge import install_edge
from tutorhub_app.api.fields import parse_enum
from tutorhub_app.domain.accounts import REGISTRABLE_ROLES, Role
from tutorhub_app.services import accounts
from tutorhub_app.services.accounts import Registration, SignedIn
from tutorhub_app.services.tokens import COOKIE
from tutorhub_app.services.unit import run
from tutorhub_app.settings import get_settings

PREFIX = "/auth-api"
MAXIMUM_BODY = 16 * 1024

_ABOUT = """Accounts of TutorHub and their sessions. The token that `POST /login` answers opens all
its APIs, for as long as the session lasts."""
_TAGS = {
    "Session": "Signing in and out, and who is signed in.",
    "Account": "Making an account.",
    "API keys": "Keys by which a tutor's programs act for them.",
}


class CookieFlags(TypedDict):
    path: str
    httponly: bool
    samesite: Literal["lax"]
    secure: bool


class LoginBody(BaseModel):
    username: str
    password: str


def _role(value: Any) -> Any:
    """A role by its name in any case, or by its index. What is none stays as it was sent, to be
    refused together with other fields."""
    try:
        return parse_enum(Role, value).value
    except ValueError:
        return value


_OPEN_TO_ALL = [role for role in Role if role in REGISTRABLE_ROLES]
OwnRole = Annotated[
    str,
    BeforeValidator(_role),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "enum": [role.value for role in _OPEN_TO_ALL]},
                {"type": "integer", "minimum": 0, "maximum": len(_OPEN_TO_ALL) - 1},
            ]
        }
    ),
]


class RegisterBody(BaseModel):
    email: str
    password: str
    fullname: str
    role: OwnRole = "student"
    timeZone: str = "UTC"


class LogoutBody(BaseModel):
    everywhere: bool = False


class DoneShape(Shape):
    status: Literal["OK"]


def auth_api() -> FastAPI:
    app = described_api("TutorHub accounts", _ABOUT, _TAGS)
    install_edge(app, maximum_body=MAXIMUM_BODY)

    @app.post(
        "/register",
        tags=["Account"],
        dependencies=[OwnOrigin],
        **documented(SessionShape, 409, status=201, writes=True),
    )
    async def register(body: RegisterBody, address: Address) -> JSONResponse:
        """Make an account, as a student or as a tutor, and sign it in.

        A tutor gets an empty profile. A known email is refused, in whatever case it is written.
        """
        request = Registration(
            email=body.email,
            password=body.password,
            fullname=body.fullname,
            role=body.role,
            time_zone=body.timeZone,
        )
        return _signed_in(await accounts.register(request, address=address), 201)

    @app.post(
        "/login",
        tags=["Session"],
        dependencies=[OwnOrigin],
        **documented(SessionShape, writes=True),
    )
    async def login(body: LoginBody, address: Address) -> JSONResponse:
        """Sign in with email and password, for a token.

        The token is in `accessToken` and, for browsers, in a cookie. A refusal never tells whether
        there is such an account.
        """
        return _signed_in(
            await accounts.sign_in(body.username, body.password, address=address), 200
        )

    @app.post("/logout", tags=["Session"], **documented(DoneShape, writes=True))
    async def logout(asking: Asking, body: LogoutBody | None = None) -> Response:
        """End the session of the token, or with `everywhere` all sessions of its owner."""
        if asking is not None:
            everywhere = body is not None and body.everywhere
            await run(accounts.sign_out_everywhere if everywhere else accounts.sign_out, asking)
        answer = JSONResponse({"status": "OK"})
        answer.delete_cookie(COOKIE, **_cookie_flags())
        return answer

    app.get("/currentuser", tags=["Session"], **documented(SessionShape, without_login=NoLogin))(
        current_user
    )

    app.include_router(api_keys.router)
    install_documents(app, PREFIX)
    return app


def _signed_in(signed_in: SignedIn, status: int) -> JSONResponse:
    answer = JSONResponse(session_object(signed_in.principal, signed_in.token), status)
    answer.set_cookie(
        COOKIE,
        signed_in.token,
        expires=signed_in.expires_at,
        **_cookie_flags(),
    )
    return answer


def _cookie_flags() -> CookieFlags:
    return {
        "path": "/",
        "httponly": True,
        "samesite": "lax",
        "secure": get_settings().cookies_are_secure,
    }
