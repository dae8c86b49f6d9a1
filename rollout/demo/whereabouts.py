"""Where the demo's photos were taken: about the middle of each governorate's valley or delta, not at anybody's door."""

from rollout.demo.places import Place
from rollout.demo.story import luck

_MIDDLE = {
    "EG-C": (30.06, 31.25), "EG-GZ": (29.75, 31.22), "EG-KB": (30.33, 31.22), "EG-ALX": (31.12, 29.93), "EG-BH": (30.85, 30.45),
    "EG-MT": (31.20, 27.50), "EG-DK": (31.05, 31.55), "EG-DT": (31.38, 31.72), "EG-GH": (30.87, 31.03), "EG-KFS": (31.20, 30.95),
    "EG-MNF": (30.52, 30.98), "EG-SHR": (30.72, 31.75), "EG-PTS": (31.22, 32.27), "EG-IS": (30.58, 32.20), "EG-SUZ": (29.98, 32.50),
    "EG-SIN": (31.05, 33.75), "EG-JS": (28.50, 33.90), "EG-BNS": (29.02, 31.05), "EG-FYM": (29.32, 30.82), "EG-MN": (28.08, 30.77),
    "EG-AST": (27.20, 31.15), "EG-WAD": (25.45, 30.55), "EG-SHG": (26.55, 31.68), "EG-KN": (26.10, 32.60), "EG-LX": (25.60, 32.55),
    "EG-ASN": (24.55, 32.90), "EG-BA": (26.70, 33.90),
}


def where(place: Place) -> tuple[float, float, float]:
    """Latitude and longitude in degrees, and the accuracy in metres, that a telephone gave at a site."""
    latitude, longitude = _MIDDLE[place.governorate]
    chance = luck(place.code, "where")
    shift = (chance.uniform(-0.15, 0.15), chance.uniform(-0.12, 0.12))
    return round(latitude + shift[0], 6), round(longitude + shift[1], 6), float(chance.randint(4, 38))
