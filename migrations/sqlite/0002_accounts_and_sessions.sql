-- People who sign in to the portal with a password of their own.
CREATE TABLE accounts (
    name          TEXT    NOT NULL PRIMARY KEY,
    password_hash TEXT    NOT NULL,              -- argon2id, PHC string
    groups        TEXT    NOT NULL,              -- JSON array of group names
    changed_at    INTEGER NOT NULL               -- seconds since 1970, when the password was last set
) STRICT, WITHOUT ROWID;

-- Who is signed in. The key is the SHA-256 of the cookie's value, so that this table signs nobody in.
CREATE TABLE sessions (
    id_hash    BLOB    NOT NULL PRIMARY KEY,
    account    TEXT    NOT NULL,                 -- empty before sign-in
    data       TEXT    NOT NULL,                 -- JSON object
    expires_at INTEGER NOT NULL                  -- seconds since 1970
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_account ON sessions (account);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
