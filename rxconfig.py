"""Reflex's configuration, read from the app's own settings."""

import reflex as rx

from ops.board_fonts import BoardFonts
from ops.same_origin import SameOrigin
from tutorhub_app.components.theme import theme
from tutorhub_app.settings import get_settings

settings = get_settings()

config = rx.Config(
    app_name="tutorhub_app",
    plugins=[rx.plugins.RadixThemesPlugin(theme=theme()), SameOrigin(), BoardFonts()],
    disable_plugins=[rx.plugins.SitemapPlugin],
    frontend_compression_formats=["brotli", "gzip"],
    show_built_with_reflex=False,
    telemetry_enabled=False,
    # Reflex's own default lets any site read answers with the visitor's cookie.
    cors_allowed_origins=list(settings.allowed_origins),
    redis_url=settings.redis_url or None,
    # Kept in memory, state is neither pickled nor left on disk; several workers share it in Redis.
    state_manager_mode=(
        rx.constants.StateManagerMode.REDIS
        if settings.redis_url
        else rx.constants.StateManagerMode.MEMORY
    ),
)
