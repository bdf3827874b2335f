-- Passages and contradictions are decided on too, and a decision tells what was suggested when it was made. SQLite
-- cannot widen a check, so the table is copied whole, with its numbers.
CREATE TABLE decisions_copied (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    publication TEXT NOT NULL REFERENCES publications (uid),
    kind TEXT NOT NULL
        CHECK (kind IN ('publication', 'case', 'statement', 'pair', 'passage', 'contradiction')),
    subject TEXT NOT NULL,
    field TEXT,
    key TEXT,
    action TEXT NOT NULL,
    value TEXT NOT NULL,
    anchors TEXT NOT NULL,
    reviewer TEXT NOT NULL CHECK (reviewer <> ''),
    role TEXT NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('single', 'bulk', 'imported')),
    reason TEXT,
    at TEXT NOT NULL,
    seen TEXT
);

INSERT INTO decisions_copied (
    number, uid, publication, kind, subject, field, key, action, value, anchors, reviewer, role, how, reason, at
)
SELECT number, uid, publication, kind, subject, field, key, action, value, anchors, reviewer, role, how, reason, at
FROM decisions ORDER BY number;

DROP TABLE decisions;

ALTER TABLE decisions_copied RENAME TO decisions;

CREATE INDEX decisions_by_publication ON decisions (publication, number);

CREATE TRIGGER decisions_are_never_changed BEFORE UPDATE ON decisions
BEGIN
    SELECT RAISE(ABORT, 'a decision is never changed: take it back with an undo');
END;

CREATE TRIGGER decisions_are_never_deleted BEFORE DELETE ON decisions
BEGIN
    SELECT RAISE(ABORT, 'a decision is never deleted: take it back with an undo');
END;

-- Seconds at work, for those who want to tell what a review took.
CREATE TABLE spent (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    publication TEXT NOT NULL REFERENCES publications (uid),
    subject TEXT NOT NULL,
    reviewer TEXT NOT NULL CHECK (reviewer <> ''),
    mode TEXT NOT NULL CHECK (mode IN ('assisted', 'blind')),
    seconds REAL NOT NULL CHECK (seconds >= 0),
    at TEXT NOT NULL
);

CREATE TRIGGER spent_is_never_changed BEFORE UPDATE ON spent
BEGIN
    SELECT RAISE(ABORT, 'time is only added');
END;

CREATE TRIGGER spent_is_never_deleted BEFORE DELETE ON spent
BEGIN
    SELECT RAISE(ABORT, 'time is only added');
END;
