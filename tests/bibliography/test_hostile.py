"""Whatever stands in a file, reading it ends with references or with one line."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.bibliography.read import read_export
from extractor.core.errors import BadExport
from tests.bibliography import exports

SAMPLES = [
    told.encode()
    for told in (
        exports.NBIB, exports.RIS, exports.WOS, exports.WOS_TABLE, exports.BIBTEX, exports.ENDNOTE, exports.PUBMED_CSV,
        exports.EMBASE_CSV, exports.SCOPUS_CSV, exports.DIMENSIONS_CSV,
    )
]  # fmt: skip
PIECES = st.sampled_from(
    [
        *(
            b"",
            b'"',
            b"\n",
            b"\r",
            b"\0",
            b"\xff\xfe",
            b"\xe9",
            b"{",
            b"}",
            b"@article{",
            b"<record>",
            b"&#0;",
            b"%",
            b"$",
        ),
        *(b"ER  - \n", b"TY  - JOUR\n", b"PMID- 1\n", b",,,", b"\t"),
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sample=st.sampled_from([*SAMPLES, exports.workbook()]), data=st.data())
def test_a_file_that_is_cut_and_patched_anywhere_is_read_or_refused(
    tmp_path: Path, sample: bytes, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(sample)))
    end = data.draw(st.integers(start, len(sample)))
    path = tmp_path / "export"
    path.write_bytes(sample[:start] + data.draw(PIECES) + sample[end:])
    try:
        export = read_export(path)
    except BadExport:
        return
    assert export.records
    assert all(line >= 1 and item.uids and (item.title or item.doi or item.pmid) for line, item, _ in export.records)
    assert all(told.startswith(("line ", "lines ")) for told in export.broken)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path: Path, told: bytes) -> None:
    path = tmp_path / "export"
    path.write_bytes(told)
    try:
        assert read_export(path).records
    except BadExport:
        return


@pytest.mark.parametrize("half", range(10))
def test_of_half_a_file_the_first_record_is_kept(tmp_path: Path, half: int) -> None:
    sample = SAMPLES[half]
    path = tmp_path / "export"
    path.write_bytes(sample[: len(sample) * 9 // 10])
    export = read_export(path)
    assert (export.records[0][1].title or "").casefold() == exports.TITLE.casefold()


def test_entities_of_a_document_type_are_not_read(tmp_path: Path) -> None:
    told = '<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + exports.ENDNOTE[39:]
    path = tmp_path / "export"
    path.write_text(told.replace("<volume>12", "<volume>&b;"), encoding="utf-8")
    export = read_export(path)
    assert export.broken == ("line 1: record 1 is not closed, or is no XML",)
    assert [item.title for _, item, _ in export.records] == [exports.OTHER]
