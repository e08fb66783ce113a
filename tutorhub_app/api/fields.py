"""The documents' types, as bodies and addresses carry them: parsed strictly, refused by name.

A type's error names itself in the message code: `errMsg_<field>isNotAValidID`.
"""

import re
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

_ID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d\d:?\d\d)"
)
LONGEST_LINK = 500
# What lies near the ends of what the language can tell fails when it is told in another zone.
YEARS = range(1900, 3000)


class Body(BaseModel):
    """A JSON body. Unknown fields are ignored: clients echo whole objects."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    def given(self, name: str) -> bool:
        """Whether the field was in the body, be it null."""
        return name in self.model_fields_set

    def values(self) -> dict[str, Any]:
        """The fields that were in the body, by the names the services know: `startTime` is
        `start_time` there."""
        return {_snake(name): getattr(self, name) for name in self.model_fields_set}


def optional() -> Any:
    """A field that a body may leave out, though it may not be null when it is there. Whether it
    was, `Body.given` and `Body.values` tell."""
    return Field(default_factory=lambda: None)


def _snake(name: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)


def _id(value: Any) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise PydanticCustomError("isNotAValidID", "send an id of 36 characters, a UUID")
    return value.lower()


def _date(value: Any) -> date:
    if isinstance(value, str) and _DATE.fullmatch(value) and int(value[:4]) in YEARS:
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError(
        "isNotAValidDate",
        "send a date as YYYY-MM-DD, of the years {first} to {last}",
        {"first": YEARS[0], "last": YEARS[-1]},
    )


def _instant(value: Any) -> datetime:
    if isinstance(value, str) and _INSTANT.fullmatch(value) and int(value[:4]) in YEARS:
        try:
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise PydanticCustomError(
        "isNotAValidDate", "send a date and time with its offset, like 2026-01-31T09:00:00Z"
    )


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise PydanticCustomError("isNotABoolean", "send true or false")


def _flag(value: Any) -> bool:
    """A boolean as an address tells it."""
    known = {"true": True, "1": True, "false": False, "0": False}
    if isinstance(value, str) and value.lower() in known:
        return known[value.lower()]
    raise PydanticCustomError("isNotABoolean", "send true or false")


def _text(value: Any) -> str:
    if isinstance(value, str) and "\x00" not in value:
        return value
    raise PydanticCustomError("isNotAString", "send a text")


def _integer(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53:
        return value
    raise PydanticCustomError("isNotAnInteger", "send a whole number")


def _link(value: Any) -> str:
    text = _text(value).strip()
    try:
        address = urlsplit(text)
        fits = address.scheme in ("http", "https") and bool(address.hostname)
    except ValueError:
        fits = False
    if not fits or len(text) > LONGEST_LINK or re.search(r"[\s\x00-\x1f\x7f]", text):
        raise PydanticCustomError(
            "isNotAValidLink",
            "send a link that begins with https:// or http://, of at most {most} characters",
            {"most": LONGEST_LINK},
        )
    return text


def _time(value: Any) -> str:
    """HH:MM, 24:00 included; what it may be used for, the rules say."""
    text = _text(value)
    if not re.fullmatch(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00", text):
        raise PydanticCustomError("isNotAValidTime", "send a time as HH:MM, 00:00 to 24:00")
    return text


Id = Annotated[str, BeforeValidator(_id), WithJsonSchema({"type": "string", "format": "uuid"})]
LocalDate = Annotated[
    date, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date"})
]
LocalTime = Annotated[
    str,
    BeforeValidator(_time),
    WithJsonSchema(
        {"type": "string", "pattern": r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$", "example": "09:00"}
    ),
]
Instant = Annotated[
    datetime, BeforeValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time"})
]
Boolean = Annotated[bool, BeforeValidator(_boolean), WithJsonSchema({"type": "boolean"})]
Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"type": "boolean"})]
Text = Annotated[str, BeforeValidator(_text), WithJsonSchema({"type": "string"})]
Integer = Annotated[int, BeforeValidator(_integer), WithJsonSchema({"type": "integer"})]
Link = Annotated[
    str,
    BeforeValidator(_link),
    WithJsonSchema({"type": "string", "format": "uri", "maxLength": LONGEST_LINK}),
]


def parse_enum(kind: type[StrEnum], value: Any) -> StrEnum:
    """A member by its name in any case, or by its index. ValueError otherwise."""
    by_name = _by_name(kind)
    if isinstance(value, str):
        member = by_name.get(value.strip().lower())
        if member is not None:
            return member
    members = list(by_name.values())
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(members):
        return members[value]
    if isinstance(value, str) and re.fullmatch(r"\d{1,3}", value) and int(value) < len(members):
        return members[int(value)]
    raise ValueError(f"not one of {kind.__name__}")


@lru_cache
def _by_name(kind: type[StrEnum]) -> dict[str, StrEnum]:
    return {member.value.lower(): member for member in kind}


def names(kind: type[StrEnum]) -> str:
    return ", ".join(member.value for member in kind)


class _ByName:
    """Marks an enum field that takes its names in any case, or the index."""

    def __get_pydantic_core_schema__(self, kind: type[StrEnum], _: Any) -> CoreSchema:
        def parsed(value: Any) -> StrEnum:
            try:
                return parse_enum(kind, value)
            except ValueError:
                raise PydanticCustomError(
                    "isNotAValidValue",
                    "choose one of {names}, or their index 0 to {last}",
                    {"names": names(kind), "last": len(kind) - 1},
                ) from None

        schema = {
            "anyOf": [
                {"type": "string", "enum": [member.value for member in kind]},
                {"type": "integer", "minimum": 0, "maximum": len(kind) - 1},
            ]
        }
        return core_schema.no_info_plain_validator_function(
            parsed, metadata={"pydantic_js_functions": [lambda *_: schema]}
        )


BY_NAME = _ByName()
"""`Annotated[DayOfWeek, BY_NAME]`"""


def any_of(kind: type[StrEnum]) -> BeforeValidator:
    """Marks the values of a list's filter: names in any case, indexes, and `null` for none.

    `Annotated[list[TeachingMode | None], any_of(TeachingMode), Query(default_factory=list)]`
    """

    def parsed(values: Any) -> list[StrEnum | None]:
        try:
            return [
                None if str(value).lower() == "null" else parse_enum(kind, value)
                for value in values
            ]
        except ValueError:
            raise PydanticCustomError(
                "isNotAValidValue", "choose among {names} and null", {"names": names(kind)}
            ) from None

    return BeforeValidator(parsed)
