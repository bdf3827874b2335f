from pathlib import Path

import pytest

from extractor.bibliography.read import Export, read_export
from extractor.core.errors import BadExport
from extractor.core.reference import Reference
from tests.bibliography import exports
from tests.bibliography.exports import OTHER, TITLE

PAINTED = TITLE.replace("painted", "Painted")


def read(folder: Path, told: str | bytes, name: str = "export") -> Export:
    path = folder / name
    path.write_bytes(told if isinstance(told, bytes) else told.encode())
    return read_export(path)


def references(export: Export) -> list[Reference]:
    return [item for _, item, _ in export.records]


FILES: dict[str, tuple[str | bytes, str, str, tuple[int, int]]] = {
    "nbib": (exports.NBIB, "medline", "PubMed", (2, 28)),
    "ris": (exports.RIS, "ris", "Scopus", (1, 20)),
    "wos": (exports.WOS, "wos", "Web of Science", (3, 26)),
    "wos table": (exports.WOS_TABLE, "wos", "Web of Science", (2, 3)),
    "bibtex": (exports.BIBTEX, "bibtex", "Scopus", (4, 15)),
    "endnote": (exports.ENDNOTE, "endnote", "Web of Science", (2, 9)),
    "pubmed csv": (exports.PUBMED_CSV, "table", "PubMed", (2, 3)),
    "embase csv": (exports.EMBASE_CSV, "table", "Embase", (5, 9)),
    "embase rows": (exports.EMBASE_ROWS, "table", "Embase", (3, 14)),
    "scopus csv": (exports.SCOPUS_CSV, "table", "Scopus", (2, 3)),
    "dimensions csv": (exports.DIMENSIONS_CSV, "table", "Dimensions", (3, 4)),
    "excel": (exports.workbook(), "table", "Embase", (3, 5)),
}


@pytest.mark.parametrize("name", FILES)
def test_every_format_is_known_by_what_stands_in_it(tmp_path: Path, name: str) -> None:
    told, format_name, database, lines = FILES[name]
    export = read(tmp_path, told)
    assert (export.format, export.broken, export.doubts) == (format_name, (), ())
    assert [(line, source) for line, _, source in export.records] == [(line, database) for line in lines]


@pytest.mark.parametrize("name", FILES)
def test_every_format_tells_the_same_of_the_same_publication(tmp_path: Path, name: str) -> None:
    first, second = references(read(tmp_path, FILES[name][0]))
    assert (first.title or "").casefold() == TITLE.casefold()
    assert [author.split(",")[0].split(" ")[0] for author in first.authors] == ["Roe", "Doe"]
    assert (first.year, first.doi, first.volume) == (2021, "10.5555/heron.1", "12")
    assert (second.title or "").removesuffix(".") == OTHER
    assert [author[:3] for author in second.authors] == ["Poe"]
    assert (second.year, second.doi) == (2022, None)


@pytest.mark.parametrize("name", sorted(FILES.keys() - {"excel", "bibtex"}))
def test_pages_and_issue_are_told_alike(tmp_path: Path, name: str) -> None:
    first, _ = references(read(tmp_path, FILES[name][0]))
    assert (first.issue, first.pages) == ("3", "45-47")


@pytest.mark.parametrize(
    ("name", "journal", "pmid", "ids"),
    [
        ("nbib", "Journal of invented birds", "90000001", (("pmcid", "PMC9000001"),)),
        ("ris", "Journal of invented birds", None, (("scopus", "2-s2.0-90000000001"),)),
        ("wos", "JOURNAL OF INVENTED BIRDS", "90000001", (("wos", "WOS:000900000000001"),)),
        ("bibtex", "Journal of invented birds", None, ()),
        ("endnote", "Journal of invented birds", None, (("wos", "WOS:000900000000001"),)),
        ("pubmed csv", "J Inv Birds", "90000001", (("pmcid", "PMC9000001"),)),
        ("embase csv", "Journal of invented birds", None, ()),
        ("embase rows", "Journal of invented birds", "90000001", (("embase", "L900000001"),)),
        ("scopus csv", "Journal of invented birds", None, (("scopus", "2-s2.0-90000000001"),)),
        ("dimensions csv", "Journal of invented birds", "90000001", (("dimensions", "pub.1900000001"),)),
        ("excel", "Journal of invented birds", None, (("embase", "L900000001"),)),
    ],
)
def test_journals_and_identifiers_are_kept(
    tmp_path: Path, name: str, journal: str, pmid: str | None, ids: tuple[tuple[str, str], ...]
) -> None:
    first, _ = references(read(tmp_path, FILES[name][0]))
    assert (first.journal, first.pmid, first.ids) == (journal, pmid, ids)


