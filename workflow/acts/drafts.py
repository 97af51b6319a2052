"""What a decision changes in a dossier, worked out before anything is written. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import assert_never

from rules.facts import entering
from rules.fields import Field
from rules.situation import PassageView, Situation
from states.decision import Decision, Move
from states.page import (
    BirthsNext,
    Clears,
    ClosesDemande,
    ConfirmsGuests,
    Copies,
    DatesLetter,
    DeclaresGuest,
    Effect,
    EndsFollowUp,
    Exit,
    Machine,
    OpensDemande,
    Sets,
    WithdrawsGuest,
)
from states.procedure import PROCEDURE
from workflow.acts import waiting_lines
from workflow.acts.cases import Case
from workflow.acts.waiting_lines import REORIENTATION
from workflow.database.instants import to_micros

_DAYS = frozenset({"envoyee_le", "presentee_le", "recue_le", "revenue_le"})
"""The columns of a letter that an act without a date dates of its own day."""


@dataclass(slots=True, kw_only=True)
class Draft:
    """The rows as they will be. ``facts`` are (code, data) in order of writing; ``opened`` a
    request to insert, ``line`` a line to insert, ``lines`` the columns to change of open lines by
    id; ``guest`` a guest to insert, ``guests`` the columns to change of guests by id, ``letters``
    those of letters; ``next_dossier`` the birth that the decision brings."""

    dossier: dict[str, object]
    demande: dict[str, object] | None
    facts: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    opened: dict[str, object] | None = None
    line: dict[str, object] | None = None
    lines: dict[int, dict[str, object]] = field(default_factory=dict)
    guest: dict[str, object] | None = None
    guests: dict[int, dict[str, object]] = field(default_factory=dict)
    letters: dict[int, dict[str, object]] = field(default_factory=dict)
    next_dossier: BirthsNext | None = None
    notices: list[str] = field(default_factory=list)
    values: dict[str, object] = field(default_factory=dict)
    personal: dict[str, object] = field(default_factory=dict)


def draft(case: Case, situation: Situation, decision: Decision, occurred: datetime) -> Draft:
    """The changes of a decision about a dossier or one of its lines."""
    made = Draft(
        dossier=dict(case.dossier), demande=None if case.demande is None else dict(case.demande)
    )
    _split_values(made, decision)
    genre, codes = case.genre, list[str]()
    for move in decision.moves:
        if move.machine is Machine.DOSSIER:
            _move_dossier(made, move, occurred)
        else:
            _move_line(made, move, situation, occurred)
        for effect in move.exit.effects:
            _apply(made, move, effect, decision, situation, occurred)
        if isinstance(move.exit, Exit):
            made.notices.extend(move.exit.notices)
            made.notices.extend(_alerts(move.exit, situation, decision))
        if situation.service is not None and made.dossier["service_id"] == situation.service.id:
            genre = situation.service.genre
        codes += _facts_of(move)
    place = {
        "service_referent": made.dossier["service_id"],
        "genre": None if genre is None else genre.value,
        "origine": made.dossier["origine"],
        "seance": None if situation.seance is None else situation.seance.id,
        "modele": None if situation.letter is None else situation.letter.kind,
    }
    known = {name: value for name, value in {**place, **made.values}.items() if value is not None}
    pending = case.demande is not None
    made.facts = [(code, known) for code in codes if pending or code != "demande_sans_suite"]
    if "demande_ouverte" in codes and _wish_pending(situation):
        made.facts.append(("souhait_entendu", {}))
    made.facts += [(code, known) for code in _ended(case, situation, decision)]
    _free_other_lines(made, case, decision)
    made.facts += waiting_lines.facts(case, situation, made.lines, made.line, place)
    return made


_CONTRACTS = frozenset({"contrat_signe", "contrat_reactive", "contrat_revise"})


def _ended(case: Case, situation: Situation, decision: Decision) -> Iterator[str]:
    """What ends with the orientation, when the decision ends it: a contract and a designation that
    the dossier has."""
    effects = [effect for move in decision.moves for effect in move.exit.effects]
    if not any(isinstance(effect, EndsFollowUp) for effect in effects):
        return
    own = [fact.code for fact in situation.facts if fact.subject == case.subject]
    if _CONTRACTS & set(own):
        yield "contrat_fini"
    named = [code for code in own if code in ("referent_designe", "referent_fini")]
    if case.dossier["referent"] is not None or named[-1:] == ["referent_designe"]:
        yield "referent_fini"


def _alerts(exit: Exit, situation: Situation, decision: Decision) -> Iterator[str]:
    """The anomalies that this form brings to light."""
    if exit.alerts:
        filled = situation.filled(decision.values)
        yield from (alert.occasion for alert in exit.alerts if alert.when(filled))


def _facts_of(move: Move) -> tuple[str, ...]:
    if move.machine is Machine.DOSSIER and move.target != move.source:
        return entering(move.target), *move.exit.facts
    return move.exit.facts


def _split_values(made: Draft, decision: Decision) -> None:
    asked: dict[str, Field] = {f.name: f for f in decision.moves[0].exit.asks}
    for name, value in decision.values.items():
        target = made.personal if asked[name].personal else made.values
        target[name] = plain(value)


def plain(value: object) -> object:
    """The form of a field's value that JSON and the bare driver both take."""
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


