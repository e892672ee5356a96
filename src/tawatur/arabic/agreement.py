"""Make words agree: an adjective with its noun, a role with the person who has it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tawatur.arabic.folding import fold_word
from tawatur.arabic.nouns import ARTICLE, Case
from tawatur.arabic.tables import read_table
from tawatur.arabic.verbs import Gender, Number
from tawatur.errors import InputError

_NISBA = "\N{ARABIC LETTER YEH}"
_SHORTEST_NISBA = 4
_SERVANT = "عبد"
_KUNYA: dict[str, Gender] = {fold_word("أبو"): "m", fold_word("أم"): "f"}
_TANWIN_PLURALS = frozenset("جدد كبار صغار عرب".split())


@dataclass(frozen=True, slots=True)
class _Adjective:
    masculine: str
    feminine: str
    plural: str


@cache
def _adjectives() -> dict[str, _Adjective]:
    """Folded singular, masculine or feminine -> its forms."""
    found: dict[str, _Adjective] = {}
    for row in read_table("adjectives"):
        word = row["word"]
        adjective = _Adjective(word, row["feminine"] or f"{word}ة", row["plural"] or f"{word}ون")
        found[fold_word(word)] = adjective
        found.setdefault(fold_word(adjective.feminine), adjective)
    return found


def is_adjective(word: str) -> bool:
    """Whether `data/adjectives.tsv` has the word, with the article or without, in the singular."""
    return fold_word(word) in _adjectives() or fold_word(word).removeprefix(ARTICLE) in _adjectives()


def agrees_by_form(word: str, gender: Gender) -> bool:
    """Whether a word has the form of a nisba in the gender of the noun before it: صاروخ باليستي, قنبلة عنقودية.

    A noun of that form is to be ruled out first (منزل قاضي).
    """
    ending = f"{_NISBA}ة" if gender == "f" else _NISBA
    return word.endswith(ending) and len(word) >= len(ending) + _SHORTEST_NISBA - 1


def _adjective(word: str) -> _Adjective | None:
    """Of the table, else a nisba by its form; None for other words."""
    known = _adjectives().get(fold_word(word))
    if known is not None:
        return known
    gender: Gender = "f" if word.endswith("ة") else "m"
    masculine = word.removesuffix("ة")
    return _Adjective(masculine, f"{masculine}ة", f"{masculine}ون") if agrees_by_form(word, gender) else None


def agree_adjective(
    word: str, *, gender: Gender, number: Number = "singular", case: Case = "nominative", is_human: bool = True
) -> str:
    """An adjective in the form that its noun asks for; an article on it is kept.

    Args:
        word: the singular, masculine or feminine, of an entry of `data/adjectives.tsv`, or a nisba (باليستي).
        gender, number, is_human: of the noun; a plural that names no people takes the feminine singular.
        case: shows in the dual, the sound plural, and the indefinite accusative (صوتا مستقلا).

    Raises: InputError for a word that the table lacks and that is no nisba.

    >>> agree_adjective("مستقل", gender="m", number="dual"), agree_adjective("محلي", gender="m", number="plural")
    ('مستقلان', 'محليون')
    """
    article = ARTICLE if fold_word(word) not in _adjectives() and word.startswith(ARTICLE) else ""
    adjective = _adjective(word.removeprefix(article))
    if adjective is None:
        raise InputError(f"no adjective {word!r} in data/adjectives.tsv: add its masculine singular there")
    is_defective = adjective.feminine == f"{adjective.masculine}ية"  # موال, موالية
    if number == "plural" and not is_human:
        gender, number = "f", "singular"
    dual_ending = "ان" if case == "nominative" else "ين"
    match number, gender:
        case "singular", "m":
            form = _masculine(adjective.masculine, case, is_defective=is_defective, is_definite=bool(article))
        case "singular", _:
            form = adjective.feminine
        case "dual", "m":
            form = f"{adjective.masculine}{_NISBA if is_defective else ''}{dual_ending}"
        case "dual", _:
            stem = adjective.feminine
            form = f"{stem[:-1]}{'ت' if stem.endswith('ة') else 'ي'}{dual_ending}"
        case _, "m":
            is_sound = adjective.plural.endswith("ون")
            form = f"{adjective.plural[:-2]}ين" if is_sound and case != "nominative" else adjective.plural
            form += "ا" if adjective.plural in _TANWIN_PLURALS and case == "accusative" and not article else ""
        case _:
            stem = adjective.feminine
            form = f"{stem[:-1]}ات" if stem.endswith("ة") else f"{stem[:-1]}يات"
    return article + form


def _masculine(word: str, case: Case, *, is_defective: bool, is_definite: bool) -> str:
    if is_defective:
        return f"{word}{_NISBA}" if is_definite else f"{word}يا" if case == "accusative" else word
    is_inflected = case == "accusative" and not is_definite and word != "آخر"
    return f"{word}ا" if is_inflected else word


@cache
def _roles() -> dict[str, str]:
    """Role as written -> gender; folded, محامية would be محاميه, "his lawyer"."""
    rows = (row for row in read_table("speakers") if row["kind"] == "role" and row["number"] == "singular")
    return {row["word"]: row["gender"] for row in rows}


def feminine_role(role: str) -> str:
    """A role as it is written of a woman: its noun, and the adjectives that follow it (الناشطة الإعلامية).

    Args:
        role: the masculine, with the article or without; what belongs to the noun stays (رئيسة الوزراء).

    Raises: InputError for a noun that `data/speakers.tsv` has no feminine of.

    >>> feminine_role("الناشط الإعلامي"), feminine_role("محام")
    ('الناشطة الإعلامية', 'محامية')
    """
    noun, *rest = role.split(" ")
    roles = _roles()
    article = ARTICLE if noun not in roles and noun.startswith(ARTICLE) else ""
    bare = noun.removeprefix(article)
    if roles.get(bare) == "f":
        return role
    forms = (f"{bare}ة", f"{bare}ية")  # محام: محامية
    feminine = next((form for form in forms if roles.get(form) == "f"), None)
    if bare not in roles or feminine is None:
        raise InputError(f"no feminine of {noun!r} in data/speakers.tsv: add a row with gender f and kind role there")
    words = [article + feminine]
    for position, word in enumerate(rest):
        if not _qualifies(word, is_definite=bool(article)):
            return " ".join([*words, *rest[position:]])
        words.append(agree_adjective(word, gender="f") if is_adjective(word) else f"{word}ة")
    return " ".join(words)


def _qualifies(word: str, *, is_definite: bool) -> bool:
    """Whether a word after a role is its adjective: as definite as the role, and known or of the form of a nisba."""
    if word.startswith(ARTICLE) is not is_definite:
        return False
    return is_adjective(word) or (word.endswith(_NISBA) and len(word.removeprefix(ARTICLE)) >= _SHORTEST_NISBA)


@cache
def _genders() -> dict[str, Gender]:
    rows = read_table("given_names")
    return {fold_word(row["name"]): row["gender"] for row in rows}  # type: ignore[misc]  # the table is ours


def gender_of_name(name: str) -> Gender | None:
    """The gender that a person's first name tells; None when it tells none (unknown, or borne by both).

    >>> gender_of_name("أحمد منصور"), gender_of_name("هند الخطيب"), gender_of_name("نور حداد")
    ('m', 'f', None)
    """
    words = name.split()
    if len(words) > 1 and fold_word(words[0]) == _SERVANT:  # عبد الرحمن
        return "m"
    first = fold_word(words[0]) if words else ""
    return _genders().get(first) or (_KUNYA.get(first) if len(words) > 1 else None)
