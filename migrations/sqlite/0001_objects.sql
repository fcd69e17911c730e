-- Objects of every keyspace. A space is one API server's data: the Supervisor's own, or that of one guest cluster.
CREATE TABLE spaces (
    id       INTEGER PRIMARY KEY,
    name     TEXT    NOT NULL UNIQUE,
    -- The last revision that was given out. It never goes back, also when the newest object is deleted.
    revision INTEGER NOT NULL
) STRICT;

CREATE TABLE objects (
    space     INTEGER NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
    -- `<group>/<plural>`, without a version.
    resource  TEXT    NOT NULL,
    -- Empty for objects of the whole cluster.
    namespace TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    revision  INTEGER NOT NULL,
    -- The JSON text in the stored version, with its resourceVersion inside.
    value     BLOB    NOT NULL,
    UNIQUE (space, resource, namespace, name)
) STRICT;
