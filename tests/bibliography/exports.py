"""Small invented exports, one of each format: the same two records wherever the format can hold them."""

from io import BytesIO
from zipfile import ZipFile

TITLE = "Itch in a painted heron: a case report"
OTHER = "Feather loss in two storks"

NBIB = """
PMID- 90000001
OWN - NLM
IS  - 0000-0001 (Electronic)
VI  - 12
IP  - 3
DP  - 2021 Mar 4
TI  - Itch in a painted heron: a case
      report
PG  - 45-47
LID - 10.5555/heron.1 [doi]
LID - S0000-01(21)00001-X [pii]
AB  - A heron itched. It was
      treated.
FAU - Roe, Anna B
AU  - Roe AB
FAU - Doe, José
AU  - Doe J
LA  - eng
PT  - Case Reports
PT  - Journal Article
JT  - Journal of invented birds
TA  - J Inv Birds
PMC - PMC9000001
MH  - Animals
SO  - J Inv Birds. 2021 Mar 4;12(3):45-47. doi: 10.5555/heron.1.

PMID- 90000002
DP  - 2022
TI  - Feather loss in two storks.
FAU - Poe, Carl
JT  - Storks
SO  - Storks. 2022.
"""

RIS = """TY  - JOUR
AU  - Roe, Anna B
AU  - Doe, José
TI  - Itch in a painted heron: a case report
T2  - Journal of invented birds
PY  - 2021/03/04
VL  - 12
IS  - 3
SP  - 45
EP  - 47
DO  - https://doi.org/10.5555/HERON.1
AB  - A heron itched.
It was treated.
KW  - Animals
Heron
DB  - Scopus
UR  - https://www.scopus.com/inward/record.uri?eid=2-s2.0-90000000001&doi=10.5555%2fheron.1&partnerID=40
ER  -

TY  - CHAP
A1  - Poe, Carl
T1  - Feather loss in two storks
Y1  - 2022
ER  -
"""

WOS = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Roe, AB
   Doe, J
AF Roe, Anna B.
   Doe, José
TI Itch in a painted heron: a
   case report
SO JOURNAL OF INVENTED BIRDS
LA English
DT Article
DE heron; itch;
   painted birds
AB A heron itched.
PY 2021
VL 12
IS 3
BP 45
EP 47
DI 10.5555/heron.1
UT WOS:000900000000001
PM 90000001
ER

PT J
AU Poe, C
TI Feather loss in two storks
SO STORKS
AR 101
PY 2022
UT WOS:000900000000002
ER

EF
"""

WOS_TABLE = (
    "PT\tAU\tTI\tSO\tPY\tVL\tIS\tBP\tEP\tDI\tUT\tAB\n"
    "J\tRoe, AB; Doe, J\tItch in a painted heron: a case report\tJOURNAL OF INVENTED BIRDS\t2021\t12\t3\t45\t47\t"
    "10.5555/heron.1\tWOS:000900000000001\tA heron itched.\n"
    "J\tPoe, C\tFeather loss in two storks\tSTORKS\t2022\t\t\t\t\t\tWOS:000900000000002\t\n"
)

BIBTEX = r"""Scopus
EXPORT DATE: 04 March 2025

