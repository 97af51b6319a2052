"""Qui siège : une instance sans quorum, une suppléante qui répond, un partenaire qui vient."""

from datetime import date
from typing import Any

import pytest

from rules.refusals import Refused
from rules.seances.seats import Answer, Presence
from tests.workflow.build import AGENT_ALI, AGENT_SSD, ALI, BAT, SERVICE_SOCIAL, World
from tests.workflow.invariants import broken, reconciled
from tests.workflow.seated import INSTANCE, attendance, join, join_by_mail, leave, seat, with_kind
from workflow.reading import agendas, links, tableau
from workflow.seances.participants import links as doors
from workflow.tables.post import Outbox
from workflow.tables.subjects import Passage

NBSP = "\N{NO-BREAK SPACE}"


def told(world: World, recipient: str) -> list[str]:
    """Ce qui a été écrit à quelqu’un, dans l’ordre."""
    return [row["occasion"] for row in world.rows(Outbox) if row["recipient"] == recipient]


def brings(world: World, seance: int, service: int, **said: str) -> int:
    """Un service présente une situation ; son dossier."""
    dossier = world.dossier(service=service)
    form: dict[str, Any] = {"seance": seance, "nature": "soutien", **said}
    world.act(dossier, "inscrire_ligne", {ALI: AGENT_ALI}.get(service, AGENT_SSD), **form)
    return dossier


def opens(world: World, seance: int) -> None:
    """L’ordre du jour s’arrête, et le jour vient."""
    world.convene(seance, "preparer")
    world.convene(seance, "arreter")
    world.now = world.held(seance)


