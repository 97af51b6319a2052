"""``membre``, ``seance lien`` and who sits in ``seance voir``, as they are typed and told."""

from pathlib import Path
from typing import Any

import pytest

from entrypoints.configuration.settings import load
from tests.entrypoints.configs import changed
from tests.entrypoints.door import Door
from tests.entrypoints.test_cli_documented import TEXT, keys
from tests.workflow import journeys
from tests.workflow.build import ALI, FRANCE_TRAVAIL, SERVICE_SOCIAL
from workflow.tables.seats import Lien

BAT = ("--role", "bat", "--acteur", "B. A.")
COUNSELLOR = (
    *("--champ", "genre=icl", "--champ", "siege=acco_glo", "--champ", "nom=Léa Roy"),
    *("--champ", "du=2026-03-02", "--champ", "courriel=lea@ft.example"),
)


def fields(**said: object) -> list[str]:
    """The fields of an act, as they are typed."""
    return [word for name, value in said.items() for word in ("--champ", f"{name}={value}")]


@pytest.fixture
def seance(door: Door) -> int:
    """An ICL-I to which everybody was convoked, with a counsellor and her deputy."""
    door("membre", "ajouter", *BAT, *COUNSELLOR)
    door("membre", "ajouter", *BAT, *fields(suppleant_de=1, nom="Zoé", du="2026-03-02"))
    number = door.world.seance("2026-04-09")
    door("seance", "agir", number, "convoquer", *BAT)
    return number


def numbers(door: Door, seance: int) -> dict[str, int]:
    """The participant of each seat."""
    sheet = door.json("seance", "voir", seance)
    return {one["siege"]: one["participant"] for one in sheet["participants"]}


def test_members_are_added_changed_ended_and_listed(door: Door) -> None:
    first = door.json("membre", "ajouter", *BAT, *COUNSELLOR)
    told = door("membre", "modifier", 1, *BAT, *fields(qualite="conseillère dédiée"))
    listed = door("membre", "lister", "--genre", "icl")
    (line,) = door.json("membre", "lister")["membres"]
    door("membre", "retirer", 1, *BAT, "--au", "2026-03-31")

    assert first == {"membre": 1, "version": 1, "deja_fait": False}
    assert "Membre n° 1 (version 2)" in told
    assert "Léa Roy" in listed
    assert "conseiller dédié" in listed
    assert (line["qualite"], line["courriel"]) == ("conseillère dédiée", "lea@ft.example")
    assert "Aucun membre." in door("membre", "lister", "--au", "2026-04-01")
    assert "jusqu’au 31 mars 2026" in door("membre", "lister", "--tous")


def test_a_member_refused_says_why_and_one_that_is_not_there_too(door: Door) -> None:
    refused = door("membre", "ajouter", *BAT, *fields(genre="icl", siege="maire", nom="X"), code=1)
    unknown = door("membre", "retirer", 9, *BAT, code=3)
    kind = door("membre", "lister", "--genre", "icll", code=2)

    assert "Il manque : le premier jour" in refused.replace("\N{NO-BREAK SPACE}", " ")
    assert "n° 9 n’existe pas" in unknown
    assert "Vouliez-vous dire « icl »" in kind


