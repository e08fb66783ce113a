"""A tutor's profile, as students see it."""

from dataclasses import dataclass

from tutorhub_app.domain.errors import Invalid
from tutorhub_app.domain.texts import (
    Faults,
    checked_length,
    checked_link,
    checked_tags,
    clean_line,
    clean_lines,
)
from tutorhub_app.domain.zones import is_zone

MOST_HEADLINE = 120
MOST_BIO = 4000
MOST_PLACE = 300


@dataclass(frozen=True, slots=True)
class ProfileDetails:
    """What a tutor enters. `time_zone` is an IANA name; the week is wall time there."""

    headline: str
    bio: str
    subjects: tuple[str, ...]
    languages: tuple[str, ...]
    time_zone: str
    meeting_link: str = ""
    teaching_place: str = ""
    is_listed: bool = True


def validate_profile(details: ProfileDetails) -> ProfileDetails:
    """The details, cleaned. Raises one `Invalid` that names every bad field."""
    faults: Faults = {}
    clean = ProfileDetails(
        headline=checked_length(
            clean_line(details.headline), "headline", faults, most=MOST_HEADLINE
        ),
        bio=checked_length(clean_lines(details.bio), "bio", faults, most=MOST_BIO),
        subjects=checked_tags(details.subjects, "subjects", faults),
        languages=checked_tags(details.languages, "languages", faults),
        time_zone=details.time_zone,
        meeting_link=checked_link(details.meeting_link, "meetingLink", faults),
        teaching_place=checked_length(
            clean_line(details.teaching_place), "teachingPlace", faults, most=MOST_PLACE
        ),
        is_listed=details.is_listed,
    )
    if not is_zone(details.time_zone):
        faults["timeZone"] = "Choose a time zone from the list, like Europe/Berlin."
    if faults:
        raise Invalid(fields=faults)
    return clean
