"""Le courrier : d’une décision à sa notification, le pli qui revient, celui qui ne part jamais."""

import json
from datetime import date

from rules.letters.kinds import Channel, Kind, Return, Standing
from rules.letters.remedies import Remedy, remedy
from tests.workflow import journeys
from tests.workflow.build import BOP, World, execute
from tests.workflow.invariants import broken, reconciled
from tests.workflow.letterpress import shipped, shown, told
from workflow.database.instants import from_micros
from workflow.letters import batches, shelf, standings
from workflow.letters.batches import Batch
from workflow.letters.news import Arrived, Returned, Sent
from workflow.reading import letters
from workflow.tables.post import Outbox


def batch(world: World) -> Batch:
    """All the letters that are to leave, made today."""
    act = world.asked("", BOP, {})
    found = batches.missing(world.store, world.rulebook, world.now)
    return batches.make(world.store, world.rulebook, shipped(world), act, found)


def opened(world: World, letter: int) -> Remedy | None:
    return remedy(shown(world, letter).letter, world.rulebook.calendar)


def text_of(world: World, letter: int) -> str:
    """What a letter says, as the registry keeps it."""
    with world.store.glance() as tx:
        kept = shelf.composed(tx, letter)
    assert kept is not None
    return json.dumps(kept.fields, ensure_ascii=False)


def test_une_reorientation_acceptee_se_notifie_et_se_conteste_pendant_deux_mois(
    world: World,
) -> None:
    """La lettre part en recommandé avec son lot ; présentée, puis retirée cinq jours après : les
    deux mois courent du retrait. Le recours du lendemain du dernier jour est reçu, dit tardif."""
    _, dossier = journeys.reoriente(world)
    execute(world.store, "UPDATE service SET telephone = '01 02 03 04 05'")
    done = batch(world)
    (letter,) = (one.letter for one in done.letters)
    told(
        world,
        letter,
        Sent(day=world.now.date(), channel=Channel.RECOMMANDE, tracking="2C1"),
        press=shipped(world),
    )
    notified = world.state(dossier)
    world.until("2026-04-27 15:00")
    told(world, letter, Arrived(presented=date(2026, 4, 27)))
    waiting = opened(world, letter)
    world.until("2026-05-02 11:00")
    told(world, letter, Arrived(received=date(2026, 5, 2)))
    delay = opened(world, letter)
    world.until("2026-07-03").act(dossier, "recevoir_recours", BOP, date="2026-07-03")
    (message,) = world.rows(Outbox, occasion="recours_recu")

    assert shown(world, letter).letter.kind == Kind.REORIENTATION_ACCEPTEE_FRANCE_TRAVAIL
    assert notified == "notifie"
    assert waiting is None
    assert delay is not None
    assert (delay.notified, delay.until) == (date(2026, 5, 2), date(2026, 7, 2))
    assert json.loads(message["data"])["hors_delai"] == 1
    assert world.deadline("L-RAPO")["status"] == "ouverte"
    assert world.deadline("I-RECOMMANDE")["status"] == "tenue"
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_un_recours_a_temps_ou_contre_une_lettre_simple_n_est_jamais_dit_tardif(
    world: World,
) -> None:
    """D’une lettre simple, rien ne prouve la réception : aucun délai ne court."""
    _, dossier = journeys.reoriente(world)
    execute(world.store, "UPDATE service SET telephone = '01 02 03 04 05'")
    (letter,) = (one.letter for one in batch(world).letters)
    told(world, letter, Sent(day=world.now.date(), channel=Channel.POSTAL), press=shipped(world))
    world.wait(days=200).act(dossier, "recevoir_recours", BOP, date=str(world.now.date()))
    (message,) = world.rows(Outbox, occasion="recours_recu")

    assert opened(world, letter) is None
    assert "hors_delai" not in json.loads(message["data"])


def test_un_pli_revenu_repart_a_l_adresse_retrouvee(world: World) -> None:
    """NPAI : la recherche de l’adresse s’ouvre et veille ; l’adresse retrouvée, une autre lettre
    part, à cette adresse, et la première reste telle qu’elle était."""
    _, dossier = journeys.reoriente(world)
    execute(world.store, "UPDATE service SET telephone = '01 02 03 04 05'")
    (first,) = (one.letter for one in batch(world).letters)
    printed = letters.content(world.store, first)
    told(world, first, Sent(day=world.now.date(), channel=Channel.POSTAL), press=shipped(world))
    world.wait(days=9)
    told(world, first, Returned(day=world.now.date(), reason=Return.NPAI))
    lost = world.state(dossier)
    due = from_micros(world.deadline("I-NPAI")["due_at"])
    nothing = batch(world)
    world.wait(days=3)
    world.act(dossier, "retrouver_adresse", BOP, adresse="9 RUE RETROUVEE\n93000 BOBIGNY")
    (again,) = (one.letter for one in batch(world).letters)
    told(world, again, Sent(day=world.now.date(), channel=Channel.POSTAL), press=shipped(world))

    assert lost == "adresse_a_retrouver"
    assert f"{due:%Y-%m-%d}" == "2026-05-20"
    assert nothing.letters == ()
    assert again != first
    assert "9 RUE RETROUVEE" in text_of(world, again)
    assert "RUE SECRETE" in text_of(world, first)
    assert letters.content(world.store, first) == printed
    assert world.state(dossier) == "notifie"
    assert world.deadline("I-NPAI")["status"] == "tenue"
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_un_deces_entre_la_decision_et_la_poste_arrete_tout(world: World) -> None:
    """La lettre est imprimée, pas partie ; le décès est enregistré : le BOP est prévenu, le lot
    suivant est vide, et rien ne reste à envoyer."""
    _, dossier = journeys.reoriente(world)
    execute(world.store, "UPDATE service SET telephone = '01 02 03 04 05'")
    (letter,) = (one.letter for one in batch(world).letters)
    world.wait(days=1)
    world.act(dossier, "deceder", BOP, date=str(world.now.date()))
    (message,) = world.rows(Outbox, occasion="courriers_arretes")
    with world.store.glance() as tx:
        seen = [shown(world, letter).letter]
        now = world.now
        where = standings.of_letters(tx, world.rulebook, shipped(world), seen, now)[letter]

    assert json.loads(message["data"])["lettres"] == str(letter)
    assert where is Standing.ARRETEE
    assert batch(world).letters == ()
    assert world.state(dossier) == "clos_deces"
    assert broken(world) == reconciled(world) == world.flaws() == []