def test_the_sheet_of_a_seance_tells_who_sits_answers_and_came(door: Door, seance: int) -> None:
    seats = numbers(door, seance)
    answer = fields(participant=seats["acco_glo"], reponse="remplace", suppleant=2)
    door("seance", "agir", seance, "repondre_invitation", *BAT, *answer)
    own = ("--role", "referent", "--service", ALI, "--acteur", "R. F.")
    answer = fields(participant=seats["ali"], reponse="confirme")
    door("seance", "agir", seance, "repondre_invitation", *own, *answer)
    door.world.convene(seance, "preparer")
    door.world.convene(seance, "arreter")
    door.world.until("2026-04-09 10:30")
    signed = fields(
        presents=f"{seats['acco_glo']},{seats['ali']}",
        excuses=seats["association"],
        arrivees=f"{seats['ali']}=10:15",
    )
    door("seance", "agir", seance, "emarger", *BAT, *signed)

    told = door("seance", "voir", seance)
    sheet = door.json("seance", "voir", seance)
    found: dict[str, Any] = {one["siege"]: one for one in sheet["participants"]}
    assert "remplacé·e par Zoé" in told
    assert "présent·e, arrivée 10:15" in told
    assert "excusé·e" in told
    assert (found["acco_glo"]["nom"], found["acco_glo"]["remplacant"]) == ("Léa Roy", "Zoé")
    assert found["acco_glo"]["suppleants"] == [{"membre": 2, "nom": "Zoé"}]
    assert (found["ali"]["service"], found["ali"]["arrivee"]) == (ALI, "10:15")
    assert found["france_travail"]["presence"] is None
    assert (sheet["quorum"], sheet["sieges_vides"], sheet["invites"]) == (None, [], [])


def test_nobody_is_shown_before_the_first_convocation(door: Door) -> None:
    number = door.world.seance("2026-04-09")

    assert "Participants" not in door("seance", "voir", number)


