"""Questions about more values than a statement takes."""

from pathlib import Path

from tests.factories import NOW
from tests.rooms import make_lesson
from tutorhub_app.data import classroom_lessons, recordings
from tutorhub_app.data.batches import MOST_AT_ONCE, in_batches
from tutorhub_app.data.engine import unit_of_work


def test_every_value_is_in_one_batch_and_no_batch_is_too_large():
    for count in (0, 1, MOST_AT_ONCE, 2 * MOST_AT_ONCE + 1):
        batches = list(in_batches(range(count)))
        assert [value for batch in batches for value in batch] == list(range(count))
        assert all(0 < len(batch) <= MOST_AT_ONCE for batch in batches)


def test_half_a_million_can_be_asked_for_at_once(database: Path):
    lesson = make_lesson()
    with unit_of_work(now=NOW, readonly=True) as session:
        assert classroom_lessons.lessons_there(session, set(range(500_000))) == {lesson.id}
        assert recordings.states_of(session, [str(number) for number in range(300_000)]) == {}
