"""Logs never carry payloads: passwords, tokens, keys."""

import logging

# These log whole events, with the cookie and the payload in them.
_TALKATIVE = (
    "reflex.app",
    "reflex_base.event.processor.event_processor",
    "reflex_base.event.processor.base_state_processor",
)


class WithoutPayload(logging.Filter):
    """Keeps where and how badly something went wrong, and drops the words."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = f"{record.funcName}: an event failed or was malformed"
        record.args = ()
        return True


def set_up() -> None:
    for name in _TALKATIVE:
        talkative = logging.getLogger(name)
        if not any(isinstance(known, WithoutPayload) for known in talkative.filters):
            talkative.addFilter(WithoutPayload())
