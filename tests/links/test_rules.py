"""Codes and addresses: what a link may lead to, and what is added to it."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duta.links import rules

NAMES = st.text("abcdefghij_", min_size=1, max_size=8)
VALUES = st.text(max_size=12)


def test_codes_have_no_letter_that_is_read_for_another_and_spell_no_word():
    assert not set(rules.ALPHABET) & set("0o1liaeu")
    assert rules.ALPHABET.islower()
    assert rules.NO_CODE[0] not in rules.ALPHABET


@given(st.randoms())
def test_a_code_is_of_the_alphabet_and_its_length(random):
    code = rules.new_code(random.choice)
    assert set(code) <= set(rules.ALPHABET)
    assert len(code) == rules.CODE_LENGTH == len(rules.NO_CODE)
    assert rules.code_from(code.upper()) == code


@given(
    st.lists(st.tuples(NAMES, VALUES), max_size=4),
    st.dictionaries(NAMES, VALUES, max_size=4),
    st.sampled_from(["", "a"]),
)
def test_an_addresss_own_query_stays_and_wins_and_the_rest_is_added(own, added, fragment):
    query = "&".join(f"{name}=x" for name, _ in own)
    address = f"https://kemlu.example/id/10-kecak/?{query}" + (f"#{fragment}" if fragment else "")
    parts = urlsplit(rules.with_parameters(address, added))
    assert parts.query.startswith(query)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "kemlu.example", "/id/10-kecak/")
    assert parts.fragment == fragment
    known = {name for name, _ in own}
    told = dict(parse_qsl(parts.query, keep_blank_values=True))
    assert told == dict.fromkeys(known, "x") | {name: value for name, value in added.items() if name not in known}


@given(NAMES, st.integers(1, 10**9), st.text("abc-", min_size=1, max_size=20))
def test_a_page_is_told_platform_medium_and_story(platform, number, slug):
    told = rules.parameters_for(platform=platform, medium="email", story=f"{number}-{slug}")
    assert told == {"utm_source": platform, "utm_medium": "email", "utm_campaign": f"{number}-{slug}"}


@pytest.mark.parametrize(
    "address", ["https://kemlu.example/id/1-a/", "http://testserver/", "https://kemlu.example:8443/?a=b#c"]
)
def test_a_whole_web_address_is_a_target(address):
    assert rules.is_target(address)


@pytest.mark.parametrize(
    "address",
    ["", "/id/1-a/", "//evil.example/", "javascript:alert(1)", "data:text/html,x", "https://", "https:///x", "ftp://a.example/",
     "https://kemlu.example@evil.example/", "https://kemlu.example\\@evil.example/", "https://a.example/\r\nX: y",
     " https://a.example/", "https://a.example:port/", "https://[a/", "https://a.example/" + "x" * 2000],
)  # fmt: skip
def test_nothing_else_is(address):
    assert not rules.is_target(address)


def test_a_storys_activity_is_the_campaign_by_its_number_alone():
    told = rules.parameters_for(platform="x", medium="social", story="12-reog", activity=7)
    assert (told["utm_campaign"], told["utm_content"]) == ("activity-7", "12-reog")
    assert rules.parameters_for(platform="x", medium="social", story="12-reog")["utm_campaign"] == "12-reog"
