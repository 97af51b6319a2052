"""How names are compared and put in order."""

import pytest

from rules.names import alphabetical, folded, said_in


def test_a_name_is_searched_by_its_words_however_they_are_written() -> None:
    assert folded("DUPOND", "Marie-Ève") == folded("Dupond Eve Marie") == "dupond eve marie"


@pytest.mark.parametrize(
    "names",
    [
        ["atelier", "école buissonnière", "Écoute", "Zone"],
        ["Œuvre sociale", "Office", "ouvert"],
        ["Insertion 93", "L’atelier", "Les ateliers"],
    ],
)
def test_names_are_in_the_order_in_which_people_look_for_them(names: list[str]) -> None:
    assert sorted(names, key=alphabetical) == names


def test_two_names_that_accents_alone_tell_apart_are_always_in_the_same_order() -> None:
    assert sorted(["Côte", "cote", "Coté"], key=alphabetical) == sorted(
        ["Coté", "Côte", "cote"], key=alphabetical
    )


def test_words_are_said_in_names_that_have_words_beginning_so() -> None:
    names = ("Agence locale d’insertion de Saint-Denis", "Écoute")

    assert all(said_in(words, *names) for words in ("", "denis SAINT", "ins", "ecou", "é"))
    assert not any(said_in(words, *names) for words in ("enis", "saint bobigny"))
