"""How long a request may take."""

import asyncio
import logging
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tutorhub_app.api.bodies import Refuse
from tutorhub_app.domain.errors import TimedOut
from tutorhub_app.services.deadline import Deadline, within
from tutorhub_app.settings import get_settings

logger = logging.getLogger(__name__)


class Patience:
    """Refuses a request whose answer has not begun after the settings' seconds and so many more,
    and sees to it that none of its work is kept: see `services.deadline`. An answer that has begun
    is sent to its end."""

    def __init__(self, app: ASGIApp, *, more_seconds: float, refuse: Refuse) -> None:
        self._app = app
        self._more_seconds = more_seconds
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seconds = get_settings().request_seconds + self._more_seconds
        task = asyncio.current_task()
        deadline = Deadline()
        gave_up = False

        def time_is_up() -> None:
            nonlocal gave_up
            gave_up = deadline.give_up()
            if gave_up and task is not None:
                task.cancel()

        async def send_in_time(message: Message) -> None:
            timer.cancel()
            await send(message)

        timer = _after(seconds, time_is_up)
        try:
            with within(deadline):
                await self._app(scope, receive, send_in_time)
        except asyncio.CancelledError:
            if not gave_up or task is None or task.uncancel() > 0:
                raise
            logger.error("a request was given up after %s seconds", seconds)
            await self._refuse(TimedOut())(scope, receive, send)
        finally:
            timer.cancel()


def _after(seconds: float, act: Callable[[], None]) -> asyncio.TimerHandle:
    return asyncio.get_running_loop().call_later(seconds, act)
