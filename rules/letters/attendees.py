"""Which letters a séance calls for: to its members, to the partners whom its lines invite.

Whoever has an address of mail is told by mail; a letter is missed by those who have none, and may
be made for anybody (S2: convocation, ordre du jour, confirmation de l’invitation).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.letters.calls import Call
from rules.letters.kinds import LetterView, SeanceLetter
from rules.refusals import Refusal
from rules.seances.seats import Answer
from rules.situation import SeanceView
from rules.wording import NBSP, all_numbered, listed, numbered, quoted

UNTIMELY = frozenset({"seance_qui_n_attend_personne", "non_attendu", "pas_encore_convoque"})
"""Refusals that say that nothing is left to tell somebody of a séance."""

STILL_TO_SIT = frozenset({"programmee", "preparee", "arretee"})
"""The states of a séance that is to come: elsewhere, who attends it is told otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """A member awaited in a séance, or a partner who is the guest of an open line. ``told``: they
    were convoked, their coming was confirmed; ``by_post``: nobody knows an address of mail of
    them."""

    member: int | None = None
    guest: int | None = None
    told: bool
    by_post: bool
    answer: Answer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """Where a séance stands, for its letters. ``dated`` and ``settled`` are the entries of its
    chain that gave it its day and place, and its agenda (None: it is not settled)."""

    seance: SeanceView
    over: bool
    dated: int
    settled: int | None
    attendees: tuple[Attendee, ...]
    letters: tuple[LetterView, ...] = ()


def gathering_calls(gathering: Gathering) -> tuple[Call, ...]:
    """The letters that may be made now, by attendee."""
    if gathering.over or gathering.seance.state not in STILL_TO_SIT:
        return ()
    return tuple(call for one in gathering.attendees for call in _of(gathering, one))


def _of(gathering: Gathering, one: Attendee) -> Iterator[Call]:
    if not one.told:
        return
    if one.guest is not None:
        yield Call(
            kind=SeanceLetter.CONFIRMATION_PARTENAIRE,
            entry=gathering.dated,
            needed=one.by_post,
            guest=one.guest,
        )
        return
    yield Call(
        kind=SeanceLetter.CONVOCATION_MEMBRE,
        entry=gathering.dated,
        # Whoever answered knows of it.
        needed=one.by_post and one.answer is None,
        member=one.member,
    )
    if gathering.settled is not None:
        yield Call(
            kind=SeanceLetter.ORDRE_DU_JOUR,
            entry=max(gathering.settled, gathering.dated),
            needed=one.by_post and one.answer is not Answer.DECLINE,
            member=one.member,
        )


def choose_there(
    gathering: Gathering, *, kind: SeanceLetter | None, member: int | None, guest: int | None
) -> Call | Refusal:
    """The letter of that kind to that attendee; without a kind, the first that is missed; without
    an attendee, to the only one whom it may be for."""
    if gathering.over or gathering.seance.state not in STILL_TO_SIT:
        return _not_to_come(gathering)
    asked = [
        one
        for one in gathering.attendees
        if (member is None or one.member == member) and (guest is None or one.guest == guest)
    ]
    if not asked:
        return _nobody(gathering, member, guest)
    found = [call for one in asked for call in _of(gathering, one)]
    if not found:
        return _untold(gathering)
    if kind is None:
        meant = [call for call in found if call.needed]
        if not meant:
            return _none(gathering, found)
        if len({(call.member, call.guest) for call in meant}) == 1:
            return meant[0]
        return _to_whom(meant)
    meant = [call for call in found if call.kind is kind]
    if not meant:
        return _another(gathering, kind, found)
    return meant[0] if len(meant) == 1 else _to_whom(meant)


def _not_to_come(gathering: Gathering) -> Refusal:
    return Refusal(
        code="seance_qui_n_attend_personne",
        sentence=f"La séance {numbered(gathering.seance.id)} n’est plus à venir{NBSP}: aucune"
        " lettre n’y appelle plus personne.",
        remedy="S’il faut prévenir quelqu’un qui n’a pas de courriel, appelez-le.",
    )


def _nobody(gathering: Gathering, member: int | None, guest: int | None) -> Refusal:
    who = (
        f"Le membre {numbered(member)}"
        if member is not None
        else f"L’invité {numbered(guest)}"
        if guest is not None
        else "Personne"
    )
    by_name = "" if member is not None or guest is not None else " par son nom"
    return Refusal(
        code="non_attendu",
        sentence=f"{who} n’est attendu{by_name} à la séance {numbered(gathering.seance.id)}.",
        remedy=f"Voyez qui l’est{NBSP}: « seance voir ».",
    )


def _untold(gathering: Gathering) -> Refusal:
    return Refusal(
        code="pas_encore_convoque",
        sentence=f"Personne n’est encore convoqué à la séance {numbered(gathering.seance.id)}, ou"
        " l’invitation n’est pas confirmée.",
        remedy=f"Faites-le d’abord{NBSP}: « seance convoquer », ou « confirmer_invites ».",
    )


def _none(gathering: Gathering, found: list[Call]) -> Refusal:
    return Refusal(
        code="aucune_lettre_attendue",
        sentence=f"La séance {numbered(gathering.seance.id)} n’attend aucune lettre.",
        remedy=f"Peuvent être produites sur demande{NBSP}: {_kinds(found)}.",
    )


def _another(gathering: Gathering, kind: SeanceLetter, found: list[Call]) -> Refusal:
    if kind is SeanceLetter.ORDRE_DU_JOUR and gathering.settled is None:
        return Refusal(
            code="ordre_du_jour_pas_arrete",
            sentence="L’ordre du jour n’est pas arrêté.",
            remedy=f"Arrêtez-le d’abord{NBSP}: « seance arreter ».",
        )
    return Refusal(
        code="lettre_non_appelee",
        sentence=f"La lettre {quoted(kind)} n’est pas pour cette personne.",
        remedy=f"Peuvent l’être{NBSP}: {_kinds(found)}.",
    )


def _to_whom(meant: list[Call]) -> Refusal:
    members = [call.member for call in meant if call.member is not None]
    guests = [call.guest for call in meant if call.guest is not None]
    whom = [
        *([all_numbered("le membre", "les membres", members)] if members else ()),
        *([all_numbered("l’invité", "les invités", guests)] if guests else ()),
    ]
    return Refusal(
        code="destinataire_a_dire",
        sentence="La lettre peut aller à plusieurs personnes.",
        remedy=f"Dites à qui, avec « --membre » ou « --invite »{NBSP}: {listed(whom, 'ou')}. Pour"
        " toutes celles qui manquent, « lettre lot --seance ».",
    )


def _kinds(found: list[Call]) -> str:
    return listed([quoted(kind) for kind in dict.fromkeys(call.kind for call in found)], "ou")
