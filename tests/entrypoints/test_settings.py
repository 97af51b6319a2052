"""The shipped configuration, what is made of it, and where it is looked for."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from entrypoints.configuration.document import read
from entrypoints.configuration.form import MailMode, Tls
from entrypoints.configuration.problems import BadConfig
from entrypoints.configuration.settings import Settings, default_path, load
from exchanges.webrsa.sample.codebook import Codebook
from exchanges.webrsa.sample.territory import circonscriptions
from rules.actors import Genre, Role
from rules.days.calendar import Direction, Unit
from rules.days.closures import HalfDay
from rules.deadlines.rule import ANCHOR_FACT, ANCHOR_SEANCE, Level
from rules.delays.delay import Delay
from rules.parameters import Master
from rules.pieces import FileType
from rules.procedures.catalogue import BY_CODE
from rules.telling import Hours, Terms
from tests.entrypoints.configs import SHIPPED, TEXT, changed, loaded, plain


@pytest.fixture(scope="module")
def shipped() -> Settings:
    return load(SHIPPED, {})


def test_the_shipped_configuration_loads_without_a_warning(shipped: Settings) -> None:
    assert shipped.warnings == ()


def test_the_shipped_configuration_configures_every_rule_of_the_procedure(
    shipped: Settings,
) -> None:
    """Those of other départements and scenarios are there, switched off."""
    elsewhere = {
        *("S1-RDV-FIXE", "S1-RDV-TENU", "S1-RDV-APPROFONDI"),
        *("D13-INSTANCE-MENSUELLE", "D14-TABLEAU-COORDINATION"),
        *("D23-PSY-DECOMMANDER", "D24-PSY-BESOINS"),
    }

    assert shipped.rulebook.rules.keys() == BY_CODE.keys() - elsewhere
    assert elsewhere <= BY_CODE.keys()


def test_the_tableau_goes_to_the_bat_two_jours_ouvres_before_and_to_services_48_hours_before(
    shipped: Settings,
) -> None:
    (to_bat,) = shipped.rulebook.rules["D1-TABLEAU-BAT"]
    (to_services,) = shipped.rulebook.rules["D2-TABLEAU-SERVICES"]

    assert (to_bat.delay.n, to_bat.delay.unit) == (2, Unit.JOUR_OUVRE)
    assert (to_bat.delay.direction, to_bat.delay.hour) == (Direction.AVANT, time(23, 59))
    assert (to_services.delay.n, to_services.delay.unit) == (48, Unit.HEURE)
    assert to_bat.anchor == to_services.anchor == ANCHOR_SEANCE


def test_the_calendar_has_the_closures_and_half_days_of_the_file(tmp_path: Path) -> None:
    row = '  - {le: 2026-12-24, jusqu_a: "12:00", libelle: veille de Noël}'
    text, _ = changed("\ncalendrier:\n", f"\ndemi_journees:\n{row}\ncalendrier:\n")

    calendar = loaded(tmp_path, text).rulebook.calendar

    assert calendar.half_days == {
        date(2026, 12, 24): HalfDay(date(2026, 12, 24), time(12), "veille de Noël")
    }
    assert sorted(calendar.closed) == [date(2026, 5, 15), date(2026, 7, 13)]


def test_the_six_weeks_of_the_law_begin_in_2025_and_two_months_rule_before(
    shipped: Settings,
) -> None:
    rules = shipped.rulebook.rules["L2-SIX-SEMAINES"]

    def in_force(day: date) -> list[tuple[int, Unit]]:
        return [(rule.delay.n, rule.delay.unit) for rule in rules if rule.in_force(day)]

    assert in_force(date(2024, 12, 31)) == [(2, Unit.MOIS)]
    assert in_force(date(2025, 1, 1)) == [(6, Unit.SEMAINE)]


def test_a_rule_says_its_source_its_origin_and_its_target(shipped: Settings) -> None:
    (rule,) = shipped.rulebook.rules["4-DIAGNOSTIC-PARTAGE"]

    assert "S1" in rule.source
    assert rule.origin == "document"
    assert rule.target_on(date(2026, 1, 1)) == 100


def test_a_target_may_change_from_one_period_to_the_next(shipped: Settings) -> None:
    (rule,) = shipped.rulebook.rules["1B-ORIENTATION"]
    ends = (date(2019, 12, 31), date(2020, 12, 31), date(2021, 12, 31), date(2026, 1, 1))

    assert [rule.target_on(day) for day in ends] == [60, 80, 90, 100]


def test_a_rule_knows_the_exceptions_that_are_active_and_their_age(
    tmp_path: Path, shipped: Settings
) -> None:
    off, _ = changed("  - code: 2-EXC2-CONTACT\n", "  - code: 2-EXC2-CONTACT\n    actif: false\n")
    older, _ = changed("seuil: {n: 3, unite: mois}", "seuil: {n: 6, unite: mois}")

    def exempted(settings: Settings) -> set[str]:
        (rule,) = settings.rulebook.rules["2-RDV"]
        return set(rule.exempted)

    (contact,) = shipped.rulebook.rules["2-EXC2-CONTACT"]
    (later,) = loaded(tmp_path, older).rulebook.rules["2-EXC2-CONTACT"]
    assert exempted(shipped) == {"2-EXC1-FT", "2-EXC2-CONTACT"}
    assert exempted(loaded(tmp_path, off)) == {"2-EXC1-FT"}
    assert contact.threshold == Delay(n=3, unit=Unit.MOIS)
    assert later.version != contact.version


def test_a_rule_without_anchor_takes_the_first_of_the_procedure(shipped: Settings) -> None:
    (rule,) = shipped.rulebook.rules["L2-SIX-SEMAINES"][-1:]

    assert rule.anchor == f"{ANCHOR_FACT}flux_transmis"


def test_a_ladder_gives_its_rungs_with_their_own_unit_and_hour(shipped: Settings) -> None:
    (rule,) = shipped.rulebook.rules["D27-UN-MOIS"]

    first, *_, last = rule.ladder
    assert (first.level, first.offset, first.unit) == (Level.RAPPEL, -10, Unit.JOUR_OUVRE)
    assert first.hour == time(9)
    assert last.level is Level.NIVEAU_3


def test_a_number_changed_in_place_is_another_version_and_a_better_source_is_not(
    tmp_path: Path, shipped: Settings
) -> None:
    number, _ = changed("delai: {n: 3, unite: jour_ouvre}", "delai: {n: 4, unite: jour_ouvre}")
    source, _ = changed("S1, indicateur 4 :", "S1, 4e indicateur :")
    (rule,) = shipped.rulebook.rules["4-DIAGNOSTIC-PARTAGE"]

    (longer,) = loaded(tmp_path, number).rulebook.rules["4-DIAGNOSTIC-PARTAGE"]
    (quoted,) = loaded(tmp_path, source).rulebook.rules["4-DIAGNOSTIC-PARTAGE"]
    assert longer.version != rule.version == quoted.version


def test_the_parameters_follow_one_another_and_cover_every_day(
    tmp_path: Path, shipped: Settings
) -> None:
    text = TEXT.replace("maitre_decisions: ici", "maitre_decisions: webrsa", 1)
    rulebook = loaded(tmp_path, text).rulebook

    assert rulebook.parameters_at(date(2024, 12, 31)).maitre_decisions is Master.WEBRSA
    assert rulebook.parameters_at(date(2025, 1, 1)).maitre_decisions is Master.HERE
    assert shipped.rulebook.parameters[0].valid_from is None
    assert shipped.rulebook.parameters[-1].valid_to is None


def test_the_calendar_knows_the_closures(shipped: Settings) -> None:
    calendar = shipped.rulebook.calendar

    assert plain(str(calendar.reason_off(date(2026, 5, 15)))) == (
        "fermeture locale : pont de l’Ascension"
    )
    assert calendar.is_worked(date(2026, 5, 12))


def test_alsace_chooses_whether_vendredi_saint_is_worked(tmp_path: Path) -> None:
    text = TEXT.replace('code: "93"', 'code: "67"').replace('insee: "93', 'insee: "67')
    friday = date(2026, 4, 3)

    off = loaded(tmp_path, text).rulebook.calendar
    worked = loaded(
        tmp_path,
        text.replace("travaille: false", "travaille: false\n  vendredi_saint_ferie: false"),
    ).rulebook.calendar
    assert not off.is_worked(friday)
    assert worked.is_worked(friday)


@pytest.mark.parametrize(
    "name",
    [
        "Épinay-sur-Seine",
        "EPINAY SUR SEINE",
        "Epinay‐sur‐Seine",
        "ÉPINAY-SUR-SEINE CEDEX 2",
    ],
)
def test_a_commune_is_found_however_it_is_written(shipped: Settings, name: str) -> None:
    assert shipped.territory.of_commune(name, date(2026, 5, 7)) == "93-09"


def test_the_sample_files_speak_of_the_communes_of_the_configuration(shipped: Settings) -> None:
    by_place = {
        (commune.insee, commune.name): one.label
        for one in shipped.territory.circonscriptions
        for commune in one.communes
    }

    assert by_place == {
        (commune.insee, commune.name): one.name
        for one in circonscriptions()
        for commune in one.communes
    }


def test_the_sample_files_speak_of_the_services_of_the_configuration(shipped: Settings) -> None:
    lists = Codebook(1).lists
    labels = {line["identifiant"]: line["libelle"] for line in lists["typesorients"]}
    services = {line["identifiant"]: line for line in lists["structuresreferentes"]}
    comments = re.findall(r"identifiant: (\d+) # (.+)", TEXT)

    assert all(
        shipped.genre_of(number, labels[line["typeorient_id"]]) is not None
        for number, line in services.items()
    )
    assert comments
    assert all(services[int(number)]["libelle"] == label for number, label in comments)


def test_the_sample_files_speak_of_the_rights_of_the_configuration(shipped: Settings) -> None:
    codes = {line["code"] for line in Codebook(1).lists["etatdos"]}
    known = {code: shipped.right_of(code) for code in codes}

    assert known == {
        **dict.fromkeys(("Z", "0")),
        "2": "ouvert",
        **dict.fromkeys(("3", "4"), "suspendu"),
        **dict.fromkeys(("1", "5", "6"), "ferme"),
    }


def test_the_genre_of_a_structure_is_its_own_then_that_of_the_nearest_type(
    tmp_path: Path,
) -> None:
    text, _ = changed("- identifiant: 2020", "- identifiant: 2020\n    genre: association")
    text = text.replace(
        "types_orientation:\n",
        "types_orientation:\n  - {libelle: Social, genre: service_social}\n",
    )
    settings = loaded(tmp_path, text)

    assert settings.genre_of(2020, "Emploi – France Travail", "Emploi") is Genre.ASSOCIATION
    assert settings.genre_of(2023, "EMPLOI - FRANCE TRAVAIL", "Social") is Genre.FRANCE_TRAVAIL
    assert settings.genre_of(1, "Social – Nouveau", "Social") is Genre.SERVICE_SOCIAL
    assert settings.genre_of(1, "Autre") is None


def test_a_structure_may_be_given_its_circonscriptions(shipped: Settings) -> None:
    assert shipped.structures.circonscriptions[2017] == frozenset({"93-01", "93-07"})


def test_a_role_is_written_to_for_its_circonscription_then_in_general_then_by_default(
    tmp_path: Path,
) -> None:
    text = TEXT.replace(
        "    - {role: ep, courriels: [secretariat.ep@seine-saint-denis.example]}\n", ""
    )
    addresses = loaded(tmp_path, text).addresses

    assert addresses.of_role(Role.BAT, "93-01") == ("bat.bobigny@seine-saint-denis.example",)
    assert addresses.of_role(Role.BAT, "93-05") == ("bat@seine-saint-denis.example",)
    assert addresses.of_role(Role.BAT) == ("bat@seine-saint-denis.example",)
    assert addresses.of_role(Role.EP) == ("insertion@seine-saint-denis.example",)


def test_a_responsable_without_address_is_written_to_by_default(shipped: Settings) -> None:
    addresses = shipped.addresses

    assert addresses.of_responsable(2017) == ("direction.bobigny@france-travail.example",)
    assert addresses.of_responsable(2020) == ("insertion@seine-saint-denis.example",)


def test_nothing_leaves_the_machine_by_default(shipped: Settings) -> None:
    assert shipped.mail.mode is MailMode.DOSSIER
    assert shipped.mail.folder == Path("courriels")


def test_the_mail_server_takes_its_password_from_the_environment_and_never_shows_it(
    tmp_path: Path,
) -> None:
    text, _ = changed("mode: dossier", "mode: smtp\n  hote: smtp.example\n  utilisateur: moi")
    settings = loaded(tmp_path, text, {"REORIENTATION_SMTP_PASSWORD": "s3cret"})

    mail = settings.mail
    assert (mail.mode, mail.host, mail.port, mail.tls) == (
        MailMode.SMTP,
        "smtp.example",
        587,
        Tls.STARTTLS,
    )
    assert (mail.user, mail.password) == ("moi", "s3cret")
    assert "s3cret" not in repr(settings)


def test_the_database_of_the_environment_prevails(shipped: Settings) -> None:
    url = "postgresql://moi:s3cret@serveur/base"
    settings = load(SHIPPED, {"REORIENTATION_DATABASE_URL": url})

    assert shipped.database_url == "sqlite:///reorientation.db"
    assert settings.database_url == url
    assert "s3cret" not in repr(settings)
    assert settings.warnings == ()


def test_an_empty_variable_is_as_none(shipped: Settings) -> None:
    environ = {"REORIENTATION_DATABASE_URL": "", "REORIENTATION_SMTP_PASSWORD": ""}

    settings = load(SHIPPED, environ)
    assert settings.database_url == shipped.database_url
    assert settings.mail.password is None


def test_a_bad_database_of_the_environment_is_told_by_its_variable_without_its_value() -> None:
    with pytest.raises(BadConfig) as error:
        load(SHIPPED, {"REORIENTATION_DATABASE_URL": "mysql://moi:s3cret@serveur/base"})

    assert plain(str(error.value)) == (
        "REORIENTATION_DATABASE_URL : l’adresse d’une base est sqlite:///fichier.db ou postgresql://serveur/base."
    )


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("echelles:\n", "echelles:\n  muette: []\n", "aucune règle ne suit cette échelle."),
        (
            "validite: {au: 2024-12-31}",
            "validite: {au: 2024-11-30}",
            "rien entre le 30 novembre 2024 et le 1er janvier 2025 : un fait de ces jours-là "
            "n’ouvre aucune échéance.",
        ),
        (
            "url: sqlite:///reorientation.db",
            "url: postgresql://moi:s3cret@serveur/base",
            "un mot de passe est écrit ici ; la variable d’environnement "
            "« REORIENTATION_DATABASE_URL » est faite pour lui.",
        ),
    ],
)
def test_what_is_only_worth_knowing_is_a_warning_with_its_line(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    text, _ = changed(old, new)

    (warning,) = loaded(tmp_path, text).warnings
    assert plain(warning.sentence) == sentence
    assert warning.line is not None
    assert warning.line > 1


def test_that_no_seance_takes_a_reorientation_is_worth_knowing(tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    text = text.replace("natures: [reorientation, ", "natures: [")
    text = text.replace("natures: [reorientation]", "natures: [soutien]")

    assert [one.where for one in loaded(tmp_path, text).warnings] == ["seances"]


def test_the_file_asked_for_prevails_then_the_environment_then_the_folder_then_our_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    environ = {"REORIENTATION_CONFIG": "ailleurs.yaml"}

    assert default_path(environ, Path("option.yaml")) == Path("option.yaml")
    assert default_path(environ) == Path("ailleurs.yaml")
    assert default_path({}) == SHIPPED
    (tmp_path / "config.yaml").touch()
    assert default_path({}) == Path("config.yaml")


def test_no_value_of_the_configuration_changes_for_nothing(
    tmp_path: Path, shipped: Settings
) -> None:
    data = read(SHIPPED).data
    before = _everything(shipped)

    silent, never = [], []
    for steps in _one_leaf_of_each_kind(data):
        taken = None
        for value in _others(_at(data, steps)):
            other = json.loads(json.dumps(data))
            _at(other, steps[:-1])[steps[-1]] = value
            with suppress(BadConfig):
                taken = loaded(tmp_path, json.dumps(other))
                break
        if taken is not None and _everything(taken) == before:
            silent.append(steps)
        if taken is None:
            never.append(".".join(str(step) for step in steps if isinstance(step, str)))
    assert silent == []
    assert sorted(never) == ONLY_REFUSED


# Any other value of these, alone, contradicts another line: what uses them is what refuses.
ONLY_REFUSED = [
    "circonscriptions.code",
    "courriel.mode",
    "courriers.signataires.seances",
    "departement.code",
    "destinataires.roles.role",
    "parametres.au",
    "parametres.du",
    "programmes.genre",
    "regles.code",
    "seances.genre",
    "seances.par_circonscription",
    "seances.sieges.services",
]


def _everything(settings: Settings) -> str:
    return f"{settings!r} {settings.database_url} {settings.mail.password}"


def _one_leaf_of_each_kind(data: object) -> list[tuple[Any, ...]]:
    """The steps of every value, those that differ by their place in a list counted once."""
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    ladders = _at(data, ("echelles",)).keys()
    for steps in _leaves(data, ()):
        kind = tuple("*" if isinstance(step, int) or step in ladders else step for step in steps)
        found.setdefault(kind, steps)
    return list(found.values())


def _leaves(node: object, steps: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if isinstance(node, dict | list):
        pairs = node.items() if isinstance(node, dict) else enumerate(node)
        for step, value in pairs:
            yield from _leaves(value, (*steps, step))
    else:
        yield steps


def _at(node: Any, steps: tuple[Any, ...]) -> Any:
    for step in steps:
        node = node[step]
    return node


def _others(value: object) -> list[object]:
    """Other values of the same kind."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    text = str(value)
    if text in _CHOICES:
        return [_CHOICES[text]]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        day = date.fromisoformat(text)
        return [(day + timedelta(days=n)).isoformat() for n in (1, -1)]
    if re.fullmatch(r"\d\d:\d\d", text):
        return ["08:59"]
    if text.isdecimal():
        return [str(int(text) + 90)]
    return [f"{text}x"]


