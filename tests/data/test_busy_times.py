"""When people are taken: the guard and the look-ups see what overlaps, and nothing else."""

from datetime import datetime, timedelta
from random import Random

import pytest

from tests.factories import NOW, make_principal
from tutorhub_app.data import calendars
from tutorhub_app.data.base import new_id
from tutorhub_app.data.calendars import busy_of, is_busy, occupy, release
from tutorhub_app.data.engine import unit_of_work
from tutorhub_app.domain.errors import SlotTaken

pytestmark = pytest.mark.usefixtures("database")

HOURS = 40


def at(hour: int) -> datetime:
    return NOW + timedelta(hours=hour)


@pytest.mark.parametrize("seed", range(8))
def test_times_are_taken_exactly_when_they_overlap(seed: int):
    chance = Random(seed)
    person, other = make_principal().user_id, make_principal().user_id
    taken: dict[str, tuple[int, int]] = {}
    with unit_of_work(now=NOW) as session:
        occupy(session, new_id(), (other,), at(0), at(HOURS))
        for _ in range(80):
            first = chance.randrange(HOURS)
            last = first + chance.randrange(1, 6)
            if taken and chance.random() < 0.2:
                gone = chance.choice(sorted(taken))
                release(session, gone)
                del taken[gone]
            meets = {key for key, (a, b) in taken.items() if a < last and first < b}
            spans = sorted(taken[key] for key in meets)
            found = busy_of(session, person, since=at(first), until=at(last))
            assert [(each.starts_at, each.ends_at) for each in found] == [
                (at(a), at(b)) for a, b in spans
            ]
            assert is_busy(session, person, since=at(first), until=at(last)) == bool(meets)
            for key in meets:
                alone = is_busy(session, person, since=at(first), until=at(last), but=key)
                assert alone == (meets != {key})
            made = new_id()
            if meets:
                with pytest.raises(SlotTaken):
                    occupy(session, made, (person,), at(first), at(last))
            else:
                occupy(session, made, (person,), at(first), at(last))
                taken[made] = (first, last)


@pytest.mark.parametrize(("since", "until"), [(at(2), at(3)), (at(9), None)])
def test_a_look_at_a_time_does_not_walk_through_the_past(since: datetime, until: datetime | None):
    with unit_of_work(now=NOW, readonly=True) as session:
        statement = calendars._BUSY.compile(dialect=session.connection().dialect)
        values = (("since", since), ("until", until or at(99)))
        asked = {name: f"{value:%F %T.%f}" for name, value in values} | {"person_id": "somebody"}
        parameters = tuple(asked[name] for name in statement.positiontup)
        rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        plan = [row[3] for row in rows]
    searches = [line for line in plan if line.startswith(("SEARCH", "SCAN"))]
    assert searches
    assert all("USING" in line and "person_id=? AND starts_at" in line for line in searches), plan
    assert "starts_at>? AND starts_at<?" in searches[0]
