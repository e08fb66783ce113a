"""What `make run` becomes: check, migrate, fill, build, say where it is, then be the server."""

import os
import shutil
import sys

from ops.build import BuildFailed, ensure_site, stop_when_asked
from ops.environment import ROOT, reflex_environment
from ops.server import CannotServe, announce, become_server, prepare
from tutorhub_app.settings import UnsafeSettings, get_settings


def main() -> int:
    os.chdir(ROOT)
    stop_when_asked()
    settings = get_settings()
    try:
        # Before the build, which takes a minute: what refuses to start does so at once.
        prepare(settings, command="make run")
        site = ensure_site()
    except (BuildFailed, CannotServe, UnsafeSettings) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    announce(settings, "TutorHub")
    environment = reflex_environment() | {
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_WEB_WORKDIR": str(site),
        "REFLEX_STATES_WORKDIR": str(settings.var_dir / "states"),
        "REFLEX_UPLOADED_FILES_DIR": str(settings.var_dir / "reflex-uploads"),
        # The double underscore marks what Reflex sets for its own server processes.
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    }
    shutil.rmtree(settings.var_dir / "states", ignore_errors=True)
    become_server(settings, "tutorhub_app.tutorhub_app:app", environment)


if __name__ == "__main__":
    sys.exit(main())
