-- Objects of every keyspace. A space is one API server's data: the Supervisor's own, or that of one guest cluster. Its row
-- is locked by whoever writes to the space: that gives all servers one order of revisions.
CREATE TABLE spaces (
    id        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name      TEXT   NOT NULL UNIQUE,
    -- The last revision that was given out. It never goes back, also when the newest object is deleted.
    revision  BIGINT NOT NULL,
    -- Superseded versions up to this revision are gone: who has not seen it yet reads the space anew.
    compacted BIGINT NOT NULL DEFAULT 0
);

-- Every version of every object, the newest and those of the time that is kept; a deletion is a version too.
CREATE TABLE versions (
    space     BIGINT  NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
    revision  BIGINT  NOT NULL,
    -- `<group>/<plural>`, without a version.
    resource  TEXT    COLLATE "C" NOT NULL,
    -- Empty for objects of the whole cluster.
    namespace TEXT    COLLATE "C" NOT NULL,
    name      TEXT    COLLATE "C" NOT NULL,
    -- When it was written, in milliseconds since 1970.
    at        BIGINT  NOT NULL,
    -- True for a deletion; then the value is the last state.
    deleted   BOOLEAN NOT NULL,
    -- The JSON text in the stored version, with its resourceVersion inside.
    value     BYTEA   NOT NULL,
    PRIMARY KEY (space, revision)
);
CREATE INDEX versions_by_key ON versions (space, resource, namespace, name, revision);

-- `probe` is written to find out whether writing works.
CREATE TABLE marks (
    name  TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO marks (name, value) VALUES ('probe', 0);

-- People who sign in to the portal with a password of their own.
CREATE TABLE accounts (
    name          TEXT   NOT NULL PRIMARY KEY,
    password_hash TEXT   NOT NULL,               -- argon2id, PHC string
    groups        TEXT   NOT NULL,               -- JSON array of group names
    changed_at    BIGINT NOT NULL                -- seconds since 1970, when the password was last set
);

-- Who is signed in. The key is the SHA-256 of the cookie's value, so that this table signs nobody in.
CREATE TABLE sessions (
    id_hash    BYTEA  NOT NULL PRIMARY KEY,
    account    TEXT   NOT NULL,                  -- empty before sign-in
    data       TEXT   NOT NULL,                  -- JSON object
    expires_at BIGINT NOT NULL                   -- seconds since 1970
);
CREATE INDEX sessions_by_account ON sessions (account);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- Who did what. Each record carries the hash of itself and the one before it, so that none can be taken out, altered or
-- put elsewhere unseen.
CREATE TABLE audit (
    seq    BIGINT NOT NULL PRIMARY KEY,
    at     BIGINT NOT NULL,                      -- milliseconds since 1970
    record TEXT   NOT NULL,                      -- one JSON object
    hash   BYTEA  NOT NULL                       -- SHA-256 of the hash before, seq and record
);

-- The last record that is no longer kept (`base`), and the last that was written (`head`).
CREATE TABLE audit_ends (
    name TEXT   NOT NULL PRIMARY KEY,
    seq  BIGINT NOT NULL,
    hash BYTEA  NOT NULL
);
INSERT INTO audit_ends (name, seq, hash)
VALUES ('base', 0, decode(repeat('00', 32), 'hex')), ('head', 0, decode(repeat('00', 32), 'hex'));

-- Keys and certificates that all servers on one database share, and that belong into its backup.
CREATE TABLE keys (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL                          -- PEM
);
