"""What two séances of one hour cannot share."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.seances.clashes import Clash, Meeting, Shared, clashes, same_place

NINE = datetime(2026, 5, 14, 7, 30, tzinfo=UTC)
HERE = Meeting(
    name="ICL-I 93-01",
    start=NINE,
    end=NINE + timedelta(hours=3),
    place="Bobigny, salle 2",
    coordinator="pôle Nord",
    services=frozenset({1, 2}),
    new=True,
)
THERE = replace(
    HERE, name="ICL-I 93-02", place="Stains", coordinator="pôle Sud", services=frozenset({3})
)

meetings = st.lists(
    st.builds(
        lambda start, length, place, who, services, new: Meeting(
            name="une séance",
            start=NINE + timedelta(hours=start),
            end=NINE + timedelta(hours=start + length),
            place=place,
            coordinator=who,
            services=services,
            new=new,
        ),
        st.integers(0, 12),
        st.integers(1, 4),
        st.none() | st.sampled_from(["Salle 1", "salle 1", "Salle 2"]),
        st.none() | st.sampled_from(["a", "b"]),
        st.frozensets(st.integers(1, 3)),
        st.booleans(),
    ),
    max_size=8,
)


def told(*those: Meeting) -> list[tuple[str, str, Shared]]:
    return [(one.meeting.name, one.other.name, one.shared) for one in clashes(those)]


def test_a_room_who_coordinates_and_a_service_are_each_told() -> None:
    other = replace(HERE, name="ICL-I 93-02", place="bobigny,  Salle 2", services=frozenset({2}))

    found = clashes([HERE, other])
    assert [(one.shared, one.forbidden) for one in found] == [
        (Shared.LIEU, True),
        (Shared.COORDINATION, True),
        (Shared.SERVICES, False),
    ]
    assert found[2].services == frozenset({2})


def test_what_shares_nothing_or_follows_at_once_does_not_clash() -> None:
    following = replace(HERE, start=HERE.end, end=HERE.end + timedelta(hours=1))

    assert told(HERE, THERE) == []
    assert told(HERE, following) == []


def test_a_seance_that_says_no_room_and_nobody_takes_none() -> None:
    bare = Meeting(name="EP", start=HERE.start, end=HERE.end, new=True)

    assert told(replace(bare, name="EP 2"), bare) == []


def test_only_what_is_proposed_clashes_whatever_the_order() -> None:
    known = replace(HERE, name="déjà là", new=False)
    later = replace(known, name="plus tard", start=NINE + timedelta(hours=1))

    assert {name for name, _, _ in told(known, HERE, later)} == {"ICL-I 93-01"}
    assert told(known, later) == []


@given(meetings)
def test_every_clash_is_found_once(those: list[Meeting]) -> None:
    found = clashes(those)

    pairs = {frozenset((id(one.meeting), id(one.other), one.shared)) for one in found}
    assert len(pairs) == len(found) == len(expected(those))
    assert all(one.meeting.new for one in found)


def expected(those: list[Meeting]) -> list[Clash]:
    """The same, looked for one pair at a time."""
    return [
        Clash(meeting=one, other=other, shared=shared)
        for rank, one in enumerate(those)
        for other in those[:rank]
        if (one.new or other.new) and one.overlaps(other)
        for shared, both in (
            (Shared.LIEU, same_place(one.place, other.place)),
            (Shared.COORDINATION, one.coordinator and one.coordinator == other.coordinator),
            (Shared.SERVICES, one.services & other.services),
        )
        if both
    ]
