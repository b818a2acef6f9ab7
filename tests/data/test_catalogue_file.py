"""The catalogue of words to readers: complete in every language, or an error that names the message."""

from __future__ import annotations

import pytest

from tracker.data.catalogue_file import catalogue, names_in, parse_catalogue
from tracker.errors import RowsError
from tracker.model.reader import LANGUAGES


def test_every_message_is_in_every_language_and_fills_in_the_same_names() -> None:
    messages = catalogue()
    assert messages
    for key, texts in messages.items():
        assert set(texts) == set(LANGUAGES), key
        assert len({names_in(template) for template in texts.values()}) == 1, key
        assert all(template.strip() == template and template for template in texts.values()), key


def test_tables_within_tables_have_dotted_keys() -> None:
    assert dict(parse_catalogue('[a.b]\nen = "{n} days"\nde = "{n} Tage"', file="x")["a.b"]) == {
        "en": "{n} days",
        "de": "{n} Tage",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[a.b]\nen = "one"', r"a\.b needs the languages"),
        ('[a]\nen = "one"\nde = "eins"\nfr = "un"', "a needs the languages"),
        ('[a]\nen = "{x}"\nde = "{y}"', "other names in one language"),
        ('[a]\nen = "{x:d}"\nde = "{x:d}"', "not a plain name"),
        ('[a]\nen = "{x.__class__}"\nde = "{x.__class__}"', "not a plain name"),
        ("[a", "is not TOML"),
    ],
)
def test_what_is_not_complete_is_refused(text: str, words: str) -> None:
    with pytest.raises(RowsError, match=words):
        parse_catalogue(text, file="letter.toml")
