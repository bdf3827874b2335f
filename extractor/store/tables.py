"""The tables as SQLAlchemy Core sees them; the migrations make them."""

from sqlalchemy import Boolean, Column, Float, Integer, MetaData, Table, Text

METADATA = MetaData()

publications = Table(
    "publications",
    METADATA,
    Column("uid", Text, primary_key=True),
    Column("id", Text),
    Column("sha256", Text),
    Column("position", Integer),
    Column("extraction", Integer),
)
files = Table(
    "files",
    METADATA,
    Column("publication", Text, primary_key=True),
    Column("path", Text, primary_key=True),
    Column("state", Text),
)
parts = Table(
    "parts",
    METADATA,
    Column("publication", Text, primary_key=True),
    *(Column(name, Text) for name in ("whole", "reference", "content")),
    Column("is_current", Boolean),
)
extractions = Table(
    "extractions",
    METADATA,
    Column("number", Integer, primary_key=True),
    *(Column(name, Text) for name in ("publication", "sha256", "code", "protocol", "model", "digest", "content")),
)
attempts = Table(
    "attempts",
    METADATA,
    Column("publication", Text, primary_key=True),
    *(Column(name, Text) for name in ("code", "protocol", "model", "status")),
)
problems = Table(
    "problems",
    METADATA,
    Column("publication", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("stage", Text),
    Column("kind", Text),
    Column("page", Integer),
    Column("message", Text),
)
slots = Table(
    "slots",
    METADATA,
    *(Column(name, Text, primary_key=True) for name in ("publication", "subject", "field", "key")),
    Column("value", Text),
    Column("confidence", Float),
)
authors = Table(
    "authors",
    METADATA,
    Column("publication", Text, primary_key=True),
    Column("name", Text, primary_key=True),
)
links = Table(
    "links",
    METADATA,
    Column("publication", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("content", Text),
)
linked = Table(
    "linked",
    METADATA,
    Column("publication", Text, primary_key=True),
    Column("made_of", Text),
)
listed = Table(
    "listed",
    METADATA,
    Column("publication", Text, primary_key=True),
    Column("made_of", Text),
    Column("line", Text),
)
decisions = Table(
    "decisions",
    METADATA,
    Column("number", Integer, primary_key=True),
    *(Column(name, Text) for name in ("uid", "publication", "kind", "subject", "field", "key", "action")),
    *(Column(name, Text) for name in ("value", "anchors", "reviewer", "role", "how", "reason", "at")),
    Column("seen", Text),
)
spent = Table(
    "spent",
    METADATA,
    Column("number", Integer, primary_key=True),
    *(Column(name, Text) for name in ("publication", "subject", "reviewer", "mode")),
    Column("seconds", Float),
    Column("at", Text),
)
reference_imports = Table(
    "reference_imports",
    METADATA,
    Column("number", Integer, primary_key=True),
    *(Column(name, Text) for name in ("file", "sha256", "format", "encoding", "search", "searched")),
    Column("unreadable", Integer),
    Column("problems", Text),
)
reference_records = Table(
    "reference_records",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("uid", Text),
    Column("content", Text),
)
reference_origins = Table(
    "reference_origins",
    METADATA,
    Column("import", Integer, key="import_number", primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("record", Text, primary_key=True),
    Column("database", Text),
)
reference_pairs = Table(
    "reference_pairs",
    METADATA,
    Column("first", Text, primary_key=True),
    Column("second", Text, primary_key=True),
    Column("verdict", Text),
    Column("score", Float),
    Column("reason", Text),
)
reference_decisions = Table(
    "reference_decisions",
    METADATA,
    Column("number", Integer, primary_key=True),
    *(Column(name, Text) for name in ("uid", "kind", "subject", "action", "value")),
    *(Column(name, Text) for name in ("reviewer", "role", "how", "reason", "at")),
)
reference_matches = Table(
    "reference_matches",
    METADATA,
    Column("publication", Text, primary_key=True),
    Column("reference", Text, primary_key=True),
    *(Column(name, Text) for name in ("role", "verdict")),
    Column("score", Float),
    Column("reason", Text),
)
