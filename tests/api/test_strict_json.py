"""What counts as JSON."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutorhub_app.api import strict_json
from tutorhub_app.api.strict_json import DEEPEST, require_strict
from tutorhub_app.domain.errors import Invalid

TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=20,
)


@given(VALUES, st.booleans(), st.sampled_from([None, 2]))
def test_what_a_json_library_writes_is_taken(value: Any, ascii_only: bool, indent: int | None):
    require_strict(json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode())


def nested(depth: int, opening: str = "[", closing: str = "]", within: str = "") -> bytes:
    return (opening * depth + within + closing * depth).encode()


@pytest.mark.parametrize(
    "body",
    [
        nested(DEEPEST),
        nested(DEEPEST - 1, '{"a":', "}", "{}"),
        json.dumps({"brackets in a text": "[" * 100 + '\\"{'}).encode(),
        json.dumps([[]] * 1000).encode(),
        rb'{"a backslash before u0000": "\\u0000"}',
        rb'{"a pair of surrogates": "\ud83d\ude00"}',
        b'{"eighteen digits": -123456789012345678}',
        b'{"a": {"same": 1}, "b": {"same": 2}}',
    ],
)
def test_what_only_looks_suspicious_is_taken(body: bytes):
    require_strict(body)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "not valid JSON"),
        (b"{", "not valid JSON"),
        (b"{'a': 1}", "not valid JSON"),
        (b'{"a": 1,}', "not valid JSON"),
        (b'{"a": NaN}', "not valid JSON"),
        (b'{"a": -Infinity}', "not valid JSON"),
        (b'{"a": 1e999}', "not valid JSON"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not valid JSON"),
        (b'{"a": 1234567890123456789}', "more than 18 digits"),
        (b'{"a": [-99999999999999999999]}', "more than 18 digits"),
        (rb'{"a": "\ud800"}', "not valid JSON"),
        (rb'{"\udc00": 1}', "not valid JSON"),
        (b'{"a": "\xff"}', "not valid JSON"),
        (b'{"a": "\xed\xa0\x80"}', "not valid JSON"),
        ('{"a": "ä"}'.encode("latin-1"), "not valid JSON"),
        ('{"a": 1}'.encode("utf-16"), "not valid JSON"),
        (b'\xef\xbb\xbf{"a": 1}', "not valid JSON"),
        (b'{"a": "\x00"}', "not valid JSON"),
        (rb'{"a": "\u0000"}', "NUL"),
        (rb'{"a": [{"\u0000": 1}]}', "NUL"),
        (b'{"a": 1, "b": 2, "a": 3}', "names 'a' twice"),
        (rb'[{"a": 1, "\u0061": 1}]', "names 'a' twice"),
        (nested(DEEPEST + 1), "deeper than 32"),
        (nested(DEEPEST, '{"a":', "}", "{}"), "deeper than 32"),
        (nested(30_000), "not valid JSON"),
        (nested(20_000, '{"a":[', "]}"), "not valid JSON"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_is_no_json_or_ambiguous_is_refused(body: bytes, said: str):
    with pytest.raises(Invalid, match=said):
        require_strict(body)


class Name(str):
    """A name that counts how often any is compared."""

    compared = 0

    def __eq__(self, other: object) -> bool:
        Name.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def test_a_name_that_comes_twice_among_thousands_is_found_in_one_pass():
    names = [Name(number) for number in (*range(5000), 4999)]
    with pytest.raises(Invalid, match="names '4999' twice"):
        strict_json._without_duplicates([(name, 1) for name in names])
    assert Name.compared < 10 * len(names)
