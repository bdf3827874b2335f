-- Derived from references and PDFs together, rewritten each time PDFs are matched.
CREATE TABLE reference_matches (
    publication TEXT NOT NULL,
    reference TEXT NOT NULL REFERENCES reference_records (uid),
    role TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('same', 'unsure')),
    score REAL NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (publication, reference)
);
