"""Owen scrambling of 32-bit fractions: keeps every even spread of a sequence, and makes each of its points uniformly random."""

import hashlib

BITS = 32
_MASK = 2**BITS - 1


def key_hash(*parts: object) -> int:
    """32 bits that any change of the parts changes (BLAKE2b of their text)."""
    text = "\x1f".join(map(str, parts))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big")


def reverse(bits: int) -> int:
    """The 32 bits in the opposite order."""
    return int(f"{bits:032b}"[::-1], 2)


def owen(bits: int, seed: int) -> int:
    """A fraction, its binary digits each flipped or not by a hash of the digits before it.

    A. B. Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences", 1995, by the hash of S. Laine and T. Karras, "Stratified
    sampling for stochastic transparency", 2011, with N. Vegdahl's constants of 2021, which flip more evenly. Applied to an index
    it shuffles: every aligned block of 2^m indices goes to one of those, in some order (B. Burley, "Practical hash-based Owen
    scrambling", JCGT 9(4), 2020).
    """
    x = reverse(bits)
    x ^= x * 0x3D20ADEA & _MASK
    x = (x + seed) & _MASK
    x = x * ((seed >> 16) | 1) & _MASK
    x ^= x * 0x05526C56 & _MASK
    x ^= x * 0x53A22864 & _MASK
    return reverse(x)
