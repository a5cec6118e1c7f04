"""What the names and codes of trusts leave open."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

from programme.reading.findings import Findings
from programme.reading.sheets import Row

COMMON = re.compile(r"\b(academy|academies|trust|schools?|learning|education(al)?|partnership|group)\b")
"""Words of trusts' names that people confuse, or leave away."""

SLIPS = ((12, 2), (5, 1), (0, 0))
"""Names whose uncommon words have at least so many letters are asked about where they differ by so many."""


def tell_trusts(leaders: Iterable[Row], findings: Findings) -> None:
    """Warns of trusts of one name with different codes, and asks about names that are nearly the same."""
    from programme.rules.company import trust_key

    first: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in leaders:
        if row.get("trust"):
            first[trust_key(row.get("trust"))].setdefault(row.get("trust_code") or "", row)
    for coded in first.values():
        _tell_codes([row for code, row in coded.items() if code], findings)
    if any("" in coded for coded in first.values()):
        for one, other in nearly_alike({key: next(iter(coded.values())).get("trust") for key, coded in first.items()}):
            _ask(first[one], first[other], findings)


def tell_unknown_trusts(facilitators: Iterable[Row], leaders: Iterable[Row], findings: Findings) -> None:
    """Warns of not_with_trusts that name no leader's trust."""
    from programme.rules.company import trust_key

    trusts = {name for row in leaders for name in (row.get("trust"), row.get("trust_code")) if name}
    known = {trust_key(trust) for trust in trusts}
    for row in facilitators:
        for trust in row.get("not_with_trusts") or ():
            if trust_key(trust) not in known:
                fault = "is no leader's trust, so nobody is kept apart by it"
                cure = findings.meant(trust, sorted(trusts), "Name trusts, or their codes, as leaders.csv does.")
                findings.warn(row.sheet, fault, cure, row=row.number, column="not_with_trusts", value=trust)


def _tell_codes(rows: list[Row], findings: Findings) -> None:
    for row in rows[1:]:
        first = f"{rows[0].get('trust_code')} in row {rows[0].number}"
        fault = f"has code {row.get('trust_code')} here and {first}: these are two trusts"
        cure = "If they are one trust, give them one code."
        findings.warn(row.sheet, fault, cure, row=row.number, column="trust", value=row.get("trust"))


def _ask(ones: Mapping[str, Row], others: Mapping[str, Row], findings: Findings) -> None:
    """Asks whether two names are one trust, unless codes say so already, or say that they are not."""
    if ones.keys() & others.keys() - {""} or ("" not in ones and "" not in others):
        return
    first, row = sorted((min(rows.values(), key=lambda x: x.number) for rows in (ones, others)), key=lambda x: x.number)
    fault = f"is nearly the name that row {first.number} has, {first.get('trust')!r}: these are two trusts"
    cure = "If they are one trust, write one name, or give them one code."
    findings.warn(row.sheet, fault, cure, row=row.number, column="trust", value=row.get("trust"))


def nearly_alike(names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Pairs of keys that differ by a slip of the hand, or whose names differ by words that many trusts have.

    ``names`` has a name for each key. Two keys are at most n edits apart only if something is left of both that is
    the same when up to n letters are left out of each (Garbe's symmetric deletion); so few pairs are compared.
    """
    from programme.rules.company import trust_key

    meeting: dict[str, set[str]] = defaultdict(set)
    bare = {key: trust_key(COMMON.sub(" ", name.casefold())) for key, name in names.items()}
    for key in names:
        for rest in {f"{bare[key]} alone", *_rests(key, _slips(bare[key]))}:
            meeting[rest].add(key)
    pairs = {pair for keys in meeting.values() for pair in combinations(sorted(keys), 2)}
    return sorted(pair for pair in pairs if _alike(*pair, bare))


def _alike(one: str, other: str, bare: Mapping[str, str]) -> bool:
    return bare[one] == bare[other] != "" or _edits(one, other) <= min(_slips(bare[one]), _slips(bare[other]))


def _slips(bare: str) -> int:
    return next(slips for letters, slips in SLIPS if len(bare) >= letters)


def _rests(key: str, most: int) -> set[str]:
    """The key with up to ``most`` of its letters left out."""
    rests = {key}
    for _ in range(most):
        rests |= {rest[:at] + rest[at + 1 :] for rest in rests for at in range(len(rest))}
    return rests


def _edits(one: str, other: str) -> int:
    """The letters to put in, leave out or change, or neighbours to swap, to make one the other."""
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        older, before, row = before, row, [at]
        for place, there in enumerate(other, 1):
            row.append(min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != there)))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == there:
                row[-1] = min(row[-1], older[place - 2] + 1)
    return row[-1]