_CHOICES = {
    "france_travail": "association",
    "ici": "webrsa",
    "rappel": "niveau_1",
    "loi": "document",
    "semaine": "jour_ouvre",
    "avant": "apres",
    "sept_jours": "vendredi_suivant",
    "legale": "interne",
    "mesure": "interne",
    "mois": "jour_ouvre",
    "document": "loi",
    "ouverture": "fait:saisine_deposee",
    "fait:orientation_validee": "fait:orientation_notifiee",
    "bop": "manager",
    "bat": "bop",
    "concertation": "decision",
    "ali": "association",
    "reorientation": "soutien",
    "orientation": "convocation",
    "seance": "convocation",
    "jeudi": "lundi",
    "lundi": "mardi",
    "manager": "bop",
    "chiffre": "lien",
    "08:00": "07:30",
    "jour_ouvre_precedent": "semaine_suivante",
    "93-01": "93-04",
    "dossier": "smtp",
    "pdf": "png",
    "sqlite:///reorientation.db": "sqlite:///autre.db",
}


def test_the_hour_of_the_nightly_comparison_is_the_departement_s(tmp_path: Path) -> None:
    text, _ = changed('rapprochement: "04:00"', 'rapprochement: "05:30"')

    assert loaded(tmp_path, text).reconciled_at == time(5, 30)
    assert loaded(tmp_path, TEXT).reconciled_at == time(4)


