"""Logs never carry payloads: passwords, tokens, keys."""

import logging
import re
import sys
import traceback
from contextvars import ContextVar
from typing import Any

# These log whole events, with the cookie and the payload in them.
_TALKATIVE = (
    "reflex.app",
    "reflex.state",
    "reflex_base.event.processor.event_processor",
    "reflex_base.event.processor.base_state_processor",
)
# The id of the API request that is being answered; it begins every line that is logged meanwhile.
request_id: ContextVar[str] = ContextVar("request_id", default="")

_access = logging.getLogger("tutorhub_app.access")

# Sessions, and the addresses of rooms and recordings: who has one of these comes in.
_SECRETS = re.compile(
    r"""(?i)(?P<before>[?&;](?:access_)?token=|/(?:lessons|recordings)/(?=[\w-]{20}))[^&;#/?\s"']*"""
)


class WithoutPayload(logging.Filter):
    """Keeps where and how badly something went wrong, and drops the words."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = f"{record.funcName}: (words left out)"
        record.args = ()
        if record.exc_info and record.exc_info[1]:
            record.msg += "\n" + without_words(record.exc_info[1])
        record.exc_info = record.exc_text = None
        return True


def without_words(error: BaseException) -> str:
    """The errors' types and the lines they passed; their words may hold what a user sent."""
    lines: list[str] = []
    told: set[int] = set()
    seen: BaseException | None = error
    # An error can be its own cause.
    while seen is not None and id(seen) not in told:
        told.add(id(seen))
        lines += [f"{type(seen).__module__}.{type(seen).__qualname__}, raised at:\n"]
        lines += traceback.format_tb(seen.__traceback__)
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "".join(lines).rstrip()


def hidden_tokens(text: str) -> str:
    """`text` without what opens a session, a room or a recording in its addresses."""
    return _SECRETS.sub(r"\g<before>[hidden]", text)


def access(line: str) -> None:
    """Write a line about a request."""
    _access.info(line)


def set_up() -> None:
    if not _access.handlers:
        handler = logging.StreamHandler(sys.stdout)
        handler.setFormatter(logging.Formatter("[%(asctime)s] %(message)s", "%Y-%m-%d %H:%M:%S %z"))
        _access.addHandler(handler)
        _access.setLevel(logging.INFO)
        _access.propagate = False
    for name in _TALKATIVE:
        talkative = logging.getLogger(name)
        if not any(isinstance(known, WithoutPayload) for known in talkative.filters):
            talkative.addFilter(WithoutPayload())
    if logging.getLogRecordFactory() is not _record:
        logging.setLogRecordFactory(_record)


def _record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    """Every record, of whichever logger and handler, passes here."""
    record = logging.LogRecord(*args, **kwargs)
    text = record.getMessage()
    hidden = hidden_tokens(text)
    if hidden != text:
        record.msg, record.args = hidden, ()
    if asked := request_id.get():
        record.msg = f"[{asked}] {record.msg}"
    return record
