"""``territoire``: the map of a day, what a redrawing moves, what it leaves, and who follows."""

from pathlib import Path

import pytest

from tests.entrypoints.configs import TEXT
from tests.entrypoints.door import Door
from tests.entrypoints.test_cli_documented import TEXT as DOCUMENTED
from tests.entrypoints.test_cli_documented import keys
from tests.workflow import journeys
from tests.workflow.build import AGENT_ALI, BAT, World
from tests.workflow.seated import join
from tests.workflow.staff import hire
from workflow.tables.subjects import Dossier
from workflow.territory import following

OLD = """  - code: "93-01"
    libelle: "Bobigny–Noisy-le-Sec"
    communes:
      - {nom: "Bobigny", insee: "93008"}
      - {nom: "Noisy-le-Sec", insee: "93053"}
"""
NEW = """  - code: "93-01"
    libelle: "Bobigny–Noisy-le-Sec"
    au: 2026-03-31
    communes:
      - {nom: "Bobigny", insee: "93008"}
      - {nom: "Noisy-le-Sec", insee: "93053"}
  - code: "93-14"
    libelle: "Bobigny"
    du: 2026-04-01
    communes:
      - {nom: "Bobigny", insee: "93008"}
  - code: "93-15"
    libelle: "Noisy-le-Sec"
    du: 2026-04-01
    communes:
      - {nom: "Noisy-le-Sec", insee: "93053"}
"""
WHOLE = NEW[: NEW.index('  - code: "93-15"')] + '      - {nom: "Noisy-le-Sec", insee: "93053"}\n'


