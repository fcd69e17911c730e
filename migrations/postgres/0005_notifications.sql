-- Where somebody is written to, and up to when they have seen what the portal tells.
ALTER TABLE people ADD COLUMN email TEXT NOT NULL DEFAULT '';   -- empty: nowhere
ALTER TABLE people ADD COLUMN seen_at BIGINT;                   -- seconds since 1970; none when never

-- The password was given by somebody else: it is changed before anything else is done.
ALTER TABLE accounts ADD COLUMN must_change BIGINT NOT NULL DEFAULT 0;

-- How objects stood when somebody was last told of them.
CREATE TABLE told (
    subject TEXT   NOT NULL PRIMARY KEY,         -- kind and UID; empty for when anybody last looked
    version BIGINT NOT NULL,                     -- how often it changed
    state   TEXT   NOT NULL,
    about   TEXT   NOT NULL,                     -- JSON: what is needed to tell that it is gone
    at      BIGINT NOT NULL                      -- seconds since 1970
);

-- Messages to people and programs, kept for a while after they were sent so that none is sent again.
CREATE TABLE outbox (
    key      TEXT   NOT NULL PRIMARY KEY,        -- subject, version, channel and address
    channel  TEXT   NOT NULL,
    person   TEXT   NOT NULL,                    -- user name; empty when it is for nobody in particular
    address  TEXT   NOT NULL,                    -- empty when the channel leads to one place
    content  TEXT   NOT NULL,                    -- JSON
    made_at  BIGINT NOT NULL,                    -- milliseconds since 1970, as all below
    due_at   BIGINT,                             -- the next attempt; none when there is none any more
    attempts BIGINT NOT NULL,
    sent_at  BIGINT,
    error    TEXT   NOT NULL,                    -- of the last attempt; empty when it was sent
    error_at BIGINT
);
CREATE INDEX outbox_by_due ON outbox (channel, due_at);