@pytest.mark.parametrize(
    ("name", "abstract", "keywords"),
    [
        ("nbib", "A heron itched. It was treated.", ("Animals",)),
        ("ris", "A heron itched. It was treated.", ("Animals", "Heron")),
        ("wos", "A heron itched.", ("heron", "itch", "painted birds")),
        ("bibtex", "A heron itched in 5% of cases & more.", ("heron", "itch")),
        ("endnote", "A heron itched.", ()),
        ("embase csv", "A heron itched. It was treated.", ("bird", "itch")),
        ("embase rows", 'A heron itched. It was "treated".', ("bird", "itch")),
    ],
)
def test_abstracts_and_keywords_stand_on_one_line(
    tmp_path: Path, name: str, abstract: str, keywords: tuple[str, ...]
) -> None:
    first, _ = references(read(tmp_path, FILES[name][0]))
    assert (first.abstract, first.keywords) == (abstract, keywords)


def test_kinds_are_words(tmp_path: Path) -> None:
    assert [item.kind for item in references(read(tmp_path, exports.RIS))] == ["journal article", "book chapter"]
    assert [item.kind for item in references(read(tmp_path, exports.NBIB))] == ["Case Reports; Journal Article", None]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"])
@pytest.mark.parametrize("name", ["nbib", "ris", "wos", "endnote", "scopus csv", "dimensions csv"])
def test_names_survive_every_encoding_and_line_end(tmp_path: Path, name: str, encoding: str) -> None:
    told = str(FILES[name][0])
    for text in (told, told.replace("\n", "\r\n"), told.replace("\n", "\r")):
        export = read(tmp_path, text.encode(encoding))
        assert references(export)[0].authors[1] == "Doe, José"
        assert bool(export.doubts) is (encoding in ("cp1252", "mac_roman"))


@pytest.mark.parametrize(
    ("title", "encoding"),
    [
        ("Świąd u czapli: opis przypadku źródła łuszczycy", "cp1250"),
        ("Dose of 5 mg/cm² in one heron, nº 3, from España", "cp1252"),
        ("Démangeaisons chez un héron traité à Genève", "mac_roman"),
    ],
)
def test_what_windows_and_the_mac_save_in_latin_letters_is_told_apart(
    tmp_path: Path, title: str, encoding: str
) -> None:
    export = read(tmp_path, exports.RIS.replace(OTHER, title).encode(encoding))
    assert (references(export)[1].title, export.encoding) == (title, encoding)
    [doubt] = export.doubts
    assert doubt.startswith(f"not saved as UTF-8: read as {encoding}; look at names with accents")


@pytest.mark.parametrize(
    ("title", "encoding"),
    [
        ("Зуд у цапли: клинический случай", "cp1251"),
        ("Зуд у цапли: клинический случай", "koi8-r"),
        ("Κνησμός σε έναν ερωδιό", "cp1253"),
        ("皮膚筋炎に対する治療の一例", "shift_jis"),
        ("托法替布治疗皮肌炎一例", "gb18030"),
    ],
)
def test_letters_of_other_scripts_in_an_encoding_that_nothing_tells_are_refused_and_read_as_utf_8(
    tmp_path: Path, title: str, encoding: str
) -> None:
    told = exports.RIS.replace(OTHER, title).replace("José", "Jose")
    with pytest.raises(BadExport, match="not saved as UTF-8, and its letters are not Latin ones; save it as UTF-8"):
        read(tmp_path, told.encode(encoding))
    assert references(read(tmp_path, told))[1].title == title


