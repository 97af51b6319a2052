"""The same facts, entered in any order, give the same deadlines: those of a dossier, and those of a
séance that moves."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.days.calendar import Direction, Roll, Unit
from rules.deadlines.anchors import Anchors
from rules.deadlines.derivation import Deadline, Settled, Status, derive, in_order, rederive
from rules.deadlines.rule import Rule
from rules.delays.delay import Delay
from rules.facts import Fact
from tests.rules.derivation import CALENDAR, DAY_0, DOSSIER, SEANCE, fact, rule

CODE = "3A-ABSENCE"
OPENINGS = ("rdv_manque",)
ENDINGS = ("relance", "rdv_fixe", "cloture")
units = st.sampled_from((Unit.JOUR_OUVRE, Unit.JOUR_CALENDAIRE, Unit.SEMAINE, Unit.MOIS))


def day(offset: int) -> str:
    return (DAY_0 + timedelta(days=offset)).date().isoformat()


@st.composite
def changes(draw: st.DrawFn, opening: str) -> tuple[str, dict[str, Any]]:
    """Something that somebody changes in the count of the rule's deadlines."""
    one: dict[str, Any] = {"regle": CODE, "ouverture": opening}
    every: dict[str, Any] = draw(st.sampled_from(({"regle": CODE}, one)))
    start = draw(st.integers(-5, 40))
    told: tuple[str, dict[str, Any]] = draw(
        st.sampled_from(
            (
                ("delai_suspendu", {**every, "du": day(start), "nature": "service_ferme"}),
                (
                    "delai_suspendu",
                    {**every, "du": day(start), "au": day(start + 4), "nature": "tiers_attendu"},
                ),
                ("delai_repris", {**every, "date": day(start)}),
                ("delai_prolonge", {**one, "n": 1 + start % 3, "nature": "report_justifie"}),
                ("delai_fixe", {**one, "le": day(start + 10), "nature": "date_convenue"}),
                ("delai_rendu", one),
            )
        )
    )
    return told


@st.composite
def lives(draw: st.DrawFn) -> list[Fact]:
    """Facts of a dossier, each at an instant of its own, with what is changed in their delays."""
    opening = fact("rdv_manque", draw(st.integers(0, 10)), seq=100)
    kinds = st.one_of(
        st.sampled_from((*OPENINGS, *ENDINGS)).map(lambda code: (code, {})), changes(opening.key)
    )
    told = draw(st.lists(kinds, max_size=7))
    days = draw(st.lists(st.integers(0, 45), min_size=len(told), max_size=len(told), unique=True))
    return [opening] + [
        fact(code, when + 0.5, seq=place + 1, **data)
        for place, ((code, data), when) in enumerate(zip(told, days, strict=True))
    ]


def known_in(facts: Sequence[Fact], order: Any) -> list[Fact]:
    """The same facts, known one after the other in another order."""
    shuffled = list(facts)
    order.shuffle(shuffled)
    return [
        one._replace(known=DAY_0 + timedelta(days=100 + place))
        for place, one in enumerate(shuffled)
    ]


def seen(deadlines: Sequence[Deadline]) -> list[tuple[object, ...]]:
    """What a deadline is, but for when its facts were known."""
    return sorted(
        (one.lineage, one.status, one.anchor, one.due, one.met_in_time, one.adjustments.content())
        for one in deadlines
    )


@given(lives(), units, st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_no_order_of_entry_changes_a_deadline_whatever_is_changed_in_its_count(
    facts: list[Fact], unit: Unit, order: Any
) -> None:
    version = rule(CODE, delay=Delay(n=3, unit=unit, roll=Roll.SUIVANT))

    def of(known: Sequence[Fact]) -> list[tuple[object, ...]]:
        return seen(
            derive(
                [version],
                in_order(known),
                subject=DOSSIER,
                calendar=CALENDAR,
                anchors=Anchors(),
            )
        )

    assert of(known_in(facts, order)) == of(facts)


@given(lives(), units, st.randoms(use_true_random=False))
@settings(max_examples=120, deadline=None)
def test_entered_one_by_one_they_settle_as_they_would_all_at_once(
    facts: list[Fact], unit: Unit, order: Any
) -> None:
    version = rule(CODE, delay=Delay(n=3, unit=unit))
    known: list[Fact] = []
    kept: dict[str, Deadline] = {}
    for one in known_in(facts, order):
        known.append(one)
        _enter(version, known, kept)

    whole = derive(
        [version], in_order(known), subject=DOSSIER, calendar=CALENDAR, anchors=Anchors()
    )

    assert seen(list(kept.values())) == seen(whole)


def _enter(version: Rule, known: Sequence[Fact], kept: dict[str, Deadline]) -> None:
    """What an act does to the deadlines that were recorded: those that are over and would be judged
    of the same again are left alone, those that nothing wants go."""
    settled = {
        name: Settled(one.closed_by.key, one.anchor, one.adjustments)
        for name, one in kept.items()
        if one.closed_by is not None
    }
    stay: set[str] = set()
    for one in rederive(
        [[version]],
        in_order(known),
        subject=DOSSIER,
        calendar=CALENDAR,
        anchors=Anchors(),
        settled=settled,
    ):
        if isinstance(one, Deadline):
            kept[one.lineage] = one
        stay.add(one.lineage if isinstance(one, Deadline) else one)
    for gone in set(kept) - stay:
        del kept[gone]


HELD = DAY_0 + timedelta(days=30)
BACK = Delay(n=2, unit=Unit.JOUR_OUVRE, direction=Direction.AVANT)
TABLEAU = rule("D1-TABLEAU-BAT", delay=BACK)


@given(
    sent=st.none() | st.integers(0, 40),
    moves=st.lists(st.integers(0, 40), max_size=3, unique=True),
    order=st.randoms(use_true_random=False),
)
@settings(max_examples=150, deadline=None)
def test_what_was_met_before_a_seance_moved_is_judged_by_the_date_that_it_had(
    sent: int | None, moves: list[int], order: Any
) -> None:
    facts = [fact("etat:preparee", 0, seq=100, genre="icl")]
    dates = [HELD + timedelta(days=7 * place) for place in range(len(moves) + 1)]
    for place, when in enumerate(sorted(moves)):
        left = dates[place].isoformat()
        facts.append(fact("seance_deplacee", when + 0.5, seq=place + 1, de=left))
    if sent is not None:
        facts.append(fact("tableau_transmis", sent + 0.25, seq=50)._replace(child=3))
    facts = [one._replace(subject=SEANCE) for one in facts]

    def tableau(known: Sequence[Fact]) -> Deadline:
        (found,) = derive(
            [TABLEAU],
            in_order(known),
            subject=SEANCE,
            child=3,
            calendar=CALENDAR,
            anchors=Anchors(seances={SEANCE.id: dates[-1]}),
        )
        return found

    found = tableau(known_in(facts, order))

    assert seen([found]) == seen([tableau(facts)])
    if sent is None:
        assert (found.status, found.anchor) == (Status.OUVERTE, dates[-1])
    else:
        moved_before = sum(when + 0.5 < sent + 0.25 for when in moves)
        assert found.anchor == dates[moved_before]
