"""The members of séances and their deputies: added, changed, ended, each in a chain of its own."""

import json
from typing import Any

import pytest

from rules.refusals import Refused
from rules.seances.members import CHANGED, ENDED
from tests.workflow.build import AGENT_ALI, ALI, BAT, BOP, FRANCE_TRAVAIL, SERVICE_SOCIAL, World
from tests.workflow.seated import INSTANCE, join, leave, with_kind
from workflow.reading import members
from workflow.seances.participants.members import MemberCommand, StaleMember, UnknownMember, perform
from workflow.tables.seats import Membre
from workflow.tables.trail import JournalRow


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of the reasons given."""
    return [refusal.code for refusal in refused.value.refusals]


def test_a_member_and_their_deputy_are_listed_on_the_same_seat(world: World) -> None:
    holder = join(
        world,
        genre="icl",
        siege="ali",
        service=ALI,
        circonscription="93-01",
        qualite="directrice",
        courriel="d@ali.fr",
    )
    deputy = join(world, suppleant_de=holder, nom="Suppléant")

    first, second = members.listing(world.store, genre="icl", day=world.now.date())
    assert (first.id, first.seat, first.service, first.title) == (
        *(holder, "ali", "Service 1", "directrice"),
    )
    assert (second.id, second.deputy_of, second.seat, second.service_id) == (
        *(deputy, holder, "ali", ALI),
    )
    assert second.circonscription == "93-01"


def test_names_and_addresses_stay_beside_the_hashed_entry(world: World) -> None:
    join(world, genre="icl", siege="acco_glo", nom="Léa Roy", courriel="lea@ft.fr")

    (entry,) = world.rows(JournalRow, kind="membre")
    assert entry["act"] == "ajouter_membre"
    assert json.loads(entry["body"])["valeurs"]["siege"] == "acco_glo"
    assert "Léa Roy" not in entry["body"]
    assert json.loads(entry["personal"])["courriel"] == "lea@ft.fr"
    assert world.flaws() == []


def test_a_member_who_is_ended_is_one_until_their_last_day(world: World) -> None:
    member = join(world, genre="icl", siege="acco_glo")
    version = leave(world, member, "2026-03-31")

    def on(day: str) -> list[int]:
        when = world.until(day).now.date()
        return [line.id for line in members.listing(world.store, day=when)]

    assert version == 2
    assert (on("2026-03-31"), on("2026-04-01")) == ([member], [])


def test_what_a_member_cannot_be_is_refused_and_nothing_is_written(world: World) -> None:
    with_kind(world, INSTANCE)
    wrong: dict[str, dict[str, Any]] = {
        "siege_inconnu": {"genre": "icl", "siege": "maire"},
        "genre_inconnu": {"genre": "conseil", "siege": "ali"},
        "siege_d_un_autre_service": {"genre": "icl", "siege": "ali", "service": SERVICE_SOCIAL},
        "siege_sans_service": {"genre": "icl", "siege": "acco_glo", "service": FRANCE_TRAVAIL},
        "siege_du_prescripteur": {"genre": "instance", "siege": "prescripteur", "service": ALI},
        "titulaire_inconnu": {"suppleant_de": 99},
        "service_inconnu": {"genre": "icl", "siege": "ali", "service": 99},
        "periode_a_l_envers": {"genre": "icl", "siege": "acco_glo", "au": "2026-03-01"},
        "champ_invalide": {"genre": "icl", "siege": "acco_glo", "courriel": "lea"},
        "champ_manquant": {"siege": "acco_glo"},
        "circonscription_inconnue": {"genre": "icl", "siege": "acco_glo", "circonscription": "9"},
    }
    found = {}
    for code, form in wrong.items():
        with pytest.raises(Refused) as refused:
            join(world, **form)
        found[code] = codes(refused)[0]

    assert found == {code: code for code in wrong}
    assert world.rows(Membre) == []


def test_a_service_keeps_its_own_members_and_no_other(world: World) -> None:
    own = join(world, AGENT_ALI, genre="icl", siege="ali", service=ALI)
    with pytest.raises(Refused) as other:
        join(world, AGENT_ALI, genre="icl", siege="acco_glo")
    with pytest.raises(Refused) as not_theirs:
        leave(world, own, "2026-04-01", BOP)

    assert codes(other) == codes(not_theirs) == ["acteur_non_autorise"]
    (refusal,) = world.rows(JournalRow, kind="membre", act="refus")
    assert json.loads(refusal["body"])["refus"] == ["acteur_non_autorise"]


def test_a_change_keeps_what_it_does_not_say(world: World) -> None:
    member = join(world, genre="icl", siege="acco_glo", nom="Léa", courriel="lea@ft.fr")
    act = world.asked(CHANGED, BAT, {"nom": "Léa Roy"})
    perform(world.store, world.rulebook, MemberCommand(member_id=member, act=act))

    row = world.row(Membre, member)
    assert (row["nom"], row["email"]) == ("Léa Roy", "lea@ft.fr")


def test_a_stale_member_and_an_unknown_one_are_told_apart(world: World) -> None:
    member = join(world, genre="icl", siege="acco_glo")
    act = world.asked(ENDED, BAT, {"au": "2026-04-01"})

    command = MemberCommand(member_id=member, act=act, expected_version=7)
    with pytest.raises(StaleMember, match="a changé depuis que vous l’avez lu"):
        perform(world.store, world.rulebook, command)
    with pytest.raises(UnknownMember, match="n° 99"):
        perform(world.store, world.rulebook, MemberCommand(member_id=99, act=act))


def test_a_member_added_twice_under_one_key_is_added_once(world: World) -> None:
    form: dict[str, Any] = {"genre": "icl", "siege": "acco_glo", "nom": "Léa", "du": "2026-03-02"}
    command = MemberCommand(act=world.asked("ajouter_membre", BAT, form), key="k")
    first = perform(world.store, world.rulebook, command)
    again = perform(world.store, world.rulebook, command)

    assert (again.member_id, again.repeated) == (first.member_id, True)
    assert len(world.rows(Membre)) == 1


def test_somebody_who_holds_the_seat_already_is_not_added_twice(world: World) -> None:
    first = join(world, genre="icl", siege="acco_glo", nom="Léa Roy")

    with pytest.raises(Refused, match=f"le membre n°.{first}") as refused:
        join(world, genre="icl", siege="acco_glo", nom="LEA ROY")
    join(world, genre="icl", siege="acco_glo", nom="Ana Roy")

    assert codes(refused) == ["membre_deja_la"]
