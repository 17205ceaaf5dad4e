"""Pictures drawn by code: what a page, a policy and a reader may rely on, for every motif."""

import re
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from duta.portal import motifs
from duta.portal.motifs import MOTIFS, NoSuchMotif, Palette, draw, favicon, mark

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = ((600, 400), (320, 160), (300, 200), (960, 800), (1680, 720), (400, 900), (2400, 300))
KEYS = ("1", "Kecak di Den Haag", "ä\x1f<&>")
AT_MOST, USUALLY = 40 * 1024, 30 * 1024
PACKAGE = Path(motifs.__file__).parent
STATICS = PACKAGE.parent / "static" / "portal"
PICTURES = PACKAGE.parents[1] / "demonstration" / "pictures"
every_motif = pytest.mark.parametrize("motif", MOTIFS)


def tree(svg: str) -> etree._Element:
    return etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False))


def ids(svg: str) -> list[str]:
    return [element.get("id") for element in tree(svg).iter() if element.get("id")]


@every_motif
@pytest.mark.parametrize("key", KEYS)
def test_a_picture_is_a_well_formed_svg_in_the_size_asked_for(motif, key):
    for width, height in SHAPES:
        root = tree(draw(motif, key=key, width=width, height=height))

        assert root.tag == f"{SVG}svg"
        assert (root.get("width"), root.get("height")) == (str(width), str(height))
        assert len(root.get("viewBox").split()) == 4


@every_motif
def test_the_same_words_draw_the_same_bytes(motif):
    assert draw(motif, key="7", width=960, height=800) == draw(motif, key="7", width=960, height=800)


@every_motif
def test_another_key_draws_another_picture(motif):
    """Ids differ in any case; what is left after them must differ too."""
    bare = {re.sub(r"m[0-9a-f]{6}-", "", draw(motif, key=str(key))) for key in range(4)}

    assert len(bare) > 1


@every_motif
def test_a_strict_content_security_policy_holds(motif):
    """No style, no script, no handler, nothing loaded from elsewhere."""
    for element in tree(draw(motif, key="1", label="x")).iter():
        name = etree.QName(element).localname
        assert name not in {"style", "script", "foreignObject", "image", "a", "animate", "set"}
        for attribute, value in element.attrib.items():
            assert attribute not in {"style", "class"}
            assert not attribute.startswith("on")
            assert not re.search(r"javascript:|data:|https?:|//", value)


@every_motif
def test_ids_are_unique_in_a_picture_and_between_pictures_on_a_page(motif):
    one, other, larger = draw(motif, key="1"), draw(motif, key="2"), draw(motif, key="1", width=900, height=600)

    everything = Counter(ids(one) + ids(other) + ids(larger))

    assert set(everything.values()) <= {1}
    assert len(everything) >= 3


def test_ids_are_unique_between_motifs():
    everything = Counter(name for motif in MOTIFS for name in ids(draw(motif, key="1")))

    assert set(everything.values()) == {1}


@every_motif
def test_every_reference_finds_its_definition(motif):
    for width, height in SHAPES:
        svg = draw(motif, key="3", width=width, height=height)
        wanted = set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', svg))

        assert {one or other for one, other in wanted} <= set(ids(svg))


@every_motif
def test_numbers_are_numbers(motif):
    svg = draw(motif, key="5", width=400, height=900)

    assert not re.search(r"nan|inf\b|None|e-\d", svg)


@every_motif
def test_a_picture_stays_small(motif):
    sizes = [len(draw(motif, key=str(key), width=w, height=h).encode()) for key in range(6) for w, h in SHAPES[:5]]

    assert max(sizes) <= AT_MOST
    assert len(draw(motif, key="1").encode()) <= USUALLY


@every_motif
def test_a_label_names_the_picture_and_is_escaped(motif):
    label = 'Kopi & kakao </title><script>alert("1")</script>\x00'

    root = tree(draw(motif, key="1", label=label))

    assert root.get("role") == "img"
    assert root.get("aria-hidden") is None
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == label.removesuffix("\x00")


@every_motif
def test_without_a_label_a_picture_is_decoration(motif):
    root = tree(draw(motif, key="1"))

    assert root.get("aria-hidden") == "true"
    assert root.get("role") is None
    assert root.find(f"{SVG}title") is None


def test_a_palette_of_ones_own_is_used():
    svg = draw("kecak", key="1", palette=Palette(brand="#123456"))

    assert "#123456" in svg
    assert "#a3161f" not in svg


def test_an_unknown_motif_says_which_there_are():
    with pytest.raises(NoSuchMotif, match="kecak"):
        draw("stock photograph", key="1")


@pytest.mark.parametrize(("width", "height"), [(0, 400), (600, -1)])
def test_a_size_below_one_pixel_is_refused(width, height):
    with pytest.raises(ValueError, match="pixel"):
        draw("kawung", key="1", width=width, height=height)


def test_the_groups_hold_every_motif_once():
    assert Counter((*motifs.DANCES, *motifs.CLOTHS, *motifs.SCENES, "generic")) == Counter(MOTIFS)


@pytest.mark.parametrize("svg", [mark(16), mark(240, label="Duta & kawan"), favicon()])
def test_the_mark_needs_no_ids_so_a_page_may_carry_it_twice(svg):
    root = tree(svg)

    assert ids(svg) == []
    assert "url(" not in svg
    assert root.get("width") == root.get("height")


def test_the_mark_in_the_static_folder_is_the_one_the_package_draws():
    assert (STATICS / "favicon.svg").read_text() == favicon() + "\n"


@pytest.mark.parametrize("name", [*motifs.DANCES, *motifs.SCENES])
def test_the_demonstration_has_a_picture_of_each_dance_and_scene(name):
    file = PICTURES / f"{name}.jpg"

    with Image.open(file) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1600, 1067))
    assert file.stat().st_size <= 220 * 1024


def test_the_package_is_pure():
    """It imports the standard library and itself: no Django, no disk, no clock, no chance."""
    allowed = {"collections", "dataclasses", "hashlib", "html", "itertools", "math", "typing", "duta"}
    for file in PACKAGE.glob("*.py"):
        for found in re.findall(r"^(?:from|import) ([\w.]+)", file.read_text(), re.MULTILINE):
            assert found.split(".")[0] in allowed, file.name
            assert not found.startswith("duta") or found.startswith("duta.portal.motifs")
            assert find_spec(found)
