"""The lines of what tells of the APIs, the same for each of them."""

from tests.api.access.cases import Case, asks
from tests.api.access.house import Ask
from tests.api.access.table import DOCUMENTED, DOCUMENTS


def _of(name: tuple[str, ...]) -> Case:
    return lambda _: Ask(name)


for _prefix in DOCUMENTED:
    for _path, _name in DOCUMENTS.items():
        asks(f"GET {_prefix}{_path}", "the API itself")(_of(_name))
