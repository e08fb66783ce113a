"""One person's account, for those who may manage them."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.clock import utc_now
from tutorhub_app.domain import policy, user_words, words
from tutorhub_app.domain.errors import TutorHubError
from tutorhub_app.domain.permissions import Permission
from tutorhub_app.domain.users import Act
from tutorhub_app.domain.zones import zone
from tutorhub_app.services import audit_log, grants, live, user_deletion, users
from tutorhub_app.services.audit_log import AuditQuery
from tutorhub_app.services.people import Standing
from tutorhub_app.services.unit import run
from tutorhub_app.services.users import AccountRow, UserView
from tutorhub_app.states.app import AppState
from tutorhub_app.states.grant_line import GrantLine, grant_line
from tutorhub_app.states.guard import allow, principal

MOST_ENTRIES = 10
MOST_REASON = 500
DIALOGS = ("role", "deactivate", "delete")


@dataclass(frozen=True)
class PersonShown:
    """The addresses of a tutor's pages are "" for who is none."""

    id: str = ""
    name: str = ""
    email: str = ""
    photo: str = ""
    role: str = ""
    standing: str = ""
    zone: str = ""
    joined: str = ""
    groups: str = ""
    figures: str = ""
    is_me: bool = False
    export: str = ""
    lessons: str = ""
    calendar: str = ""
    profile: str = ""
    packs: str = ""
    students: str = ""


@dataclass(frozen=True)
class ThingLine:
    """Something that hangs on the account: a session, a key, a pack, an entry of the log."""

    id: str
    title: str
    text: str


class PersonState(AppState):
    """`why_not` holds a sentence for each act that is not possible. `cost` says what goes with a
    role or the account."""

    shown: PersonShown = PersonShown()
    sessions: list[ThingLine] = []
    keys: list[ThingLine] = []
    packs: list[ThingLine] = []
    enrollments: list[ThingLine] = []
    grants: list[GrantLine] = []
    entries: list[ThingLine] = []
    why_not: dict[str, str] = {}
    roles: list[str] = []
    cost: str = ""
    role: str = ""
    dialog: str = ""
    busy: bool = False
    missing: str = ""
    loaded: bool = False

    def _put_away(self) -> None:
        self.dialog, self.busy = "", False

    @rx.var
    def role_cost(self) -> str:
        """What the chosen role means, "" while it is the present one."""
        if self.role in ("", self.shown.role):
            return ""
        return user_words.role_cost(self.role, self.cost)

    @rx.event(background=True)
    @allow(Permission.USER_MANAGE)
    async def watch(self):
        async with self:
            user_id = str(self.user_id)
        async for _ in live.changes(*live.user_topics(user_id)):
            yield PersonState.load

    @rx.event
    @allow(Permission.USER_MANAGE)
    async def load(self):
        wanted = str(self.user_id)
        if wanted != self.shown.id:
            self.loaded, self.dialog = False, ""
        try:
            found = await run(users.user, principal(), wanted)
        except TutorHubError as error:
            self.missing, self.loaded = error.sentence, True
            return
        self._show_view(found)
        await self._load_rights(wanted)
        self.missing, self.loaded = "", True

    @rx.event
    @allow(Permission.USER_MANAGE)
    async def open_dialog(self, name: str):
        self._clear_errors()
        self.role = self.shown.role
        self.dialog = name if name in DIALOGS else ""

    @rx.event
    @allow(Permission.USER_MANAGE)
    async def close_dialog(self, is_open: bool):
        if not is_open:
            self.dialog = ""
            self._clear_errors()

    @rx.event
    @allow(Permission.USER_MANAGE)
    async def choose_role(self, role: str):
        if role in self.roles:
            self.role = role

    @rx.event
    @allow(Permission.USER_MANAGE)
    async def change_role(self):
        await self._do(users.change_role, self.role, said="The role is changed.")

    @rx.event
    @allow(Permission.USER_MANAGE)
    async def deactivate(self, form: dict[str, Any]):
        await self._do(
            users.deactivate, reason=_reason_in(form), said="The account is deactivated."
        )

    @rx.event
    @allow(Permission.USER_MANAGE)
    async def activate(self):
        await self._do(users.activate, said="The account is active again.")

    @rx.event
    @allow(Permission.USER_MANAGE)
    async def end_sessions(self):
        await self._do(users.end_sessions, said="They are signed out everywhere.")

    @rx.event
    @allow(Permission.USER_MANAGE)
    async def end_session(self, session_id: str):
        with self._reporting() as outcome:
            await run(users.end_session, principal(), session_id)
        await self._after(outcome.failed, "They are signed out there.")

    @rx.event
    @allow(Permission.USER_MANAGE)
    async def revoke_keys(self):
        await self._do(users.revoke_keys, said="All keys are revoked.")

    @rx.event
    @allow(Permission.USER_MANAGE)
    async def revoke_key(self, key_id: str):
        with self._reporting() as outcome:
            await run(users.revoke_key, principal(), key_id)
        await self._after(outcome.failed, "The key is revoked.")

    @rx.event
    @allow(Permission.USER_MANAGE)
    async def delete(self, form: dict[str, Any]):
        self.busy = True
        yield
        try:
            with self._reporting() as outcome:
                await user_deletion.delete_user(
                    principal(),
                    self.shown.id,
                    typed_email=str(form.get("email") or "")[:254],
                    reason=_reason_in(form),
                )
        finally:
            self.busy = False
        await self._after(outcome.failed, "The account is deleted.")

    async def _do(self, service: Any, *args: Any, said: str, **kwargs: Any) -> None:
        """To the person on the page; the dialog stays open when it is refused."""
        with self._reporting() as outcome:
            await run(service, principal(), self.shown.id, *args, **kwargs)
        await self._after(outcome.failed, said)

    async def _after(self, has_failed: bool, said: str) -> None:
        if has_failed:
            return
        self.dialog = ""
        self._say(said)
        with self._reporting():
            self._show_view(await run(users.user, principal(), self.shown.id))
            await self._load_rights(self.shown.id)

    async def _load_rights(self, user_id: str) -> None:
        """What was granted, and what the log tells, to those who may see it."""
        me, here = principal(), zone(self.viewer_zone)
        self.grants, self.entries = [], []
        if policy.has(me, Permission.PERMISSION_GRANT):
            found = await run(grants.grants_of, me, user_id)
            self.grants = [grant_line(row, here) for row in found]
        if policy.has(me, Permission.AUDIT_READ):
            log = await run(audit_log.audit_page, me, AuditQuery(person=user_id))
            self.entries = [
                ThingLine(
                    entry.id,
                    entry.sentence,
                    words.day_and_clock(entry.at, here, self.me.hour_cycle),
                )
                for entry in log.entries[:MOST_ENTRIES]
            ]

    def _show_view(self, found: UserView) -> None:
        here, hours = zone(self.viewer_zone), self.me.hour_cycle
        figures = found.figures
        self.shown = _shown(found, words.day_of_year(found.account.created_at.astimezone(here)))
        self.sessions = [
            ThingLine(
                each.session_id,
                f"Signed in {words.day_and_clock(each.created_at, here, hours)}",
                f"Ends by itself on {words.day_of_year(each.expires_at.astimezone(here))}",
            )
            for each in found.sessions
        ]
        self.keys = [
            ThingLine(each.key_id, each.name, f"{each.prefix}..., {_used(each.last_used_at)}")
            for each in found.keys
        ]
        self.packs = [
            ThingLine(
                each.pack_id,
                each.title,
                f"{_counted(each.students, 'student')}"
                + ("" if each.is_active else ", not on offer any more"),
            )
            for each in found.packs
        ]
        self.enrollments = [
            ThingLine(
                each.enrollment_id,
                each.pack_title,
                f"With {each.tutor_name}, {each.left} of {each.bought} lessons left",
            )
            for each in found.enrollments
        ]
        self.why_not = {act.value: found.why_not.get(act, "") for act in Act}
        self.roles = [role.value for role in found.roles]
        self.cost = user_words.cost(
            lessons=figures.learning_coming + figures.teaching_coming,
            free_slots=figures.free_slots,
            screenings=figures.open_screenings,
        )