@pytest.mark.parametrize(
    ("title", "encoding"),
    [
        ("Лікування у двох чапель", "cp1251"),
        ("Зуд у цапли: клинический случай", "iso8859-5"),
        ("Зуд у цапли: клинический случай", "mac_cyrillic"),
        ("טיפול בדרמטומיוזיטיס", "cp1255"),
        ("علاج التهاب الجلد والعضل", "cp1256"),
        ("การรักษาโรคผิวหนังอักเสบ", "cp874"),
        ("皮膚筋炎に対する治療の一例", "euc_jp"),
        ("皮肌炎的治療一例", "big5"),
        ("피부근염 치료 사례", "euc_kr"),
    ],
)
def test_a_title_in_another_script_between_dashes_is_refused(tmp_path: Path, title: str, encoding: str) -> None:
    told = exports.RIS.replace(OTHER, title).replace("José", "Jose").encode(encoding)
    with pytest.raises(BadExport, match="its letters are not Latin ones"):
        read(tmp_path, told.replace(b"A heron itched.", b"A heron itched \x97\x97\x97."))


@pytest.mark.parametrize("rule", ["———", "––––", "………", "•••", "“…”", "“———”\n………"])
def test_rules_of_dashes_and_dots_are_no_letters_of_another_script(tmp_path: Path, rule: str) -> None:
    told = exports.RIS.replace("José", "Müller").replace("A heron itched.", f"A heron itched {rule}" * 5)
    export = read(tmp_path, told.encode("cp1252"))
    assert (references(export)[0].authors[1], export.encoding) == ("Doe, Müller", "cp1252")


@pytest.mark.parametrize(
    ("names", "encoding"),
    [
        ("Wiśniewski, Łukasz; Żółć, Jan", "cp1250"),
        ("Żółć, Jan; Łąż, Ewa", "cp1250"),
        ("Říčář, Jan; Šťáva, Eva; Dvořák, Aleš", "cp1250"),
    ],
)
def test_a_name_of_accents_alone_is_no_other_script(tmp_path: Path, names: str, encoding: str) -> None:
    told = exports.RIS.replace("José", "Jose").replace("Poe, Carl", names)
    export = read(tmp_path, told.encode(encoding))
    assert ("; ".join(references(export)[1].authors), export.encoding) == (names, encoding)


def test_a_workbook_that_is_damaged_within_is_refused(tmp_path: Path) -> None:
    whole = exports.workbook()
    sheet = whole.index(b"xl/worksheets/sheet1.xml") + 60
    with pytest.raises(BadExport, match="no workbook that can be read; export the search as CSV"):
        read(tmp_path, whole[:sheet] + bytes(200) + whole[sheet + 200 :])


@pytest.mark.parametrize(
    ("part", "told", "damaged"),
    [
        ("xl/worksheets/sheet1.xml", b"</row>", b""),
        ("xl/worksheets/sheet1.xml", b't="inlineStr"><is><t>Title</t></is>', b't="s"><v>99</v>'),
        ("xl/workbook.xml", b"<sheets>", b""),
        ("xl/styles.xml", b'fontId="0"', b'fontId="99"'),
        ("xl/styles.xml", b'numFmtId="0"', b'numFmtId="999999999999999999999"'),
    ],
)
def test_a_workbook_whose_parts_do_not_fit_is_refused(tmp_path: Path, part: str, told: bytes, damaged: bytes) -> None:
    with pytest.raises(BadExport, match="no workbook that can be read; export the search as CSV"):
        read(tmp_path, exports.workbook_with(part, told, damaged))


def test_a_workbook_with_another_word_in_it_is_read(tmp_path: Path) -> None:
    told = exports.workbook_with("xl/worksheets/sheet1.xml", b"painted heron", b"gray heron")
    assert references(read(tmp_path, told))[0].title == "Itch in a gray heron: a case report"


def test_a_record_known_from_its_database_has_the_same_uid_in_every_format(tmp_path: Path) -> None:
    for one, other in (("ris", "scopus csv"), ("nbib", "pubmed csv"), ("wos", "wos table"), ("wos", "endnote")):
        first, second = (references(read(tmp_path, FILES[name][0]))[0] for name in (one, other))
        assert first.uid == second.uid


def test_one_number_on_two_publications_is_two_records(tmp_path: Path) -> None:
    told = exports.NBIB.replace("90000002", "90000001")
    assert len({item.uid for item in references(read(tmp_path, told))}) == 2


