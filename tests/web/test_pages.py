"""What is looked for in every page is found where it is wrong."""

import httpx
import pytest

from tests.web.pages import flaws, links

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PAGE = (
    '<!doctype html><html lang="fr"><head><title>Une page</title></head><body>'
    '<a href="#contenu">Aller au contenu</a><header></header><main id="contenu"><h1>Une page</h1>'
    '<form method="post"><input type="hidden" name="jeton" value="x"></form>'
    '<a href="/seances?page=2#haut">Séances</a></main><footer></footer></body></html>'
)


def answer(page: str = PAGE, **headers: str) -> httpx.Response:
    """The page, as the web door answers it but for these headers."""
    told = {"Content-Security-Policy": POLICY}
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(
        200,
        html=page,
        headers={**told, "Content-Type": "text/html; charset=utf-8"},
        request=httpx.Request("GET", "http://ici/dossiers/1"),
    )


def test_a_page_that_is_whole_has_no_flaw() -> None:
    assert flaws(answer()) == []


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (' lang="fr"', "", "la langue n’est pas dite"),
        ("<title>Une page", "<title> ", "sans titre"),
        ("</h1>", "</h1><h1>Une autre</h1>", "2 <h1>"),
        ("</h1>", "</h1><h3>Trop bas</h3>", "un niveau de titre est sauté : [1, 3]"),
        ("<footer></footer>", "", "0 <footer> de la page"),
        ("<h1>", "<nav></nav><nav></nav><h1>", "plusieurs <nav>, dont une sans nom"),
        ('id="contenu"', 'id="milieu"', "rien ne s’appelle contenu"),
        ("</h1>", '</h1><p id="contenu">', "même id deux fois : ['contenu']"),
        ("<h1>", '<label for="nom">Nom</label><h1>', "rien ne s’appelle nom"),
        (
            '<a href="#contenu">Aller au contenu</a>',
            "",
            "le premier lien n’évite pas la navigation",
        ),
        ("<h1>", '<h1 style="color:red">', "un attribut style"),
        ("<h1>", "<style>h1{}</style><h1>", "un <style>"),
        ("<h1>", "<script>1</script><h1>", "un script dans la page"),
        ("<h1>", '<h1 onclick="x()">', "un attribut on…"),
        ("/seances?page=2#haut", "javascript:x()", "un lien javascript:"),
        ("<h1>", '<img src="//ailleurs/x.png"><h1>', "quelque chose d’ailleurs : //ailleurs/x.png"),
        ('name="jeton"', 'name="autre"', "un formulaire sans « jeton » : None"),
        ('value="x"', 'value=""', "un formulaire sans « jeton » : None"),
    ],
)
def test_a_page_that_is_not_is_told(right: str, wrong: str, said: str) -> None:
    assert right in PAGE
    assert said in flaws(answer(PAGE.replace(right, wrong, 1)))


def test_a_policy_that_lets_more_in_is_told() -> None:
    policy = POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")

    assert flaws(answer(Content_Security_Policy=policy)) == [
        "Content-Security-Policy : script-src 'self' 'unsafe-inline'"
    ]
    assert "Content-Security-Policy : default-src 'none' manque" in flaws(
        answer(Content_Security_Policy="")
    )


def test_a_cookie_that_a_script_could_read_is_told() -> None:
    kept = "session=x; Path=/; SameSite=lax"

    assert flaws(answer(Set_Cookie=kept)) == ["un cookie sans protection : session"]
    assert flaws(answer(Set_Cookie=f"{kept}; HttpOnly")) == []


def test_a_link_is_followed_without_its_place_in_the_page() -> None:
    assert links(answer()) == {"/seances?page=2"}
