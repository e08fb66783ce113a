"""Accounts: arriving, keys for programs, leaving."""

from typing import Any

from tests.api.asking import AUTH, SCHEDULING
from tests.api.recording import Recorder
from tests.api.story.cast import PASSWORD, Cast
from tutorhub_app.services.api_keys import MOST_LIVE_KEYS
from tutorhub_app.services.tokens import COOKIE

FOREIGN = {"Origin": "https://elsewhere.example"}


async def arrivals(record: Recorder, cast: Cast) -> None:
    maria = await record.ask(
        AUTH, "register", "A tutor", body=_person("maria@example.com", "Maria Keller", "tutor")
    )
    cast.maria, cast.profile_id = maria["accessToken"], maria["tutorProfileId"]
    ben = await record.ask(
        AUTH, "register", "A student", body=_person("ben@example.com", "Ben Okafor", "student")
    )
    cast.ben, cast.ben_id = ben["accessToken"], ben["userId"]
    await record.ask(
        AUTH,
        "register",
        "A known email",
        status=409,
        body=_person("MARIA@example.com", "Maria Again", "student"),
    )
    await record.ask(
        AUTH,
        "register",
        "A page of another site",
        status=401,
        body=_person("cleo@example.com", "Cleo Marsh", "student"),
        headers=FOREIGN,
    )
    await record.ask(
        AUTH,
        "login",
        "With email and password",
        body={"username": "ben@example.com", "password": PASSWORD},
    )
    await record.ask(
        AUTH,
        "login",
        "A wrong password",
        status=401,
        body={"username": "ben@example.com", "password": "six green lanterns"},
    )
    for api in (AUTH, SCHEDULING):
        await record.ask(api, "currentUser", "A student", token=cast.ben)
        await record.ask(api, "currentUser", "Nobody", status=401)


def _person(email: str, fullname: str, role: str) -> dict[str, Any]:
    return {
        "email": email,
        "password": PASSWORD,
        "fullname": fullname,
        "role": role,
        "timeZone": "Europe/Berlin",
    }


async def keys(record: Recorder, cast: Cast) -> None:
    token = cast.maria
    name = {"name": "My school's timetable"}
    made = [
        await record.ask(AUTH, "createApiKey", "A tutor's first", token=token, body=name)
        for _ in range(MOST_LIVE_KEYS)
    ]
    await record.ask(AUTH, "createApiKey", "One too many", token=token, status=409, body=name)
    cast.key = made[1]["apiKey"]["key"]
    path = {"apiKeyId": made[0]["apiKey"]["id"]}
    await record.ask(AUTH, "deleteApiKey", "One's own", token=token, path=path)
    await record.ask(AUTH, "listApiKeys", "A tutor's", token=token, query={"pageRowCount": 2})


async def departures(record: Recorder, cast: Cast) -> None:
    await record.ask(
        AUTH,
        "logout",
        "A page of another site, by the visitor's cookie",
        status=401,
        headers={**FOREIGN, "Cookie": f"{COOKIE}={cast.ben}"},
    )
    await record.ask(AUTH, "logout", "This session", token=cast.maria)
    await record.ask(AUTH, "logout", "All sessions", token=cast.ben, body={"everywhere": True})
