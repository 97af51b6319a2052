"""What the registry objects to a change in the count of a delay: which deadline is meant, whether
it may still be changed, how far its rule lets it be extended."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from rules.days.calendar import Direction
from rules.deadlines import adjustments
from rules.deadlines.adjustments import Adjusted
from rules.deadlines.allowances import extension_refused
from rules.deadlines.derivation import Status, opening_of
from rules.deadlines.rule import Scope
from rules.delays.delay import HOURS
from rules.facts import Fact
from rules.guards.temps import hors_calendrier
from rules.procedures.catalogue import BY_CODE
from rules.refusals import Refusal
from rules.rulebook import Rulebook
from rules.subjects import SubjectKind
from rules.wording import NBSP, day_of_month, local_instant
from workflow.acts.cases import Case
from workflow.database.instants import from_micros
from workflow.database.store import Tx
from workflow.deadlines import current
from workflow.deadlines.current import Recorded

ACTS = frozenset(
    {
        *("suspendre_delai", "reprendre_delai", "prolonger_delai"),
        *("fixer_echeance", "rendre_delai_au_calcul"),
    }
)

_COUNTED = {"suspendre_delai": "une suspension", "prolonger_delai": "une prolongation"}
"""What changes the count, and so nothing of a date that is not counted."""

Values = Mapping[str, object]


def of_dossier(rulebook: Rulebook, event: str, values: Values, case: Case) -> Iterator[Refusal]:
    """What stands against the act in a dossier: it may change the delays of the dossier, and those
    of its person whichever dossier opened them."""
    if event in ACTS:
        own = [
            row
            for row in case.recorded
            if row.kind == SubjectKind.PERSONNE.value or row.subject_id == case.id
        ]
        yield from _objections(rulebook, event, values, own, case.facts)


def of_seance(
    tx: Tx,
    rulebook: Rulebook,
    event: str,
    values: Values,
    known: Sequence[Fact],
    sitting: Sequence[int],
) -> Iterator[Refusal]:
    """What stands against the act in a séance, whose facts are given with who sits in it."""
    if event not in ACTS or not known:
        return
    service, code = values.get("service"), values.get("regle")
    if service is not None:
        if code in BY_CODE and BY_CODE[str(code)].scope is Scope.SEANCE:
            yield Refusal(
                code="delai_sans_service",
                sentence=f"Le délai {code} est celui de la séance, aucun service n’a le sien.",
                remedy="Retirez « service ».",
                field="service",
            )
            return
        if service not in sitting:
            yield Refusal(
                code="service_hors_seance",
                sentence=f"Le service n° {service} ne siège pas dans cette séance.",
                remedy="Choisissez un service qui y siège.",
                field="service",
            )
            return
    own = [
        row
        for row in current.of_subject(tx, known[0].subject)
        if service is None or row.child == service
    ]
    said = [fact for fact in known if service is None or fact.child in (None, service)]
    yield from _objections(rulebook, event, values, own, said)


def _objections(
    rulebook: Rulebook,
    event: str,
    values: Values,
    rows: Sequence[Recorded],
    known: Sequence[Fact],
) -> Iterator[Refusal]:
    code, key = values.get("regle"), values.get("ouverture")
    if code is None or key is None:
        return
    meant = [row for row in rows if row.rule == code and opening_of(row.lineage) == key]
    opening = next((fact for fact in known if fact.key == key), None)
    if not meant or opening is None:
        yield Refusal(
            code="echeance_inconnue",
            sentence=f"Aucune échéance du délai {code} n’est ouverte ici par « {key} ».",
            remedy="Donnez le fait qui l’ouvre, tel que « echeance expliquer » le donne.",
            field="ouverture",
        )
        return
    if all(row.status == Status.ANNULEE for row in meant):
        yield Refusal(
            code="echeance_sans_objet",
            sentence=f"Cette échéance du délai {code} est sans objet, sa date n’importe plus.",
            remedy="Vérifiez l’échéance.",
            field="ouverture",
        )
        return
    day = values.get("le")
    if isinstance(day, date) and day < rulebook.local_day(opening.occurred):
        yield Refusal(
            code="date_avant_ouverture",
            sentence="L’échéance s’est ouverte le"
            f" {day_of_month(rulebook.local_day(opening.occurred))},"
            f" elle ne peut finir le {day_of_month(day)}.",
            remedy="Donnez un jour plus tardif.",
            field="le",
        )
    if event in _COUNTED and all(row.adjusted == Adjusted.FIXEE for row in meant):
        yield _set_by_hand(rulebook, meant[0], _COUNTED[event])
        return
    if event == "suspendre_delai":
        yield from _suspension(rulebook, meant, opening, known, values)
    if event == "fixer_echeance" and isinstance(day, date):
        yield from _too_late(rulebook, meant, opening, day)
    n = values.get("n")
    if event == "prolonger_delai" and isinstance(n, int):
        yield from _extension(rulebook, meant[0], opening, known, n)


def _set_by_hand(rulebook: Rulebook, row: Recorded, change: str) -> Refusal:
    assert row.due_at is not None  # a date set by hand is one
    return Refusal(
        code="echeance_fixee",
        sentence="La date de cette échéance est fixée à la main, au "
        f"{day_of_month(rulebook.local_day(from_micros(row.due_at)))}{NBSP}: {change} n’y change"
        " rien.",
        remedy="Rendez-la d’abord au calcul, ou faites fixer une autre date.",
        field="ouverture",
    )


def _suspension(
    rulebook: Rulebook,
    meant: Sequence[Recorded],
    opening: Fact,
    known: Sequence[Fact],
    values: Values,
) -> Iterator[Refusal]:
    for name in ("du", "au"):
        day = values.get(name)
        if isinstance(day, date) and (beyond := hors_calendrier(rulebook.calendar, day, name)):
            yield beyond
    first, ends = values.get("du"), {row.closed_by for row in meant}
    closed = [fact.occurred for fact in known if fact.key in ends]
    if isinstance(first, date) and closed and first > rulebook.local_day(max(closed)):
        yield Refusal(
            code="suspension_apres_la_fin",
            sentence=f"L’échéance a été tenue le {day_of_month(rulebook.local_day(max(closed)))}, "
            "une suspension plus tardive n’y change rien.",
            remedy="Vérifiez l’échéance, ou le premier jour suspendu.",
            field="du",
        )

    last = values.get("au")
    if isinstance(last, date) and all(_over_before(rulebook, row, opening, last) for row in meant):
        start = max(rulebook.local_day(_start(row, opening)) for row in meant)
        yield Refusal(
            code="suspension_avant_le_depart",
            sentence=f"L’échéance se compte à partir du {day_of_month(start)}, jour non"
            f" compté{NBSP}: "
            f"une suspension qui finit le {day_of_month(last)} n’y change rien.",
            remedy="Vérifiez l’échéance, ou le dernier jour suspendu.",
            field="au",
        )


def _over_before(rulebook: Rulebook, row: Recorded, opening: Fact, last: date) -> bool:
    """Whether no day up to that one is in the count. What is counted back from a séance may reach
    any day, as it moves."""
    rule = rulebook.version_for(row.rule, row.rule_version, opening.occurred)
    if rule is None or rule.delay.direction is Direction.AVANT:
        return False
    start = rulebook.local_day(_start(row, opening))
    return last < start or (last == start and rule.delay.unit not in HOURS)


def _start(row: Recorded, opening: Fact) -> datetime:
    return opening.occurred if row.anchor_at is None else from_micros(row.anchor_at)


def _too_late(
    rulebook: Rulebook, meant: Sequence[Recorded], opening: Fact, day: date
) -> Iterator[Refusal]:
    """A date by hand after what the delay is counted back from, a séance: what it asks for would
    come too late to be of any use there."""
    for row in meant:
        rule = rulebook.version_for(row.rule, row.rule_version, opening.occurred)
        if rule is None or rule.delay.direction is Direction.APRES or row.anchor_at is None:
            continue
        anchor = from_micros(row.anchor_at)
        by_hand = adjustments.on_day(day, rule.delay, rulebook.calendar)
        if by_hand > anchor:
            local = anchor.astimezone(rulebook.calendar.tz)
            yield Refusal(
                code="date_trop_tardive",
                sentence=f"Cette échéance se compte à rebours du {local_instant(local)}{NBSP}: elle"
                f" ne peut finir après, le {local_instant(by_hand.astimezone(local.tzinfo))}.",
                remedy="Donnez un jour plus tôt.",
                field="le",
            )
            return


def _extension(
    rulebook: Rulebook, row: Recorded, opening: Fact, known: Sequence[Fact], n: int
) -> Iterator[Refusal]:
    rule = rulebook.version_for(row.rule, row.rule_version, opening.occurred)
    if rule is None:
        yield Refusal(
            code="delai_hors_configuration",
            sentence=f"Le délai {row.rule} n’est plus dans la configuration.",
            remedy="Remettez la règle dans la configuration, ou faites fixer la date.",
            field="regle",
        )
        return
    given = adjustments.of_deadline(rule.code, opening, adjustments.among(known), None)
    refusal = extension_refused(rule, given, n)
    if refusal is not None:
        yield refusal
