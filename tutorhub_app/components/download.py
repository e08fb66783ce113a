"""Downloading what is more than a question: an export that is noted somewhere is a POST."""

import reflex as rx

from tutorhub_app.components.buttons import button
from tutorhub_app.components.kinds import Text

_JSX = rx.asset("download.jsx", shared=True)


class DownloadForm(rx.Component):
    """Reflex's own forms never leave the page."""

    library = _JSX.importable_path
    tag = "DownloadForm"

    action: rx.Var[str]


def download_button(text: Text, action: Text) -> rx.Component:
    """`action` is an address of ours that answers a POST with a file."""
    return DownloadForm.create(
        button(text, kind="secondary", icon="download", type="submit"), action=action
    )