def _move_dossier(made: Draft, move: Move, occurred: datetime) -> None:
    if move.target == move.source:
        return
    made.dossier["previous_state"] = move.source
    made.dossier["state"] = move.target
    final = PROCEDURE.node(move.machine, move.target).state.final
    made.dossier["closed_at"] = to_micros(occurred) if final else None


def _move_line(made: Draft, move: Move, situation: Situation, occurred: datetime) -> None:
    final = PROCEDURE.node(move.machine, move.target).state.final
    if move.source:
        assert situation.passage is not None
        changed = made.lines.setdefault(situation.passage.id, {})
        changed.update(state=move.target, open=0 if final else 1)
        return
    assert situation.seance is not None
    made.line = {
        "seance_id": situation.seance.id,
        "nature": REORIENTATION,
        "state": move.target,
        "open": 1,
        "inscribed_at": to_micros(occurred),
    }


def _apply(
    made: Draft,
    move: Move,
    effect: Effect,
    decision: Decision,
    situation: Situation,
    occurred: datetime,
) -> None:
    match effect:
        case OpensDemande():
            made.opened = {
                name: plain(decision.values[name])
                for name in ("motif_code", "service_souhaite", "urgent")
                if name in decision.values
            }
            made.opened["opened_at"] = to_micros(occurred)
        case ClosesDemande(issue=issue):
            if made.demande is not None:
                made.demande.update(issue=issue, closed_at=to_micros(occurred))
        case BirthsNext():
            made.next_dossier = effect
        case EndsFollowUp():
            pass  # nothing but facts: ``_ended``
        case Copies(field=name, column=column, of_demande=of_demande):
            if name in decision.values:
                _set(made, move, situation, column, decision.values[name], of_demande=of_demande)
        case Sets(column=column, value=value, of_demande=of_demande):
            _set(made, move, situation, column, value, of_demande=of_demande)
        case Clears(column=column, unless_after=code):
            later = situation.last(code)
            if later is None or later.occurred <= occurred:
                made.dossier[column] = None
        case DeclaresGuest():
            assert situation.passage is not None
            made.guest = {
                "passage_id": situation.passage.id,
                "declared_at": to_micros(occurred),
                **{name: decision.values.get(name) for name in ("qui", "nom", "qualite")},
                "email": decision.values.get("courriel"),
            }
        case WithdrawsGuest():
            guest = decision.values["invite"]
            assert isinstance(guest, int)
            made.guests[guest] = {"withdrawn_at": to_micros(occurred)}
        case ConfirmsGuests():
            assert situation.passage is not None
            for one in situation.guests.to_confirm:
                made.guests[one.id] = {"confirmed_for": situation.passage.seance_id}
        case DatesLetter():
            _date_letter(made, effect, decision, situation)
        case _:
            assert_never(effect)


def _date_letter(
    made: Draft, effect: DatesLetter, decision: Decision, situation: Situation
) -> None:
    """What the post did, told of the letter that the act names; nothing without one."""
    if situation.letter is None:
        return
    given = [decision.values.get(name) for name in (effect.field, effect.otherwise)]
    told = next((value for value in given if value is not None), effect.value or None)
    if told is None and effect.column in _DAYS:
        told = situation.today
    if told is not None:
        made.letters.setdefault(situation.letter.id, {})[effect.column] = plain(told)


def _set(
    made: Draft,
    move: Move,
    situation: Situation,
    column: str,
    value: object,
    *,
    of_demande: bool,
) -> None:
    if of_demande:
        if made.demande is not None:
            made.demande[column] = plain(value)
    elif move.machine is Machine.DOSSIER:
        made.dossier[column] = plain(value)
    elif made.line is not None and not move.source:
        made.line[column] = plain(value)  # a line is born, whatever other line stands open
    elif situation.passage is not None:
        made.lines.setdefault(situation.passage.id, {})[column] = plain(value)


def _wish_pending(situation: Situation) -> bool:
    """S1, scénario 1: a réorientation opened is the answer to the wish that asked for it."""
    wish, heard = situation.last("souhait_exprime"), situation.last("souhait_entendu")
    return wish is not None and (heard is None or heard.occurred < wish.occurred)


def _free_other_lines(made: Draft, case: Case, decision: Decision) -> None:
    """A dossier that ends takes its lines without request with it; one that passes to another
    circonscription leaves the séances that are not its own any more."""
    first = decision.moves[0]
    if first.machine is not Machine.DOSSIER or not isinstance(first.exit, Exit):
        return
    ends = PROCEDURE.node(first.machine, first.target).state.final
    place = made.dossier["circonscription"]
    moved = place != case.dossier["circonscription"]
    for line in _others(case, made):
        if ends:
            made.lines[line.id] = {"state": "retire", "open": 0}
        elif moved and case.seances[line.seance_id].circonscription not in (None, place):
            made.lines[line.id] = {"state": "reporte", "open": 0}


def _others(case: Case, made: Draft) -> Iterator[PassageView]:
    return (line for line in case.passages if line.id not in made.lines)
