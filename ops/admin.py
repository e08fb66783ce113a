"""Makes a registered person an administrator: make admin EMAIL=someone@example.org"""

import sys
from collections.abc import Sequence

from tutorhub_app.domain.errors import TutorHubError
from tutorhub_app.services.accounts import make_admin
from tutorhub_app.services.unit import call


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1 or not arguments[0].strip():
        print("Name the person: make admin EMAIL=someone@example.org", file=sys.stderr)
        return 2
    try:
        name = call(make_admin, arguments[0])
    except TutorHubError as error:
        print(error.sentence, file=sys.stderr)
        return 1
    print(f"{name} is an administrator now, and has to sign in again.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
