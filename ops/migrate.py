"""Brings the database of the settings up to date, and recreates its guards."""

import sys

from tutorhub_app.data import migrate
from tutorhub_app.settings import get_settings


def main() -> int:
    settings = get_settings()
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    migrate.upgrade(settings.resolved_database_url)
    print("The database is up to date.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
