"""The examples in the documents are what the APIs answer."""

import os
from datetime import UTC, datetime, time

import pytest
import time_machine

from tests.api import story
from tests.api.asking import Clients, token_of
from tests.api.documents import described_apis
from tests.api.recording import Recorder
from tests.factories import make_principal
from tutorhub_app.api import examples
from tutorhub_app.api.requests import ALLOWED_ID
from tutorhub_app.domain.accounts import Role

STORY_BEGINS = datetime.combine(examples.TOLD_ON, time(8, 0), UTC)


@pytest.mark.usefixtures("database")
async def test_the_examples_are_what_the_apis_answer(client_of: Clients):
    """`make examples` records them anew."""
    with time_machine.travel(STORY_BEGINS, tick=False) as clock:
        record = Recorder(client_of(), clock)
        admin = make_principal(Role.ADMIN, email="ada@example.com", fullname="Ada Admin")
        await story.tell(record, token_of(admin))
    for prefix in described_apis():
        path = examples.path_of(prefix.strip("/"))
        if os.environ.get("RECORD_EXAMPLES"):
            path.write_text(record.text_of(prefix))
        assert path.read_text() == record.text_of(prefix), "Run `make examples`"


@pytest.mark.parametrize("prefix", described_apis())
def test_an_id_that_is_told_as_refused_is_one_that_is(prefix: str):
    told = [
        example
        for of_one in examples.examples_of(prefix.strip("/")).values()
        for example in of_one
        if "requestId" in (example.query or {})
    ]
    for example in told:
        assert example.status == 400
        assert not ALLOWED_ID.fullmatch((example.query or {})["requestId"])
        assert "requestId: send" in str(example.answer)
