"""The lines of what tells of the APIs, the same for each of them."""

from tests.api.access.cases import Case, asks
from tests.api.access.house import Ask
from tests.api.access.table import DOCUMENTED, DOCUMENTS, HEALTH, ITSELF
from tests.api.asking import LESSONS, SCHEDULING


def _of(name: tuple[str, ...]) -> Case:
    return lambda _: Ask(name)


for _prefix in DOCUMENTED:
    for _path, _name in DOCUMENTS.items():
        asks(f"GET {_prefix}{_path}", ITSELF)(_of(_name))

asks(f"GET {LESSONS}/openapi.json", ITSELF)(_of(()))

for _path in HEALTH:
    asks(f"GET {SCHEDULING}{_path}", ITSELF)(_of(()))
