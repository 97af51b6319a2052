"""What the configuration says of letters."""

from pathlib import Path

import pytest

from entrypoints.configuration.settings import load
from notifications.letters.letterhead import Letterhead
from notifications.letters.models import Act
from tests.entrypoints.configs import TEXT, changed, loaded, plain, problems_of

HERE = "courriers"
OF_THE_EP = "    - actes: [seance]\n"


def letterhead(folder: Path, text: str = TEXT) -> Letterhead:
    head = loaded(folder, text).letters
    assert head is not None
    return head


def without(section: str, text: str = TEXT) -> str:
    """The text without a group of ``courriers:``, up to the next key of the same depth."""
    lines = text.splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if line.startswith(f"  {section}:"))
    end = next(
        n for n, line in enumerate(lines[start + 1 :], start + 1) if not line.startswith("    ")
    )
    return "".join(lines[:start] + lines[end:])


def test_the_shipped_configuration_says_who_writes_who_signs_and_how_to_contest(
    tmp_path: Path,
) -> None:
    head = letterhead(tmp_path)

    assert head.departement == "Département de la Seine-Saint-Denis"
    assert head.signatures.of(Act.REFUS).name == "Camille Martin"
    assert set(head.signatures.of_acts) == set(Act)
    assert set(head.remedies) == {
        *(Act.ORIENTATION, Act.REORIENTATION, Act.REFUS, Act.ANNULATION),
    }
    assert head.remedies[Act.REFUS].court.name == "tribunal administratif de Montreuil"


def test_the_letters_of_an_icl_are_signed_by_who_coordinates_it_those_of_an_ep_by_its_secretary(
    tmp_path: Path,
) -> None:
    signatures = letterhead(tmp_path).signatures
    of_icl = {signatures.of(act, "icl").quality for act in (Act.SEANCE, Act.INFORMATION)}

    assert of_icl == {"la chargée de projet d’animation territoriale"}
    assert signatures.of(Act.SEANCE, "ep").quality == "le secrétaire de l’équipe pluridisciplinaire"
    assert signatures.of(Act.CONVOCATION, "ep").name == "Camille Martin"
    assert signatures.of(Act.SEANCE, "instance").name == "Camille Martin"


def test_a_departement_may_write_no_letter(tmp_path: Path) -> None:
    text = TEXT[: TEXT.index("\ncourriers:")] + "\n"

    assert loaded(tmp_path, text).letters is None


def test_what_is_national_need_not_be_said(tmp_path: Path) -> None:
    text = TEXT
    for line in ("      delai: deux mois\n", "      reponse: deux mois\n"):
        text = text.replace(line, "", 1)
    text = without("france_travail", text.replace("        delai: deux mois\n", "", 1))
    text = text.replace("        site: citoyens.telerecours.fr\n", "", 1)

    assert letterhead(tmp_path, text) == letterhead(tmp_path)


def test_a_signatory_without_acts_signs_what_nobody_else_does(tmp_path: Path) -> None:
    text, _ = changed(f"{OF_THE_EP}      seances: [ep]\n", "    - actes: [seance, refus]\n")

    assert letterhead(tmp_path, text).signatures.of(Act.REFUS).name == "Dominique Leroy"

    text, _ = changed(
        "    - nom: Camille Martin\n", "    - actes: [refus]\n      nom: Camille Martin\n"
    )
    (problem,) = problems_of(tmp_path, text)

    assert problem.where == "courriers › signataires"
    assert "personne ne signe les actes « orientation »" in plain(problem.sentence)
    assert "« refus »" not in plain(problem.sentence)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (OF_THE_EP, "    - actes: [seance, seance]\n", "déjà écrit ligne"),
        (f"{OF_THE_EP}      seances: [ep]\n      nom: D", "    - nom: D", "déjà écrit ligne"),
        ("      seances: [ep]\n", "      seances: [ep, icl]\n", "déjà écrit ligne"),
        ("      seances: [ep]\n", "      seances: [cov]\n", "« cov » n’existe pas"),
        (f"{OF_THE_EP}      seances", "    - seances", "dites aussi les actes"),
        (OF_THE_EP, "    - actes: [seance, refus]\n", "« refus » ne sont d’aucune séance"),
        (
            "    - actes: [orientation, reorientation, refus, annulation]\n",
            "    - actes: [orientation, reorientation, refus, annulation, refus]\n",
            "déjà écrit ligne",
        ),
        (OF_THE_EP, "    - actes: [seances]\n", "seances"),
        ("  # logo: {fichier: logo.svg", "  logo: {fichier: logo.svg", "ne peut pas être lue"),
        ("  # logo: {fichier: logo.svg", "  logo: {fichier: logo.pdf", "une image .svg"),
        ("  # modeles: modeles-de-courriers", "  modeles: absents", "n’existe pas"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    text, line = changed(old, new)
    (problem,) = problems_of(tmp_path, text)

    assert problem.where.startswith(HERE)
    assert problem.line is not None
    assert abs(problem.line - line) <= 4
    assert sentence in plain(problem.sentence)


def test_a_decision_without_its_remedies_is_told_at_once(tmp_path: Path) -> None:
    text, _ = changed("actes: [orientation, reorientation, refus, annulation]", "actes: [refus]")
    (warning,) = loaded(tmp_path, text).warnings

    assert warning.where == "courriers › recours"
    assert "« orientation », « reorientation », « annulation »" in plain(warning.sentence)
    assert "CJA R421-5" in warning.sentence


def test_a_logo_and_pages_are_looked_for_beside_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_bytes(b"<svg/>")
    (tmp_path / "modeles").mkdir()
    text, _ = changed("  # logo: {", "  logo: {")
    text = text.replace("  # modeles: modeles-de-courriers", "  modeles: modeles")
    head = letterhead(tmp_path, text)

    assert head.logo is not None
    assert (head.logo.name, head.logo.content) == ("logo.svg", b"<svg/>")
    assert head.templates == tmp_path / "modeles"


def test_a_picture_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_bytes(b" " * ((1 << 20) + 1))
    text, _ = changed("  # logo: {", "  logo: {")

    assert "dépasse 1 Mio" in plain(problems_of(tmp_path, text)[0].sentence)


def test_the_configuration_of_grenoble_writes_letters_too() -> None:
    path = Path(__file__).resolve().parents[2] / "config.grenoble.yaml"

    assert load(path, {}).letters is not None