def test_the_user_names_the_database_of_a_file_that_shows_none(tmp_path: Path) -> None:
    path = tmp_path / "papers.ris"
    path.write_text("TY  - JOUR\nTI  - Herons\nER  -\n", encoding="utf-8")
    assert [database for *_, database in read_export(path).records] == ["unknown"]
    assert [database for *_, database in read_export(path, "Bird Index").records] == ["Bird Index"]
    shown = path.rename(tmp_path / "embase_2.ris")
    assert [database for *_, database in read_export(shown).records] == ["Embase"]


@pytest.mark.parametrize(
    ("told", "broken", "titles"),
    [
        pytest.param(
            exports.RIS.replace("EP  - 47\n", "EP  - 47\nTY  - JOUR\n", 1).replace("ER  -\n\nTY", "\nTY", 1),
            ("lines 1, 11: the record does not end (ER): kept as far as it goes",),
            [TITLE, None, OTHER], id="RIS without ends"),
        pytest.param(exports.RIS[:330], (), [TITLE], id="RIS of which no record ends"),
        pytest.param(exports.RIS + "TY  - JOUR\nAU  - Roe\nER  -\n",
                     ("line 25: no title, DOI or PMID",), [TITLE, OTHER], id="RIS without title"),
        pytest.param(exports.RIS.replace("TY  - CHAP\n", ""),
                     ("line 20: a record without its beginning (TY)",), [TITLE], id="RIS without beginning"),
        pytest.param(exports.NBIB[: exports.NBIB.index("JT  - Storks")],
                     ("line 28: the record does not end (SO): kept as far as it goes",), [TITLE, f"{OTHER}."],
                     id="half a PubMed file"),
        pytest.param(exports.WOS[: exports.WOS.index("UT WOS:000900000000002")],
                     ("line 26: the record does not end (ER): kept as far as it goes",), [TITLE, OTHER],
                     id="half a Web of Science file"),
        pytest.param(exports.BIBTEX.replace("  source = {Scopus}\n}\n", ""),
                     ("line 4: the entry is never closed: kept as far as it goes",), [PAINTED, OTHER], id="BibTeX"),
        pytest.param(exports.BIBTEX[: exports.BIBTEX.index("eather loss")],
                     ("line 15: the entry is never closed: kept as far as it goes",), [PAINTED, "F"],
                     id="half a BibTeX file"),
        pytest.param(exports.BIBTEX + "@article{x\n",
                     ("line 17: an entry that is never closed, or is not written right",), [PAINTED, OTHER],
                     id="BibTeX, no field"),
        pytest.param(exports.ENDNOTE[:-140], ("line 9: record 2 is not closed, or is no XML",), [TITLE], id="EndNote"),
        pytest.param(exports.ENDNOTE.replace("<volume>12", "<volume>12&nosuch;"),
                     ("line 2: record 1 is not closed, or is no XML",), [OTHER], id="an entity in EndNote XML"),
        pytest.param(exports.PUBMED_CSV.replace('"Roe AB, Doe J.",', '"Roe AB, Doe J.,'),
                     ("line 2: quotation marks that do not fit; read on from line 3",), [OTHER], id="CSV, quotation"),
        pytest.param(exports.PUBMED_CSV[: exports.PUBMED_CSV.index("Poe C.")],
                     ("line 3: the file ends within the record: kept as far as it goes",), [TITLE, OTHER],
                     id="half a CSV file"),
        pytest.param(exports.SCOPUS_CSV[: exports.SCOPUS_CSV.index(",2022,Storks")],
                     ("line 3: the file ends within the record: kept as far as it goes",), [TITLE, OTHER],
                     id="half a row of CSV"),
        pytest.param(f"{exports.SCOPUS_CSV}Exported, 1 May 2025\n",
                     ("line 4: 2 cells under 14 headings; nothing after it can be read",), [TITLE, OTHER],
                     id="a remark below CSV"),
        pytest.param(exports.EMBASE_ROWS[: exports.EMBASE_ROWS.index("torks (2022)")],
                     ("line 14: the quotation mark on line 16 is never closed: kept, but look at it",), [TITLE, OTHER],
                     id="half a file of fields by row"),
        pytest.param(exports.EMBASE_ROWS.replace('"SEARCH QUERY"', '"DOI","10.5555/x"\n"PUBLICATION YEAR","2020"\n"x"'),
                     (), [None, TITLE, OTHER], id="fields by row without a beginning"),
        pytest.param(exports.EMBASE_ROWS.replace('""treated"".', '""treated""').replace('"\n"EMTREE', '\n"EMTREE'),
                     ("line 3: the quotation mark on line 6 is never closed: kept, but look at it",), [TITLE, OTHER],
                     id="fields by row, quotation"),
        pytest.param(exports.SCOPUS_CSV.replace("Itch in a painted heron:", "Itch, in a painted heron:"),
                     ("line 2: 15 cells under 14 headings; read on from line 3",), [OTHER], id="CSV, a comma too many"),
        pytest.param(exports.SCOPUS_CSV.replace(",,101,,,,,,2-s2.0-90000000002", ""),
                     ("line 3: 6 cells under 14 headings: kept, as far as it goes",), [TITLE, OTHER], id="cut row"),
    ],
)  # fmt: skip
def test_a_broken_record_is_told_by_line_and_the_rest_is_kept(
    tmp_path: Path, told: str, broken: tuple[str, ...], titles: list[str | None]
) -> None:
    export = read(tmp_path, told)
    assert export.broken == broken
    assert [item.title for item in references(export)] == titles


