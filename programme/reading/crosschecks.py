"""What must agree between rows and between sheets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from programme.reading.advice import did_you_mean, listed
from programme.reading.columns import ID_OF, LEADERS, PREVIOUS_SETS, heading_key
from programme.reading.findings import Findings
from programme.reading.folder import Contents
from programme.reading.hierarchy import settle_levels
from programme.reading.keys import FILE, REQUIRED
from programme.reading.pins import check_pins
from programme.reading.sheets import Row, Sheet
from programme.reading.trusts import tell_trusts, tell_unknown_trusts
from programme.records import Settings

AS_IN_LEADERS = "Areas are those of the column area of leaders.csv."


def check_together(contents: Contents, findings: Findings) -> None:
    """Everything that one cell alone cannot show; also settles the levels of leaders and facilitators."""
    for sheet in (contents.leaders, contents.facilitators, contents.venues):
        if sheet:
            check_unique(sheet.rows, ID_OF[sheet.file], "Give every row an id of its own.", findings)
    if contents.leaders:
        _check_leaders(contents, contents.leaders, findings)
    areas = {row.get("area") or "" for row in contents.leaders.rows} if contents.leaders else None
    check_closures(contents.closures.rows if contents.closures else (), areas, findings)
    if contents.closures and contents.leaders:
        tell_never_closed(contents.closures.rows, contents.leaders.rows, findings)
    if contents.travel and not contents.broken.intersection(ID_OF):
        check_travel(contents.travel.rows, (contents.leaders, contents.facilitators, contents.venues), findings)
    if contents.venues and contents.given.get("set_size_min") is not None:
        tell_small_rooms(contents.venues.rows, contents.given.get("set_size_min"), findings)
    if contents.leaders and contents.leaders.rows:
        check_wishes(contents.given.wishes, contents.leaders.rows[0].texts, findings)
    if contents.previous_sets:
        check_company(contents.previous_sets.rows, contents.given.get("prices.repeat_pair"), findings)


def check_wishes(columns: Iterable[str], headings: Collection[str], findings: Findings) -> None:
    """Tells of mixes by a column that leaders.csv does not have."""
    for column in columns:
        if heading_key(column) not in headings:
            cure = did_you_mean(column, [c.name for c in LEADERS.columns], "Add that column, or delete the entry.")
            findings.problem(FILE, "is no column of leaders.csv", cure, column=f"mix.{column}")


def check_company(rows: Iterable[Row], price: float | None, findings: Findings) -> None:
    """Tells of earlier members without a name, and of earlier sets that are not to cost anything."""
    for row in rows:
        if not row.unreadable and not row.get("leader_id") and not row.get("email"):
            cure = "Fill in leader_id or email in every row."
            findings.problem(row.sheet, "is blank", cure, row=row.number, column="leader_id or email")
    if price == 0:
        cure = "Set it to the minutes that each pair who sat together before costs."
        findings.warn(PREVIOUS_SETS.file, "costs nothing, since prices.repeat_pair is 0", cure)


def _check_leaders(contents: Contents, leaders: Sheet, findings: Findings) -> None:
    check_unique(leaders.rows, "email", "Give each person their own address, or delete a row.", findings)
    if "leader_id" in leaders.present:
        check_not_with(leaders.rows, findings)
    settle_levels(contents, leaders, findings)
    check_pins(leaders.rows, contents.given.get("set_size_max"), _settings(contents), findings)
    if contents.given.get("rules.min_school_distance_km"):
        tell_without_phase(leaders.rows, findings)
    tell_trusts(leaders.rows, findings)
    if contents.facilitators:
        tell_unknown_trusts(contents.facilitators.rows, leaders.rows, findings)


def _settings(contents: Contents) -> Settings | None:
    """The settings; None while any of them waits to be cured."""
    whole = None not in map(contents.given.get, REQUIRED) and not contents.given.unreadable
    return contents.given.settings() if whole else None


def check_unique(rows: Iterable[Row], column: str, cure: str, findings: Findings) -> None:
    """Tells of values that stand in two rows, case of e-mail addresses aside."""
    first: dict[str, Row] = {}
    for row in rows:
        value = row.get(column)
        if not value:
            continue
        earlier = first.setdefault(value.casefold() if column == "email" else value, row)
        if earlier is not row:
            fault = f"is in row {earlier.number} too"
            findings.problem(row.sheet, fault, cure, row=row.number, column=column, value=value)


def check_not_with(leaders: Sequence[Row], findings: Findings) -> None:
    """Tells of not_with that names nobody or oneself."""
    ids = {row.get("leader_id"): row for row in leaders if row.get("leader_id")}
    names = {row.get("name").casefold(): who for who, row in ids.items() if row.get("name")}
    for row in leaders:
        for other in row.get("not_with") or ():
            if other == row.get("leader_id"):
                fault, cure = "is this person's own id", "Name somebody else, or empty the cell."
            elif other in ids:
                continue
            elif other.casefold() in names:
                fault, cure = "is a name, not a leader_id", f"Write {names[other.casefold()]}."
            else:
                fault = "is nobody's leader_id"
                cure = findings.meant(other, ids, "Name people by leader_id, with ; between them.")
            findings.problem(row.sheet, fault, cure, row=row.number, column="not_with", value=other)


def check_closures(closures: Iterable[Row], areas: Collection[str] | None, findings: Findings) -> None:
    """Tells of closures that end before they begin; warns of areas (of leaders) that nobody has."""
    from programme.rules.company import plain

    known = {plain(area) for area in areas or ()}
    for row in closures:
        area = row.get("area")
        ends_before_it_begins(row, findings)
        if areas is not None and area and plain(area) not in known:
            fault = "is no leader's area, so this closure closes nothing"
            cure = findings.meant(area, sorted(areas), AS_IN_LEADERS)
            findings.warn(row.sheet, fault, cure, row=row.number, column="area", value=area)


def ends_before_it_begins(row: Row, findings: Findings) -> bool:
    """Whether the last_day of a row is before its first_day, which is a problem."""
    first, last = row.get("first_day"), row.get("last_day")
    backwards = bool(first and last and last < first)
    if backwards:
        fault, cure = f"is before first_day, {first}", "Exchange the two, or correct one."
        findings.problem(row.sheet, fault, cure, row=row.number, column="last_day", value=str(last))
    return backwards


def tell_never_closed(closures: Iterable[Row], leaders: Iterable[Row], findings: Findings) -> None:
    """Warns of leaders' areas for which there is no closure at all, of their own or everywhere."""
    from programme.rules.company import plain

    closed = {plain(row.get("area") or "") for row in closures}
    first, count = dict[str, str](), Counter[str]()
    for row in leaders:
        area = row.get("area") or ""
        first.setdefault(plain(area), area)
        count[plain(area)] += 1
    for key in sorted(first) if "" not in closed else ():
        if key not in closed:
            theirs = f"{first[key]!r}, the area of {count[key]} of the leaders"
            fault = f"has no row for {theirs if key else f'everywhere, and {count[key]} of the leaders have no area'}"
            cure = "Add its holidays, or take them from term dates: setwright closures FOLDER --terms terms.csv."
            findings.warn("closures.csv", fault, cure, column="area")


