-- What searches found. A file is known by its bytes, a record by what its database calls it.
CREATE TABLE reference_imports (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL UNIQUE,
    format TEXT NOT NULL,
    encoding TEXT NOT NULL,
    search TEXT NOT NULL,
    searched TEXT NOT NULL,
    unreadable INTEGER NOT NULL,
    problems TEXT NOT NULL
);

CREATE TABLE reference_records (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    content TEXT NOT NULL
);

CREATE TABLE reference_origins (
    import INTEGER NOT NULL REFERENCES reference_imports (number),
    line INTEGER NOT NULL,
    record TEXT NOT NULL REFERENCES reference_records (uid),
    database TEXT NOT NULL,
    PRIMARY KEY (import, line, record)
);
CREATE INDEX reference_origins_by_record ON reference_origins (record);

-- Derived from all records together, rewritten each time duplicates are looked for.
CREATE TABLE reference_pairs (
    first TEXT NOT NULL REFERENCES reference_records (uid),
    second TEXT NOT NULL REFERENCES reference_records (uid),
    verdict TEXT NOT NULL CHECK (verdict IN ('same', 'unsure', 'different')),
    score REAL NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (first, second)
);

CREATE TABLE reference_decisions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('pair', 'screening', 'match')),
    subject TEXT NOT NULL,
    action TEXT NOT NULL,
    value TEXT NOT NULL,
    reviewer TEXT NOT NULL CHECK (reviewer <> ''),
    role TEXT NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('single', 'bulk', 'imported')),
    reason TEXT,
    at TEXT NOT NULL
);
CREATE INDEX reference_decisions_by_subject ON reference_decisions (kind, subject);

CREATE TRIGGER reference_decisions_are_never_changed BEFORE UPDATE ON reference_decisions
BEGIN
    SELECT RAISE(ABORT, 'a decision is never changed: take it back with an undo');
END;

CREATE TRIGGER reference_decisions_are_never_deleted BEFORE DELETE ON reference_decisions
BEGIN
    SELECT RAISE(ABORT, 'a decision is never deleted: take it back with an undo');
END;