@ARTICLE{Roe2021,
  author = {Roe, Anna B. and Doe, Jos{\'e}},
  title = {Itch in a {Painted} heron: a case report},
  journal = {Journal of invented birds},
  year = {2021}, volume = {12}, number = {3}, pages = {45 – 47},
  doi = {10.5555/heron.1},
  abstract = {A heron itched in 5% of cases \& more.},
  author_keywords = {heron; itch},
  source = {Scopus}
}

@article{Roe2021, title = "Feather loss in two storks", author = "Poe, Carl", year = 2022, journal = birds}
@string{birds = "Storks"}
"""

ENDNOTE = """<?xml version="1.0" encoding="UTF-8"?>
<xml><records><record><database name="My.enl">My.enl</database><ref-type name="Journal Article">17</ref-type>
<contributors><authors><author><style face="normal">Roe, Anna B.</style></author><author>Doe, José</author></authors>
</contributors><titles><title><style>Itch in a </style><style face="italic">painted</style><style> heron: a case report
</style></title><secondary-title>Journal of invented birds</secondary-title></titles><pages>45-47</pages>
<volume>12</volume><number>3</number><dates><year>2021</year></dates><abstract>A heron itched.&#x1;</abstract>
<accession-num>WOS:000900000000001</accession-num>
<electronic-resource-num>10.5555/heron.1</electronic-resource-num></record>
<record><ref-type name="Book">6</ref-type><contributors><authors><author>Poe, Carl</author></authors></contributors>
<titles><title>Feather loss in two storks</title></titles><dates><year>2022</year></dates></record>
</records></xml>
"""

PUBMED_CSV = (
    "PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,NIHMS ID,DOI\n"
    '"90000001","Itch in a painted heron: a case report","Roe AB, Doe J.",'
    '"J Inv Birds. 2021 Mar 4;12(3):45-47. doi: 10.5555/heron.1.","Roe AB","J Inv Birds","2021","2021/03/04",'
    '"PMC9000001","","10.5555/heron.1"\n'
    '"90000002","Feather loss in two storks","Poe C.","Storks. 2022.","Poe C","Storks","2022","2022/01/01","","",""\n'
)

EMBASE_CSV = (
    '"SEARCH QUERY","heron:ti"\n-------------------------------------\n\n'
    "Title,Author Names,Source,Abstract,Emtree Medical Index Terms,Open URL Link\n"
    '"Itch in a painted heron: a case report","Roe A.B., Doe J.","Journal of invented birds (2021) 12:3 (45-47). '
    'Date of Publication: 4 Mar 2021","A heron itched.\n\nIt was treated.","bird, itch",'
    "http://sfx.example/x?sid=EMBASE&id=doi:10.5555%2Fheron.1&atitle=Itch\n\n"
    "Feather loss in two storks,Poe C.,Storks (2022),,,\n"
)

EMBASE_ROWS = """"SEARCH QUERY","heron:ti"

"TITLE","Itch in a painted heron: a case report"
"AUTHOR NAMES","Roe A.B.","Doe J."
"SOURCE","Journal of invented birds (2021) 12:3 (45-47). Date of Publication: 4 Mar 2021"
"ABSTRACT","A heron itched.

It was ""treated""."
"EMTREE MEDICAL INDEX TERMS","bird","itch"
"EMBASE ACCESSION ID","L900000001"
"MEDLINE PMID","90000001"
"DOI","10.5555/heron.1"

"TITLE","Feather loss in two storks"
"AUTHOR NAMES","Poe C."
"SOURCE","Storks (2022)"
"CLINICAL TRIAL NUMBERS",
"""

SCOPUS_CSV = (
    "Authors,Author full names,Title,Year,Source title,Volume,Issue,Art. No.,Page start,Page end,DOI,Link,Abstract,"
    "EID\n"
    '"Roe A.B.; Doe J.","Roe, Anna B. (90000000001); Doe, José (90000000002)",Itch in a painted heron: '
    "a case report,2021,Journal of invented birds,12,3,,45,47,10.5555/heron.1,,A heron itched.,2-s2.0-90000000001\n"
    "Poe C.,,Feather loss in two storks,2022,Storks,,,101,,,,,,2-s2.0-90000000002\n"
)

DIMENSIONS_CSV = (
    '"About the data: Exported on Mar 04, 2025. Criteria: heron"\n'
    "Rank,Publication ID,DOI,PMID,PMCID,Title,Abstract,Source title,PubYear,Volume,Issue,Pagination,Authors,"
    "Dimensions URL\n"
    "1,pub.1900000001,10.5555/heron.1,90000001,,Itch in a painted heron: a case report,A heron itched.,"
    'Journal of invented birds,2021,12,3,45-47,"Roe, Anna B; Doe, José",https://app.dimensions.ai/x\n'
    '2,pub.1900000002,,,,Feather loss in two storks,,Storks,2022,,,,"Poe, Carl",https://app.dimensions.ai/x\n'
)


def workbook() -> bytes:
    """Return the Embase table as an Excel file."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.create_sheet("export", 0)
    for row in (
        ["SEARCH QUERY", "heron:ti"],
        ["Title", "Author Names", "Source title", "Publication Year", "Volume", "DOI", "Embase Link"],
        ["Itch in a painted heron: a case report", "Roe A.B., Doe J.", "Journal of invented birds", 2021, 12.0,
         "10.5555/heron.1", "https://www.embase.com/search/results?subaction=viewrecord&id=L900000001"],
        [None] * 7,
        ["Feather loss in two storks", "Poe C.", "Storks", 2022, None, None, None],
    ):  # fmt: skip
        sheet.append(row)
    told = BytesIO()
    book.save(told)
    return told.getvalue()


def workbook_with(part: str, told: bytes, instead: bytes) -> bytes:
    """Return the Excel file with other bytes in one of its parts."""
    file = BytesIO()
    with ZipFile(BytesIO(workbook())) as whole, ZipFile(file, "w") as changed:
        for name in whole.namelist():
            data = whole.read(name)
            changed.writestr(name, data.replace(told, instead) if name == part else data)
    return file.getvalue()
