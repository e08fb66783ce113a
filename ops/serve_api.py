"""What `make api` becomes: the APIs alone, without the pages and without what builds them."""

import os
import sys

from ops.environment import ROOT
from ops.server import CannotServe, address_of, announce, become_server, prepare
from tutorhub_app.settings import UnsafeSettings, get_settings

PORT = "3002"


def main() -> int:
    os.chdir(ROOT)
    os.environ.setdefault("PORT", PORT)
    settings = get_settings()
    try:
        prepare(settings, command="make api")
    except (CannotServe, UnsafeSettings) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    address = address_of(settings)
    announce(settings, "TutorHub's API", f"Try its routes there, or at {address}/swagger")
    become_server(settings, "tutorhub_app.api_app:app", os.environ)


if __name__ == "__main__":
    sys.exit(main())
