"""What letters draw on, read from the registry on both databases."""

import pytest

from rules.actors import Genre
from rules.seances.kinds import Body
from tests.workflow import journeys
from tests.workflow.build import (
    AGENT_ALI,
    ALI,
    BAT,
    BOP,
    EP,
    FRANCE_TRAVAIL,
    HERE,
    PRESIDENT,
    World,
    execute,
    with_parameters,
)
from tests.workflow.seated import join
from workflow.acts.cases import UnknownDossier
from workflow.reading import addressed, convoked
from workflow.reading.letter_facts import LetterFacts
from workflow.seances.commands import UnknownSeance


def facts(world: World, dossier: int, line: int | None = None) -> LetterFacts:
    return addressed.of_dossier(world.store, world.rulebook, dossier, line=line)


def test_a_person_is_addressed_with_their_title_their_town_and_their_numbers(world: World) -> None:
    dossier = world.dossier()
    execute(
        world.store,
        "UPDATE personne SET civilite = 'MME', code_postal = '93000', ville = 'Bobigny',"
        " adresse = '1 rue A', numero_caf = '12', numero_demande_rsa = '34'",
    )
    told = facts(world, dossier)

    assert told.recipient.name == "PRENOM-SECRET NOM-SECRET"
    assert told.recipient.civilite == "MME"
    assert told.recipient.address == ("1 rue A", "93000 BOBIGNY")
    assert told.references is not None
    assert (told.references.dossier, told.references.webrsa) == (dossier, 9001)
    assert (told.references.caf, told.references.demande_rsa) == ("12", "34")


def test_somebody_without_an_address_has_none(world: World) -> None:
    dossier = world.dossier()
    execute(world.store, "UPDATE personne SET adresse = NULL")

    assert facts(world, dossier).recipient.address == ()


def test_a_service_is_told_with_how_to_reach_it(world: World) -> None:
    dossier = world.dossier()
    execute(
        world.store,
        "UPDATE service SET telephone = '01', email = 'a@b.fr', horaires = 'le matin' WHERE id = 1",
    )
    service = facts(world, dossier).service

    assert service is not None
    assert (service.label, service.genre) == ("Service 1", Genre.ALI)
    assert service.address == ("2 place de la Mairie",)
    assert (service.telephone, service.email, service.hours) == ("01", "a@b.fr", "le matin")


def test_a_dossier_born_of_a_decision_tells_what_the_one_before_was_granted(world: World) -> None:
    before, after = journeys.reoriente(world)
    told = facts(world, after)

    assert told.origin == "reorientation"
    assert told.service is not None
    assert told.former is not None
    assert told.wished is not None
    assert told.service.label == told.wished.label == f"Service {FRANCE_TRAVAIL}"
    assert told.former.label == f"Service {ALI}"
    assert told.decision is not None
    assert told.decision.taken == world.now
    assert told.decision.seance is not None
    assert told.decision.seance.body is Body.DECISION
    assert facts(world, before).former is None


def test_a_refusal_keeps_its_motive_and_the_service(world: World) -> None:
    stage = journeys.attente_decision(world)
    world.wait(days=1)
    world.act(stage.dossier, "decider_refuser", PRESIDENT, motif="trop tôt")
    told = facts(world, stage.dossier)

    assert told.decision is not None
    assert told.decision.motive == "trop tôt"
    assert told.decision.seance is not None
    assert told.decision.seance.id == stage.ep
    assert told.service is not None
    assert told.service.label == f"Service {ALI}"


def test_where_the_ep_decides_alone_the_motive_is_that_of_its_line(world: World) -> None:
    world.rulebook = with_parameters(world.rulebook, deux_niveaux=False)
    stage = journeys.before_ep(world)
    world.act(stage.dossier, "refuser", EP, motif="pas maintenant")
    decision = facts(world, stage.dossier).decision

    assert decision is not None
    assert (decision.taken, decision.motive) == (world.now, "pas maintenant")


def test_a_request_given_up_in_an_ep_is_told_with_its_motive(world: World) -> None:
    stage = journeys.before_ep(world)
    world.act(stage.dossier, "annuler_ligne", EP, motif="a repris un emploi")
    decision = facts(world, stage.dossier).decision

    assert decision is not None
    assert decision.motive == "a repris un emploi"