def test_a_doi_typed_wrong_is_told_and_kept_as_typed(tmp_path: Path) -> None:
    export = read(tmp_path, exports.RIS.replace("https://doi.org/10.5555/HERON.1", "1O.5555/heron.1"))
    assert export.doubts == ("line 1: not a DOI: 1O.5555/heron.1",)
    first = references(export)[0]
    assert first.doi == "10.5555/heron.1", "the address of the record has it too"
    assert first.ids[-1] == ("doi as typed", "1O.5555/heron.1")


@pytest.mark.parametrize(
    ("told", "message"),
    [
        (b"", "the file is empty"),
        (b"\n \n", "the file is empty"),
        (b"Dear all,\nhere are the results, as promised, and more.\n", "no export of a format that is known"),
        (b"name,age,city\nRoe,3,Ulm\n", "no export of a format that is known"),
        (b"%PDF-1.4\n\0\x01\x02", "not a text file"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\0", "not a text file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), r"an Excel file of the old kind \(\.xls\)"),
        (b"PK\x03\x04 no workbook", "no workbook that can be read"),
        (b"TY  - JOUR\nER  -\n", r"holds no reference that can be read \(1 broken\)"),
        (b"<html><body>Please log in</body></html>", "no export of a format that is known"),
    ],
)
def test_what_is_no_export_is_an_error(tmp_path: Path, told: bytes, message: str) -> None:
    with pytest.raises(BadExport, match=message):
        read(tmp_path, told)


def test_what_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadExport, match="cannot be read: No such file"):
        read_export(tmp_path / "nothing.ris")
    with pytest.raises(BadExport, match="cannot be read: Is a directory"):
        read_export(tmp_path)


def test_marks_of_quotation_that_should_stand_twice_are_let_pass(tmp_path: Path) -> None:
    export = read(tmp_path, exports.PUBMED_CSV.replace("a painted heron:", 'a "painted" heron:'))
    assert export.broken == ()
    assert [item.year for item in references(export)] == [2021, 2022]


def test_a_register_of_trials_is_read_and_known(tmp_path: Path) -> None:
    told = "NCT Number,Study Title,Study URL,Conditions\n"
    told += "NCT01234567,Itch in herons,https://clinicaltrials.gov/study/NCT01234567,Itch\n"
    [(_, item, database)] = read(tmp_path, told).records
    assert (item.title, item.ids, database) == (
        "Itch in herons",
        (("clinicaltrials", "NCT01234567"),),
        "ClinicalTrials.gov",
    )


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_a_table_may_stand_apart_by_other_signs_than_commas(tmp_path: Path, delimiter: str) -> None:
    told = delimiter.join(["sep=" + delimiter]) + "\n" + delimiter.join(("Title", "Authors", "Year", "DOI")) + "\n"
    told += delimiter.join(("Itch, in herons", "Roe A, Doe B", "2021", "10.5555/a")) + "\n"
    [(line, item, _)] = read(tmp_path, told).records
    assert (line, item.title, item.authors, item.year) == (3, "Itch, in herons", ("Roe A", "Doe B"), 2021)


