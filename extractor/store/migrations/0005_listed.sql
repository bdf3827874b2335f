-- The line that candidates.jsonl has for a publication: digests of what it was made of and of the line itself, so that
-- only lines of what has changed are made again.
CREATE TABLE listed (
    publication TEXT PRIMARY KEY NOT NULL REFERENCES publications (uid),
    made_of TEXT NOT NULL,
    line TEXT NOT NULL
);
