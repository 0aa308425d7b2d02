"""Sobol's sequence: points that fill every pair of their dimensions evenly, each found from its index alone.

I. M. Sobol, "On the distribution of points in a cube", 1967; direction numbers of S. Joe and F. Y. Kuo, "Constructing Sobol
sequences with better two-dimensional projections", SIAM J. Sci. Comput. 30, 2008.
"""

from functools import cache

from setpiece.scenes.coverage.scramble import BITS

POLYNOMIALS = (
    (3, (1,)),
    (1, ()),
    (7, (1, 3)),
    (11, (1, 3, 1)),
    (13, (1, 1, 1)),
    (3635, (1, 3, 3, 5, 5, 53, 33, 177, 503, 627, 1927)),
    (25, (1, 3, 5, 13)),
    (47, (1, 1, 7, 11, 19)),
    (6329, (1, 1, 3, 13, 29, 61, 37, 81, 349, 727, 1453, 1957)),
    (2273, (1, 1, 3, 3, 13, 53, 63, 123, 477, 711, 1387)),
    (5027, (1, 3, 5, 13, 7, 49, 123, 155, 495, 681, 819, 809)),
    (2489, (1, 3, 7, 15, 19, 27, 85, 203, 441, 97, 1895)),
    (301, (1, 3, 1, 11, 11, 11, 77, 249)),
    (7327, (1, 3, 3, 15, 21, 13, 9, 189, 359, 323, 49, 333)),
    (3417, (1, 1, 1, 7, 9, 35, 77, 87, 151, 321, 101)),
    (7727, (1, 1, 3, 11, 15, 39, 55, 3, 471, 765, 1143, 3941)),
)
"""For each dimension a primitive polynomial over GF(2), as bits, and the first odd numbers m_1, m_2, ...

Of Joe and Kuo's first 600 dimensions those that were found, greedily, to fill pairs best at 16 to 1,024 points; the least useful
come last. The order is fixed: it decides what is in datasets."""


def fraction(index: int, dimension: int) -> int:
    """The point's coordinate as a 32-bit fraction: the sum over GF(2) of the direction numbers of the index's digits."""
    bits, numbers, place = 0, direction_numbers(dimension), 0
    while index:
        if index & 1:
            bits ^= numbers[place]
        index >>= 1
        place += 1
    return bits


@cache
def direction_numbers(dimension: int) -> tuple[int, ...]:
    """32 fractions of 32 bits, by the recurrence of Bratley and Fox, Algorithm 659, ACM TOMS 14(1), 1988."""
    polynomial, first = POLYNOMIALS[dimension]
    degree = polynomial.bit_length() - 1
    if degree == 0:  # van der Corput's sequence
        return tuple(1 << (BITS - 1 - k) for k in range(BITS))
    odd = list(first)
    for k in range(degree, BITS):
        value = odd[k - degree] ^ (odd[k - degree] << degree)
        for step in range(1, degree):
            if polynomial >> (degree - step) & 1:
                value ^= odd[k - step] << step
        odd.append(value)
    return tuple(number << (BITS - 1 - k) for k, number in enumerate(odd))
