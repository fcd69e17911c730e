-- Every version of every object, the newest and those of the time that is kept; a deletion is a version too.
CREATE TABLE versions (
    -- The order of writing over all spaces, by which old versions are found again when their time is over.
    id        INTEGER PRIMARY KEY,
    space     INTEGER NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
    -- `<group>/<plural>`, without a version.
    resource  TEXT    NOT NULL,
    -- Empty for objects of the whole cluster.
    namespace TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    revision  INTEGER NOT NULL,
    -- When it was written, in milliseconds since 1970.
    at        INTEGER NOT NULL,
    -- 1 for a deletion; then the value is the last state.
    deleted   INTEGER NOT NULL,
    -- The JSON text in the stored version, with its resourceVersion inside.
    value     BLOB    NOT NULL
) STRICT;

INSERT INTO versions (space, resource, namespace, name, revision, at, deleted, value)
SELECT space, resource, namespace, name, revision, 0, 0, value FROM objects ORDER BY space, revision;

CREATE UNIQUE INDEX versions_by_key ON versions (space, resource, namespace, name, revision);

DROP TABLE objects;

-- How far something has come, by name.
CREATE TABLE marks (
    name  TEXT    NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- `compacted`: superseded versions up to this id are gone. `probe`: written to find out whether writing works.
INSERT INTO marks (name, value) VALUES ('compacted', 0), ('probe', 0);
