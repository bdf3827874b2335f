"""Supplements and notices: their cases join those of the publication that they belong to, nobody counts twice."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from extractor.core.reference import PaperRole
from extractor.synthesis.links import size_of
from extractor.synthesis.model import Unresolved
from extractor.synthesis.render.words import number_of
from extractor.synthesis.told import CaseTold, PublicationTold

Beside = Mapping[str, tuple[PaperRole, str]]
"""By the uid of a publication what it is to another one, and that one's uid; a retracted one's is its own."""


def with_supplements(
    publications: Sequence[PublicationTold], beside: Beside
) -> tuple[list[PublicationTold], list[Unresolved]]:
    """Return the publications that are none beside another, with the cases that join them, and what is to be looked at.

    A case joins where it names one of the publication's in ``same_as``, where a group of the publication is all of its
    patients, or where the publication tells of no case itself. The others count as they are told in the publication.
    """
    uids = {item.uid for item in publications}
    about = {uid: of for uid, (_, of) in beside.items() if of in uids}
    own = {item.uid: item for item in publications if about.get(item.uid, item.uid) == item.uid}
    questions: list[Unresolved] = []
    for item in publications:
        if item.uid not in about:
            continue
        role, main = beside[item.uid][0], own[about[item.uid]]
        left: list[CaseTold] = []
        if item.uid != main.uid:
            joining = [case for case in item.cases if _joins(case, main)]
            left = [case for case in item.cases if case not in joining]
            own[main.uid] = replace(main, cases=(*main.cases, *joining), open=(*main.open, *item.open))
        if main.included and (left or role != "supplement"):
            words = _words(item.id, role, main.id, left)
            names = tuple(dict.fromkeys((item.id, main.id)))
            questions.append(Unresolved(words, names, tuple(case.introduced for case in left)))
    return list(own.values()), questions


def _joins(case: CaseTold, about: PublicationTold) -> bool:
    names = {other.name for other in about.cases}
    is_named = any(item.field == "same_as" and item.value in names for item in case.sources)
    total = about.source("n_patients")
    is_of_all = total is not None and any(
        other.unit != "patient" and size_of(other) == total.value for other in about.cases
    )
    return is_named or is_of_all or not names


def _words(name: str, role: PaperRole, about: str, left: Sequence[CaseTold]) -> str:
    if name == about:
        return f"{name} is marked as retracted; what it tells is counted"
    article = "an" if role == "expression of concern" else "a"
    words = f"{name} is {article} {role} {'to' if role in ('supplement', 'correction') else 'on'} {about}"
    if left:
        count = number_of(sum(map(size_of, left)), "patient")
        return f"{words}; it tells of {count}, counted only as {about} tells of them: say with same_as who is who"
    return f"{words}; what {about} tells is counted as it stands there"
