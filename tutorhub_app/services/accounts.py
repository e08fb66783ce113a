"""Accounts: registering, signing in and out, sessions, settings."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from email_validator import EmailNotValidError, validate_email
from sqlmodel import Session

from tutorhub_app.data import accounts as data
from tutorhub_app.data import api_keys, engine
from tutorhub_app.data.base import new_id
from tutorhub_app.data.catalog import TutorProfile
from tutorhub_app.data.changes import (
    CATALOG_TOPIC,
    account_topic,
    person_topic,
    record_change,
    tutor_topic,
)
from tutorhub_app.domain.accounts import (
    MAXIMUM_EMAIL,
    MAXIMUM_NAME,
    REGISTRABLE_ROLES,
    Principal,
    Role,
)
from tutorhub_app.domain.audit import AuditAction
from tutorhub_app.domain.errors import Conflict, Invalid, NotFound, SignInFailed
from tutorhub_app.domain.policy import require_signed_in
from tutorhub_app.domain.texts import clean_line
from tutorhub_app.domain.zones import is_zone
from tutorhub_app.services import audit, passwords, throttle, tokens
from tutorhub_app.services.throttle import Limit
from tutorhub_app.services.unit import reads, run
from tutorhub_app.settings import get_settings


@dataclass(frozen=True, slots=True)
class Registration:
    email: str
    password: str = field(repr=False)
    fullname: str
    role: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Preferences:
    """`hour_cycle` is 12 or 24; `first_day_of_week` 0 (Sunday) or 1 (Monday)."""

    fullname: str
    time_zone: str
    hour_cycle: int
    first_day_of_week: int


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: its token and whose it is."""

    token: str = field(repr=False)
    principal: Principal
    expires_at: datetime


async def register(request: Registration, *, address: str) -> SignedIn:
    """Make an account and sign it in. Conflict when the email is taken, in any case."""
    clean = _checked(request)
    rate = get_settings().registrations_per_address
    await throttle.use(rate, "register", throttle.network(address))
    await run(_require_free_email, clean.email)
    password_hash = await passwords.hash_password(clean.password)
    return await run(_create, clean, password_hash)


async def sign_in(email: str, password: str, *, address: str) -> SignedIn:
    """Check and begin a session. Only failures count towards the throttle.

    The answer and the work done are the same whether or not the account exists.
    """
    _require_given(
        username=(email, "Enter your email."), password=(password, "Enter your password.")
    )
    settings = get_settings()
    account = data.email_key(email)[:MAXIMUM_EMAIL]
    async with throttle.failures(
        Limit(settings.failed_sign_ins_per_account, ("sign-in", "account", account)),
        Limit(
            settings.failed_sign_ins_per_address,
            ("sign-in", "address", throttle.network(address)),
        ),
    ) as attempt:
        found = await run(_credentials, email)
        fits = await passwords.verify(password, found.password_hash if found else None)
        if found is None or not fits or not found.is_active:
            attempt.failed = True
            raise SignInFailed()
    return await run(_begin_session, found.user_id)


async def change_password(principal: Principal | None, *, current: str, new: str) -> None:
    """Replace the password and end every other session."""
    me = require_signed_in(principal)
    _require_given(
        current=(current, "Enter your present password."), new=(new, "Enter a new password.")
    )
    rate = get_settings().failed_sign_ins_per_account
    async with throttle.failures(Limit(rate, ("change-password", me.user_id))) as attempt:
        found = await run(_credentials_of, me.user_id)
        if found is None or not await passwords.verify(current, found.password_hash):
            attempt.failed = True
            raise Invalid.field("current", "This is not your present password.")
    passwords.require_acceptable(new, me.email, me.fullname, field="new")
    if new == current:
        raise Invalid.field("new", "This is your present password. Choose another one.")
    await run(_set_password, me, await passwords.hash_password(new))


async def principal_of_token(token: str | None) -> Principal | None:
    """Who is asking, resolved afresh; None for nobody."""
    claims = tokens.read(token) if token else None
    return await run(_principal, claims) if claims else None


def sign_out(session: Session, principal: Principal | None, *, now: datetime) -> None:
    """End this session."""
    me = require_signed_in(principal)
    data.revoke_session(session, me.session_id, now)
    record_change(session, account_topic(me.user_id))


def sign_out_everywhere(session: Session, principal: Principal | None, *, now: datetime) -> None:
    """End every session of the person, this one, too."""
    me = require_signed_in(principal)
    data.revoke_sessions_of(session, me.user_id, now)
    record_change(session, account_topic(me.user_id))


def change_preferences(
    session: Session, principal: Principal | None, request: Preferences, *, now: datetime
) -> None:
    """Save name, zone, 12/24 h and the first day of the week."""
    me = require_signed_in(principal)
    problems = {**_name_problem(request.fullname), **_zone_problem(request.time_zone)}
    if request.hour_cycle not in (12, 24):
        problems["hourCycle"] = "Choose 12 or 24 hours."
    if request.first_day_of_week not in (0, 1):
        problems["firstDayOfWeek"] = "Choose Sunday or Monday."
    if problems:
        raise Invalid(fields=problems)
    user = session.get_one(data.User, me.user_id)
    user.fullname = clean_line(request.fullname)
    user.time_zone = request.time_zone
    user.hour_cycle = request.hour_cycle
    user.first_day_of_week = request.first_day_of_week
    record_change(session, account_topic(me.user_id), person_topic(me.user_id))
    if me.tutor_profile_id is not None:
        record_change(session, CATALOG_TOPIC, tutor_topic(me.tutor_profile_id))


