"""The letter of a dossier, chosen by where it stands and made once."""

from dataclasses import dataclass, replace
from datetime import date, tzinfo

from rules.actors import may
from rules.letters.calls import Call
from rules.letters.choosing import choose
from rules.letters.kinds import Kind
from rules.refusals import Refusal, Refused
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.wording import quoted
from rules.words import Words
from workflow.acts import cases, dossier_locks
from workflow.acts.cases import Case
from workflow.acts.commands import journal_refusal
from workflow.database.store import Store, Tx
from workflow.letters import grounds, making
from workflow.letters.making import PRODUCE, Produced, Whose
from workflow.letters.press import Press


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The letter that is asked for. ``kind`` None: the one that is missed. ``line``: the line of a
    séance that it is about."""

    dossier_id: int
    kind: Kind | None = None
    line: int | None = None


def produce(store: Store, rulebook: Rulebook, press: Press, act: Act, wanted: Wanted) -> Produced:
    """Makes the letter, once. Raises UnknownDossier, or Refused with the reason (journalled)."""
    act = replace(act, event=PRODUCE, occurred=act.occurred.astimezone(rulebook.calendar.tz))
    try:
        return store.attempt(lambda tx: make(tx, rulebook, press, act, wanted))
    except Refused as refused:
        with store.write() as tx:
            journal_refusal(tx, cases.subject_of(wanted.dossier_id), act, refused)
        raise


def make(tx: Tx, rulebook: Rulebook, press: Press, act: Act, wanted: Wanted) -> Produced:
    """The same inside a transaction that the caller opened. Raises UnknownDossier or Refused."""
    case, _ = dossier_locks.load(tx, wanted.dossier_id)
    ground = grounds.of_case(tx, rulebook, case, act.known)
    call = choose(
        ground, kind=wanted.kind, line=wanted.line, dead=grounds.dead(tx, case.personne_id)
    )
    if isinstance(call, Refusal):
        raise Refused(PRODUCE, (call,))
    if (stranger := _not_for(case, act, call, rulebook.words)) is not None:
        raise Refused(PRODUCE, (stranger,))
    tz = rulebook.calendar.tz
    whose = Whose(dossier_id=case.id, decided=_decided(case, tz))
    return making.once(tx, tz, press, act, case.chain, whose, call, ground.letters)


def _decided(case: Case, tz: tzinfo) -> date:
    """The local day of what the letter tells: that on which the dossier came where it stands."""
    own = [fact for fact in case.facts if fact.subject == case.subject]
    entered = [fact for fact in own if fact.state == case.dossier["state"]] or own
    return entered[-1].occurred.astimezone(tz).date()


def _not_for(case: Case, act: Act, call: Call, words: Words) -> Refusal | None:
    here = case.dossier["circonscription"]
    if any(may(act.actor, who, service_id=None, circonscription=here) for who in call.who):
        return None
    allowed = " ou ".join(words.who(who) for who in call.who)
    return Refusal(
        code="acteur_non_autorise",
        sentence=f"La lettre {quoted(call.kind)} ne vous est pas ouverte.",
        remedy=f"Demandez-la à : {allowed}.",
    )
