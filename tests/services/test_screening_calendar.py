"""What people have at the times of a screening: their own, and nobody else's."""

from datetime import timedelta

from tests.factories import NOW, make_pack
from tests.lessons import make_lesson
from tests.services.screening_cast import ScreeningCast, cast
from tutorhub_app.domain.accounts import Principal
from tutorhub_app.services.screening_calendar import Clash, agreed_meetings, clashes
from tutorhub_app.services.unit import call

__all__ = ["cast"]


def found(cast: ScreeningCast, who: Principal, minutes: int = 0) -> tuple[Clash, ...]:
    at = cast.tuesday + timedelta(minutes=minutes)
    return call(clashes, who, [at], now=NOW).get(at, ())


def test_a_lesson_stands_in_the_way_of_its_people_alone(cast: ScreeningCast):
    lesson = make_lesson(make_pack(cast.dora), cast.bob, cast.tuesday)
    ends_at = cast.tuesday + timedelta(hours=1)
    assert found(cast, cast.dora.principal) == (
        Clash(cast.bob.fullname, True, lesson.starts_at, ends_at),
    )
    assert [clash.who for clash in found(cast, cast.bob)] == [cast.dora.user.fullname]
    assert found(cast, cast.alice.principal) == found(cast, cast.charlie) == ()
    assert found(cast, cast.admin) == ()


def test_times_that_only_touch_do_not_clash(cast: ScreeningCast):
    make_lesson(make_pack(cast.dora), cast.bob, cast.tuesday)
    assert found(cast, cast.bob, minutes=-30) == found(cast, cast.bob, minutes=60) == ()
    assert found(cast, cast.bob, minutes=-29)
    assert found(cast, cast.bob, minutes=59)


def test_an_agreed_screening_stands_in_the_way(cast: ScreeningCast):
    asked = cast.ask(scheduled_datetime=cast.tuesday)
    cast.change(asked.id, cast.alice.principal, scheduled_datetime=cast.tuesday)
    (clash,) = found(cast, cast.alice.principal)
    assert (clash.who, clash.is_lesson) == (cast.bob.fullname, False)


def test_agreed_screenings_stand_in_the_calendars_of_their_people_alone(cast: ScreeningCast):
    asked = cast.ask(scheduled_datetime=cast.tuesday)
    cast.change(asked.id, cast.alice.principal, scheduled_datetime=cast.tuesday)

    def seen(who: Principal) -> list[tuple[str, str]]:
        since, until = cast.tuesday, cast.tuesday + timedelta(hours=1)
        found = call(agreed_meetings, who, since=since, until=until, now=NOW)
        return [(meeting.id, meeting.who) for meeting in found]

    assert seen(cast.bob) == [(asked.id, cast.alice.user.fullname)]
    assert seen(cast.alice.principal) == [(asked.id, cast.bob.fullname)]
    assert seen(cast.charlie) == seen(cast.dora.principal) == seen(cast.admin) == []
