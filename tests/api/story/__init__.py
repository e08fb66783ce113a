"""A story told in calls of the APIs: a tutor offers lessons, a student takes them.

Each call is an example in the documents; together they show how the routes belong together. A new
route is told here, too.
"""

from tests.api.recording import Recorder
from tests.api.story import accounts, catalog, failures, lessons, online_lessons, scheduling
from tests.api.story.cast import Cast


async def tell(record: Recorder, admin: str) -> None:
    """`admin` is an administrator's token."""
    cast = Cast(admin)
    for part in (
        accounts.arrivals,
        catalog.profile,
        catalog.packs,
        scheduling.availability,
        scheduling.screening,
        catalog.enrollment,
        scheduling.open_slots,
        lessons.booking,
        catalog.not_while_lessons_are_booked,
        lessons.changes_of_lessons,
        scheduling.permissions,
        accounts.keys,
        scheduling.health,
        catalog.endings,
        accounts.departures,
        online_lessons.lessons,
        failures.of_every_route,
    ):
        await part(record, cast)