def test_an_abstract_that_breaks_its_row_makes_no_record_of_its_second_half(tmp_path: Path) -> None:
    told = exports.DIMENSIONS_CSV.replace("A heron itched.,", "A heron itched.\nIt was treated, and well.,")
    export = read(tmp_path, told)
    assert export.broken == ("line 3: 7 cells under 14 headings; read on from line 5",)
    assert [item.title for item in references(export)] == [OTHER]


def test_exports_that_were_put_together_are_read_to_the_end(tmp_path: Path) -> None:
    assert [item.title for item in references(read(tmp_path, "\ufeff" + exports.RIS + "\ufeff" + exports.RIS))] == [
        TITLE,
        OTHER,
        TITLE,
        OTHER,
    ]
    export = read(tmp_path, exports.SCOPUS_CSV + exports.SCOPUS_CSV)
    assert (export.broken, [line for line, _, _ in export.records]) == ((), [2, 3, 5, 6])


@pytest.mark.parametrize(
    ("told", "broken"),
    [
        pytest.param(exports.RIS + exports.BIBTEX, "line 25: lines that belong to no record", id="BibTeX below RIS"),
        pytest.param(exports.RIS + exports.NBIB, "line 26: lines that belong to no record", id="PubMed below RIS"),
        pytest.param(exports.NBIB + "\n" + exports.RIS[exports.RIS.index("TY  - CHAP") :],
         "line 35: a record without its beginning (PMID)", id="RIS below PubMed"),
    ],
)  # fmt: skip
def test_a_second_format_in_one_file_is_told_and_changes_no_record(tmp_path: Path, told: str, broken: str) -> None:
    export = read(tmp_path, told)
    assert export.broken[:1] == (broken,)
    assert [(item.title or "")[:7] for item in references(export)[:2]] == [TITLE[:7], OTHER[:7]]
    assert [len(item.authors) for item in references(export)[:2]] == [2, 1]


def test_a_heading_above_each_record_is_no_record(tmp_path: Path) -> None:
    told = exports.RIS.replace("TY  -", "Record #1 of 2\nProvider: Herons\n\nTY  -")
    assert read(tmp_path, told).broken == ()


def test_a_quotation_mark_between_tabs_may_stand_alone(tmp_path: Path) -> None:
    export = read(tmp_path, exports.WOS_TABLE.replace("Itch in", '"Itch in'))
    assert export.broken == ()
    assert [item.title for item in references(export)] == [f'"{TITLE}', OTHER]


@pytest.mark.parametrize("value", ["{Storks}\n", '"Storks" # " and herons"'])
def test_a_field_of_bibtex_that_runs_into_the_next_is_told(tmp_path: Path, value: str) -> None:
    export = read(tmp_path, f"@article{{a, title = {value} year = {{2020}} }}\n@article{{b, title={{{OTHER}}}}}\n")
    assert export.broken == (
        "line 1: title is not written right (a comma may be missing after it): kept, but look at it",
    )
    assert references(export)[1].title == OTHER


def test_a_value_of_bibtex_is_put_together_of_parts_and_names(tmp_path: Path) -> None:
    told = f"""@string{{name = "Journal of " # {{invented}}}}
@article{{a, title = "Itch in " # {{a painted heron: }} # "a # case report", journal = NAME # {{ birds}},
  year = 2021, volume = jan}}
@article{{b, title = {{{OTHER}}}}}
"""
    first, second = references(read(tmp_path, told))
    assert (first.title, first.journal) == ("Itch in a painted heron: a # case report", "Journal of invented birds")
    assert (first.year, first.volume, second.title) == (2021, "jan", OTHER)


def test_comments_of_bibtex_stand_between_values_alone(tmp_path: Path) -> None:
    told = """% @article{old, title = {Nothing of this}}
10 % of the library
@article{a, % the first
  % title = {Nothing of this},
  title = {Itch in
% 5% of herons}, % and more
  note = "5% {of} all", year = 2021
}
"""
    [(line, item, _)] = read(tmp_path, told).records
    assert (line, item.title, item.year) == (3, "Itch in % 5% of herons", 2021)


