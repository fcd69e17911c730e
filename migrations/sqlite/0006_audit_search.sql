-- What a record is found by. It stands in the record too, which is what counts: nothing of this is part of the chain.
-- Empty where the record does not say.
ALTER TABLE audit ADD COLUMN request   TEXT;     -- auditID
ALTER TABLE audit ADD COLUMN cause     TEXT;     -- the request that the object came of, when it is another one
ALTER TABLE audit ADD COLUMN username  TEXT;     -- who proved itself
ALTER TABLE audit ADD COLUMN verb      TEXT;
ALTER TABLE audit ADD COLUMN resource  TEXT;     -- plural
ALTER TABLE audit ADD COLUMN namespace TEXT;
ALTER TABLE audit ADD COLUMN name      TEXT;
ALTER TABLE audit ADD COLUMN code      INTEGER;  -- of the answer

UPDATE audit SET
    request   = json_extract(record, '$.auditID'),
    username  = json_extract(record, '$.user.username'),
    verb      = json_extract(record, '$.verb'),
    resource  = json_extract(record, '$.objectRef.resource'),
    namespace = json_extract(record, '$.objectRef.namespace'),
    name      = json_extract(record, '$.objectRef.name'),
    code      = json_extract(record, '$.responseStatus.code');

CREATE INDEX audit_by_request   ON audit (request)   WHERE request   IS NOT NULL;
CREATE INDEX audit_by_cause     ON audit (cause)     WHERE cause     IS NOT NULL;
CREATE INDEX audit_by_username  ON audit (username)  WHERE username  IS NOT NULL;
CREATE INDEX audit_by_namespace ON audit (namespace) WHERE namespace IS NOT NULL;
CREATE INDEX audit_by_name      ON audit (name)      WHERE name      IS NOT NULL;
