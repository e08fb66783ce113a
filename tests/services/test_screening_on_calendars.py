"""Agreed screenings stand on the tutor's week, and go from it with the agreement."""

from datetime import timedelta

from tests.factories import NOW
from tests.services.screening_cast import REJECTED, ScreeningCast, cast
from tutorhub_app.services.availability_week import MeetingView, week
from tutorhub_app.services.unit import call

__all__ = ["cast"]


def meetings(cast: ScreeningCast, tutor: str = "alice") -> tuple[MeetingView, ...]:
    who = cast.person(tutor)
    day = cast.tuesday.date()
    seen = call(week, who, who.tutor_profile_id, day - timedelta(1), day + timedelta(1), now=NOW)
    return seen.meetings


def test_an_agreed_screening_stands_on_the_week_of_its_tutor_alone(cast: ScreeningCast):
    asked = cast.ask(scheduled_datetime=cast.tuesday)
    assert meetings(cast) == ()
    cast.change(asked.id, cast.alice.principal, scheduled_datetime=cast.tuesday)
    assert meetings(cast) == (
        MeetingView(
            asked.id,
            cast.bob.fullname,
            cast.pack.title,
            cast.tuesday,
            cast.tuesday + timedelta(minutes=30),
        ),
    )
    assert meetings(cast, "dora") == ()


def test_a_rejected_screening_leaves_the_week(cast: ScreeningCast):
    asked = cast.ask(scheduled_datetime=cast.tuesday)
    cast.change(asked.id, cast.alice.principal, scheduled_datetime=cast.tuesday)
    cast.change(asked.id, cast.alice.principal, tutor_decision=REJECTED)
    assert meetings(cast) == ()
