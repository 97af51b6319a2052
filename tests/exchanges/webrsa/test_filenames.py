"""The names of the files, and what a file is whatever its name."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchanges.webrsa.filenames import FileName, Flow, flow_of, parse_name
from exchanges.webrsa.problems import UnreadableFile
from exchanges.webrsa.values import PARIS

AT = datetime(2025, 3, 3, 6, 0, 9, tzinfo=PARIS)


def test_a_name_is_webrsa_s() -> None:
    people = FileName(flow=Flow.PEOPLE, ali_id=41, stock=True, at=AT)
    lists = FileName(flow=Flow.REFERENTIEL, ali_id=41, stock=False, at=AT.astimezone(UTC))

    assert str(people) == "export_webrsa_ali_41_stock_2025-03-03_06-00-09.xml"
    assert str(lists) == "referentiels_webrsa_ali_41_diff_2025-03-03_06-00-09.xml"


@given(
    st.sampled_from(Flow),
    st.integers(1, 10**8),
    st.booleans(),
    st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)),  # noqa: DTZ001
)
def test_a_name_that_was_built_is_understood(
    flow: Flow, ali_id: int, stock: bool, at: datetime
) -> None:
    written = str(FileName(flow=flow, ali_id=ali_id, stock=stock, at=at.replace(tzinfo=PARIS)))

    assert str(parse_name(written)) == written


def test_the_hour_with_colons_is_understood_too() -> None:
    found = parse_name("referentiels_webrsa_ali_41_stock_2025-03-03_06:00:09.xml")

    assert found == FileName(flow=Flow.REFERENTIEL, ali_id=41, stock=True, at=AT)


@pytest.mark.parametrize(
    "name",
    [
        "export.xml",
        "export_webrsa_ali_41_tout_2025-03-03_06-00-09.xml",
        "export_webrsa_ali_41_stock_2025-02-30_06-00-09.xml",
        "export_webrsa_ali_41_stock_2025-03-03_06-00-09.xml.part",
    ],
)
def test_another_name_says_nothing(name: str) -> None:
    assert parse_name(name) is None


def test_a_file_is_known_by_its_root(sample: list[Path], tmp_path: Path) -> None:
    other = tmp_path / "autre.xml"
    other.write_text("<Flux/>")

    assert [flow_of(path) for path in sample] == [Flow.REFERENTIEL, Flow.PEOPLE] * 2
    with pytest.raises(UnreadableFile, match="sa racine est « Flux », la racine attendue est"):
        flow_of(other)
    other.write_text("<Flux")
    with pytest.raises(UnreadableFile, match="tronqué"):
        flow_of(other)
