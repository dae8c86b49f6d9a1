"""Every test of the exchange starts from the shipped governorates, marakez and programmes."""

import pytest
from sqlalchemy.orm import Session

from rollout.reference import load_reference


@pytest.fixture
def country(session: Session) -> Session:
    load_reference(session)
    session.commit()
    return session
