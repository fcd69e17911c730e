-- Each time that a backup was restored into this database, or into one that it is a backup of.
CREATE TABLE restores (
    number      BIGINT NOT NULL PRIMARY KEY,     -- in the order in which they happened
    id          TEXT   NOT NULL UNIQUE,          -- UUID
    -- The backup has nothing that was written later, in milliseconds since 1970.
    backup_at   BIGINT NOT NULL,
    restored_at BIGINT NOT NULL                  -- milliseconds since 1970
);
