"""The claim of RSA is the foyer's: one of its members bears it, and it is counted once (S1, 1a)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import bindparam, select

from rules.facts import Fact
from rules.refusals import Refusal
from rules.rulebook import Rulebook
from rules.situation import Act
from rules.wording import day_of_month
from workflow.acts.cases import Case
from workflow.database.statements import Statement
from workflow.database.store import Tx
from workflow.tables.columns import table
from workflow.tables.subjects import Personne
from workflow.trail import facts

CLAIM, NOTIFIED = "constater_demande_complete", "constater_droits"

_SOURCE = "S1, indicateur 1a"
_FACT, _ANSWER = "demande_complete", "droits_notifies"
_PERSONNE, _OWN = table(Personne), table(Personne).alias()
_OTHERS = Statement(
    select(_PERSONNE.c.id)
    .join_from(_OWN, _PERSONNE, _PERSONNE.c.numero_demande_rsa == _OWN.c.numero_demande_rsa)
    .where(_OWN.c.id == bindparam("id"), _PERSONNE.c.id != _OWN.c.id)
    .order_by(_PERSONNE.c.id)
)


def objections(
    tx: Tx, rulebook: Rulebook, case: Case, act: Act, values: Mapping[str, object]
) -> Iterator[Refusal]:
    """Why a claim, or its answer, is not to be noted in this dossier. Reads nothing for other
    acts."""
    day = values.get("date")
    if act.event not in (CLAIM, NOTIFIED) or not isinstance(day, date):
        return
    own = _claims(case.facts)
    members = [facts.of_personne(tx, row[0]) for row in tx.all(_OTHERS, {"id": case.personne_id})]
    others = [claim for known in members for claim in _claims(known)]
    if act.event == CLAIM:
        pending = [claim for known in members for claim in _claims(known) if _pending(claim, known)]
        for claim in (*own, *others):
            told = rulebook.local_day(claim.occurred)
            same = claim.data.get("nature") == values.get("nature")
            if same and (told == day or claim in pending):
                yield _already(claim, told)
                return
    elif others and not own:
        yield _borne_by(others[-1])


def _claims(known: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in known if fact.code == _FACT]


def _pending(claim: Fact, known: Sequence[Fact]) -> bool:
    """Whether the rights were not notified since: another claim of the foyer is the same one."""
    return not any(fact.code == _ANSWER and fact.occurred >= claim.occurred for fact in known)


def _already(claim: Fact, day: date) -> Refusal:
    return Refusal(
        code="demande_deja_enregistree",
        sentence=f"Cette demande du {day_of_month(day)} est déjà enregistrée dans le dossier"
        f" n° {claim.subject.id} : celle d’un foyer ne compte qu’une fois.",
        remedy="Il n’y a rien à ajouter.",
        source=_SOURCE,
        field="date",
    )


def _borne_by(claim: Fact) -> Refusal:
    return Refusal(
        code="demande_d_un_autre_du_foyer",
        sentence=f"La demande du foyer est enregistrée dans le dossier n° {claim.subject.id}.",
        remedy="Enregistrez-y la notification des droits.",
        source=_SOURCE,
    )