def test_nothing_was_decided_of_a_first_orientation(world: World) -> None:
    told = facts(world, journeys.notifie(world))

    assert told.decision is None
    assert told.seance is None
    assert told.origin == "algorithme"


def test_a_line_put_off_tells_its_seance_then_the_one_to_come(world: World) -> None:
    stage = journeys.before_ep(world)
    world.act(stage.dossier, "reporter", EP, motif="pièce attendue")
    told = facts(world, stage.dossier)

    assert told.seance is not None
    assert told.seance.id == stage.ep
    assert told.next is None

    following = world.seance("2026-05-21", genre="ep", circonscription=None, lieu="salle 2")
    world.act(stage.dossier, "inscrire_ep", BOP, seance=following)
    told = facts(world, stage.dossier)

    assert told.seance is not None
    assert told.next is not None
    assert (told.seance.id, told.next.id) == (stage.ep, following)
    assert (told.next.held, told.next.place) == (world.held(following), "salle 2")


def test_the_line_that_is_named_says_which_seance(world: World) -> None:
    first, second = world.seance("2026-04-09"), world.seance("2026-05-21")
    dossier, line = journeys.soutien(world, first)
    world.act(dossier, "inscrire_ligne", AGENT_ALI, seance=second, nature="soutien")
    named = facts(world, dossier, line).seance
    last = facts(world, dossier).seance

    assert named is not None
    assert last is not None
    assert (named.id, last.id) == (first, second)
    assert (named.kind, named.body) == ("ICL-I", Body.CONCERTATION)


def test_nobody_is_told_of_a_dossier_that_does_not_exist(world: World) -> None:
    with pytest.raises(UnknownDossier):
        facts(world, 404)


def test_members_are_convoked_by_their_name_to_what_is_examined(world: World) -> None:
    join(world, genre="icl", siege="france_travail", nom="Léa Roy", service=FRANCE_TRAVAIL)
    seance = world.seance("2026-04-09", lieu="salle 204")
    dossier, _ = journeys.soutien(world, seance)
    world.convene(seance, "convoquer")
    told = {
        one.recipient.name: one for one in convoked.members(world.store, world.rulebook, seance)
    }

    assert set(told) == {"Léa Roy"}
    one = told["Léa Roy"]
    assert one.recipient.organisation == f"Service {FRANCE_TRAVAIL}"
    assert one.recipient.address == ("2 place de la Mairie",)
    assert one.seat == "agence France Travail"
    assert one.seance is not None
    assert one.seance.place == "salle 204"
    assert [(item.dossier, item.service) for item in one.agenda] == [(dossier, f"Service {ALI}")]
    assert "SECRET" not in str(one)


def test_a_partner_is_written_to_when_a_line_invites_them_by_name(world: World) -> None:
    seance = world.seance("2026-04-09")
    dossier, _ = journeys.soutien(world, seance)
    world.act(dossier, "inviter", AGENT_ALI, qui="partenaire", nom="V. Roux", qualite="éducatrice")
    world.act(dossier, "accorder_venue", BAT, accord="oui")
    world.act(dossier, "inviter", AGENT_ALI, qui="allocataire")
    (one,) = convoked.partners(world.store, world.rulebook, seance)

    assert (one.recipient.name, one.recipient.quality) == ("V. Roux", "éducatrice")
    assert one.references is None


@pytest.mark.parametrize("read", [convoked.members, convoked.partners])
def test_nobody_is_convoked_to_a_seance_that_does_not_exist(world: World, read: object) -> None:
    assert callable(read)
    with pytest.raises(UnknownSeance):
        read(world.store, world.rulebook, 404)


def test_a_seance_of_nobody_convokes_nobody(world: World) -> None:
    seance = world.seance("2026-04-09", circonscription=HERE)

    assert convoked.members(world.store, world.rulebook, seance) == []
    assert convoked.partners(world.store, world.rulebook, seance) == []


def test_a_decision_that_was_undone_is_told_no_more(world: World) -> None:
    stage = journeys.attente_decision(world)
    world.wait(days=1)
    world.act(stage.dossier, "decider_refuser", PRESIDENT, motif="erreur")
    world.correct(stage.dossier)

    assert facts(world, stage.dossier).decision is None
