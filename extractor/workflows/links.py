"""Which cases of different publications may be the same patients: suggested anew where something has changed."""

from collections.abc import Collection

from extractor.core.candidate import Candidate
from extractor.protocol.resources import models_dir
from extractor.store import links, read
from extractor.store.database import Store


def link_reports(store: Store, code: str) -> None:
    """Suggest which cases of different publications are the same patients, over all that is in the store.

    Links of a publication are taken as they are while neither it, nor those that share an author with it, nor ``code``,
    which tells code and models apart, has changed: what is then in the store is what linking all gives.
    """
    before = links.linked(store)
    relatives = links.relatives(store)
    now = {uid: f"{code} {item.digest}" for uid, item in relatives.items()}
    changed = {uid: made_of for uid, made_of in now.items() if before.get(uid) != made_of}
    gone = sorted(before.keys() - now.keys())
    if changed or gone:
        links.save_links(store, _links_of(store, changed, relatives), changed, gone)


def links_between(store: Store) -> dict[tuple[str, str], tuple[Candidate, ...]]:
    """Return what suggests that cases of different publications are the same patients, by publication and case uid."""
    relatives = links.relatives(store)
    return _links_of(store, relatives, relatives)


def _links_of(
    store: Store, uids: Collection[str], relatives: dict[str, links.Relatives]
) -> dict[tuple[str, str], tuple[Candidate, ...]]:
    """Return the links of some publications."""
    from extractor.classify.confidence import MODEL, load_model, rate_links
    from extractor.records.same import essentials, link

    model = load_model(models_dir() / MODEL)
    needed = dict.fromkeys(other for uid in uids for other in (uid, *relatives[uid].uids))
    current = {uid: essentials(item) for uid, item in read.each_extraction(store, needed, linked=False)}
    linked = [rate_links(extraction, model) for extraction in link(list(current.values()))]
    return {
        (uid, case.uid): tuple(item for item in case.candidates if item.slot.field == "same_as")
        for uid, extraction in zip(current, linked, strict=True)
        if uid in uids
        for case in extraction.cases
    }
