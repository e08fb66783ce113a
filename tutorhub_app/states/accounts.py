"""Signing in and registering: what the forms show. Fields are posted by the browser itself."""

import reflex as rx

from tutorhub_app import routes
from tutorhub_app.services import demo_accounts
from tutorhub_app.settings import get_settings
from tutorhub_app.states.app import AppState
from tutorhub_app.states.guard import ANYONE, allow


class SignInState(AppState):
    """The sign-in page."""

    demo_accounts: list[str] = []
    demo_password: str = ""

    @rx.event
    @allow(*ANYONE)
    async def load(self):
        """Someone who is signed in goes on to where they wanted to be."""
        self._clear_errors()
        if self.me.role:
            return rx.redirect(self.next_page)
        if get_settings().is_demo:
            self.demo_accounts = list(demo_accounts.ACCOUNTS)
            self.demo_password = demo_accounts.PASSWORD

    @rx.var
    def next_page(self) -> str:
        """Where to go after signing in: `?next=`, if it is a page of ours."""
        wanted = self.router.url.query_parameters.get("next", "")
        return wanted if routes.is_local(wanted) else routes.HOME

    @rx.event
    @allow(*ANYONE)
    async def refused(self, sentence: str, fields: dict[str, str]):
        """Show why the form was refused; what was typed stays in it."""
        self.error = "" if fields else sentence[:300]
        self.errors = {name[:40]: text[:300] for name, text in list(fields.items())[:10]}
