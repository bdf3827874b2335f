from extractor.synthesis.model import Prisma
from extractor.synthesis.render.flow import Box, boxes, flow


def box(prisma: Prisma, name: str) -> Box:
    return next(item for item in boxes(prisma) if item.name == name)


def test_a_box_without_a_number_says_that_none_is_recorded() -> None:
    lines = [line for item in boxes(Prisma()) for line in item.lines]
    assert [line for line in lines if not line.endswith(("(not recorded)", ":"))] == []
    assert len(lines) == 15


def test_nothing_found_is_a_number() -> None:
    assert box(Prisma(duplicates_removed=0), "removed").lines[1] == "  Duplicate records (n = 0)"


def test_databases_are_told_one_by_one_with_their_sum() -> None:
    prisma = Prisma(databases=(("PubMed", 120), ("Embase", 80)), registers=())
    assert box(prisma, "identified").lines == (
        "Records identified from:",
        "Databases (n = 200)",
        "  PubMed (n = 120)",
        "  Embase (n = 80)",
        "Registers (n = 0)",
    )


def test_reasons_are_told_one_by_one() -> None:
    prisma = Prisma(reports_excluded=(("review", 3), ("another drug", 2)))
    assert box(prisma, "no").lines == ("Reports excluded (n = 5)", "  review (n = 3)", "  another drug (n = 2)")


def test_the_end_tells_reports_and_unique_patients() -> None:
    lines = ("Reports included in review (n = 48)", "Unique patients (n = 145)")
    assert box(Prisma(reports_included=48, patients=145), "yes").lines == lines


def test_other_methods_have_boxes_where_something_is_recorded() -> None:
    names = [item.name for item in boxes(Prisma())]
    assert [name for name in (item.name for item in boxes(Prisma(other_reports_sought=4))) if name not in names] == [
        "other",
        "other sought",
    ]


def test_the_flow_is_told_in_words_too() -> None:
    told = flow(Prisma(reports_included=48), "")
    assert "Reports included in review (n = 48) Unique patients (not recorded)." in told.description


def test_every_arrow_leads_to_a_box() -> None:
    found = boxes(Prisma(other_methods=()))
    names = {item.name for item in found}
    assert [lead for item in found for lead in item.leads if lead not in names] == []