def test_the_hours_of_messages_and_what_is_done_of_the_lost_are_the_departement_s(
    tmp_path: Path,
) -> None:
    said = (
        'messages: {silence_de: "18:00", silence_a: "09:00", recapitulatif: "09:15", '
        'hebdomadaire: jeudi, perdus_a: "10:00", perdus_au: bop, essais: 3}\n'
    )
    terms = loaded(tmp_path, re.sub(r"\nmessages:\n(  .*\n)+", f"\n{said}", TEXT)).terms

    assert loaded(tmp_path, TEXT).terms == Terms()
    assert terms == Terms(
        hours=Hours(quiet_from=time(18), quiet_to=time(9), digest_at=time(9, 15), weekly_on=3),
        attempts=3,
        lost_to=Role.BOP,
        lost_at=time(10),
    )


@pytest.mark.parametrize(("said", "rolls"), [("reportees", True), ("gardees", False), ("", False)])
def test_late_lines_are_kept_unless_the_departement_puts_them_off(
    tmp_path: Path, said: str, rolls: bool
) -> None:
    line = f"    tardives: {said}\n" if said else ""
    text, _ = changed("    sur_liste: true\n", f"    sur_liste: true\n{line}")

    assert loaded(tmp_path, text).rulebook.kinds.otherwise("icl").rolls_late is rolls


def test_the_departement_says_which_files_may_be_joined(tmp_path: Path) -> None:
    text, _ = changed("  taille_max_mo: 10", "  taille_max_mo: 2")
    assert loaded(tmp_path, text).pieces.largest == 2
    text, _ = changed("  types: [pdf, docx, odt, xlsx, ods, png, jpg, jpeg]", "  types: [pdf]")

    assert loaded(tmp_path, text).pieces.types == {FileType.PDF}


def test_the_departement_says_where_the_web_door_is(tmp_path: Path) -> None:
    shipped = loaded(tmp_path, TEXT).web
    text, _ = changed("  # adresse_publique: https://", "  adresse_publique: https://")
    public = loaded(tmp_path, text).web

    assert (shipped.host, shipped.port) == ("127.0.0.1", 8093)
    assert shipped.address == "http://127.0.0.1:8093"
    assert public.address == "https://reorientation.seine-saint-denis.example"