def test_xml_however_deep_and_with_attributes_is_read(tmp_path: Path) -> None:
    deep = "<a>" * 20_000 + "<style>x</style>" + "</a>" * 20_000
    told = exports.ENDNOTE.replace("<record>", '<record id="1">').replace("<volume>", f"{deep}<volume>")
    assert [item.volume for item in references(read(tmp_path, told))] == ["12", None]


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ("Roe, A., Doe, B.-C., Poe, D.", ("Roe, A.", "Doe, B.-C.", "Poe, D.")),
        ("Roe A, Doe BC, et al.", ("Roe A", "Doe BC")),
        ("Muhammed T, Sadiq", ("Muhammed T, Sadiq",)),
        ("Roe, Anna and Doe, Ben and others", ("Roe, Anna", "Doe, Ben")),
        ("Roe, Anna B", ("Roe, Anna B",)),
        ("Roe, A B", ("Roe, A B",)),
        ("Roe, A., Jr.", ("Roe, A., Jr.",)),
        ("World Health Organization, Department of Birds", ("World Health Organization, Department of Birds",)),
        ("王, 伟; 李, 娜", ("王, 伟", "李, 娜")),
    ],
)
def test_lists_of_authors_are_taken_apart_between_names_alone(
    tmp_path: Path, told: str, names: tuple[str, ...]
) -> None:
    for text in (f"TY  - JOUR\nTI  - {TITLE}\nAU  - {told}\nER  - \n", f'Title,Authors,Year\n{TITLE},"{told}",2020\n'):
        assert references(read(tmp_path, text))[0].authors == names


def test_a_list_of_authors_may_go_on_the_next_line(tmp_path: Path) -> None:
    told = exports.BIBTEX.replace("B. and Doe", "B. and\n     Doe")
    assert references(read(tmp_path, told))[0].authors == ("Roe, Anna B.", "Doe, José")


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("<jats:title>Aim</jats:title><jats:p>H<jats:sub>2</jats:sub>O was given.</jats:p>", "Aim H2O was given."),
        ('<AbstractText Label="AIM">Itch.</AbstractText> <AbstractText>End.</AbstractText>', "AIM: Itch. End."),
        (
            """<AbstractText Label="AUTHORS' AIM">It</AbstractText> <AbstractText Label='B'>C</AbstractText>""",
            "AUTHORS' AIM: It B: C",
        ),
        ("&lt;p&gt;Herons&lt;/p&gt; &lt;br/&gt;itch<br>ed", "Herons itch ed"),
        ("In <i class='x'>Ardea</i> at p <0.05 and age <x years and >y", "In Ardea at p <0.05 and age <x years and >y"),
        ("<I>Ardea</i> of IL<br>6 <BR/> and H<SUB>2</SUB>O in <B>water</B>", "Ardea of IL 6 and H2O in water"),
        ("""<a b="x>y" c='z">'>Heron</a> at <a href='>5'>rest</a>""", "Heron at rest"),
        ("<p title='a \"b\" c>d'>Birds</P> and n <I of all", "Birds and n <I of all"),
        ("A heron's <b and stork's c> d", "A heron's <b and stork's c> d"),
        ("Mice of <middle> age, <b and c> d", "Mice of <middle> age, <b and c> d"),
    ],
)
def test_elements_of_markup_are_no_words_of_an_abstract_but_signs_are(tmp_path: Path, told: str, kept: str) -> None:
    item = references(read(tmp_path, exports.RIS.replace("A heron itched.\nIt was treated.", told)))[0]
    assert item.abstract == kept


def test_entities_of_html_and_the_addresses_of_pubmed_are_understood(tmp_path: Path) -> None:
    told = exports.RIS.replace("Itch in", "Itch &amp; wear in").replace(
        "UR  - https://www.scopus.com", "UR  - https://pubmed.ncbi.nlm.nih.gov/90000001/\nUR  - https://www.scopus.com"
    )
    first = references(read(tmp_path, told))[0]
    assert (first.title, first.pmid) == (TITLE.replace("Itch", "Itch & wear"), "90000001")
