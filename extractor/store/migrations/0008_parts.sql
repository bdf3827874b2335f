-- Publications that are pages of a PDF: a book of abstracts gives one for each reference that pages of it were assigned
-- to. `content` says which pages, as JSON; `is_current` is 0 once that was taken back. The PDF is that of `whole`.
CREATE TABLE parts (
    publication TEXT PRIMARY KEY NOT NULL REFERENCES publications (uid),
    whole TEXT NOT NULL REFERENCES publications (uid),
    reference TEXT NOT NULL,
    content TEXT NOT NULL,
    is_current INTEGER NOT NULL CHECK (is_current IN (0, 1))
);
CREATE INDEX parts_by_whole ON parts (whole);
