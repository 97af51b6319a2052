"""What agents do at their screens beside the acts of the procedure: they tick several dossiers,
join a form, keep filters, open dossiers, take escalations in hand, go on leave."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from entrypoints.demo import cast
from entrypoints.demo.stage import Stage
from exchanges.documents.fiche_words import Words
from exchanges.documents.fiches import saisines
from exchanges.documents.fiches_page import write_fiches
from rules.access.grants import Right
from rules.actors import Actor
from rules.agents import AWAY
from rules.escalations import Standing
from rules.lost_messages import RESENT
from rules.pieces import Sort
from rules.situation import Act
from rules.subjects import Subject, SubjectKind
from rules.telling import State
from workflow.access import resources
from workflow.accounts import consultations, settings
from workflow.acts import pieces
from workflow.acts.pieces import Brought
from workflow.agents import commands, escalations, lost_messages
from workflow.agents.commands import AgentCommand
from workflow.batches import keeping, performing
from workflow.batches.performing import Doer
from workflow.batches.selection import Ticked
from workflow.reading import agents, conflicts, dossiers, fiches, messages
from workflow.reading import escalations as risen
from workflow.seances.participants import links

_INSCRIBE = "inscrire_ep"
_SEVERAL = 2
"""From how many dossiers on they are ticked together."""

_LOOKED_AT = 4
"""How many dossiers somebody looks at that day."""

_FILTERS = {
    "Sonia Belkacem": {
        "Mes pré-saisines": "etape=presaisine&etape=en_icl",
        "En retard": "signe=retard",
    },
    "Karim Toumi": {"En retard dans l’équipe": "signe=retard"},
    "Lucie Martel": {
        "Avant l’EP de juillet": "etape=saisine_recue&etape=attente_ep&etape=inscrit_ep",
        "Adresses à retrouver": "signe=npai",
    },
    "Nadia Vasseur": {"Sans accompagnement depuis deux mois": "signe=sans_referent"},
}
_LEAVES = (
    ("Anne Le Goff", date(2026, 7, 6), date(2026, 7, 10), None),
    ("Hugo Lambert", date(2026, 7, 13), date(2026, 7, 31), None),
    ("Sonia Belkacem", date(2026, 7, 27), date(2026, 8, 14), "Karim Toumi"),
)


def inscribe(stage: Stage, seance: int, numbers: Sequence[int]) -> None:
    """The BOP inscribes these in an EP: ticked together, looked at, done, as soon as there are
    several."""
    if len(numbers) < _SEVERAL:
        for number in numbers:
            stage.act(number, _INSCRIBE, cast.BOP, seance=seance)
        return
    lot = select(stage, cast.BOP, _INSCRIBE, numbers, seance=seance)
    found = keeping.batch(stage.store, stage.account(cast.BOP.name), lot)
    assert found is not None  # it was just frozen
    performing.do(_doer(stage, cast.BOP, numbers), found, _unseen)


def select(stage: Stage, actor: Actor, event: str, numbers: Sequence[int], **fields: object) -> int:
    """The dossiers ticked and looked at, nothing being done; the number of the lot."""
    stage.now += timedelta(seconds=20)
    account = stage.account(actor.name)
    ticked = [Ticked(dossier=number) for number in numbers]
    lot = keeping.freeze(stage.store, account, actor, "/dossiers", ticked, stage.now)
    assert lot is not None  # they open those that they tick
    keeping.ask(stage.store, lot, event, {name: str(told) for name, told in fields.items()})
    asked = keeping.batch(stage.store, account, lot)
    assert asked is not None
    performing.look(_doer(stage, actor, numbers), asked, _unseen)
    return lot


def _doer(stage: Stage, actor: Actor, numbers: Sequence[int]) -> Doer:
    return Doer(
        store=stage.store,
        rulebook=stage.rulebook,
        actor=actor,
        now=stage.now,
        opens=frozenset(numbers),
        tells=partial(conflicts.told_to, stage.store, actor),
    )


def _unseen(_: int) -> None:
    """Nobody looks at how far it is."""


def join_form(stage: Stage, actor: Actor, dossier: int) -> None:
    """The fiche de saisine of that dossier, as it is printed, is joined to it."""
    fiche = fiches.of_dossier(stage.store, dossier)
    bound = saisines(
        Words(rulebook=stage.rulebook, day=stage.today),
        [fiche],
        about="",
        departement=stage.settings.departement_name,
        bop=", ".join(stage.settings.addresses.of_role(cast.BOP.role)),
    )
    with TemporaryDirectory() as folder:
        content = write_fiches(Path(folder) / "fiche.pdf", bound).read_bytes()
    brought = Brought(name="fiche-de-saisine-signee.pdf", content=content, sort=Sort.AUTRE)
    pieces.join(
        stage.store, stage.rulebook, stage.settings.pieces, _act(stage, actor), dossier, brought
    )


def take_in_hand(stage: Stage) -> bool:
    """A few of what went up is taken by who it went up to; never all of it."""
    team = cast.responsable(dossiers.services(stage.store))
    for actor, most in ((cast.BAT, 2), (cast.MANAGER, 1), (team, 1)):
        asked = risen.Asked(standing=Standing.OUVERTE)
        found = risen.listing(stage.store, asked, reader=actor, most=most + 1).lines
        for one in found[:-1]:
            act = _act(stage, actor)
            escalations.take(stage.store, stage.rulebook, act, one.deadline.id)
    return True


def keep_filters(stage: Stage) -> bool:
    """Lists under names of theirs."""
    for name, kept in _FILTERS.items():
        for label, value in kept.items():
            account = stage.account(name)
            settings.keep(stage.store, account, f"filtres:/dossiers:{label}", value)
    return True


def go_on_leave(stage: Stage) -> bool:
    """Summer comes; some say who will be told in their place."""
    known = {one.name: one.id for one in agents.listing(stage.store, agents.Wanted())}
    for name, first, last, substitute in _LEAVES:
        said: dict[str, object] = {"du": first, "au": last}
        if substitute is not None:
            said["suppleant"] = known[substitute]
        command = AgentCommand(act=_act(stage, cast.BOP, AWAY, **said), agent_id=known[name])
        commands.perform(stage.store, stage.rulebook, command)
    return True


def open_dossiers(stage: Stage) -> bool:
    """Agents look at dossiers of theirs without acting on them: the access log keeps it."""
    followed = {one.dossier_id: one.circonscription for one in stage.dossiers}
    team = cast.responsable(dossiers.services(stage.store))
    for reader in (cast.BOP, team, cast.BAT, cast.MANAGER):
        theirs = resources.among(stage.store, reader, Right.DOSSIER, list(followed))
        for number in sorted(theirs)[:: 1 + len(theirs) // _LOOKED_AT]:
            stage.now += timedelta(seconds=50)
            consultations.note(
                stage.store,
                reader,
                Right.DOSSIER,
                stage.now,
                subject=Subject(SubjectKind.DOSSIER, number),
                circonscription=followed[number],
                page=True,
            )
    return True


def invite_by_link(stage: Stage) -> bool:
    """A service without an account opens the tableau of the next ICL-I by a link."""
    seance = stage.next_seance("icl", "93-01")
    if seance is None:
        return False
    for sitter in stage.sitting(seance.id)[-1:]:
        act = _act(stage, cast.BAT)
        links.create(stage.store, stage.rulebook, act, seance.id, service=sitter.service_id)
    return True


def send_again(stage: Stage) -> bool:
    """What a full mailbox gave back leaves again once it is emptied."""
    stage.full.clear()
    dead = messages.listing(stage.store, messages.Asked(state=State.DEAD))
    motive = "la boîte du service a été vidée"
    act = _act(stage, cast.MANAGER, RESENT, motif=motive)
    lost_messages.mend(stage.store, act, sorted({one.message for one in dead}))
    return True


def _act(stage: Stage, actor: Actor, event: str = "", **data: object) -> Act:
    stage.now += timedelta(seconds=20)
    return Act(event=event, actor=actor, occurred=stage.now, known=stage.now, data=data)
