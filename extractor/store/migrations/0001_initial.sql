CREATE TABLE publications (
    uid TEXT PRIMARY KEY NOT NULL,
    id TEXT NOT NULL UNIQUE,
    sha256 TEXT UNIQUE,
    position INTEGER NOT NULL UNIQUE,
    extraction INTEGER REFERENCES extractions (number)
);

CREATE TABLE files (
    publication TEXT NOT NULL REFERENCES publications (uid),
    path TEXT NOT NULL,
    PRIMARY KEY (publication, path)
);

CREATE TABLE extractions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    publication TEXT NOT NULL REFERENCES publications (uid),
    sha256 TEXT NOT NULL,
    code TEXT NOT NULL,
    protocol TEXT NOT NULL,
    model TEXT NOT NULL,
    digest TEXT NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX extractions_by_publication ON extractions (publication, number);

-- What the last attempt at a publication came to, so that an unchanged PDF is not read twice.
CREATE TABLE attempts (
    publication TEXT PRIMARY KEY NOT NULL REFERENCES publications (uid),
    code TEXT NOT NULL,
    protocol TEXT NOT NULL,
    model TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('read', 'partial', 'failed', 'bug'))
);

CREATE TABLE problems (
    publication TEXT NOT NULL REFERENCES publications (uid),
    position INTEGER NOT NULL,
    stage TEXT NOT NULL,
    kind TEXT NOT NULL,
    page INTEGER,
    message TEXT NOT NULL,
    PRIMARY KEY (publication, position)
);

-- An index of the current extractions, rewritten with each of them; `subject` is the uid of a publication or case.
CREATE TABLE slots (
    publication TEXT NOT NULL REFERENCES publications (uid),
    subject TEXT NOT NULL,
    field TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    confidence REAL NOT NULL,
    PRIMARY KEY (publication, subject, field, key)
);
CREATE INDEX slots_by_field ON slots (field, value);

-- Cases of other publications that may be the same patients: derived from all current extractions together.
CREATE TABLE links (
    publication TEXT NOT NULL REFERENCES publications (uid),
    subject TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (publication, subject)
);

CREATE TABLE decisions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    publication TEXT NOT NULL REFERENCES publications (uid),
    kind TEXT NOT NULL CHECK (kind IN ('publication', 'case', 'statement', 'pair')),
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
    at TEXT NOT NULL
);
CREATE INDEX decisions_by_publication ON decisions (publication, number);

CREATE TRIGGER decisions_are_never_changed BEFORE UPDATE ON decisions
BEGIN
    SELECT RAISE(ABORT, 'a decision is never changed: take it back with an undo');
END;

CREATE TRIGGER decisions_are_never_deleted BEFORE DELETE ON decisions
BEGIN
    SELECT RAISE(ABORT, 'a decision is never deleted: take it back with an undo');
END;

CREATE TRIGGER extractions_are_never_changed BEFORE UPDATE ON extractions
BEGIN
    SELECT RAISE(ABORT, 'an extraction is never changed: save another');
END;
