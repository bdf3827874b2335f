-- What the file system told of a PDF when its digest was taken (see workflows/sources.py): while it tells the same, the
-- digest of its publication is that of its bytes. NULL where the PDF was too new to be known by that.
ALTER TABLE files ADD COLUMN state TEXT;

-- A digest of all that a publication's links were made of, so that only links of what has changed are made again.
CREATE TABLE linked (
    publication TEXT PRIMARY KEY NOT NULL REFERENCES publications (uid),
    made_of TEXT NOT NULL
);
INSERT INTO linked (publication, made_of) SELECT DISTINCT publication, '' FROM links;
