from dataclasses import replace

from extractor.synthesis.model import Prisma, PrismaRound
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


FIRST = Prisma(records_screened=9, reports_assessed=5, reports_excluded=(("review", 2),), reports_included=3)
SECOND = Prisma(
    databases=(("PubMed", 4),), registers=(), records_screened=3, reports_assessed=2, reports_excluded=(),
    reports_included=2,
)  # fmt: skip
UPDATE = Prisma(
    reports_assessed=7,
    reports_excluded=(("review", 2),),
    other_reports_assessed=2,
    other_reports_excluded=(("review", 1),),
    reports_included=6,
    patients=8,
    rounds=(PrismaRound("search 1", FIRST), PrismaRound("search 2", SECOND)),
)


def test_an_update_tells_its_own_searches_and_the_studies_of_previous_versions() -> None:
    told = {item.name: item.lines for item in boxes(UPDATE)}
    assert told["previous"][1:] == (
        "  Records screened (n = 9)",
        "  Reports assessed for eligibility (n = 5)",
        "Reports included in previous version of review (n = 3)",
    )
    assert told["identified"][:3] == ("New records identified from:", "Databases (n = 4)", "  PubMed (n = 4)")
    assert (told["screened"], told["assessed"]) == (
        ("Records screened (n = 3)",),
        ("Reports assessed for eligibility (n = 2)",),
    )
    assert told["yes"] == ("New reports included in review (n = 3)",)
    assert told["total"] == ("Total reports included in review (n = 6)", "Unique patients (n = 8)")
    assert told["other assessed"][:2] == ("Reports assessed for eligibility (n = 2)", "Reports excluded (n = 1)")


def test_an_update_whose_pdfs_were_not_matched_tells_the_reports_of_all_searches_together() -> None:
    rounds = tuple(
        PrismaRound(item.name, replace(item.flow, reports_assessed=None, reports_excluded=None, reports_included=None))
        for item in UPDATE.rounds
    )
    told = {item.name: item.lines for item in boxes(replace(UPDATE, rounds=rounds))}
    assert told["assessed"] == ("Reports assessed for eligibility, all searches together (n = 7)",)
    assert told["no"][0] == "Reports excluded, all searches together (n = 2)"
    assert told["yes"] == ("New reports included in review (not recorded)",)
    assert told["previous"][-1] == "Reports included in previous version of review (not recorded)"


def test_one_round_of_searches_is_no_update() -> None:
    names = [item.name for item in boxes(replace(UPDATE, rounds=UPDATE.rounds[:1]))]
    assert {"previous", "total"}.isdisjoint(names)


def test_the_flow_is_told_in_words_too() -> None:
    told = flow(Prisma(reports_included=48), "")
    assert "Reports included in review (n = 48) Unique patients (not recorded)." in told.description


def test_every_arrow_leads_to_a_box() -> None:
    for prisma in (Prisma(), Prisma(other_methods=()), UPDATE, replace(UPDATE, rounds=())):
        found = boxes(prisma)
        names = {item.name for item in found}
        assert [lead for item in found for lead in item.leads if lead not in names] == []


def test_an_update_is_drawn() -> None:
    draw = flow(UPDATE, "").draw
    assert draw is not None
    told = [text.get_text().replace("\u00a0", " ") for text in draw().axes[0].texts]
    assert any("Total reports" in text for text in told)