def test_une_instance_sans_quorum_et_celle_qui_la_remplace(world: World) -> None:
    """La chargée de secteur est en congé le jour de l’instance, et personne ne l’a remplacée : la
    coordination constate que le quorum manque, avant même d’ouvrir, et les situations passent en
    mai avec leurs invités. Une suppléante est nommée ; en mai elle répond qu’elle vient, signe, et
    l’instance s’ouvre. Le partenaire invité pour la situation de l’ALI est là, la personne aussi,
    avec l’accord de la coordination : quarante-cinq minutes chacune. La référente du service social
    n’est pas venue elle-même : sa situation est reportée, sans résultat, et passe en juin."""
    with_kind(world, INSTANCE)
    sector = join_by_mail(world, genre="instance", siege="secteur", nom="Maud Secteur")
    april = world.seance("2026-04-09", genre="instance")
    may = world.seance("2026-05-12", genre="instance")
    june = world.seance("2026-06-09", genre="instance")

    world.until("2026-03-10")
    ahmed = brings(world, april, ALI)
    brigitte = brings(world, april, SERVICE_SOCIAL)
    partner: dict[str, Any] = {
        "qui": "partenaire",
        "nom": "Ana Tuteur",
        "courriel": "ana@udaf.example",
    }
    world.act(ahmed, "inviter", AGENT_ALI, **partner)
    world.act(ahmed, "confirmer_invites", BAT)
    with pytest.raises(Refused, match="se décide avec la coordination, avant de l’inviter"):
        world.act(brigitte, "inviter", AGENT_SSD, qui="allocataire")
    world.convene(april, "convoquer")
    assert told(world, f"membre:{sector}") == ["convocation"]

    opens(world, april)
    jobs = seat(world, april, "france_travail").id
    form: dict[str, Any] = {"presents": str(jobs), "excuses": str(seat(world, april, "secteur").id)}
    world.convene(april, "emarger", **form)
    with pytest.raises(Refused) as refused:
        world.convene(april, "ouvrir")
    (reason,) = refused.value.refusals
    assert reason.sentence.replace(NBSP, " ") == (
        "Le quorum n’est pas atteint : 1 présent, 2 requis, il manque : chargée de secteur ou chef"
        " de service."
    )
    missing: dict[str, Any] = {"motif": "chargée de secteur en congé", "seance_remplacante": may}
    world.convene(april, "constater_quorum_manquant", **missing)

    assert told(world, f"membre:{sector}") == ["convocation", "seance_reportee"]
    assert told(world, "invite:1") == ["invitation_partenaire", "invitation_annulee"]
    (guest,) = attendance(world, may).guests
    assert (guest.name, guest.confirmed) == ("Ana Tuteur", False)

    world.until("2026-04-20")
    deputy = join_by_mail(world, suppleant_de=sector, nom="Zoé Adjointe")
    world.act(ahmed, "confirmer_invites", BAT)
    world.act(brigitte, "accorder_venue", BAT, accord="oui")
    world.act(brigitte, "inviter", AGENT_SSD, qui="allocataire")
    world.convene(may, "convoquer")
    answer: dict[str, Any] = {"participant": seat(world, may, "secteur").id, "reponse": "remplace"}
    world.convene(may, "repondre_invitation", BAT, **answer, suppleant=deputy)
    held = seat(world, may, "secteur")
    assert (held.answer, held.substitute) == (Answer.REMPLACE, "Zoé Adjointe")
    assert agendas.agenda(world.store, world.rulebook, may).agenda.demand.minutes == 90

    act = world.asked(doors.CREATE, BAT, {})
    link = doors.create(world.store, world.rulebook, act, may, service=SERVICE_SOCIAL)
    seen = doors.open_link(world.store, world.rulebook, link.token, world.now)
    shown = tableau.tableau(world.store, world.rulebook, may, viewer=seen.service_id)
    assert [line.dossier_id for line in shown.lines] == [brigitte]

    opens(world, may)
    awaited = {one.service_id: one.id for one in attendance(world, may).attendees}
    mine = {one.dossier_id: one.id for one in attendance(world, may).guests}
    world.wait(hours=1).convene(
        may,
        "emarger",
        presents=f"{held.id},{seat(world, may, 'france_travail').id},{awaited[ALI]}",
        absents=str(awaited[SERVICE_SOCIAL]),
        arrivees=f"{awaited[ALI]}=10:00",
        invites=f"{mine[ahmed]},{mine[brigitte]}",
    )
    world.convene(may, "ouvrir")
    world.act(ahmed, "rendre_soutien", BAT, preconisations="bilan de santé")
    with pytest.raises(Refused, match="n’est pas là, et vient en personne"):
        world.act(brigitte, "rendre_soutien", BAT, preconisations="x")
    world.act(brigitte, "reporter", BAT, motif="référente absente")
    world.convene(may, "lever")

    sat = attendance(world, may)
    assert [(one.seat, one.presence, one.arrived) for one in sat.attendees] == [
        ("secteur", Presence.PRESENT, None),
        ("france_travail", Presence.PRESENT, None),
        ("prescripteur", Presence.PRESENT, "10:00"),
        ("prescripteur", Presence.ABSENT, None),
    ]
    assert [(one.name, one.present) for one in sat.guests] == [("Ana Tuteur", True), (None, True)]
    assert {row["state"] for row in world.rows(Passage, seance_id=may)} == {
        *("soutien_rendu", "reporte"),
    }
    (passed_on,) = world.rows(Passage, seance_id=june)
    assert (passed_on["dossier_id"], passed_on["state"]) == (brigitte, "inscrit")
    world.until("2026-05-14")
    with pytest.raises(Refused, match="ne s’ouvre plus"):
        doors.open_link(world.store, world.rulebook, link.token, world.now)
    (line,) = links.listing(world.store, world.rulebook, may, world.now)
    assert (line.uses, line.refused) == (1, 1)
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_une_membre_qui_part_et_une_instance_qui_se_deplace(world: World) -> None:
    """Convoquée, elle confirme ; l’instance se déplace et sa réponse est redemandée. Entre-temps
    elle quitte le secteur : la convocation suivante écrit à qui la remplace sur son siège, et à
    personne d’autre."""
    with_kind(world, INSTANCE)
    leaving = join(world, genre="instance", siege="secteur", nom="Maud Secteur")
    april = world.seance("2026-04-09", genre="instance")
    world.convene(april, "convoquer")
    answer: dict[str, Any] = {
        "participant": seat(world, april, "secteur").id,
        "reponse": "confirme",
    }
    world.convene(april, "repondre_invitation", BAT, **answer)

    world.until("2026-03-12").convene(
        april, "deplacer", date_seance="2026-04-16", heure="14:00", lieu="salle 2"
    )
    assert seat(world, april, "secteur").answer is None
    assert told(world, f"membre:{leaving}") == ["convocation", "convocation"]

    leave(world, leaving, "2026-03-31")
    before = len(world.rows(Outbox))
    arriving = join(world, genre="instance", siege="secteur", nom="Nour Secteur", du="2026-04-01")
    world.convene(april, "convoquer")

    written = {one["recipient"]: one["occasion"] for one in world.rows(Outbox)[before:]}
    assert written == {
        f"membre:{arriving}": "convocation",
        "role:bat:93-01": "personne_a_prevenir",
    }
    assert seat(world, april, "secteur").name == "Nour Secteur"
    assert world.held(april).date() == date(2026, 4, 16)
    assert broken(world) == reconciled(world) == world.flaws() == []