@pytest.fixture
def redrawn(door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Door:
    """A request on the table of a séance of 93-01 held after its end, and a dossier of nowhere."""
    stray = door.world.seance("2026-04-09")
    dossier = door.world.dossier(personne=door.world.person(ville="BOBIGNY"))
    journeys.presaisine(door.world, dossier)
    door.world.act(dossier, "consulter", AGENT_ALI, date="2026-03-02", accord="oui")
    door.world.act(dossier, "inscrire", AGENT_ALI, seance=stray)
    door.world.dossier()
    path = tmp_path / "config.yaml"
    path.write_text(TEXT.replace(OLD, NEW, 1), encoding="utf-8")
    monkeypatch.setenv("REORIENTATION_CONFIG", str(path))
    return door


def test_the_map_of_a_day_is_shown_with_the_next_redrawing(redrawn: Door) -> None:
    before = redrawn("territoire", "voir")
    after = redrawn.json("territoire", "voir", "--jour", "2026-04-01")

    assert "jusqu’au 31 mars 2026" in before
    assert "La carte change le mercredi 1er avril 2026" in before
    assert [one["code"] for one in after["circonscriptions"]][:2] == ["93-14", "93-15"]
    assert after["redecoupages"] == ["2026-04-01"]


def test_a_redrawing_is_shown_before_its_day_and_nothing_is_written(redrawn: Door) -> None:
    told = redrawn("territoire", "simuler")
    (found,) = redrawn.json("territoire", "simuler")["redecoupages"]

    assert "Redécoupage mercredi 1er avril 2026" in " ".join(told.split())
    assert "annuler ou reprendre ailleurs ICL-I 93-01 n° 1, jeu. 9 avril, 9 h 30 (1 ligne)" in told
    assert "placer à la main, leur commune ne disant pas où : dossiers 2" in told
    assert "Rien n’a été enregistré." in told
    assert (found["a_eu_lieu"], found["dossiers"], found["demandes"]) == (False, 2, 1)
    assert found["par_circonscription"] == [
        {"de": "93-01", "vers": None, "dossiers": 1},
        {"de": "93-01", "vers": "93-14", "dossiers": 1},
    ]
    assert found["lignes"] == [
        {"nature": "reorientation", "etat": "inscrit", "liberees": 1, "gardees": 0}
    ]
    assert {row["circonscription"] for row in redrawn.world.rows(Dossier)} == {"93-01"}


def test_a_day_on_which_nothing_changes_is_told_with_those_on_which_it_does(redrawn: Door) -> None:
    told = redrawn("territoire", "simuler", "--jour", "2026-04-02", code=2)

    assert "La carte ne change pas le 2 avril 2026. Elle change le 1er avril 2026." in told


def test_nothing_is_followed_before_the_day(redrawn: Door) -> None:
    told = redrawn("territoire", "appliquer")

    assert "Rien à faire : aucun redécoupage n’a eu lieu ; le prochain est le 1er avril" in told
    assert redrawn.json("territoire", "appliquer") == {
        "redecoupages": [],
        "prochain": "2026-04-01",
    }


def test_a_redrawing_is_followed_then_tells_what_it_leaves(redrawn: Door) -> None:
    redrawn.world.until("2026-04-01 08:00")
    (done,) = redrawn.json("territoire", "appliquer")["redecoupages"]
    (again,) = redrawn.json("territoire", "appliquer")["redecoupages"]
    left = redrawn("territoire", "simuler")

    assert (done["dossiers"], again["dossiers"]) == (1, 0)
    assert [one["dossier"] for one in again["a_rattacher"]] == [2]
    assert "Ce qui reste du redécoupage" in left
    assert [row["circonscription"] for row in redrawn.world.rows(Dossier)] == ["93-14", "93-01"]
    redrawn("seance", "agir", 1, "annuler", "--role", "bat", "--champ", "motif=redécoupage")
    redrawn(
        *("dossier", "agir", 2, "redecouper", "--role", "bop"),
        *("--champ", "circonscription=93-15", "--champ", "date=2026-04-01"),
    )
    assert "Rien à faire" in redrawn("territoire", "simuler")


def test_members_and_agents_are_told_before_the_day_and_left_to_do_where_several_share(
    redrawn: Door,
) -> None:
    member = seated(redrawn.world)
    agent = hire(redrawn.world, "Agente", {"role": "bat", "circonscription": "93-01"})
    before = redrawn("territoire", "simuler")
    redrawn.world.until("2026-04-01 08:00")
    (done,) = redrawn.json("territoire", "appliquer")["redecoupages"]
    left = redrawn("territoire", "simuler")

    for told in (" ".join(before.split()), " ".join(left.split())):
        assert (
            f"dire où siège le membre n° {member} (ICL-I 93-01, siège « acco_glo ») : « membre"
            " ajouter » là, « membre retirer » ici"
        ) in told
        assert f"dire où exerce l’agent n° {agent} (rôle « bat », 93-01, habilitation n° 1)" in told
    assert (done["membres"], done["habilitations"]) == (0, 0)


def test_members_and_agents_are_counted_before_and_after_where_all_goes_to_one(
    redrawn: Door, tmp_path: Path
) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(TEXT.replace(OLD, WHOLE, 1), encoding="utf-8")
    member = seated(redrawn.world)
    hire(redrawn.world, "Agente", {"role": "bat", "circonscription": "93-01"})
    before = " ".join(redrawn("territoire", "simuler").split())
    (found,) = redrawn.json("territoire", "simuler")["redecoupages"]
    redrawn.world.until("2026-04-01 08:00")
    after = " ".join(redrawn("territoire", "appliquer").split())
    (left,) = redrawn.json("territoire", "simuler")["redecoupages"]

    assert "Membres de séances qui suivent 1" in before
    assert "Habilitations d’agents qui suivent 1" in before
    assert [(one["membre"], one["vers"]) for one in found["membres"]] == [(member, "93-14")]
    assert [one["vers"] for one in found["habilitations"]] == ["93-14"]
    assert "Membres de séances 1 Habilitations d’agents 1" in after
    assert (left["membres"], left["habilitations"]) == ([], [])


def seated(world: World) -> int:
    """A member of the ICL-I of 93-01."""
    seat = {"genre": "icl", "siege": "acco_glo", "circonscription": "93-01"}
    return join(world, BAT, **seat)


def test_the_sweep_follows_too_and_says_how_many(redrawn: Door) -> None:
    redrawn.world.until("2026-04-01 08:00")

    assert redrawn.json("tic")["dossiers_redecoupes"] == 1


def test_every_key_of_an_answer_is_documented(redrawn: Door) -> None:
    seated(redrawn.world)
    hire(redrawn.world, "Agente", {"role": "bat", "circonscription": "93-01"})
    answers = [
        redrawn.json("territoire", "voir"),
        redrawn.json("territoire", "simuler"),
        redrawn.json("territoire", "appliquer"),
    ]
    redrawn.world.until("2026-04-01 08:00")
    answers += [redrawn.json("territoire", "appliquer"), redrawn.json("territoire", "simuler")]

    assert [key for key in keys(answers) if f"`{key}`" not in DOCUMENTED] == []


def test_whoever_applies_while_another_process_looks_is_told_so(
    redrawn: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    redrawn.world.until("2026-04-01 08:00")
    monkeypatch.setattr(following, "follow", lambda *_, **__: None)

    assert "Un autre processus fait suivre les dossiers" in redrawn("territoire", "appliquer")
