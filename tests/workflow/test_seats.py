"""Who sits: convoked, answering, deputised, present, in number; on both databases."""

import json
from typing import Any

import pytest

from rules.refusals import Refusal, Refused
from rules.seances.seats import Answer, Presence
from tests.workflow.build import (
    AGENT_ALI,
    AGENT_FT,
    ALI,
    ASSOCIATION,
    BAT,
    BOP,
    FRANCE_TRAVAIL,
    SERVICE_SOCIAL,
    World,
)
from tests.workflow.invariants import broken, reconciled
from tests.workflow.seated import INSTANCE, attendance, join, join_by_mail, leave, seat, with_kind
from workflow.tables.post import Outbox
from workflow.tables.seats import Participant
from workflow.tables.subjects import Dossier
from workflow.tables.trail import FactRow, JournalRow


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of the reasons given."""
    return [refusal.code for refusal in refused.value.refusals]


def told(world: World, occasion: str) -> list[str]:
    """To whom messages of that occasion were written, oldest first."""
    return [row["recipient"] for row in world.rows(Outbox, occasion=occasion)]


def instance(world: World, day: str = "2026-04-09") -> int:
    """An instance of Grenoble on the programme."""
    return with_kind(world, INSTANCE).seance(day, genre="instance")


def brought(world: World, seance: int, *, service: int = ALI) -> int:
    """A dossier that its service brings to the séance."""
    dossier = world.dossier(service=service)
    form: dict[str, Any] = {"seance": seance, "nature": "soutien"}
    world.act(dossier, "inscrire_ligne", BAT, **form)
    return dossier


# --- convocations


def test_members_and_services_that_name_nobody_are_convoked_once_each(world: World) -> None:
    world.until("2026-03-03")
    somebody = join(world, genre="icl", siege="service_social", service=SERVICE_SOCIAL)
    elsewhere: dict[str, Any] = {"circonscription": "93-02"}
    join(world, genre="icl", siege="ali", service=ALI, **elsewhere)
    seance = world.seance("2026-04-09")

    world.convene(seance, "convoquer")
    world.convene(seance, "convoquer")

    assert told(world, "convocation") == [
        f"membre:{somebody}",
        *(f"service:{one}" for one in (ALI, FRANCE_TRAVAIL, ASSOCIATION)),
    ]
    assert [one.seat for one in attendance(world, seance).attendees] == [
        *("service_social", "france_travail", "ali", "association"),
    ]


def test_a_second_convocation_only_tells_those_who_came_since(world: World) -> None:
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer")
    before = len(told(world, "convocation"))
    counsellor = join(world, genre="icl", siege="acco_glo")

    world.convene(seance, "convoquer")

    (entry,) = world.rows(JournalRow, act="convoquer")[1:]
    assert told(world, "convocation")[before:] == [f"membre:{counsellor}"]
    assert json.loads(entry["body"])["participants"] == {
        "convoques": [seat(world, seance, "acco_glo").id]
    }


def test_a_member_whose_time_is_over_by_the_seance_no_longer_sits(world: World) -> None:
    member = join(world, genre="icl", siege="acco_glo")
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer")
    leave(world, member, "2026-04-08")

    world.convene(seance, "convoquer")

    assert "acco_glo" not in {one.seat for one in attendance(world, seance).attendees}
    (kept,) = world.rows(Participant, membre_id=member)
    assert kept["sits"] == 0


def test_only_whoever_coordinates_convokes(world: World) -> None:
    seance = world.seance("2026-04-09")
    with pytest.raises(Refused) as refused:
        world.convene(seance, "convoquer", BOP)

    assert codes(refused) == ["coordination_d_un_autre"]
    assert world.rows(Participant) == []


def test_the_referent_of_each_line_is_convoked_where_the_prescriber_has_a_seat(
    world: World,
) -> None:
    seance = instance(world)
    for service in (ALI, ALI, SERVICE_SOCIAL):
        brought(world, seance, service=service)

    world.convene(seance, "convoquer")

    awaited = attendance(world, seance).attendees
    assert [(one.seat, one.service_id) for one in awaited] == [
        ("france_travail", FRANCE_TRAVAIL),
        ("prescripteur", ALI),
        ("prescripteur", SERVICE_SOCIAL),
    ]
    assert attendance(world, seance).vacant == ("chargée de secteur ou chef de service",)
    data = [json.loads(row["data"]) for row in world.rows(Outbox, occasion="convocation")]
    assert [one["en_personne"] for one in data] == [0, 1, 1]


# --- answers


def test_a_service_answers_for_its_own_and_the_coordination_for_all(world: World) -> None:
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer")
    ali = seat(world, seance, "ali").id

    answer: dict[str, Any] = {"participant": ali, "reponse": "confirme"}
    with pytest.raises(Refused) as refused:
        world.convene(seance, "repondre_invitation", AGENT_FT, **answer)
    world.convene(seance, "repondre_invitation", AGENT_ALI, **answer)
    other = seat(world, seance, "association").id
    world.convene(seance, "repondre_invitation", BAT, participant=other, reponse="decline")

    assert codes(refused) == ["reponse_d_un_autre"]
    assert seat(world, seance, "ali").answer is Answer.CONFIRME
    assert seat(world, seance, "association").answer is Answer.DECLINE
    assert seat(world, seance, "france_travail").answer is None


def test_a_member_is_replaced_by_their_deputy_of_that_day_or_by_a_name(world: World) -> None:
    holder = join(world, genre="icl", siege="acco_glo")
    deputy = join(world, suppleant_de=holder, nom="Zoé Suppléante")
    former = join(world, suppleant_de=holder, au="2026-03-31")
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer")
    one: dict[str, Any] = {"participant": seat(world, seance, "acco_glo").id, "reponse": "remplace"}

    with pytest.raises(Refused) as nobody:
        world.convene(seance, "repondre_invitation", BAT, **one)
    with pytest.raises(Refused) as too_late:
        world.convene(seance, "repondre_invitation", BAT, **one, suppleant=former)
    form: dict[str, Any] = {**one, "suppleant": deputy, "remplacant": "Max"}
    with pytest.raises(Refused) as both:
        world.convene(seance, "repondre_invitation", BAT, **form)
    world.convene(seance, "repondre_invitation", BAT, **one, suppleant=deputy)
    by_deputy = seat(world, seance, "acco_glo").substitute
    world.convene(seance, "repondre_invitation", BAT, **one, remplacant="Max Autre")

    assert [codes(each) for each in (nobody, too_late, both)] == [
        ["remplacant_manquant"],
        ["suppleant_inconnu"],
        ["remplacant_de_trop"],
    ]
    assert f"Choisissez : n° {deputy}" in too_late.value.refusals[0].remedy.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert (by_deputy, seat(world, seance, "acco_glo").substitute) == (
        *("Zoé Suppléante", "Max Autre"),
    )


def test_a_seat_held_in_person_takes_no_substitute(world: World) -> None:
    seance = instance(world)
    brought(world, seance)
    world.convene(seance, "convoquer")
    form: dict[str, Any] = {
        "participant": seat(world, seance, "prescripteur").id,
        "reponse": "remplace",
        "remplacant": "une collègue",
    }

    with pytest.raises(Refused) as refused:
        world.convene(seance, "repondre_invitation", AGENT_ALI, **form)

    (reason,) = refused.value.refusals
    assert (reason.code, reason.source) == ("siege_en_personne", "S2")
    assert "vient en personne" in reason.sentence


def test_answers_are_asked_again_once_the_seance_moved(world: World) -> None:
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer")
    ali = seat(world, seance, "ali").id
    world.convene(seance, "repondre_invitation", participant=ali, reponse="confirme")
    world.convene(seance, "deplacer", date_seance="2026-04-09", heure="09:30", lieu="salle 2")
    same_day = seat(world, seance, "ali").answer
    before = len(told(world, "convocation"))

    outcome = world.convene(seance, "deplacer", date_seance="2026-04-16", heure="14:00")

    again = world.rows(Outbox, occasion="convocation")[before:]
    assert (same_day, seat(world, seance, "ali").answer) == (Answer.CONFIRME, None)
    assert outcome.convocations == 4
    assert {row["recipient"] for row in again} == {
        f"service:{one}" for one in (ALI, FRANCE_TRAVAIL, SERVICE_SOCIAL, ASSOCIATION)
    }
    dates = json.loads(again[0]["data"])
    assert dates["ancienne_date"][:10] != dates["nouvelle_date"][:10]


def test_whoever_was_to_come_in_somebody_s_place_is_told_that_the_seance_moved(
    world: World,
) -> None:
    holder = join_by_mail(world, genre="icl", siege="acco_glo")
    deputy = join_by_mail(world, suppleant_de=holder)
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer")
    one = seat(world, seance, "acco_glo").id
    answer: dict[str, Any] = {"participant": one, "reponse": "remplace", "suppleant": deputy}
    world.convene(seance, "repondre_invitation", **answer)

    world.convene(seance, "deplacer", date_seance="2026-04-16", heure="14:00")

    assert f"membre:{deputy}" in told(world, "seance_deplacee")
    assert f"membre:{holder}" in told(world, "convocation")[-5:]
    assert seat(world, seance, "acco_glo").substitute is None


@pytest.mark.parametrize(
    ("event", "occasion"), [("annuler", "seance_annulee"), ("reporter", "seance_reportee")]
)
def test_members_and_who_replaces_them_are_told_that_the_seance_is_given_up(
    world: World, event: str, occasion: str
) -> None:
    holder = join_by_mail(world, genre="icl", siege="acco_glo")
    deputy = join_by_mail(world, suppleant_de=holder)
    seance, other = world.seance("2026-04-09"), world.seance("2026-04-23")
    world.convene(seance, "convoquer")
    one = seat(world, seance, "acco_glo").id
    form: dict[str, Any] = {"participant": one, "reponse": "remplace", "suppleant": deputy}
    world.convene(seance, "repondre_invitation", **form)

    successor: dict[str, Any] = {"seance_remplacante": other} if event == "reporter" else {}
    world.convene(seance, event, motif="neige", **successor)

    named = [recipient for recipient in told(world, occasion) if recipient.startswith("membre:")]
    assert named == [f"membre:{holder}", f"membre:{deputy}"]


# --- attendance and quorum


def test_the_quorum_opens_the_seance_or_says_who_is_missing(world: World) -> None:
    sector = join(with_kind(world, INSTANCE), genre="instance", siege="secteur")
    seance = world.seance("2026-04-09", genre="instance")
    for event in ("convoquer", "preparer", "arreter"):
        world.convene(seance, event)
    world.now = world.held(seance)
    here = seat(world, seance, "france_travail").id
    world.convene(seance, "emarger", presents=str(here))

    with pytest.raises(Refused) as refused:
        world.convene(seance, "ouvrir")
    missing = attendance(world, seance).quorum
    world.convene(seance, "emarger", presents=str(seat(world, seance, "secteur").id))
    world.convene(seance, "ouvrir")

    (reason,) = refused.value.refusals
    assert reason.code == "quorum_manquant"
    assert reason.sentence.replace("\N{NO-BREAK SPACE}", " ") == (
        "Le quorum n’est pas atteint : 1 présent, 2 requis, il manque : chargée de secteur ou chef"
        " de service."
    )
    assert "constater_quorum_manquant" in reason.remedy
    assert missing is not None
    assert (missing.present, [one.code for one in missing.missing]) == (1, ["secteur"])
    assert world.rows(Participant, membre_id=sector)[0]["presence"] == "present"


def test_a_seance_without_quorum_is_postponed_from_its_agenda(world: World) -> None:
    seance = instance(world)
    dossier = brought(world, seance)
    other = world.seance("2026-05-12", genre="instance")
    for event in ("convoquer", "preparer", "arreter"):
        world.convene(seance, event)
    world.now = world.held(seance)

    outcome = world.convene(
        seance, "constater_quorum_manquant", motif="personne", seance_remplacante=other
    )

    assert outcome.state == "reportee"
    assert broken(world) == reconciled(world) == []
    assert world.row(Dossier, dossier)["closed_at"] is None


def test_a_quorum_that_is_there_is_not_told_missing_until_somebody_leaves(world: World) -> None:
    join(with_kind(world, INSTANCE), genre="instance", siege="secteur")
    seance = world.seance("2026-04-09", genre="instance")
    other = world.seance("2026-05-12", genre="instance")
    for event in ("convoquer", "preparer", "arreter"):
        world.convene(seance, event)
    world.now = world.held(seance)
    both = [seat(world, seance, code).id for code in ("secteur", "france_travail")]
    world.convene(seance, "emarger", presents=f"{both[0]},{both[1]}")
    world.convene(seance, "ouvrir")
    form: dict[str, Any] = {"motif": "x", "seance_remplacante": other}

    with pytest.raises(Refused) as refused:
        world.convene(seance, "constater_quorum_manquant", **form)
    world.wait(hours=1).convene(seance, "emarger", departs=f"{both[0]}=10:15")
    world.convene(seance, "constater_quorum_manquant", **form)

    assert codes(refused) == ["quorum_atteint"]


def test_a_kind_without_quorum_opens_with_nobody_signed_in(world: World) -> None:
    seance = world.seance("2026-04-09")
    world.sit(seance)

    assert attendance(world, seance).quorum is None


def test_the_whole_sheet_is_signed_in_one_act(world: World) -> None:
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer")
    numbers = [one.id for one in attendance(world, seance).attendees]
    social, jobs, ali, association = numbers
    world.sit(seance)

    world.wait(hours=2).convene(
        seance,
        "emarger",
        presents=f"{social},{jobs}",
        excuses=str(ali),
        absents=str(association),
        arrivees=f"{jobs}=10:15",
        departs=f"{social}=11:00",
    )

    read = [(one.presence, one.arrived, one.left) for one in attendance(world, seance).attendees]
    assert read == [
        (Presence.PRESENT, None, "11:00"),
        (Presence.PRESENT, "10:15", None),
        (Presence.EXCUSE, None, None),
        (Presence.ABSENT, None, None),
    ]
    (fact,) = world.rows(FactRow, code="presences_emargees")
    assert json.loads(fact["data"])["presents"] == [social, jobs]


def test_an_attendance_that_cannot_be_is_refused(world: World) -> None:
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer")
    one, two, *_ = (each.id for each in attendance(world, seance).attendees)
    world.convene(seance, "preparer")
    world.convene(seance, "arreter")
    with pytest.raises(Refused) as too_soon:
        world.convene(seance, "emarger", presents=str(one))
    world.now = world.held(seance)
    wrong: dict[str, dict[str, Any]] = {
        "participant_inconnu": {"presents": "99"},
        "presence_contradictoire": {"presents": str(one), "absents": f"{two},{one}"},
        "heure_sans_presence": {"presents": str(one), "arrivees": f"{two}=09:30"},
        "heure_a_venir": {"presents": str(one), "arrivees": f"{one}=09:31"},
        "invite_inconnu": {"invites": "99"},
        "emargement_vide": {},
    }
    found = {}
    for code, form in wrong.items():
        with pytest.raises(Refused) as refused:
            world.convene(seance, "emarger", **form)
        found[code] = codes(refused)

    assert codes(too_soon) == ["seance_pas_encore"]
    assert found == {code: [code] for code in wrong}


def test_nobody_leaves_before_they_came_whichever_hour_is_noted_first(world: World) -> None:
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer")
    one, two, *_ = (each.id for each in attendance(world, seance).attendees)
    world.sit(seance)
    world.wait(hours=3).convene(seance, "emarger", presents=f"{one},{two}", arrivees=f"{one}=10:15")
    world.convene(seance, "emarger", departs=f"{two}=10:00")

    with pytest.raises(Refused) as gone:
        world.convene(seance, "emarger", departs=f"{one}=10:00")
    with pytest.raises(Refused) as come:
        world.convene(seance, "emarger", arrivees=f"{two}=10:15")
    world.convene(seance, "emarger", arrivees=f"{two}=10:15", departs=f"{two}=11:00")

    refusals = (*gone.value.refusals, *come.value.refusals)
    assert [(each.code, each.field) for each in refusals] == [
        ("depart_avant_arrivee", "departs"),
        ("depart_avant_arrivee", "arrivees"),
    ]
    assert "partirait à 10 h, avant son arrivée à 10 h 15" in refusals[0].sentence.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    told = {each.id: (each.arrived, each.left) for each in attendance(world, seance).attendees}
    assert (told[one], told[two]) == (("10:15", None), ("10:15", "11:00"))


def test_an_hour_is_noted_once_it_has_come_and_on_any_later_day(world: World) -> None:
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer")
    one = attendance(world, seance).attendees[0].id
    world.sit(seance)
    world.convene(seance, "emarger", presents=str(one))

    with pytest.raises(Refused) as too_soon:
        world.convene(seance, "emarger", departs=f"{one}=17:00")
    world.wait(days=1).convene(seance, "emarger", departs=f"{one}=17:00")

    assert codes(too_soon) == ["heure_a_venir"]
    assert attendance(world, seance).attendees[0].left == "17:00"


def test_whoever_comes_without_being_awaited_is_noted_and_never_disinvited(world: World) -> None:
    seance = world.seance("2026-04-09")
    world.sit(seance)
    with pytest.raises(Refused) as refused:
        world.convene(seance, "accueillir", siege="maire", nom="X")
    form: dict[str, Any] = {"siege": "ali", "service": ALI, "nom": "Ana Venue"}
    world.convene(seance, "accueillir", **form)

    guest = seat(world, seance, "ali")
    (entry,) = world.rows(JournalRow, act="accueillir")
    assert codes(refused) == ["siege_inconnu"]
    assert (guest.name, guest.presence, guest.invited) == ("Ana Venue", Presence.PRESENT, None)
    assert "Ana Venue" not in entry["body"]
    assert "Ana Venue" in entry["personal"]


def test_a_line_whose_prescriber_is_not_there_in_person_gets_no_result(world: World) -> None:
    join(with_kind(world, INSTANCE), genre="instance", siege="secteur")
    seance = world.seance("2026-04-09", genre="instance")
    there, absent = brought(world, seance), brought(world, seance, service=SERVICE_SOCIAL)
    for event in ("convoquer", "preparer", "arreter"):
        world.convene(seance, event)
    world.now = world.held(seance)
    awaited = {one.service_id: one.id for one in attendance(world, seance).attendees}
    sat = seat(world, seance, "secteur").id
    world.convene(seance, "emarger", presents=f"{sat},{awaited[FRANCE_TRAVAIL]}")
    world.convene(seance, "ouvrir")

    with pytest.raises(Refused) as not_signed:
        world.act(there, "rendre_soutien", BAT, preconisations="x")
    world.convene(
        seance, "emarger", presents=str(awaited[ALI]), absents=str(awaited[SERVICE_SOCIAL])
    )
    world.act(there, "rendre_soutien", BAT, preconisations="x")
    with pytest.raises(Refused) as refused:
        world.act(absent, "rendre_soutien", BAT, preconisations="x")
    world.act(absent, "reporter", BAT, motif="référente absente")

    (reason,) = refused.value.refusals
    assert codes(not_signed) == ["prescripteur_non_emarge"]
    assert (reason.code, reason.source) == ("prescripteur_absent", "S2")
    assert "« reporter »" in reason.remedy
    (unsigned,) = not_signed.value.refusals
    assert _awaited(unsigned) == f"référent du service n° {ALI}, participant n° {awaited[ALI]}"
    assert _awaited(reason) == (
        f"référent du service n° {SERVICE_SOCIAL}, participant n° {awaited[SERVICE_SOCIAL]}"
    )
    assert broken(world) == reconciled(world) == []


def _awaited(reason: Refusal) -> str:
    """Who the sentence says is awaited in person."""
    told = reason.sentence.replace("\N{NO-BREAK SPACE}", " ")
    return told.partition("(")[2].partition(")")[0]


def test_another_referent_of_the_service_does_not_stand_in_for_the_prescriber(
    world: World,
) -> None:
    join(with_kind(world, INSTANCE), genre="instance", siege="secteur")
    seance = world.seance("2026-04-09", genre="instance")
    dossier = brought(world, seance)
    for event in ("convoquer", "preparer", "arreter"):
        world.convene(seance, event)
    world.now = world.held(seance)
    jobs = seat(world, seance, "france_travail").id
    present = f"{seat(world, seance, 'secteur').id},{jobs}"
    world.convene(seance, "emarger", presents=present)
    world.convene(seance, "ouvrir")
    colleague: dict[str, Any] = {
        "siege": "prescripteur",
        "service": ALI,
        "referent": 77,
        "nom": "une collègue",
    }
    world.convene(seance, "accueillir", **colleague)

    with pytest.raises(Refused) as refused:
        world.act(dossier, "rendre_soutien", BAT, preconisations="x")

    assert codes(refused) == ["prescripteur_non_emarge"]


def test_nobody_s_name_or_address_reaches_a_mail(world: World) -> None:
    holder = join(world, genre="icl", siege="acco_glo", nom="SECRET", courriel="secret@ft.fr")
    join(world, suppleant_de=holder, nom="SECRET-AUSSI")
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer")
    one = seat(world, seance, "acco_glo").id
    form: dict[str, Any] = {
        "participant": one,
        "reponse": "remplace",
        "remplacant": "SECRET-ENCORE",
    }
    world.convene(seance, "repondre_invitation", **form)
    world.convene(seance, "deplacer", date_seance="2026-04-16", heure="14:00")

    assert len(world.rows(Outbox)) > 10
    assert [row for row in world.rows(Outbox) if "secret" in str(row).lower()] == []
    assert [row for row in world.rows(JournalRow) if "secret" in row["body"].lower()] == []
