"""Whatever a browser sends is a message or is refused by name: nothing else comes of it."""

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.rooms import element
from tutorhub_app.api.classroom_messages import Items, items_of, parse
from tutorhub_app.domain.errors import Invalid, TooLarge

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
KINDS = ("hello", "items", "cursor", "chat", "signal", "media", "admit", "leave", "ping")
FIELDS = (
    *("ticket", "have", "items", "page", "x", "y", "tool", "button", "selected"),
    *("id", "text", "to", "data", "mic", "camera", "screen", "t"),
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
near_elements = st.dictionaries(st.sampled_from(sorted(element())), anything).map(
    lambda changes: element() | changes
)


def heard(text: str) -> str:
    """What it is refused with, if it is."""
    try:
        message, body = parse(text)
        if isinstance(message, Items):
            for item in items_of(message, body, NOW):
                assert json.loads(item.content)["id"] == item.id
    except (Invalid, TooLarge) as refusal:
        return refusal.sentence
    return "taken"


@given(st.text())
def test_any_text_is_a_message_or_is_refused(text: str):
    assert heard(text)


@given(
    st.fixed_dictionaries(
        {"type": st.sampled_from(KINDS) | anything},
        optional=dict.fromkeys(FIELDS, anything),
    )
)
def test_any_fields_are_a_message_or_are_refused(body: object):
    assert heard(json.dumps(body))


@given(st.lists(near_elements, max_size=3))
def test_what_is_nearly_an_element_is_one_or_is_refused(items: list[object]):
    assert heard(json.dumps({"type": "items", "items": items}))


def test_an_item_is_kept_as_it_came():
    sent = element("a", points=[[0.1, 2]], text="Zoë", customData={"x": None})
    message, body = parse(json.dumps({"type": "items", "items": [sent]}))
    assert isinstance(message, Items)
    (item,) = items_of(message, body, NOW)
    assert json.loads(item.content) == sent
    assert (item.id, item.page, item.stamp.version, item.is_deleted) == ("a", "page:one", 1, False)
