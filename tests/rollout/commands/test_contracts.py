"""The contract as scripts and people get it from the command line."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy.orm import Session

from models import Certificate, CertificateItem, Payment
from rollout.database import session_for
from rollout.scope import everything
from tests.supplies import Supplies, ordered, received, verdict

Run = Callable[..., Result]
DAY = ("--as-of", "2023-11-30")
COLUMNS = (
    "contract,line,name,unit,unit_price,contracted,ordered,delivered,accepted,rejected,installed,payable,paid"
)


def certified(world: Supplies, session: Session, *units: int, paid: int) -> None:
    """A certificate for so many units of each line, and what was paid on it."""
    values = [number * line.unit_price for number, line in zip(units, world.lines, strict=True)]
    now = datetime.now(UTC)
    certificate = Certificate(contract_id=world.contract.id, supplier_id=world.supplier.id, number=1, day=date(2023, 8, 1),
                              gross=sum(values), net=sum(values), recorded_at=now)
    session.add(certificate)
    session.flush()
    site = world.sites[0]
    session.add_all(
        CertificateItem(certificate_id=certificate.id, governorate_id=site.governorate_id, line_id=line.id, site_id=site.id,
                        quantity=number, value=value)
        for number, line, value in zip(units, world.lines, values, strict=True)
    )
    session.add(Payment(certificate_id=certificate.id, paid_on=date(2023, 9, 1), amount=paid, recorded_at=now))


@pytest.fixture
def supplied(ready_url: str) -> str:
    """Ten of each of two lines received: all of one accepted and added, eight of the other accepted and two rejected; paid for."""
    with session_for(ready_url) as session, everything(session):
        world = ordered(session)
        minutes = world.follow("inspection", received(world, 10, 10), verdict(10), verdict(8, 2))
        world.follow("addition", minutes, 10, 8)
        certified(world, session, 10, 5, paid=10 * 150_000 + 5 * 480_000)
        session.commit()
    return ready_url


def test_the_names_that_scripts_rely_on(run: Run, supplied: str) -> None:
    done = run("contract", *DAY, "--format", "json", url=supplied)
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    price = 150_000 + 480_000
    assert {name: found[name] for name in found if name not in ("lines", "as_of", "known_at")} == {
        "contracted": 100 * price, "ordered": 10 * price, "delivered": 10 * price, "accepted": 10 * 150_000 + 8 * 480_000,
        "rejected": 2 * 480_000, "installed": 0, "payable": 10 * 150_000 + 8 * 480_000, "paid": 10 * 150_000 + 5 * 480_000,
    }
    assert (found["as_of"], found["known_at"]) == ("2023-11-30", None)
    assert found["lines"][1] == {
        "contract": "C-1", "line": "I-2", "name": "صنف 2", "unit": "piece", "unit_price": 480_000, "contracted": 100, "ordered": 10,
        "delivered": 10, "accepted": 8, "rejected": 2, "installed": 0, "payable": 8, "paid": 5,
    }


def test_an_earlier_day_and_what_was_not_known_yet(run: Run, supplied: str) -> None:
    def value(*arguments: str) -> Any:
        return json.loads(run("contract", *arguments, "--format", "json", url=supplied).stdout)

    early = value("--as-of", "2023-06-30")
    assert (early["ordered"], early["delivered"], early["paid"]) == (10 * 630_000, 0, 0)
    unknown = value(*DAY, "--known-at", "2023-07-01")
    assert (unknown["contracted"], unknown["paid"]) == (0, 0)
    part = value("--as-of", "2023-08-31")
    assert (part["payable"], part["paid"], part["lines"][0]["paid"]) == (5_340_000, 0, 0)


def test_as_a_table_of_lines(run: Run, supplied: str) -> None:
    done = run("contract", *DAY, "--format", "csv", url=supplied)
    assert done.stdout_bytes.startswith(COLUMNS.encode() + b"\n")
    assert [(row["line"], row["accepted"], row["paid"]) for row in csv.DictReader(io.StringIO(done.stdout))] == [
        ("I-1", "10", "10"), ("I-2", "8", "5"),
    ]


def test_for_people(run: Run, supplied: str) -> None:
    shown = run("contract", *DAY, url=supplied).stdout
    assert "صنف 1" in shown
    assert "63,000" in shown


def test_a_contract_that_is_not_there(run: Run, supplied: str) -> None:
    done = run("contract", "--code", "C-9", url=supplied)
    assert done.exit_code != 0
    assert "C-9" in done.output


def test_without_a_contract_everything_is_nothing(run: Run, ready_url: str) -> None:
    found = json.loads(run("contract", "--format", "json", url=ready_url).stdout)
    assert (found["contracted"], found["lines"]) == (0, [])
