"""The product's own reference data: governorates, marakez, programmes, deadlines, published figures. Loading it again changes nothing."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Governorate, Markaz, Programme
from rollout.arabic import fold, sort_key
from rollout.parameters import add_shipped
from rollout.published.reference import add_published
from rollout.scope import everything
from rollout.tabular import shipped

PROGRAMMES = (
    ("haya-karima", "المبادرة الرئاسية «حياة كريمة»", "Haya Karima presidential initiative", "موازنة الدولة", "State budget"),
    ("planning-protocol", "بروتوكول وزارة التخطيط", "Protocol with the Ministry of Planning", "وزارة التخطيط", "Ministry of Planning"),
    ("upper-egypt", "برنامج التنمية المحلية بصعيد مصر", "Upper Egypt local development programme", "البنك الدولي", "World Bank"),
    ("german-cooperation", "التعاون المصري الألماني", "Egyptian-German cooperation", "الجانب الألماني", "German cooperation"),
    ("e-finance", "مراكز خدمات مصر وإي فاينانس", "Misr Services and e-Finance", "إي فاينانس", "e-Finance"),
)


def load_reference(session: Session) -> int:
    """Add what is missing of the reference data; gives the number of rows added. What the ministry has since edited stays as it is."""
    with everything(session):
        added = _add_governorates(session) + _add_marakez(session) + _add_programmes(session)
        added += add_shipped(session) + add_published(session)
        session.flush()
    return added


def _add_governorates(session: Session) -> int:
    known = set(session.scalars(select(Governorate.code)))
    new = [
        Governorate(
            code=row["iso_code"], name_ar=row["name_ar"], name_en=row["name_en"], capital_ar=row["capital_ar"],
            region_ar=row["region_ar"], in_phase1=row["in_phase1"] == "yes", sort_key=sort_key(row["name_ar"]),
        )
        for row in shipped("governorates.csv")
        if row["iso_code"] not in known
    ]
    return _added(session, new)


def _add_marakez(session: Session) -> int:
    ids = {row.code: row.id for row in session.execute(select(Governorate.code, Governorate.id))}
    known = {(row.governorate_id, row.folded) for row in session.execute(select(Markaz.governorate_id, Markaz.folded))}
    new = [
        Markaz(
            governorate_id=ids[row["iso_code"]], name_ar=row["markaz_ar"], in_phase1=True,
            source_note=f"{row['certainty']}: {row['source_note']}",
        )
        for row in shipped("phase1_marakez.csv")
        if (ids[row["iso_code"]], fold(row["markaz_ar"])) not in known
    ]
    return _added(session, new)


def _add_programmes(session: Session) -> int:
    known = set(session.scalars(select(Programme.code)))
    new = [
        Programme(code=code, name_ar=name_ar, name_en=name_en, partner_ar=partner_ar, partner_en=partner_en)
        for code, name_ar, name_en, partner_ar, partner_en in PROGRAMMES
        if code not in known
    ]
    return _added(session, new)


def _added(session: Session, rows: list[Any]) -> int:
    session.add_all(rows)
    session.flush()
    return len(rows)
