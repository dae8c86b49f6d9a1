"""Every test of the exchange starts from the shipped governorates, marakez and programmes."""

import pytest
from sqlalchemy.orm import Session

from tests.laying import lay_reference


@pytest.fixture
def country(session: Session) -> Session:
    lay_reference(session)
    session.commit()
    return session
