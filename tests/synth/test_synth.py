"""The generator itself: the same seed gives the same bytes, accounts add up, places do not exist."""

from __future__ import annotations

import csv

import pytest

from tests.synth.document import disclosure
from tests.synth.family import families
from tests.synth.invent import vocabulary
from tests.synth.names import REFERENCE
from tests.synth.truth import GENERAL, PERSONNEL


@pytest.mark.parametrize("form", ["pdf", "docx", "txt", "led"])
def test_same_seed_same_bytes(form: str) -> None:
    assert disclosure("central", 3).render(form) == disclosure("central", 3).render(form)


def test_other_seed_other_account() -> None:
    assert disclosure("central", 3).account != disclosure("central", 4).account


@pytest.mark.parametrize("name", sorted(families()))
def test_accounts_close(name: str) -> None:
    account = disclosure(name, 1).account
    assert account.spend() == sum(account.spend(code) for code in account.codes())
    assert account.earn() + account.carried() == account.spend() + account.carried(which="closing")
    assert account.spend("", (GENERAL,), (PERSONNEL,)) == account.spend("", (GENERAL,), (), ("301", "303"))


def test_places_do_not_exist() -> None:
    with (REFERENCE / "divisions.csv").open(encoding="utf-8", newline="") as file:
        names = {value for row in csv.DictReader(file) for value in row.values()}
    places = vocabulary()["place"]
    assert not {p[k] for p in places for k in ("city", "county")} & names
