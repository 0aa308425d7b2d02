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
    (145, (1, 3, 5, 9, 1, 25, 53)),
    (8507, (1, 1, 1, 3, 29, 51, 47, 57, 135, 575, 943, 1673, 541)),
    (6707, (1, 1, 5, 1, 31, 3, 101, 83, 479, 491, 1779, 2225)),
    (9517, (1, 1, 5, 15, 31, 41, 63, 113, 399, 727, 673, 2587, 5259)),
    (847, (1, 3, 3, 5, 27, 59, 121, 101, 271)),
    (7953, (1, 1, 7, 1, 15, 7, 67, 33, 193, 241, 1031, 2339)),
    (3271, (1, 1, 7, 13, 31, 5, 115, 153, 143, 957, 623)),
    (9687, (1, 3, 3, 13, 27, 21, 13, 233, 105, 777, 345, 2443, 1105)),
    (4941, (1, 1, 1, 15, 29, 43, 107, 31, 167, 147, 301, 1021)),
    (5703, (1, 1, 5, 1, 21, 31, 11, 109, 247, 409, 1817, 2173)),
    (859, (1, 3, 5, 9, 11, 49, 51, 59, 115)),
    (8909, (1, 1, 1, 7, 1, 61, 9, 103, 3, 929, 1481, 2927, 2957)),
    (4219, (1, 3, 3, 15, 23, 33, 107, 131, 441, 445, 689, 2059)),
    (1387, (1, 3, 7, 1, 23, 57, 67, 141, 151, 571)),
    (9529, (1, 1, 1, 13, 17, 53, 35, 99, 57, 243, 1447, 1919, 2831)),
    (5331, (1, 1, 5, 5, 21, 57, 23, 199, 509, 139, 2007, 3875)),
    (9647, (1, 3, 7, 9, 1, 33, 87, 137, 469, 749, 1413, 805, 6817)),
    (4359, (1, 1, 7, 11, 27, 57, 91, 87, 81, 35, 1269, 1007)),
    (9481, (1, 3, 7, 15, 13, 5, 67, 143, 117, 505, 1281, 3679, 5695)),
    (5717, (1, 1, 3, 15, 23, 9, 7, 209, 301, 23, 147, 1691)),
    (9109, (1, 3, 3, 3, 9, 19, 113, 13, 137, 165, 25, 2957, 7549)),
    (601, (1, 1, 5, 11, 9, 29, 97, 231, 363)),
    (617, (1, 3, 7, 7, 31, 19, 83, 137, 221)),
    (3957, (1, 1, 1, 1, 15, 43, 45, 17, 167, 973, 799)),
    (677, (1, 1, 7, 13, 23, 7, 65, 251, 475)),
    (5391, (1, 3, 1, 11, 19, 53, 15, 229, 215, 741, 695, 823)),
    (2601, (1, 1, 7, 3, 9, 25, 117, 197, 159, 471, 475)),
    (1881, (1, 3, 1, 15, 23, 57, 59, 135, 191, 75)),
    (2521, (1, 1, 7, 5, 27, 11, 81, 101, 457, 675, 1687)),
    (8943, (1, 1, 5, 13, 17, 21, 75, 49, 255, 1019, 1161, 2133, 1177)),
    (1825, (1, 1, 3, 7, 1, 43, 9, 147, 115, 605)),
    (4449, (1, 1, 1, 15, 29, 19, 7, 73, 295, 519, 587, 3523)),
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
