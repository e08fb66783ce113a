"""Texts people enter."""

from hypothesis import given
from hypothesis import strategies as st

from tutorhub_app.domain.texts import clean_line, clean_lines, folded, search_terms


@given(st.text())
def test_a_clean_line_is_one_line_and_stays_clean(text):
    clean = clean_line(text)
    assert clean == clean_line(clean) == clean.strip()
    assert len(clean.splitlines()) <= 1
    assert "  " not in clean


@given(st.text(alphabet=st.sampled_from("ab \t\n\r\u0000\u202e")))
def test_clean_lines_keep_paragraphs_and_nothing_hidden(text):
    clean = clean_lines(text)
    assert clean == clean_lines(clean)
    assert not set(clean) & set("\t\r\u0000\u202e")
    assert "\n\n\n" not in clean


def test_paragraphs_and_joined_emoji_stay():
    assert clean_lines("one\r\n\r\n\r\n\r\ntwo  \n three") == "one\n\ntwo\n three"
    assert clean_line("a 👩‍🏫  b") == "a 👩‍🏫 b"


def test_search_looks_past_case_and_accents():
    assert folded("Été STRASSE Łódź") == folded("ete straße łodz")
    assert search_terms("  Spanish  SPANISH été ") == ("spanish", "ete")
    assert len(search_terms("a b c d e f g h")) == 6


def test_search_reads_letters_of_every_typeface():
    assert folded("𝕬lgebra ﬁne") == "algebra fine"


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert folded(folded(text)) == folded(text)
