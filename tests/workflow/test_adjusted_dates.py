"""A date extended, set by hand, given back to the count: the row, the ladder, the trail; and the
same in a séance."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from rules.deadlines.rule import Allowance
from rules.refusals import Refused
from rules.rulebook import Rulebook
from tests.workflow import journeys
from tests.workflow.build import (
    AGENTS,
    ALI,
    BAT,
    BOP,
    FRANCE_TRAVAIL,
    PRESIDENT,
    SERVICE_SOCIAL,
    World,
)
from tests.workflow.invariants import broken, reconciled
from workflow.database.instants import from_micros
from workflow.tables.post import Outbox
from workflow.tables.trail import DeadlineRow, FactRow, JournalRow

MONTH, TABLEAU = "D27-UN-MOIS", "D1-TABLEAU-BAT"


def day(micros: int | None) -> str | None:
    return None if micros is None else f"{from_micros(micros):%m-%d}"


def opening(world: World, rule: str, **where: Any) -> str:
    """The fact that opened the deadline of that rule."""
    return str(world.rows(DeadlineRow, rule=rule, **where)[0]["opening"])


def dates(world: World, rule: str, **where: Any) -> list[tuple[str, str | None, str | None]]:
    """(status, due day, how it was changed) of each generation."""
    return [
        (row["status"], day(row["due_at"]), row["adjusted"])
        for row in world.rows(DeadlineRow, rule=rule, **where)
    ]


def extend(world: World, dossier: int, n: int = 1, **form: Any) -> None:
    form = {
        "regle": MONTH,
        "ouverture": opening(world, MONTH),
        "nature": "tiers_attendu",
        **form,
    }
    world.act(dossier, "prolonger_delai", BOP, n=n, **form)


def fix(world: World, dossier: int, le: str, **form: Any) -> None:
    form = {
        "regle": MONTH,
        "ouverture": opening(world, MONTH),
        "nature": "date_convenue",
        **form,
    }
    world.act(dossier, "fixer_echeance", PRESIDENT, le=le, **form)


def alerts(world: World) -> list[str]:
    """The occasions of the alerts about the month."""
    return [
        row["occasion"]
        for row in world.rows(Outbox)
        if MONTH in row["data"] and row["occasion"].startswith("echeance_")
    ]


def plain(sentence: str) -> str:
    """With ordinary spaces."""
    return sentence.replace("\N{NO-BREAK SPACE}", " ")


def refusal(world: World, dossier: int, event: str, actor: Any, **form: Any) -> tuple[str, str]:
    """The code and the sentence of the only reason why not."""
    with pytest.raises(Refused) as refused:
        world.act(dossier, event, actor, **form)
    (reason,) = refused.value.refusals
    return reason.code, reason.sentence


def test_an_extension_supersedes_the_date_and_says_so(world: World) -> None:
    dossier = journeys.presaisine(world)
    extend(world, dossier)

    assert dates(world, MONTH) == [
        ("remplacee", "04-02", None),
        ("ouverte", "05-02", "prolongee"),
    ]
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_an_extended_deadline_alerts_by_its_new_date_only(world: World) -> None:
    dossier = journeys.presaisine(world)
    extend(world, dossier)
    world.until("2026-04-10").tick()
    early = alerts(world)
    world.until("2026-05-04").tick()

    assert early == []
    assert alerts(world)


def test_an_extension_stays_under_the_cap_of_its_rule_and_says_what_is_left(world: World) -> None:
    dossier = journeys.presaisine(world)
    extend(world, dossier)
    form: dict[str, Any] = {
        "regle": MONTH,
        "ouverture": opening(world, MONTH),
        "nature": "tiers_attendu",
    }
    too_long = refusal(world, dossier, "prolonger_delai", BOP, n=2, **form)
    extend(world, dossier)
    spent = refusal(world, dossier, "prolonger_delai", BOP, n=1, **form)

    assert too_long[0] == "prolongation_trop_longue"
    assert "1\N{NO-BREAK SPACE}mois" in too_long[1]
    assert spent[0] == "prolongations_epuisees"
    assert dates(world, MONTH)[-1] == ("ouverte", "06-02", "prolongee")


def test_a_rule_without_extension_is_not_extended(world: World) -> None:
    dossier = journeys.presaisine(world)
    form: dict[str, Any] = {"regle": "I-INSCRIRE", "ouverture": opening(world, "I-INSCRIRE")}

    assert refusal(world, dossier, "prolonger_delai", BOP, n=1, nature="service_ferme", **form) == (
        "delai_non_prolongeable",
        "Le délai I-INSCRIRE ne peut être prolongé.",
    )


def test_who_may_not_and_what_is_no_deadline_is_refused(world: World) -> None:
    dossier = journeys.presaisine(world)
    known = {"regle": MONTH, "ouverture": opening(world, MONTH), "nature": "tiers_attendu"}
    unknown = {**known, "ouverture": "dossier:9:9:9"}
    of_day = {"nature": "date_convenue", "le": "2026-02-01"}

    assert [
        refusal(world, dossier, "prolonger_delai", PRESIDENT, n=1, **known)[0],
        refusal(world, dossier, "fixer_echeance", BOP, le="2026-05-05", **known)[0],
        refusal(world, dossier, "prolonger_delai", BOP, n=1, **unknown)[0],
        refusal(world, dossier, "fixer_echeance", PRESIDENT, **{**known, **of_day})[0],
    ] == ["acteur_non_autorise"] * 2 + ["echeance_inconnue", "date_avant_ouverture"]


def test_what_lost_its_object_is_not_changed_any_more(world: World) -> None:
    dossier = journeys.presaisine(world)
    world.act(dossier, "retirer_demande", AGENTS[ALI], motif="x")
    form: dict[str, Any] = {
        "regle": MONTH,
        "ouverture": opening(world, MONTH),
        "nature": "tiers_attendu",
    }

    assert refusal(world, dossier, "prolonger_delai", BOP, n=1, **form)[0] == "echeance_sans_objet"


def test_a_date_set_by_hand_stands_until_it_is_given_back(world: World) -> None:
    dossier = journeys.presaisine(world)
    fix(world, dossier, "2026-03-20")
    world.act(
        dossier,
        "suspendre_delai",
        BOP,
        regle=MONTH,
        du="2026-03-09",
        au="2026-03-13",
        nature="service_ferme",
    )
    world.act(
        dossier,
        "rendre_delai_au_calcul",
        PRESIDENT,
        regle=MONTH,
        ouverture=opening(world, MONTH),
    )

    assert dates(world, MONTH) == [
        ("remplacee", "04-02", None),
        ("remplacee", "03-20", "fixee"),
        ("ouverte", "04-07", None),
    ]
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_a_date_set_by_hand_to_the_day_of_the_count_is_shown_as_such(world: World) -> None:
    dossier = journeys.presaisine(world)
    fix(world, dossier, "2026-04-02")

    assert dates(world, MONTH)[-1] == ("ouverte", "04-02", "fixee")


def test_a_change_that_moves_no_date_is_told_with_the_date_that_stays(world: World) -> None:
    dossier = journeys.presaisine(world)
    world.seance("2026-04-09")
    weekend: dict[str, Any] = {
        "regle": "I-INSCRIRE",
        "du": "2026-04-04",
        "au": "2026-04-06",
    }  # Easter Monday
    before = dates(world, "I-INSCRIRE")
    world.act(dossier, "suspendre_delai", BOP, nature="service_ferme", **weekend)

    assert dates(world, "I-INSCRIRE") == before
    assert '"du":"2026-04-04"' in world.deadline("I-INSCRIRE")["adjustments"]
    assert reconciled(world) == []


def test_an_extension_undone_gives_the_date_back(world: World) -> None:
    dossier = journeys.presaisine(world)
    extend(world, dossier)
    world.correct(dossier)

    assert dates(world, MONTH)[-1] == ("ouverte", "04-02", None)
    assert broken(world) == reconciled(world) == world.flaws() == []


@pytest.mark.parametrize("change", ["suspended", "extended", "set by hand"])
def test_what_was_met_late_is_met_in_time_once_justified_afterwards(
    world: World, change: str
) -> None:
    dossier = world.dossier()
    world.act(
        dossier,
        "exprimer_souhait",
        AGENTS[ALI],
        date="2026-03-02",
        canal="courrier",
        recueilli_par="x",
        paroles="y",
    )
    world.until("2026-05-05")  # due on 4 May, a Saturday being the 2nd
    world.act(dossier, "repondre_souhait", AGENTS[ALI], reponse="z")
    world.until("2026-06-01")
    rule = "D28-DEUX-MOIS"
    late = world.deadline(rule)["met_in_time"]
    form: dict[str, Any] = {"regle": rule, "ouverture": opening(world, rule)}
    if change == "suspended":
        period: dict[str, Any] = {"du": "2026-04-01", "au": "2026-04-10", "nature": "service_ferme"}
        world.act(dossier, "suspendre_delai", BOP, **form, **period)
    elif change == "extended":
        world.rulebook = extendable(world.rulebook, rule)
        world.act(dossier, "prolonger_delai", BOP, n=1, nature="tiers_attendu", **form)
    else:
        by_hand: dict[str, Any] = {"le": "2026-05-05", "nature": "date_convenue"}
        world.act(dossier, "fixer_echeance", PRESIDENT, **form, **by_hand)

    assert (late, world.deadline(rule)["met_in_time"]) == (0, 1)
    assert [row["status"] for row in world.rows(DeadlineRow, rule=rule)] == ["remplacee", "tenue"]
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_a_suspension_that_could_change_nothing_is_refused(world: World) -> None:
    dossier = world.dossier()
    world.act(
        dossier,
        "exprimer_souhait",
        AGENTS[ALI],
        date="2026-03-02",
        canal="courrier",
        recueilli_par="x",
        paroles="y",
    )
    world.until("2026-05-05")
    world.act(dossier, "repondre_souhait", AGENTS[ALI], reponse="z")
    rule = "D28-DEUX-MOIS"
    form = {"regle": rule, "ouverture": opening(world, rule), "nature": "service_ferme"}

    code, sentence = refusal(world, dossier, "suspendre_delai", BOP, du="2026-05-06", **form)
    assert (code, "5 mai 2026" in plain(sentence)) == (
        "suspension_apres_la_fin",
        True,
    )
    code, sentence = refusal(
        world, dossier, "suspendre_delai", BOP, du="1970-12-01", au="2026-03-20", **form
    )
    assert (code, "1990 à 2070" in sentence) == ("date_hors_calendrier", True)


def test_a_suspension_over_before_the_count_begins_is_refused(world: World) -> None:
    dossier = journeys.presaisine(world)  # opened on 2 March, due a month later
    form: dict[str, Any] = {
        "regle": MONTH,
        "ouverture": opening(world, MONTH),
        "nature": "service_ferme",
    }
    before = dates(world, MONTH)

    for last in ("2026-02-27", "2026-03-02"):
        code, sentence = refusal(
            world, dossier, "suspendre_delai", BOP, du="2026-02-20", au=last, **form
        )
        assert (code, "2 mars 2026" in plain(sentence)) == (
            "suspension_avant_le_depart",
            True,
        )
    assert dates(world, MONTH) == before
    world.act(dossier, "suspendre_delai", BOP, du="2026-02-20", au="2026-03-03", **form)
    assert dates(world, MONTH)[-1] == ("ouverte", "04-03", None)


@pytest.mark.parametrize(
    ("event", "form"),
    [("suspendre_delai", {"du": "2026-03-09", "au": "2026-03-13"}), ("prolonger_delai", {"n": 1})],
)
def test_what_changes_a_count_changes_nothing_of_a_date_set_by_hand_and_is_refused(
    world: World, event: str, form: dict[str, Any]
) -> None:
    dossier = journeys.presaisine(world)
    fix(world, dossier, "2026-03-20")
    named = {"regle": MONTH, "ouverture": opening(world, MONTH), "nature": "tiers_attendu"}

    code, sentence = refusal(world, dossier, event, BOP, **named, **form)

    assert (code, "20 mars 2026" in plain(sentence)) == (
        "echeance_fixee",
        True,
    )
    assert dates(world, MONTH)[-1] == ("ouverte", "03-20", "fixee")


@pytest.mark.parametrize("day", ["2026-04-09", "2026-04-10"])
def test_what_prepares_a_seance_is_not_due_after_it(world: World, day: str) -> None:
    seance = prepared(world)
    form: dict[str, Any] = {
        "regle": TABLEAU,
        "ouverture": opening(world, TABLEAU, child=ALI),
        "service": ALI,
        "nature": "date_convenue",
    }
    with pytest.raises(Refused) as refused:
        world.convene(seance, "fixer_echeance", PRESIDENT, le=day, **form)

    (reason,) = refused.value.refusals
    assert (reason.code, reason.field) == ("date_trop_tardive", "le")
    world.convene(seance, "fixer_echeance", PRESIDENT, le="2026-04-08", **form)
    assert dates(world, TABLEAU, child=ALI)[-1] == ("ouverte", "04-08", "fixee")


def test_what_justifies_a_delay_may_be_told_once_the_dossier_is_closed(world: World) -> None:
    dossier = journeys.presaisine(world)
    world.until("2026-04-20")
    world.act(dossier, "fermer_droit", BOP, date="2026-04-20")
    other = world.dossier()
    world.act(other, "manquer_rdv", AGENTS[ALI], date="2026-04-20")
    world.until("2026-05-20")
    world.act(other, "relancer", AGENTS[ALI], nature="appel", date="2026-05-20")
    world.act(other, "fermer_droit", BOP, date="2026-05-20")
    late = world.deadline("3A-ABSENCE")["met_in_time"]
    world.act(
        other,
        "suspendre_delai",
        BOP,
        regle="3A-ABSENCE",
        du="2026-04-21",
        au="2026-05-19",
        nature="service_ferme",
    )

    assert (late, world.deadline("3A-ABSENCE")["met_in_time"]) == (0, 1)
    assert world.deadline(MONTH)["status"] == "annulee"
    assert broken(world) == reconciled(world) == world.flaws() == []


def extendable(rulebook: Rulebook, rule: str, most: int = 1) -> Rulebook:
    """The same rules, that one with an extension."""
    versions = tuple(replace(one, allowance=Allowance(most=most)) for one in rulebook.rules[rule])
    return replace(rulebook, rules={**rulebook.rules, rule: versions})


def test_the_reason_is_stored_and_the_words_stand_beside_the_hashed_entry(world: World) -> None:
    dossier = journeys.presaisine(world)
    extend(world, dossier, motif="hospitalisée depuis mars")
    entry = world.rows(JournalRow, kind="dossier", act="prolonger_delai")[-1]
    (fact,) = world.rows(FactRow, code="delai_prolonge")

    assert json.loads(fact["data"]).items() >= {"n": 1, "nature": "tiers_attendu"}.items()
    assert "hospitalisée" in entry["personal"]
    assert "hospitalisée" not in entry["body"] + fact["data"]
    assert any(MONTH in one for one in json.loads(entry["body"])["echeances"])


def prepared(world: World, on: str = "2026-04-09") -> int:
    seance = world.seance(on)
    world.until("2026-03-16").convene(seance, "preparer")
    return seance


def test_a_service_closed_before_an_icl_owes_its_tableau_earlier_and_the_others_do_not(
    world: World,
) -> None:
    seance = prepared(world)
    world.convene(
        seance,
        "suspendre_delai",
        regle=TABLEAU,
        service=SERVICE_SOCIAL,
        du="2026-04-03",
        au="2026-04-07",
        nature="service_ferme",
    )

    assert dates(world, TABLEAU, child=SERVICE_SOCIAL) == [
        ("remplacee", "04-07", None),
        ("ouverte", "04-02", None),
    ]
    assert dates(world, TABLEAU, child=FRANCE_TRAVAIL) == [("ouverte", "04-07", None)]
    assert broken(world) == reconciled(world) == world.flaws() == []


def test_a_delay_of_a_seance_is_extended_set_by_hand_and_given_back(world: World) -> None:
    world.rulebook = extendable(world.rulebook, "D3-COMPTE-RENDU")
    seance = prepared(world)
    world.convene(seance, "arreter")
    world.until("2026-04-09 10:00").convene(seance, "ouvrir")
    world.convene(seance, "lever")
    rule = "D3-COMPTE-RENDU"
    form: dict[str, Any] = {"regle": rule, "ouverture": opening(world, rule)}
    world.convene(seance, "prolonger_delai", n=1, nature="tiers_attendu", **form)
    by_hand: dict[str, Any] = {"le": "2026-04-30", "nature": "date_convenue"}
    world.convene(seance, "fixer_echeance", PRESIDENT, **form, **by_hand)
    world.convene(seance, "rendre_delai_au_calcul", PRESIDENT, **form)

    assert [(when, how) for _, when, how in dates(world, rule)] == [
        ("04-16", None),
        ("04-23", "prolongee"),
        ("04-30", "fixee"),
        ("04-23", "prolongee"),
    ]
    assert broken(world) == reconciled(world) == world.flaws() == []


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"regle": "I-ARRETER", "service": ALI}, "delai_sans_service"),
        ({"regle": TABLEAU, "service": 5}, "service_hors_seance"),
        ({"regle": TABLEAU, "ouverture": "seance:1:1:0"}, "echeance_inconnue"),
    ],
)
def test_a_seance_says_which_of_its_delays_are_whose(
    world: World, form: dict[str, Any], code: str
) -> None:
    seance = prepared(world)
    with pytest.raises(Refused) as refused:
        world.convene(
            seance, "suspendre_delai", BAT, du="2026-04-03", nature="service_ferme", **form
        )

    assert [one.code for one in refused.value.refusals] == [code]


def entries(world: World, since: datetime, **where: Any) -> list[tuple[str, list[str]]]:
    """(act, what it says of deadlines) of each entry since then."""
    return [
        (row["act"], json.loads(row["body"]).get("echeances", []))
        for row in world.rows(JournalRow, **where)
        if from_micros(row["at"]) >= since
    ]


def test_a_seance_that_moves_takes_the_dates_along_and_each_dossier_is_told(world: World) -> None:
    stage = journeys.en_icl(world)
    world.wait(days=1)
    moved_at = world.now
    world.convene(stage.icl, "deplacer", date_seance="2026-04-16", heure="09:30")
    told = entries(world, moved_at, kind="dossier", subject_id=stage.dossier)
    of_seance = entries(world, moved_at, kind="seance", subject_id=stage.icl)

    assert [day(r["due_at"]) for r in world.rows(DeadlineRow, rule="I-RESULTAT-LIGNE")] == [
        "04-10",
        "04-17",
    ]
    assert [act for act, _ in told] == ["recompter_delais"]
    assert [one.split("@")[0] for one in told[0][1]] == ["I-RESULTAT-LIGNE"]
    assert of_seance[0][0] == "deplacer"
    assert world.flaws() == reconciled(world) == []


def test_what_meets_a_deadline_and_what_takes_its_ground_away_are_each_told_once(
    world: World,
) -> None:
    met, gone = journeys.consulted(world), journeys.presaisine(world)
    icl = world.seance("2026-04-09")
    world.wait(days=1)
    world.act(met, "inscrire", AGENTS[ALI], seance=icl)
    world.act(gone, "retirer_demande", AGENTS[ALI], motif="x")

    def told(dossier: int) -> list[str]:
        found = entries(world, world.now, kind="dossier", subject_id=dossier)
        return [line for _, lines in found for line in lines if "I-INSCRIRE" in line]

    assert [line.split(" ")[1] for line in told(met)] == ["tenue"]
    assert [line.split(" ")[1] for line in told(gone)] == ["annulee"]
    assert {row["status"] for row in world.rows(DeadlineRow, rule=MONTH, dossier_id=gone)} == {
        "annulee"
    }


def test_a_deadline_whose_opening_never_was_is_not_counted_as_met(world: World) -> None:
    dossier = world.dossier()
    world.act(dossier, "manquer_rdv", AGENTS[ALI], date="2026-03-02")
    world.act(dossier, "relancer", AGENTS[ALI], nature="appel", date="2026-03-02")
    before = world.deadline("3A-ABSENCE")["status"]
    world.correct(dossier)
    world.correct(dossier)

    assert before == "tenue"
    assert world.deadline("3A-ABSENCE")["status"] == "annulee"


def test_the_rungs_of_a_rule_that_is_followed_no_more_are_not_due(world: World) -> None:
    journeys.presaisine(world)
    left = {code: rules for code, rules in world.rulebook.rules.items() if code != MONTH}
    followed, world.rulebook = world.rulebook, replace(world.rulebook, rules=left)
    world.until("2026-06-01")
    without = world.tick()
    told_without = [row for row in world.rows(Outbox) if MONTH in row["data"]]
    world.rulebook = followed
    world.tick()

    assert (without.skipped, without.failed, told_without) == (0, 0, [])
    assert [row for row in world.rows(Outbox) if MONTH in row["data"]]
