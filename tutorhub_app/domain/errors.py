"""Named errors. Each has a message code, a human sentence, a status and, for forms, field errors.

Services raise them; every edge (an API, the reactive states) maps them in one place.
"""

from collections.abc import Mapping


class TutorHubError(Exception):
    """What went wrong, in the user's words.

    `code` names the error for machines, `sentence` says it to a person, `status` is the HTTP
    status an API answers, `fields` maps a field's name to a sentence that says what is allowed.
    """

    status = 400
    code = "invalid"
    sentence = "That is not possible."
    retry_after: int | None = None
    """Whole seconds after which the same may be tried again, where waiting helps."""

    def __init__(
        self,
        sentence: str | None = None,
        *,
        code: str | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> None:
        self.sentence = sentence or type(self).sentence
        self.code = code or type(self).code
        self.fields: dict[str, str] = dict(fields or {})
        super().__init__(self.sentence)


class Invalid(TutorHubError):
    """Bad input. `fields` names each bad field and what is allowed there."""

    code = "invalidData"
    sentence = "Please check the marked fields."

    @classmethod
    def field(cls, name: str, sentence: str, *, code: str | None = None) -> "Invalid":
        return cls(sentence, code=code, fields={name: sentence})


class NotSignedIn(TutorHubError):
    status = 401
    code = "loginRequired"
    sentence = "Please sign in first."


class SignInFailed(TutorHubError):
    """Never tells whether the account exists."""

    status = 401
    code = "signInFailed"
    sentence = "That email and password do not match."


class NotAllowed(TutorHubError):
    status = 403
    code = "notAllowed"
    sentence = "You are not allowed to do that."


class NotFound(TutorHubError):
    status = 404
    code = "notFound"
    sentence = "This does not exist, or no longer does."


class NotYours(NotFound):
    """A row of other people. Pages must not tell it from one that does not exist; an API whose
    document says otherwise answers this class as it says."""

    code = "notAllowed"


class Conflict(TutorHubError):
    status = 409
    code = "conflict"
    sentence = "This was changed by someone else. Reload and try again."


class WindowsOverlap(Conflict):
    """Teaching hours that share a time with others in a different mode."""

    code = "windowsOverlap"
    sentence = "These hours overlap others in a different mode."


class SlotTaken(Conflict):
    """Someone in the booking is already busy at that time."""

    code = "slotTaken"
    sentence = "This time has just been taken."


class NotBookable(TutorHubError):
    """A time that is refused; `reasons` are the codes and sentences of `domain.slots.why_not`."""

    code = "notBookable"
    sentence = "This time can not be booked."

    def __init__(self, reasons: tuple[tuple[str, str], ...]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(sentence for _, sentence in reasons) or None)


class NoLessonsLeft(Conflict):
    code = "noLessonsLeft"
    sentence = "There are no lessons left in this course pack."


class NotEnrolled(NotAllowed):
    code = "notEnrolled"
    sentence = "Enroll in this course pack first."


class ScreeningRequired(NotAllowed):
    code = "screeningRequired"
    sentence = "This course pack needs an approved screening meeting first."


class TooLarge(TutorHubError):
    """More than is taken: bytes, or what they unpack to."""

    status = 413
    code = "tooLarge"
    sentence = "This file is too large."


class UnsupportedType(TutorHubError):
    """A kind of content that is not taken."""

    status = 415
    code = "unsupportedType"
    sentence = "This kind of file is not supported."


class TooSlow(TutorHubError):
    """What was announced did not come in time."""

    status = 408
    code = "tooSlow"
    sentence = "The request did not arrive in time. Send it again."


class AddressTooLong(TutorHubError):
    status = 414
    code = "addressIsTooLong"
    sentence = "This address is too long."


class Unavailable(TutorHubError):
    """What is needed for the answer does not answer itself. Nothing was changed."""

    status = 503
    code = "databaseUnavailable"
    sentence = "The database does not answer. Nothing was changed. Try again in a moment."
    retry_after = 5


class TimedOut(Unavailable):
    code = "requestTimedOut"
    sentence = "This took too long. Nothing was changed. Try again in a moment."


class TooManyRequests(TutorHubError):
    status = 429
    code = "tooManyRequests"

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        unit = "second" if retry_after == 1 else "seconds"
        super().__init__(f"Too many requests. Try again in {retry_after} {unit}.")


class TooManyAttempts(TutorHubError):
    """Throttled."""

    status = 429
    code = "tooManyAttempts"
    retry_after: int

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        minutes = max(1, round(retry_after / 60))
        unit = "minute" if minutes == 1 else "minutes"
        super().__init__(f"Too many attempts. Try again in about {minutes} {unit}.")
