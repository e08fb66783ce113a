"""What must hold before the app serves anyone."""

from datetime import datetime

from sqlmodel import Session

from tutorhub_app.data import accounts, guards, migrate
from tutorhub_app.services.unit import call, reads
from tutorhub_app.settings import UnsafeSettings, get_settings


def require_safe_start() -> None:
    """UnsafeSettings, with every problem and how to mend it, when this must not go on."""
    settings = get_settings()
    problems = settings.problems() + call(_database_problems, demo_allowed=settings.is_demo)
    if problems:
        raise UnsafeSettings(problems)


def require_kept_guards() -> None:
    """UnsafeSettings when a production database has lost a guard.

    Asked before migrating, which would put it back without anyone hearing of it: what was written
    meanwhile may hold two bookings of one time.
    """
    settings = get_settings()
    if not settings.is_demo and (lost := migrate.lost_guards(settings.resolved_database_url)):
        raise UnsafeSettings([_guards_missing(lost)])


@reads
def _database_problems(session: Session, *, demo_allowed: bool, now: datetime) -> list[str]:
    found = []
    lacking = guards.missing(session.connection())
    if lacking:
        found.append(_guards_missing(lacking))
    if not demo_allowed and accounts.demo_accounts_exist(session):
        found.append(
            "The database holds the demo accounts, whose password everyone knows. Start with an "
            "empty database: set DATABASE_URL to a new one."
        )
    return found


def _guards_missing(names: list[str]) -> str:
    return (
        f"The database lacks its guards ({', '.join(names)}), without which two people can "
        "book one time. Recreate them with: make migrate"
    )