def _shown(found: UserView, joined: str) -> PersonShown:
    account = found.account
    tutor = account.profile_id if account.deleted_at is None else ""

    def of_tutor(path: str) -> str:
        return routes.with_query(path, tutor=tutor) if tutor else ""

    figures = found.figures
    counts = (
        (figures.learning_coming, "coming lesson"),
        (figures.learning_past, "past lesson"),
        (figures.teaching_coming, "coming lesson taught"),
        (figures.teaching_past, "past lesson taught"),
        (figures.open_screenings, "open screening"),
    )
    told = [_counted(number, what) for number, what in counts if number]
    return PersonShown(
        id=account.user_id,
        name=account.fullname,
        email="" if account.deleted_at else account.email,
        photo=account.photo,
        role=account.role.value,
        standing=_standing(account),
        zone=account.time_zone,
        joined=joined,
        groups=words.listed(found.groups),
        figures=words.listed(told),
        is_me=found.is_me,
        export=routes.person_export(account.user_id),
        lessons=routes.with_query(routes.LESSONS, q=account.fullname),
        calendar=of_tutor(routes.CALENDAR),
        profile=of_tutor(routes.TEACHING_PROFILE),
        packs=of_tutor(routes.TEACHING_PACKS),
        students=of_tutor(routes.STUDENTS),
    )


def _standing(account: AccountRow) -> str:
    if account.deleted_at is not None:
        return Standing.DELETED
    return Standing.ACTIVE if account.is_active else Standing.DEACTIVATED


def _used(at: Any) -> str:
    return f"used {words.how_far(at, utc_now())}" if at else "never used"


def _counted(number: int, what: str) -> str:
    first, _, rest = what.partition("lesson ")
    many = f"{first}lessons {rest}".strip() if rest else f"{what}s"
    return f"{number} {what if number == 1 else many}"


def _reason_in(form: dict[str, Any]) -> str:
    return str(form.get("reason") or "")[:MOST_REASON]
