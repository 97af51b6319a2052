"""The spaces that a line never breaks at, in what the pages say and in nothing else."""

from jinja2 import Environment

from entrypoints.web.rendering.typography import FineSpaces, fine
from tests.web.reading import post, text_of
from tests.web.served import Served

TYPED = "Vu deux fois : « oui » ; n° 3 ?"


def _written(source: str, **shown: object) -> str:
    return Environment(extensions=[FineSpaces], autoescape=True).from_string(source).render(shown)


def test_a_sign_stays_with_the_word_before_it_and_a_quotation_with_its_marks() -> None:
    assert fine("Motif : « oui » ; qui ?") == "Motif\xa0: «\xa0oui\xa0»\xa0; qui\xa0?"
    assert fine("n° 3, N° 4") == "n°\xa03, N°\xa04"


def test_a_sentence_already_set_is_left_as_it_is() -> None:
    assert fine(fine(TYPED)) == fine(TYPED)


def test_what_a_template_says_is_set_its_prose_and_its_quoted_words() -> None:
    assert _written('<p>Motif : {{ "oui ?" }}</p>') == "<p>Motif\xa0: oui\xa0?</p>"


def test_what_an_agent_typed_comes_back_as_it_was_typed() -> None:
    given = _written('<textarea>{{ typed }}</textarea><input value="{{ typed }}">', typed=TYPED)

    assert given == f'<textarea>{TYPED}</textarea><input value="{TYPED}">'


def test_the_summary_of_a_form_leaves_out_the_remedy_that_names_the_field(served: Served) -> None:
    with served.visitor("administrateur") as client:
        answer = post(client, "/parametres/agents/creer", nom="", courriel="")
    summary = text_of(answer, "//*[@role='alert']")

    assert answer.status_code == 422
    assert "à revoir" in summary
    assert "Indiquez" not in summary