def check_travel(travel: Iterable[Row], sheets: Iterable[Sheet | None], findings: Findings) -> None:
    """Tells of unknown and ambiguous ids, journeys to oneself, and two times for one journey."""
    owners = _owners(sheets)
    earlier: dict[frozenset[str], Row] = {}
    for row in travel:
        start, end = row.get("from"), row.get("to")
        for column in ("from", "to"):
            _check_end(row, column, owners, findings)
        if start is None or end is None:
            continue
        _tell_useless(row, owners, findings)
        before = earlier.setdefault(frozenset((start, end)), row)
        if start == end:
            cure = "Name two ids, or delete the row."
            findings.problem(row.sheet, "is a journey to oneself", cure, row=row.number, column="to", value=end)
        elif None not in (row.get("minutes"), before.get("minutes")) and before.get("minutes") != row.get("minutes"):
            fault = f"minutes, where row {before.number} has {before.get('minutes'):g} for the same two ids"
            cure = "Keep one row: the minutes count one way, and both ways alike."
            value = f"{row.get('minutes'):g}"
            findings.problem(row.sheet, fault, cure, row=row.number, column="minutes", value=value)


def _tell_useless(row: Row, owners: dict[str, list[str]], findings: Findings) -> None:
    kinds = [owners[row.get(column)][0] for column in ("from", "to") if row.get(column) in owners]
    any_venues = any("venues.csv" in sheets for sheets in owners.values())
    if any_venues and len(kinds) == 2 and "venues.csv" not in kinds:
        fault = "is not used: every journey that a plan makes is to a venue"
        findings.warn(row.sheet, fault, "Name a venue at one end.", row=row.number)


def _owners(sheets: Iterable[Sheet | None]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for sheet in sheets:
        for row in sheet.rows if sheet else ():
            who = row.get(ID_OF[row.sheet])
            if who and row.sheet not in found[who]:
                found[who].append(row.sheet)
    return found


def _check_end(row: Row, column: str, owners: dict[str, list[str]], findings: Findings) -> None:
    value = row.get(column)
    if value is None:
        return
    if value not in owners:
        cure = findings.meant(value, owners, "Use ids of leaders, facilitators and venues.")
        fault = "is nobody's id"
        findings.problem(row.sheet, fault, cure, row=row.number, column=column, value=value)
    elif len(owners[value]) > 1:
        fault = f"is an id in {listed(owners[value])}"
        cure = "Give one of them another id."
        findings.problem(row.sheet, fault, cure, row=row.number, column=column, value=value)


def tell_small_rooms(venues: Iterable[Row], set_size_min: int, findings: Findings) -> None:
    """Warns of venues whose rooms seat no set with its facilitator."""
    for row in venues:
        capacity = row.get("capacity")
        if capacity is not None and capacity < set_size_min + 1:
            fault = f"seats are too few for {set_size_min} members and a facilitator, so this venue is not used"
            cure = "Nothing need be done, unless the capacity is wrong."
            findings.warn(row.sheet, fault, cure, row=row.number, column="capacity", value=str(capacity))


def tell_without_phase(leaders: Sequence[Row], findings: Findings) -> None:
    """Warns where min_school_distance_km has no effect because phases are blank."""
    blank = sum(not row.get("phase") for row in leaders)
    if blank:
        fault = f"is blank for {blank} of {len(leaders)} leaders, whom min_school_distance_km keeps from nobody"
        cure = "It parts schools of one phase: fill in phase."
        findings.warn("leaders.csv", fault, cure, column="phase")
