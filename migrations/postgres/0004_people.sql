-- Everybody who ever signed in to the portal, and those who may not any more.
CREATE TABLE people (
    name         TEXT   NOT NULL PRIMARY KEY,    -- user name that the Supervisor API sees
    provider     TEXT   NOT NULL,                -- identity provider of the last sign-in; empty for a local account
    groups       TEXT   NOT NULL,                -- JSON array of group names at the last sign-in
    signed_in_at BIGINT,                         -- seconds since 1970; none before the first sign-in
    disabled_at  BIGINT                          -- seconds since 1970; none while they may use the portal
);