def test_the_quorum_is_told_before_the_seance_and_as_it_stands(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "quorum.yaml"
    quorum = "    sur_liste: true\n    quorum: {minimum: 2, obligatoires: [ali]}\n"
    path.write_text(changed("    sur_liste: true\n", quorum)[0], encoding="utf-8")
    monkeypatch.setenv("REORIENTATION_CONFIG", str(path))
    door.world.rulebook = load(path, {}).rulebook
    number = door.world.seance("2026-03-12")
    for event in ("convoquer", "preparer", "arreter"):
        door("seance", "agir", number, event, *BAT)
    before = door("seance", "voir", number)
    door.world.until("2026-03-12 09:30")
    seats = numbers(door, number)
    door("seance", "agir", number, "emarger", *BAT, *fields(presents=seats["association"]))
    short = door("seance", "voir", number)
    refused = door("seance", "agir", number, "ouvrir", *BAT, code=1)
    door("seance", "agir", number, "emarger", *BAT, *fields(presents=seats["ali"]))
    stands = door.json("seance", "voir", number)["quorum"]
    door("seance", "agir", number, "ouvrir", *BAT)

    missing = "1 présent, 2 requis, il manque : agence locale d’insertion"
    assert "Quorum : 2 présents, dont agence locale d’insertion." in words(before)
    assert f"Quorum non atteint : {missing}." in words(short)
    assert f"Le quorum n’est pas atteint : {missing}." in words(refused)
    assert stands == {
        "atteint": True,
        "presents": 2,
        "minimum": 2,
        "manquent": [],
        "phrase": stands["phrase"],
    }
    assert "Quorum atteint" in door("seance", "voir", number)


def words(screen: str) -> str:
    """What a screen tells, whatever its columns and its spaces."""
    return " ".join(screen.split())


def test_a_link_is_made_listed_opened_and_revoked(door: Door) -> None:
    stage = journeys.en_icl(door.world, "2026-04-09")
    link = door.json("seance", "lien", "creer", stage.icl, *BAT, "--pour-service", SERVICE_SOCIAL)
    door.world.convene(stage.icl, "preparer")
    before = door.json("seance", "lien", "ouvrir", link["jeton"])
    door.world.convene(stage.icl, "arreter")
    after = door.json("seance", "lien", "ouvrir", link["jeton"])
    screen = door("seance", "lien", "ouvrir", link["jeton"])
    listed = door("seance", "lien", "lister", stage.icl)
    (line,) = door.json("seance", "lien", "lister", stage.icl)["liens"]
    door("seance", "lien", "revoquer", 1, *BAT)
    refused = door("seance", "lien", "ouvrir", link["jeton"], code=1)

    entries = door("journal", "lister", "--seance", stage.icl)
    assert "Révoquer un lien vers la séance" in entries
    assert link["expire_le"] == "2026-04-11T00:00:00+02:00"
    assert (before["lignes"], len(after["lignes"])) == ([], 1)
    assert after["lignes"][0]["nom"] == "NOM-SECRET"
    assert "NOM-SECRET" in screen
    listed = " ".join(listed.split())
    assert "jusqu’au ven. 10 avril" in listed
    assert "3 fois" in listed
    assert "vendredi 10 avril 2026, 23 h 59" in " ".join(screen.split())
    assert (line["ouvertures"], line["service"]) == (3, SERVICE_SOCIAL)
    assert "a été révoqué" in refused
    assert "révoqué" in door("seance", "lien", "lister", stage.icl)
    assert link["jeton"] not in str(door.world.rows(Lien))


def test_the_link_of_a_guest_shows_their_line_and_no_other(door: Door) -> None:
    world = door.world
    stage = journeys.en_icl(world, "2026-04-09")
    journeys.soutien(world, stage.icl)
    own = ("--role", "bat", "--acteur", "B. A.")
    guest = fields(qui="partenaire", nom="Ana", qualite="UDAF", courriel="a@udaf.example")
    door("dossier", "agir", stage.dossier, "inviter", *own, *guest)
    made = door("seance", "lien", "creer", stage.icl, *BAT, "--pour-invite", 1)
    token = next(word for word in made.split() if len(word) == 43)
    opened = door.json("seance", "lien", "ouvrir", token)
    told = door("seance", "voir", stage.icl)
    (shown,) = door.json("seance", "voir", stage.icl)["invites"]

    assert len(opened["lignes"]) == 1
    assert opened["lignes"][0]["ligne"] == shown["ligne"]
    assert (shown["nom"], shown["qui"], shown["confirme"]) == ("Ana", "partenaire", False)
    assert "à confirmer" in told


def test_a_link_until_a_day_opens_that_day_too(door: Door) -> None:
    stage = journeys.en_icl(door.world, "2026-04-09")
    until = ("--pour-service", SERVICE_SOCIAL, "--jusqu-a", "2026-04-08")

    made = door.json("seance", "lien", "creer", stage.icl, *BAT, *until)

    assert made["expire_le"] == "2026-04-08T23:59:00+02:00"


def test_a_link_that_cannot_be_says_why(door: Door) -> None:
    number = door.world.seance("2026-04-09")
    nobody = door("seance", "lien", "creer", number, *BAT, code=1)
    unknown = door("seance", "lien", "ouvrir", "x", code=1)
    none = door("seance", "lien", "revoquer", 9, *BAT, code=3)
    late = door(
        "seance",
        *("lien", "creer", number, *BAT, "--pour-service", FRANCE_TRAVAIL),
        *("--jusqu-a", "2026-05-01"),
        code=1,
    )

    assert "Un lien est pour un service, ou pour un invité." in nobody
    assert "Ce lien n’existe pas" in unknown
    assert "Le lien n° 9 n’existe pas" in none
    assert "au plus le" in late


def test_every_key_of_who_sits_is_documented(door: Door, seance: int) -> None:
    stage = journeys.en_icl(door.world, "2026-04-16")
    guest = fields(qui="partenaire", nom="Ana")
    door("dossier", "agir", stage.dossier, "inviter", *BAT, *guest)
    link = door.json("seance", "lien", "creer", stage.icl, *BAT, "--pour-invite", 1)
    answers = [
        link,
        door.json("seance", "lien", "lister", stage.icl),
        door.json("seance", "lien", "ouvrir", link["jeton"]),
        door.json("seance", "lien", "revoquer", 1, *BAT),
        door.json("membre", "lister"),
        door.json("membre", "retirer", 1, *BAT),
    ]
    sheets = [door.json("seance", "voir", number) for number in (seance, stage.icl)]
    answers += [
        {name: sheet[name] for name in ("participants", "sieges_vides", "invites")}
        for sheet in sheets
    ]

    assert [key for key in keys(answers) if f"`{key}`" not in TEXT] == []
