-- Who did what. Each record carries the hash of itself and the one before it, so that none can be taken out, altered or
-- put elsewhere unseen.
CREATE TABLE audit (
    seq    INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,                     -- milliseconds since 1970
    record TEXT    NOT NULL,                     -- one JSON object
    hash   BLOB    NOT NULL                      -- SHA-256 of the hash before, seq and record
) STRICT;

-- The last record that is no longer kept (`base`), and the last that was written (`head`).
CREATE TABLE audit_ends (
    name TEXT    NOT NULL PRIMARY KEY,
    seq  INTEGER NOT NULL,
    hash BLOB    NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO audit_ends (name, seq, hash) VALUES ('base', 0, zeroblob(32)), ('head', 0, zeroblob(32));

-- Keys and certificates that all servers on one database share, and that belong into its backup.
CREATE TABLE keys (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL                          -- PEM
) STRICT, WITHOUT ROWID;
