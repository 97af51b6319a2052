"""The stylesheet and the script: at an address of their content, light to whoever reads gzip."""

import httpx
import pytest

from entrypoints.web.rendering.frame import STATIC, asset
from tests.web.served import Served


@pytest.mark.parametrize("name", ["style.css", "script.js", "icon.svg"])
def test_a_file_comes_compressed_to_whoever_reads_that_and_is_the_same_to_all(
    served: Served, name: str
) -> None:
    whole = (STATIC / name).read_bytes()
    light, bare = (
        httpx.get(served.address + asset(name), headers={"Accept-Encoding": how})
        for how in ("gzip", "identity")
    )

    assert (light.content, bare.content) == (whole, whole)
    assert (light.headers.get("content-encoding"), bare.headers.get("content-encoding")) == (
        "gzip",
        None,
    )
    assert light.num_bytes_downloaded < bare.num_bytes_downloaded == len(whole)
    assert {one.headers["vary"] for one in (light, bare)} == {"Accept-Encoding"}
    assert "immutable" in light.headers["cache-control"]


def test_a_page_is_never_compressed_for_it_holds_a_secret_beside_what_was_typed(
    served: Served,
) -> None:
    with served.visitor("bop") as client:
        found = client.get("/dossiers?q=abc", headers={"Accept-Encoding": "gzip"})

    assert "content-encoding" not in found.headers
