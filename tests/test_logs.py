"""What a failure leaves in the log."""

from tutorhub_app.logs import without_words

WORDS = "secret words"


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    try:
        raise error from cause
    except Exception as caught:
        return caught


def test_an_error_is_told_with_its_causes_and_without_their_words():
    told = without_words(raised(KeyError(WORDS), raised(ValueError(WORDS))))
    assert told.index("builtins.KeyError") < told.index("builtins.ValueError")
    assert WORDS not in told


def test_errors_that_cause_each_other_are_told_once():
    one, other = raised(KeyError(WORDS)), raised(ValueError(WORDS))
    one.__cause__, other.__cause__ = other, one
    told = without_words(one)
    assert (told.count("KeyError"), told.count("ValueError")) == (1, 1)
