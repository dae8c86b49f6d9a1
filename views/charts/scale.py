"""Round numbers for the axis of a chart."""


def ticks(highest: float, most: int = 4) -> tuple[int, ...]:
    """Even marks from 0 on, so few that they can be read and so far that the highest value lies under the last of them."""
    step = 1
    while step * most < highest:
        step = _next(step)
    count = max(1, -(-int(-(-highest // 1)) // step))
    return tuple(step * number for number in range(count + 1))


def _next(step: int) -> int:
    """The next of 1, 2, 5, 10, 20, 50 …"""
    first = int(str(step)[0])
    return step * 5 // 2 if first == 2 else step * 2


def shade(share: float) -> int:
    """Which of the six shades of the heat scale a share has; the deepest is for the whole alone."""
    return min(5, max(0, int(share * 5)))
