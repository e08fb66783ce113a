"""What browsers in a room may say: each message's shape, and how large it may be."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import orjson
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from tutorhub_app.domain.board import (
    HIGHEST_VERSION,
    LARGEST_ITEM,
    LONGEST_ID,
    PAGE,
    Item,
    Stamp,
)
from tutorhub_app.domain.classroom import LARGEST_SIGNAL, LONGEST_TEXT
from tutorhub_app.domain.errors import Invalid, TooLarge

LONGEST_MESSAGE = 2_000_000
LARGEST_CURSOR = 8_000
MOST_ITEMS_AT_ONCE = 2_000
# What draws or holds a picture. Others show pages of elsewhere.
KINDS = frozenset(
    {
        *("rectangle", "ellipse", "diamond", "arrow", "line", "freedraw"),
        *("text", "image", "frame", PAGE),
    }
)
_ID = r"^[A-Za-z0-9_:-]{1,64}$"
_PAGE_ID = re.compile(r"page:[A-Za-z0-9_-]{1,59}")

ItemId = Annotated[str, StringConstraints(pattern=_ID)]
Number = Annotated[int, Field(ge=0, le=HIGHEST_VERSION)]


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class Hello(_Message):
    ticket: str = Field(min_length=1, max_length=4096, repr=False)
    have: dict[ItemId, Annotated[list[Number], Field(min_length=2, max_length=2)]] | None = None

    def stamps(self) -> dict[str, Stamp] | None:
        if self.have is None:
            return None
        return {item_id: Stamp(*stamp) for item_id, stamp in self.have.items()}


class _Element(_Message):
    """What the server has to know of an item; the rest is the browsers' own."""

    id: ItemId
    type: str
    page: Annotated[str, Field(max_length=LONGEST_ID)]
    version: Annotated[int, Field(ge=1, le=HIGHEST_VERSION)]
    versionNonce: Number
    isDeleted: bool


class Items(_Message):
    items: list[_Element] = Field(min_length=1, max_length=MOST_ITEMS_AT_ONCE)


class Cursor(_Message):
    page: Annotated[str, Field(max_length=LONGEST_ID)]
    x: float
    y: float
    tool: Annotated[str, Field(max_length=40)] = "pointer"
    button: Annotated[str, Field(max_length=10)] = "up"
    selected: dict[ItemId, bool] | list[ItemId] = Field(default_factory=list, max_length=100)


class Chat(_Message):
    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,36}$")]
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)


class Signal(_Message):
    to: Annotated[str, StringConstraints(min_length=1, max_length=36)]
    data: Any


class Media(_Message):
    mic: bool
    camera: bool
    screen: bool


class Admit(_Message):
    pass


class Leave(_Message):
    pass


class Ping(_Message):
    t: float | int | None = None


_SHAPES: Mapping[str, type[_Message]] = {
    "hello": Hello,
    "items": Items,
    "cursor": Cursor,
    "chat": Chat,
    "signal": Signal,
    "media": Media,
    "admit": Admit,
    "leave": Leave,
    "ping": Ping,
}


def parse(text: str) -> tuple[_Message, dict[str, Any]]:
    """The message, and all that came with it. Invalid, TooLarge."""
    if len(text) > LONGEST_MESSAGE:
        raise TooLarge(f"A message has at most {LONGEST_MESSAGE} characters.")
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Invalid("The message is not valid JSON.", code="notJSON") from None
    kind = body.get("type") if isinstance(body, dict) else None
    shape = _SHAPES.get(kind) if isinstance(kind, str) else None
    if shape is None:
        raise Invalid(f"type: send one of {', '.join(_SHAPES)}.", code="typeIsNotValid")
    if shape is Cursor and len(text) > LARGEST_CURSOR:
        raise TooLarge(f"A cursor has at most {LARGEST_CURSOR} characters.")
    if shape is Signal and len(text) > LARGEST_SIGNAL:
        raise TooLarge(f"A signal has at most {LARGEST_SIGNAL} characters.")
    try:
        return shape.model_validate(body), body
    except ValidationError as error:
        raise Invalid(_sentence(error), code="messageIsNotValid") from None


def items_of(message: Items, body: Mapping[str, Any], at: datetime) -> list[Item]:
    """The items as they are kept. Invalid, TooLarge: the first that can not be."""
    return [
        _item(element, raw, at) for element, raw in zip(message.items, body["items"], strict=True)
    ]


def _item(element: _Element, raw: Any, at: datetime) -> Item:
    if element.type not in KINDS:
        raise Invalid(f"items: a board holds {', '.join(sorted(KINDS))}.", code="kindIsNotAllowed")
    is_page = element.type == PAGE
    # An element by a page's id would take the page's place.
    if is_page != element.id.startswith("page:"):
        raise Invalid("items: page: begins the ids of pages alone.", code="idIsNotValid")
    if is_page != (element.page == "") or not (is_page or _PAGE_ID.fullmatch(element.page)):
        raise Invalid(
            'items: page is "" for a page, and for all else the id of one.', code="pageIsNotValid"
        )
    content = orjson.dumps(raw).decode()
    if len(content) > LARGEST_ITEM:
        raise TooLarge(f"An item has at most {LARGEST_ITEM} characters.", code="itemIsTooLarge")
    return Item(
        element.id,
        element.page,
        Stamp(element.version, element.versionNonce),
        element.isDeleted,
        content,
        at,
    )


def _sentence(error: ValidationError) -> str:
    """What is wrong, without the words that came."""
    problem = error.errors(include_input=False, include_url=False, include_context=False)[0]
    place = ".".join(str(part) for part in problem["loc"])[:80]
    return f"{place or 'message'}: {problem['msg']}."
