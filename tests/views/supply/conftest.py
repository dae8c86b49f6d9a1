"""A place with goods of the contract in its stock, and the officer who answers for it."""

import pytest

from tests.cast import ASSIUT
from tests.views.stocking import Stock, stock
from tests.views.visiting import House, Visitor


@pytest.fixture
def there(house: House) -> Stock:
    return stock(house)


@pytest.fixture
def officer(house: House, there: Stock) -> Visitor:
    return house.member(ASSIUT)
