"""What a change asks for, where nothing is not the same as null."""

from enum import Enum
from typing import Final


class Unchanged(Enum):
    UNCHANGED = "unchanged"


UNCHANGED: Final = Unchanged.UNCHANGED
"""Leave it as it is."""
