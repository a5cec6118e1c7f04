"""Files in the shape of the register of schools (GIAS): of real schools, or of a few invented ones."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

SCHOOLS = Path(__file__).parents[2] / "shared" / "data" / "schools"

HEADINGS = tuple(
    """URN|LA (code)|LA (name)|EstablishmentNumber|EstablishmentName|TypeOfEstablishment (code)|
TypeOfEstablishment (name)|
EstablishmentTypeGroup (code)|EstablishmentTypeGroup (name)|EstablishmentStatus (code)|EstablishmentStatus (name)|
ReasonEstablishmentOpened (code)|ReasonEstablishmentOpened (name)|OpenDate|ReasonEstablishmentClosed (code)|
ReasonEstablishmentClosed (name)|CloseDate|PhaseOfEducation (code)|PhaseOfEducation (name)|StatutoryLowAge|
StatutoryHighAge|Boarders (code)|Boarders (name)|NurseryProvision (name)|OfficialSixthForm (code)|
OfficialSixthForm (name)|Gender (code)|Gender (name)|ReligiousCharacter (code)|ReligiousCharacter (name)|
ReligiousEthos (name)|Diocese (code)|Diocese (name)|AdmissionsPolicy (code)|AdmissionsPolicy (name)|SchoolCapacity|
SpecialClasses (code)|SpecialClasses (name)|CensusDate|NumberOfPupils|NumberOfBoys|NumberOfGirls|PercentageFSM|
TrustSchoolFlag (code)|TrustSchoolFlag (name)|Trusts (code)|Trusts (name)|SchoolSponsorFlag (name)|
SchoolSponsors (name)|FederationFlag (name)|Federations (code)|Federations (name)|UKPRN|FEHEIdentifier|
FurtherEducationType (name)|LastChangedDate|Street|Locality|Address3|Town|County (name)|Postcode|SchoolWebsite|
TelephoneNum|HeadTitle (name)|HeadFirstName|HeadLastName|HeadPreferredJobTitle|BSOInspectorateName (name)|
InspectorateReport|DateOfLastInspectionVisit|NextInspectionVisit|TeenMoth (name)|TeenMothPlaces|CCF (name)|
SENPRU (name)|EBD (name)|PlacesPRU|FTProv (name)|EdByOther (name)|Section41Approved (name)|SEN1 (name)|SEN2 (name)|
SEN3 (name)|SEN4 (name)|SEN5 (name)|SEN6 (name)|SEN7 (name)|SEN8 (name)|SEN9 (name)|SEN10 (name)|SEN11 (name)|
SEN12 (name)|SEN13 (name)|TypeOfResourcedProvision (name)|ResourcedProvisionOnRoll|ResourcedProvisionCapacity|
SenUnitOnRoll|SenUnitCapacity|GOR (code)|GOR (name)|DistrictAdministrative (code)|DistrictAdministrative (name)|
AdministrativeWard (code)|AdministrativeWard (name)|ParliamentaryConstituency (code)|ParliamentaryConstituency (name)|
UrbanRural (code)|UrbanRural (name)|GSSLACode (name)|Easting|Northing|MSOA (name)|LSOA (name)|SENStat|SENNoStat|
BoardingEstablishment (name)|PropsName|PreviousLA (code)|PreviousLA (name)|PreviousEstablishmentNumber|Country (name)|
UPRN|SiteName|QABName (code)|QABName (name)|EstablishmentAccredited (code)|EstablishmentAccredited (name)|QABReport|
CHNumber|MSOA (code)|LSOA (code)|FSM|AccreditationExpiryDate""".replace("\n", "").split("|")
)
"""The headings of the file, in its order."""

FILLER = {
    "TypeOfEstablishment (name)": "Academy converter",
    "EstablishmentTypeGroup (name)": "Local authority maintained schools",
    "ReasonEstablishmentOpened (name)": "Academy Converter",
    "OpenDate": "01-09-2012",
    "CensusDate": "16-01-2025",
    "Street": "1 School Lane",
    "Town": "Somewhere in the County",
    "SchoolWebsite": "https://www.a-school-like-any-other.example.org/",
    "AdministrativeWard (name)": "Ward with a Long Name",
    "ParliamentaryConstituency (name)": "Constituency North and West",
    "UrbanRural (name)": "(England/Wales) Urban major conurbation",
    "AdmissionsPolicy (name)": "Non-selective",
    "ReligiousCharacter (name)": "Does not apply",
    "Diocese (name)": "Not applicable",
    "LastChangedDate": "14-05-2025",
    "Country (name)": "United Kingdom",
    "OfficialSixthForm (name)": "Does not have a sixth form",
    "SpecialClasses (name)": "No Special Classes",
    "NurseryProvision (name)": "Has Nursery Classes",
    "FederationFlag (name)": "Not under a federation",
    "SchoolSponsorFlag (name)": "Not applicable",
    "Gender (name)": "Mixed",
    "FurtherEducationType (name)": "Not applicable",
    **{f"SEN{n} (name)": "Not applicable" for n in range(1, 14)},
    "TypeOfResourcedProvision (name)": "Not applicable",
    "Section41Approved (name)": "Not applicable",
    "BoardingEstablishment (name)": "Does not have boarders",
    "EstablishmentAccredited (name)": "Not applicable",
    "QABName (name)": "Not applicable",
    "TeenMoth (name)": "Not applicable",
    "SENPRU (name)": "Not applicable",
    "EBD (name)": "Not applicable",
    "FTProv (name)": "Not applicable",
    "EdByOther (name)": "Not applicable",
    "CCF (name)": "Not applicable",
}

Fields = Mapping[str, str]


def school(urn: int, name: str, **values: str) -> dict[str, str]:
    """An open school of the register; names of values are those of HEADINGS in short."""
    short = {
        "status": "EstablishmentStatus (name)",
        "phase": "PhaseOfEducation (name)",
        "flag": "TrustSchoolFlag (code)",
        "trust": "Trusts (name)",
        "trust_code": "Trusts (code)",
        "federation": "Federations (name)",
        "area": "LA (name)",
        "district": "DistrictAdministrative (name)",
        "postcode": "Postcode",
        "easting": "Easting",
        "northing": "Northing",
    }
    known = {"URN": str(urn), "EstablishmentName": name, "EstablishmentStatus (name)": "Open"}
    return known | {short[key]: value for key, value in values.items()}


def write_register(path: Path, schools: Iterable[Fields], *, wide: bool = False, without: Sequence[str] = ()) -> Path:
    """Writes schools as GIAS does; ``wide`` fills the columns that nobody reads, as in the real file."""
    headings = [heading for heading in HEADINGS if heading not in without]
    with path.open("w", encoding="cp1252", newline="", errors="replace") as text:
        writer = csv.DictWriter(text, headings, restval="", extrasaction="ignore", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows({**FILLER, **row} if wide else row for row in schools)
    return path


def write_links(path: Path, links: Iterable[tuple[str, str, str]]) -> Path:
    """Writes links, each a URN, another and what the other is to it."""
    with path.open("w", encoding="cp1252", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"])
        writer.writerows((urn, other, "A School", kind, "01-09-2018") for urn, other, kind in links)
    return path


def real_schools() -> list[dict[str, str]]:
    """The open schools beside this copy, under GIAS's headings."""
    with (SCHOOLS / "gias_composite_open_schools.csv").open(encoding="utf-8", newline="") as text:
        return [_as_published(row) for row in csv.DictReader(text)]


def real_links() -> list[tuple[str, str, str, str]]:
    """URN, linked URN, the name of that and kind, of all links beside this copy."""
    with (SCHOOLS / "links_edubasealldata20250422.csv").open(encoding="cp1252", newline="") as text:
        return [(row["URN"], row["LinkURN"], row["LinkName"], row["LinkType"]) for row in csv.DictReader(text)]


def closed_schools(schools: Sequence[Fields]) -> list[dict[str, str]]:
    """The schools that the links name and that are not open, with no more than their name."""
    known = {row["URN"] for row in schools}
    names = {urn: name for _, urn, name, _ in real_links()}
    return [school(int(urn), name, status="Closed") for urn, name in names.items() if urn not in known]


def _as_published(row: Fields) -> dict[str, str]:
    flag = {"Multi-academy trust": "3", "Single-academy trust": "5"}.get(row["TrustGroupType"], "0")
    area = row["LA (name)"] or row["DistrictAdministrative (name)"]
    known = {heading: value for heading, value in row.items() if heading in HEADINGS}
    return known | {"EstablishmentStatus (name)": "Open", "TrustSchoolFlag (code)": flag, "LA (name)": area}
