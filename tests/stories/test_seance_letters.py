"""Une séance et ceux qui n’ont pas de courriel : un partenaire, un membre."""

from rules.letters.kinds import Channel, SeanceLetter, Standing
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, BAT, World
from tests.workflow.invariants import broken, reconciled
from tests.workflow.letterpress import shipped, shown, told
from tests.workflow.seated import join
from workflow.letters import batches, standings
from workflow.letters.batches import Batch
from workflow.letters.news import Arrived, Sent
from workflow.reading import letters


def batch(world: World, seance: int) -> Batch:
    """The letters of the séance that are to leave, made now."""
    act = world.asked("", BAT, {})
    found = batches.missing(world.store, world.rulebook, world.now, seance)
    return batches.make(world.store, world.rulebook, shipped(world), act, found, seance=seance)


def standing(world: World, letter: int) -> Standing:
    with world.store.glance() as tx:
        seen = [shown(world, letter).letter]
        return standings.of_letters(tx, world.rulebook, shipped(world), seen, world.now)[letter]


def test_un_partenaire_sans_courriel_est_confirme_puis_prevenu_du_deplacement(
    world: World,
) -> None:
    """L’invitation est confirmée : la lettre part en suivi, elle est reçue. La séance est
    déplacée : une autre lettre dit la nouvelle date, la première reste telle qu’elle était. La
    demande est retirée avant qu’elle ne parte : elle n’a plus d’objet, rien ne reste à envoyer."""
    stage = journeys.en_icl(world)
    world.act(stage.dossier, "inviter", AGENT_ALI, qui="partenaire", nom="Ana Tuteur")
    world.act(stage.dossier, "confirmer_invites", BAT)
    (first,) = (one.letter for one in batch(world, stage.icl).letters)
    printed = letters.content(world.store, first)
    sent = Sent(day=world.now.date(), channel=Channel.SUIVI, tracking="1A2")
    told(world, first, sent, actor=BAT, press=shipped(world))
    world.wait(days=2)
    told(world, first, Arrived(received=world.now.date()), actor=BAT, press=shipped(world))
    quiet = batch(world, stage.icl)
    world.convene(stage.icl, "deplacer", BAT, date_seance="2026-04-16", heure="09:30")
    (second,) = (one.letter for one in batch(world, stage.icl).letters)
    waits = standing(world, second)
    world.act(stage.dossier, "retirer_demande", AGENT_ALI, motif="la personne renonce")

    assert quiet.letters == ()
    assert letters.content(world.store, first) == printed
    assert second != first
    assert waits is Standing.A_ENVOYER
    assert standing(world, first) is Standing.RECUE
    assert standing(world, second) is Standing.SANS_OBJET
    assert batch(world, stage.icl).letters == ()
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_un_membre_sans_courriel_est_convoque_puis_la_seance_est_annulee(world: World) -> None:
    """Convoqué par lettre, il reçoit l’ordre du jour une fois arrêté ; annulée, la séance ne
    laisse rien partir."""
    member = join(world, genre="icl", siege="acco_glo", nom="Léa Conseillère")
    seance = world.seance("2026-04-09")
    world.convene(seance, "convoquer", BAT)
    (called,) = batch(world, seance).letters
    told(
        world,
        called.letter,
        Sent(day=world.now.date(), channel=Channel.POSTAL),
        actor=BAT,
        press=shipped(world),
    )
    world.until("2026-03-30")
    world.convene(seance, "annuler", BAT, motif="grève")

    assert called.kind == SeanceLetter.CONVOCATION_MEMBRE
    assert shown(world, called.letter).letter.member == member
    assert batch(world, seance).letters == ()
    assert standing(world, called.letter) is Standing.ENVOYEE
    assert broken(world) == reconciled(world) == world.flaws() == []
