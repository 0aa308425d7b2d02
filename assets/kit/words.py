"""Invented brand names and the words printed around them."""

import numpy as np

_STARTS = (
    "Bra",
    "Vel",
    "Ko",
    "Lu",
    "Mar",
    "Tor",
    "Zi",
    "Fen",
    "Ora",
    "Sol",
    "Pi",
    "Nor",
    "Cas",
    "Du",
    "Hal",
    "Ri",
    "Wen",
    "Ya",
    "Ele",
    "Gro",
)
_MIDDLES = ("", "", "", "lo", "ri", "na", "mi", "ta", "ve", "no", "di", "ka")
_ENDS = ("za", "nko", "vita", "lle", "rra", "dor", "nis", "co", "mba", "lin", "tto", "ska", "bel", "ro", "den", "via", "xa", "lux")
_FOODS = (
    "Tomato Soup",
    "Oat Crunch",
    "Green Tea",
    "Peach",
    "Cola",
    "Wheat Flakes",
    "Honey",
    "Lemon",
    "Olive Oil",
    "Cherry",
    "Coffee",
    "Milk",
    "Ginger",
)
_CLAIMS = ("ORIGINAL", "CLASSIC", "EXTRA", "NATURAL", "PREMIUM", "NEW", "ORGANIC", "ZERO", "FAMILY SIZE", "SINCE 1924", "No. 7", "50% MORE")
_TITLES = (
    "The Quiet {}", "A History of {}", "{} in Winter", "Beyond {}", "{}", "On {}", "The {} Letters", "Atlas of {}", "After {}"
)  # fmt: skip
_THEMES = (
    "Rivers",
    "Glass",
    "Harbour",
    "Machines",
    "Salt",
    "Light",
    "Gardens",
    "Stone",
    "Algebra",
    "Cooking",
    "Wolves",
    "Silence",
    "Maps",
    "Sleep",
)
_GREEK = [
    "water",
    "sugar",
    "wheat",
    "flour",
    "salt",
    "palm",
    "oil",
    "natural",
    "flavour",
    "citric",
    "acid",
    "emulsifier",
    "lecithin",
    "starch",
    "yeast",
    "extract",
    "colour",
    "may",
    "contain",
    "nuts",
]


def brand(rng: np.random.Generator) -> str:
    """One invented name of four to ten letters."""
    return _one(rng, _STARTS) + _one(rng, _MIDDLES) + _one(rng, _ENDS)


def food(rng: np.random.Generator) -> str:
    """What is in the packet."""
    return _one(rng, _FOODS)


def claim(rng: np.random.Generator) -> str:
    """What the packet boasts of."""
    return _one(rng, _CLAIMS)


def title(rng: np.random.Generator) -> str:
    """Of a book."""
    return _one(rng, _TITLES).format(_one(rng, _THEMES))


def author(rng: np.random.Generator) -> str:
    """Of a book."""
    return f"{chr(65 + int(rng.integers(26)))}. {brand(rng)}"


def ingredients(rng: np.random.Generator, count: int = 28) -> str:
    """Small print."""
    return "Ingredients: " + ", ".join(_one(rng, _GREEK) for _ in range(count)) + "."


def _one(rng: np.random.Generator, words: tuple[str, ...] | list[str]) -> str:
    return words[int(rng.integers(len(words)))]
