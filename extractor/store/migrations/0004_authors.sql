-- An index of the authors of the current extractions, rewritten with each of them: who shares one with whom is asked
-- without reading what was extracted.
CREATE TABLE authors (
    publication TEXT NOT NULL REFERENCES publications (uid),
    name TEXT NOT NULL,
    PRIMARY KEY (publication, name)
);
CREATE INDEX authors_by_name ON authors (name);

INSERT OR IGNORE INTO authors (publication, name)
SELECT publications.uid, author.value
FROM publications
JOIN extractions ON extractions.number = publications.extraction
JOIN json_each(extractions.content, '$.authors') AS author;
