"""`/auth-api`: register, sign in and out, and who is signed in."""

from typing import Literal, TypedDict

from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from tutorhub_app.api.asking import Address, Asking, OwnOrigin
from tutorhub_app.api.current_user import current_user, session_object
from tutorhub_app.api.edge import install_edge
from tutorhub_app.services import accounts
from tutorhub_app.services.accounts import Registration, SignedIn
from tutorhub_app.services.tokens import COOKIE
from tutorhub_app.services.unit import run
from tutorhub_app.settings import get_settings

PREFIX = "/auth-api"
MAXIMUM_BODY = 16 * 1024


class CookieFlags(TypedDict):
    path: str
    httponly: bool
    samesite: Literal["lax"]
    secure: bool


class LoginBody(BaseModel):
    username: str
    password: str


class RegisterBody(BaseModel):
    email: str
    password: str
    fullname: str
    role: str = "student"
    timeZone: str = "UTC"


class LogoutBody(BaseModel):
    everywhere: bool = False


def auth_api() -> FastAPI:
    app = FastAPI(title="TutorHub accounts", docs_url=None, redoc_url=None, openapi_url=None)
    app.router.redirect_slashes = False
    install_edge(app, maximum_body=MAXIMUM_BODY)

    @app.post("/register", status_code=201, dependencies=[OwnOrigin])
    async def register(body: RegisterBody, address: Address) -> JSONResponse:
        request = Registration(
            email=body.email,
            password=body.password,
            fullname=body.fullname,
            role=body.role,
            time_zone=body.timeZone,
        )
        return _signed_in(await accounts.register(request, address=address), 201)

    @app.post("/login", dependencies=[OwnOrigin])
    async def login(body: LoginBody, address: Address) -> JSONResponse:
        return _signed_in(
            await accounts.sign_in(body.username, body.password, address=address), 200
        )

    @app.post("/logout")
    async def logout(asking: Asking, body: LogoutBody | None = None) -> Response:
        if asking is not None:
            everywhere = body is not None and body.everywhere
            await run(accounts.sign_out_everywhere if everywhere else accounts.sign_out, asking)
        answer = JSONResponse({"status": "OK"})
        answer.delete_cookie(COOKIE, **_cookie_flags())
        return answer

    app.get("/currentuser")(current_user)

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
