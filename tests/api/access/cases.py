"""What each line of the table asks, with the rows that it is about."""

from collections.abc import Callable

from tests.api.access.house import Ask, House

Case = Callable[[House], Ask]
CASES: dict[tuple[str, str], Case] = {}


def asks(route: str, about: str) -> Callable[[Case], Case]:
    """Register what the line of the table asks."""

    def register(case: Case) -> Case:
        assert (route, about) not in CASES
        CASES[route, about] = case
        return case

    return register
