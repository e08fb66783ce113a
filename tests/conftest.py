"""What every test can ask for."""

from hypothesis import HealthCheck, settings

settings.register_profile("tutorhub", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tutorhub")

pytest_plugins = [
    "tests.database",
    "tests.running_app",
    "tests.app_data",
    "tests.api.asking",
    "tests.api.crowd",
    "tests.room_sockets",
]