def make_admin(session: Session, email: str, *, now: datetime) -> str:
    """Make a registered person an administrator, end their sessions and keys; their name.

    For whoever runs the server: no page or API leads here.
    """
    found = data.credentials(session, email)
    if found is None:
        raise NotFound(f"Nobody is registered as {email.strip()}. Register first.")
    user = session.get_one(data.User, found.user_id)
    before, user.role = user.role, Role.ADMIN
    data.revoke_sessions_of(session, user.id, now)
    # Programs that acted for a tutor do not become an administrator's.
    api_keys.revoke_keys_of(session, user.id, now)
    audit.record(
        session,
        None,
        AuditAction.USER_ROLE,
        object_kind="user",
        object_id=user.id,
        subject_user_id=user.id,
        detail={"from": before, "to": Role.ADMIN.value},
        now=now,
    )
    record_change(session, account_topic(user.id), person_topic(user.id))
    return user.fullname


@reads
def _principal(session: Session, claims: tokens.Claims, *, now: datetime) -> Principal | None:
    principal = data.principal_of_session(session, claims.session_id, now)
    return principal if principal and principal.user_id == claims.user_id else None


@reads
def _credentials(session: Session, email: str, *, now: datetime) -> data.Credentials | None:
    return data.credentials(session, email)


@reads
def _credentials_of(session: Session, user_id: str, *, now: datetime) -> data.Credentials | None:
    return data.credentials_of(session, user_id)


@reads
def _require_free_email(session: Session, email: str, *, now: datetime) -> None:
    if data.email_exists(session, email):
        raise _email_taken()


def _create(
    session: Session, request: Registration, password_hash: str, *, now: datetime
) -> SignedIn:
    if data.email_exists(session, request.email):
        raise _email_taken()
    user = data.User(
        email=request.email,
        email_key=data.email_key(request.email),
        fullname=request.fullname,
        password_hash=password_hash,
        role=request.role,
        time_zone=request.time_zone,
        created_at=now,
    )
    session.add(user)
    try:
        engine.flush(session)
    except Conflict:
        raise _email_taken() from None
    if request.role == Role.TUTOR:
        session.add(TutorProfile(user_id=user.id, owner_id=user.id, time_zone=request.time_zone))
        engine.flush(session)
        record_change(session, CATALOG_TOPIC)
    return _begin_session(session, user.id, now=now)


def _begin_session(session: Session, user_id: str, *, now: datetime) -> SignedIn:
    data.drop_expired_sessions_of(session, user_id, now)
    expires_at = now + timedelta(days=get_settings().session_days)
    row = data.LoginSession(id=new_id(), user_id=user_id, created_at=now, expires_at=expires_at)
    session.add(row)
    engine.flush(session)
    principal = data.principal_of_session(session, row.id, now)
    if principal is None:
        raise SignInFailed()
    token = tokens.issue(user_id=user_id, session_id=row.id, expires_at=expires_at, now=now)
    return SignedIn(token=token, principal=principal, expires_at=expires_at)


def _set_password(
    session: Session, principal: Principal, password_hash: str, *, now: datetime
) -> None:
    session.get_one(data.User, principal.user_id).password_hash = password_hash
    data.revoke_sessions_of(session, principal.user_id, now, but=principal.session_id)
    record_change(session, account_topic(principal.user_id))


def _checked(request: Registration) -> Registration:
    problems = {**_name_problem(request.fullname), **_zone_problem(request.time_zone)}
    email = request.email.strip()
    try:
        email = validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError:
        problems["email"] = "Enter an email address like name@example.com."
    if request.role not in REGISTRABLE_ROLES:
        problems["role"] = "Choose student or tutor."
    try:
        passwords.require_acceptable(request.password, email, request.fullname)
    except Invalid as error:
        problems.update(error.fields)
    if problems:
        raise Invalid(fields=problems)
    return Registration(
        email=email,
        password=request.password,
        fullname=clean_line(request.fullname),
        role=request.role,
        time_zone=request.time_zone,
    )


def _require_given(**fields: tuple[str, str]) -> None:
    """Invalid on each field whose value is empty, with its sentence."""
    empty = {name: sentence for name, (value, sentence) in fields.items() if not value.strip()}
    if empty:
        raise Invalid(fields=empty)


def _name_problem(fullname: str) -> dict[str, str]:
    if 0 < len(clean_line(fullname)) <= MAXIMUM_NAME:
        return {}
    return {"fullname": f"Enter a name of 1 to {MAXIMUM_NAME} characters."}


def _zone_problem(time_zone: str) -> dict[str, str]:
    if is_zone(time_zone):
        return {}
    return {"timeZone": "Choose a time zone from the list, like Europe/Berlin."}


def _email_taken() -> Conflict:
    sentence = "There is an account with this email already. Sign in instead."
    return Conflict(sentence, code="emailTaken", fields={"email": sentence})
