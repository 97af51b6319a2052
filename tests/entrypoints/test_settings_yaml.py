"""What is refused before any key is looked at, and that nothing ends in a traceback."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from entrypoints.configuration.document import DEEPEST, LARGEST, MOST_VALUES, read
from entrypoints.configuration.problems import BadConfig
from tests.entrypoints.configs import SHIPPED, TEXT, loaded, plain, problems_of

UNREADABLE = [
    ("a: 1\n\tb: 2\n", 2, "tabulation en début de ligne : YAML ne veut que des espaces."),
    ("a:\n\t- b\n", 2, "tabulation en début de ligne : YAML ne veut que des espaces."),
    ("a: 1\nb: x: y\n", 2, "deux-points ou retrait inattendu ; mettez ce texte entre guillemets."),
    ("a: @x\n", 1, "caractère inattendu ; mettez ce texte entre guillemets."),
    ('a: "\\ud800"\n', 1, "« \\ » inattendu entre guillemets ; employez des apostrophes."),
    ("a: 1\nb: 'x\n", 3, "guillemets ouverts et jamais fermés."),
    ('a: "\\q"\n', 1, "« \\ » inattendu entre guillemets ; employez des apostrophes."),
    (
        "a: [1, 2\n",
        2,
        "virgule ou fermeture manquante dans une liste ou un groupe entre accolades.",
    ),
    ("a:\n  b: 1\n c: 2\n", 3, "retrait différent de celui des lignes qui précèdent."),
    ("a: 1\nb\nc: 2\n", 3, "deux-points manquant après une clé."),
    ("a: \x00\n", 1, "caractère interdit dans un fichier YAML."),
    ("%z\n", 1, "ce n’est pas du YAML bien écrit."),
    ("a: &x 1\nb: *x\n", 1, "les ancres et les renvois (& et *) ne sont pas admis."),
    ("a: 1\nb: *x\n", 2, "les ancres et les renvois (& et *) ne sont pas admis."),
    ("a: !!python/name:os.system x\n", 1, "les étiquettes (! et !!) ne sont pas admises."),
    ("a: !!set {x}\n", 1, "les étiquettes (! et !!) ne sont pas admises."),
    ("a: 1\n---\nb: 2\n", 2, "le fichier ne doit contenir qu’un document."),
    ("a: 1\n? [b]\n: 2\n", 2, "une clé est un mot, ni une liste ni un groupe."),
    ("a: " + "[" * DEEPEST + "]" * DEEPEST, 1, f"plus de {DEEPEST} niveaux d’emboîtement."),
    ("a: [" + "1," * MOST_VALUES + "1]", 1, f"plus de {MOST_VALUES} valeurs."),
    ("- a\n", 1, "le fichier doit être un groupe de clés."),
    ("", 1, "le fichier doit être un groupe de clés."),
    ("# rien\n", 1, "le fichier doit être un groupe de clés."),
    (b"a: 1\nb: \xe9t\xe9\n", 2, "le fichier n’est pas un texte en UTF-8."),
    ("a: 1\n".encode("utf-16"), 1, "le fichier n’est pas un texte en UTF-8."),
]


@pytest.mark.parametrize(("content", "line", "sentence"), UNREADABLE)
def test_a_file_that_is_not_plain_yaml_is_refused_by_one_sentence_with_its_line(
    tmp_path: Path, content: str | bytes, line: int, sentence: str
) -> None:
    (problem,) = problems_of(tmp_path, content)

    assert (problem.line, problem.where, plain(problem.sentence)) == (line, "", sentence)


def test_a_bomb_of_anchors_is_refused_before_it_grows(tmp_path: Path) -> None:
    bomb = "a0: &a0 [x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
    )

    assert [problem.line for problem in problems_of(tmp_path, bomb)] == [1]


def test_a_file_nested_without_end_is_refused_at_once(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, "[" * (LARGEST - 1))

    assert plain(problem.sentence).startswith("plus de")


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, "#" * (LARGEST + 1))

    assert (problem.line, plain(problem.sentence)) == (None, "le fichier dépasse 1 Mio.")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadConfig) as error:
        read(tmp_path / "absent.yaml")

    assert plain(str(error.value)).startswith("absent.yaml : le fichier « ")
    assert str(error.value).endswith("n’existe pas.")


def test_a_folder_is_not_a_configuration(tmp_path: Path) -> None:
    with pytest.raises(BadConfig) as error:
        read(tmp_path)

    assert str(error.value).endswith("ne peut pas être lu.")


def test_a_key_written_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    text = TEXT.replace("  nom: Seine-Saint-Denis", "  nom: A\n  nom: B", 1)
    line = TEXT.count("\n", 0, TEXT.index("  nom: Seine-Saint-Denis")) + 1

    (problem,) = problems_of(tmp_path, text)
    assert problem.line == line + 1
    assert plain(problem.where) == "departement › nom"
    assert problem.sentence == f"la clé est écrite deux fois, lignes {line} et {line + 1}."


def test_words_are_texts_unless_they_are_whole_numbers_true_false_or_null(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(
        "texts: [oui, yes, on, 01, 1.5, 23:59, 2025-01-01, 0x1F, 1_000, '7', \"true\"]\n"
        "numbers: [7, -7, 0]\n"
        "answers: [true, False]\n"
        "nothing: [null, ~]\n"
        "absent:\n"
    )

    assert read(path).data == {
        "texts": [
            *("oui", "yes", "on", "01", "1.5", "23:59", "2025-01-01", "0x1F", "1_000"),
            *("7", "true"),
        ],
        "numbers": [7, -7, 0],
        "answers": [True, False],
        "nothing": [None, None],
        "absent": None,
    }


def test_a_byte_order_mark_and_windows_line_ends_are_harmless(tmp_path: Path) -> None:
    text = "\ufeff" + TEXT.replace("\n", "\r\n")

    assert repr(loaded(tmp_path, text)) == repr(loaded(tmp_path, TEXT))


JUNK = [
    *("", ":", "- ", "[", "}", "\t", "\x85", "null", "{a: 1}", "true", "9" * 30, "'", '"', "&a "),
    *("*a", "!!x ", "|\n", "\ud7ff", "🙂", "-1", "2025-02-30", "# ", "? "),
]
KEYS = [*sorted(read(SHIPPED).data), "code", "delai", "n", "unite", "du", "au", "communes", "roles"]
MANGLED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@MANGLED
@given(data=st.data())
def test_a_mangled_configuration_is_taken_or_refused_by_sentences(
    tmp_path: Path, data: st.DataObject
) -> None:
    lines = TEXT.splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 3))):
        here = data.draw(st.integers(0, len(lines) - 1))
        there = data.draw(st.integers(0, len(lines) - 1))
        junk = data.draw(st.sampled_from(JUNK))
        cut = data.draw(st.integers(0, len(lines[here])))
        lines[here] = data.draw(
            st.sampled_from(
                ["", lines[there], lines[here][:cut] + junk + lines[here][cut:], f"  {lines[here]}"]
            )
        )

    for problem in problems_of(tmp_path, "".join(lines)):
        assert problem.sentence.endswith(".")


@MANGLED
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.dates().map(str),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.text(max_size=9) | st.sampled_from(KEYS), inner, max_size=6)
        ),
        max_leaves=25,
    )
)
@example({"regles": [{"code": "I-EP", "delai": {"n": 1}}], "echelles": {"": [], "a b": 3}})
@example({"fermetures": [{"du": "2070-12-31", "au": "9999-12-31", "libelle": "\ud800"}]})
def test_any_content_is_taken_or_refused_by_sentences(tmp_path: Path, content: object) -> None:
    for problem in problems_of(tmp_path, json.dumps(content)):
        assert problem.sentence.endswith(".")
