-- Each time that a backup was restored into this database, or into one that it is a backup of.
CREATE TABLE restores (
    number      INTEGER PRIMARY KEY,             -- in the order in which they happened
    id          TEXT    NOT NULL UNIQUE,         -- UUID
    -- The backup has nothing that was written later, in milliseconds since 1970.
    backup_at   INTEGER NOT NULL,
    restored_at INTEGER NOT NULL                 -- milliseconds since 1970
) STRICT;
