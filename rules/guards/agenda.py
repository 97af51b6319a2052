"""The agenda of a séance: what it can hold, and what may be wanted otherwise than arbitrated."""

from dataclasses import replace

from rules.actors import Role
from rules.refusals import Refusal
from rules.seances.agenda import Adjustments
from rules.seances.arbitration import settle
from rules.seances.points import minutes_of
from rules.situation import Act, Situation
from rules.wording import colon, lasting, numbered, quantity
from rules.words import Topic


def capacite_suffisante(situation: Situation, act: Act) -> Refusal | None:
    """« tout ce qui est demandé tient dans la séance » S2 (D16 to D19): otherwise the agenda is
    arbitrated. At the cut-off the scheduler keeps every line."""
    if situation.kind is None or act.actor.role is Role.SYSTEME:
        return None
    taken = minutes_of(situation.points)
    staying = [one for one in situation.candidates if not one.rolls]
    demand = settle(situation.kind, staying, points=taken).demand
    if not demand.excess:
        return None
    over = f"La demande dépasse la séance de {lasting(demand.excess)}"
    return Refusal(
        code="capacite_depassee",
        sentence=f"{colon(over, demand.sentence)}.",
        remedy="Arbitrez l’ordre du jour : « arbitrer ».",
        source=situation.words.text(Topic.CAPACITE),
    )


def ajustements_coherents(situation: Situation, act: Act) -> Refusal | None:
    """« une ligne ajustée est au tableau, et n’est pas à la fois reportée et gardée »"""
    wanted = Adjustments.of(situation.values)
    stay = {*(line for line, _ in wanted.moved), *wanted.kept}
    known = {one.line for one in situation.candidates}
    absent = sorted((stay | set(wanted.put_off)) - known)
    if absent:
        return Refusal(
            code="ligne_absente",
            sentence=f"La ligne {numbered(absent[0])} n’est pas au tableau de cette séance.",
            remedy="Choisissez une ligne ouverte de la séance.",
        )
    both = sorted(stay & set(wanted.put_off))
    if both:
        return Refusal(
            code="ajustement_contradictoire",
            sentence=f"La ligne {numbered(both[0])} ne peut être à la fois reportée et gardée.",
            remedy="Choisissez l’un ou l’autre.",
            field="reporter",
        )
    return None


def rangs_possibles(situation: Situation, act: Act) -> Refusal | None:
    """« un rang demandé est celui d’une ligne retenue, et d’une seule »"""
    wanted = Adjustments.of(situation.values)
    if situation.kind is None or not wanted.moved:
        return None
    retained = settle(
        situation.kind,
        situation.candidates,
        replace(wanted, moved=()),
        points=minutes_of(situation.points),
    ).retained
    stay = {line.line for line in retained}
    lines, ranks = ({pair[side] for pair in wanted.moved} for side in (0, 1))
    if not lines <= stay:
        return Refusal(
            code="ligne_non_retenue",
            sentence=f"La ligne {numbered(min(lines - stay))} n’est pas retenue : elle n’a pas de"
            " rang.",
            remedy="Retenez-la aussi : « retenir ».",
            field="deplacer",
        )
    if len(lines) == len(ranks) == len(wanted.moved) and ranks <= set(range(1, len(stay) + 1)):
        return None
    return Refusal(
        code="rang_impossible",
        sentence=f"L’ordre du jour compte {quantity(len(stay), 'ligne', 'lignes')} : chacune a un"
        f" rang de 1 à {len(stay)}, et un seul.",
        remedy="Corrigez « deplacer ».",
        field="deplacer",
    )


def ajustement_motive(situation: Situation, act: Act) -> Refusal | None:
    """« qui ajuste l’arbitrage dit pourquoi » S2: the arbitration is the coordination's."""
    if not Adjustments.of(situation.values) or "motif" in situation.values:
        return None
    return Refusal(
        code="ajustement_sans_motif",
        sentence="L’ordre du jour n’est pas celui de l’arbitrage : dites pourquoi.",
        remedy="Indiquez « motif ».",
        source=situation.words.text(Topic.CAPACITE),
        to_enter=True,
        field="motif",
    )
