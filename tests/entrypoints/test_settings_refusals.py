"""What a configuration is refused for: the line, the place and the sentence of each."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError
from pydantic_core import InitErrorDetails

from entrypoints.configuration.document import read
from entrypoints.configuration.french import told
from entrypoints.configuration.problems import MOST_SHOWN, BadConfig, Problem
from rules.procedures.catalogue import BY_CODE
from tests.entrypoints.configs import SHIPPED, TEXT, changed, loaded, plain, problems_of

D1 = 'delai: {n: 2, unite: jour_ouvre, sens: avant, heure: "23:59"}'
REFUSALS = [
    block.splitlines()
    for block in (Path(__file__).parent / "refusals.txt").read_text(encoding="utf-8").split("\n\n")
    if not block.startswith("#")
]


@pytest.mark.parametrize("block", REFUSALS, ids=lambda block: block[-1][2:62])
def test_a_refusal_gives_its_line_its_place_and_its_reason(
    tmp_path: Path, block: list[str]
) -> None:
    old, new, sentences = (
        [line[2:] for line in block if line.startswith(mark)] for mark in ("- ", "+ ", "= ")
    )
    text, line = changed("\n".join(old) + "\n", "".join(f"{added}\n" for added in new))

    assert [_written(problem, line) for problem in problems_of(tmp_path, text)] == sentences


def _written(problem: Problem, first: int) -> str:
    assert problem.line is not None
    place = "ligne 1" if problem.line == 1 else f"{problem.line - first:+d}"
    sentence = re.sub(r"ligne \d+", "ligne N", plain(problem.sentence))
    return f"{place}, {plain(problem.where)} : {sentence}"


@pytest.mark.parametrize("code", sorted(BY_CODE))
def test_a_rule_left_out_is_asked_for(tmp_path: Path, code: str) -> None:
    problems = problems_of(tmp_path, without_rule(code))

    sentences = [plain(p.sentence) for p in problems if p.where == "regles"]
    assert any(said.startswith(f"il manque la règle « {code} »") for said in sentences)


def test_a_rule_switched_off_is_taken_and_opens_nothing(tmp_path: Path) -> None:
    text, _ = changed(D1, f"{D1}\n    actif: false")

    assert "D1-TABLEAU-BAT" not in loaded(tmp_path, text).rulebook.rules


def test_a_rule_switched_off_needs_to_say_nothing_else(tmp_path: Path) -> None:
    text = without_rule("D9-ICL-MENSUELLE").replace(
        "regles:\n", "regles:\n  - {code: D9-ICL-MENSUELLE, actif: false}\n"
    )

    assert "D9-ICL-MENSUELLE" not in loaded(tmp_path, text).rulebook.rules


@pytest.mark.parametrize(
    "change",
    [
        "actif: false",
        "validite: {au: 2030-12-31}",
        "validite: {du: 2026-01-02}",
    ],
)
def test_no_waiting_state_may_be_left_without_an_alert(tmp_path: Path, change: str) -> None:
    text, _ = changed("  - code: I-EP\n", f"  - code: I-EP\n    {change}\n")

    (problem,) = problems_of(tmp_path, text)
    assert problem.where == "regles"
    assert "ne veille sur l’état" in problem.sentence
    assert problem.sentence.endswith("parmi I-EP.")


def test_a_ladder_that_alerts_nobody_does_not_watch_a_state(tmp_path: Path) -> None:
    text, _ = changed("echelles:\n", "echelles:\n  muette: []\n")
    rule = "delai: {n: 30, unite: jour_calendaire}\n    echelle: "
    text = text.replace(f"{rule}interne", f"{rule}muette")

    assert [plain(p.sentence).rpartition(" ")[2] for p in problems_of(tmp_path, text)] == ["I-EP."]


def test_every_problem_of_the_file_is_told_at_once_in_its_order(tmp_path: Path) -> None:
    text, _ = changed("genre: france_travail", "genre: pole_emploi")
    text = text.replace("jours_signalement: 15", "jours_signalement: 400", 1)
    text = text.replace("mode: dossier", "mode: dossier\n  mode: dossier", 1)

    problems = problems_of(tmp_path, text)
    assert [p.where.rpartition(" ")[2] for p in problems] == ["genre", "jours_signalement", "mode"]
    assert problems == tuple(sorted(problems, key=lambda p: p.line or 0))


def test_the_error_reads_as_one_line_a_problem(tmp_path: Path) -> None:
    text, line = changed(D1, D1.replace("jour_ouvre", "jours"))

    with pytest.raises(BadConfig) as error:
        loaded(tmp_path, text)

    assert plain(str(error.value)) == (
        f"config.yaml, ligne {line}, regles › D1-TABLEAU-BAT › delai › unite : « jours » n’existe "
        "pas (choix : jour_ouvre, jour_ouvrable, jour_calendaire, jour_franc, semaine, mois, "
        "mois_calendaire, heure, heure_ouvree)."
    )


def test_beyond_some_number_problems_are_only_counted(tmp_path: Path) -> None:
    more = "".join(f"cle_{n}: 1\n" for n in range(MOST_SHOWN + 7))

    with pytest.raises(BadConfig) as error:
        loaded(tmp_path, TEXT + more)

    assert str(error.value).splitlines()[-1] == "… et 7 autres défauts."
    assert len(error.value.problems) == MOST_SHOWN + 7


def test_a_secret_written_by_mistake_is_not_repeated(tmp_path: Path) -> None:
    text, _ = changed("mode: dossier", "mode: dossier\n  mot_de_passe: s3cret")

    assert all("s3cret" not in problem.sentence for problem in problems_of(tmp_path, text))


def test_a_long_or_strange_value_is_quoted_short_and_on_one_line(tmp_path: Path) -> None:
    text, _ = changed("genre: france_travail", 'genre: "' + "\\n" * 50 + "x" * 500 + '"')

    (problem,) = problems_of(tmp_path, text)
    assert "\n" not in problem.sentence
    assert len(problem.sentence) < 200


def test_a_fault_that_has_no_sentence_of_its_own_is_still_told_at_its_line() -> None:
    fault = InitErrorDetails(type="string_unicode", loc=("departement", "nom"), input="a")
    error = ValidationError.from_exception_data("ConfigForm", [fault])

    (problem,) = told(error, read(SHIPPED))
    assert plain(problem.told("config.yaml")) == (
        f"config.yaml, ligne {problem.line}, departement › nom : « a » n’est pas admis ici."
    )


def without_rule(code: str) -> str:
    """The shipped text without any version of the rule."""
    head, _, rest = TEXT.partition("regles:\n")
    rules, end, tail = rest.partition("\n# ---------------")
    kept = [block for block in rules.split("  - code: ") if not block.startswith(f"{code}\n")]
    return f"{head}regles:\n{'  - code: '.join(kept)}{end}{tail}"
