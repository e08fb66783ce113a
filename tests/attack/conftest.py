"""The cast of the attacks."""

from tests.attack.cast import cast

__all__ = ["cast"]
