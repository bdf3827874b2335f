from extractor.core.time_spent import FormTime, PublicationTime, by_publication, by_reviewer

FORMS = (
    FormTime("ames-2020", "p1", True, "ann", "assisted", 30.0, 9),
    FormTime("ames-2020", "p2", True, "ann", "assisted", 10.0, 3),
    FormTime("ames-2020", "statements", False, "ann", "assisted", 5.0, 2),
    FormTime("bell-2021", "p1", True, "ann", "assisted", 2.0, 0),
    FormTime("bell-2021", "p1", True, "ann", "blind", 80.0, 8),
)


def test_a_publications_time_is_that_of_all_its_forms_in_one_mode() -> None:
    assert by_publication(FORMS) == [
        PublicationTime("ames-2020", "ann", "assisted", 2, 14, 45.0),
        PublicationTime("bell-2021", "ann", "assisted", 0, 0, 2.0),
        PublicationTime("bell-2021", "ann", "blind", 1, 8, 80.0),
    ]


def test_what_was_only_looked_at_costs_time_and_is_no_case_more() -> None:
    assisted, blind = by_reviewer(FORMS)
    assert (assisted.mode, assisted.publications, assisted.cases, assisted.decisions) == ("assisted", 1, 2, 14)
    assert (assisted.seconds_per_publication, assisted.seconds_per_case) == (47.0, 21.0)
    assert (blind.mode, blind.seconds_per_publication, blind.seconds_per_case) == ("blind", 80.0, 80.0)


def test_nothing_decided_has_no_time_per_case() -> None:
    (looked,) = by_reviewer(FORMS[3:4])
    assert (looked.seconds_per_publication, looked.seconds_per_case) == (None, None)


def test_no_time_has_no_sums() -> None:
    assert (by_publication([]), by_reviewer([])) == ([], [])
