-- What a record is found by. It stands in the record too, which is what counts: nothing of this is part of the chain.
-- Empty where the record does not say.
ALTER TABLE audit ADD COLUMN request   TEXT COLLATE "C";   -- auditID
ALTER TABLE audit ADD COLUMN cause     TEXT COLLATE "C";   -- the request that the object came of, when it is another one
ALTER TABLE audit ADD COLUMN username  TEXT COLLATE "C";   -- who proved itself
ALTER TABLE audit ADD COLUMN verb      TEXT COLLATE "C";
ALTER TABLE audit ADD COLUMN resource  TEXT COLLATE "C";   -- plural
ALTER TABLE audit ADD COLUMN namespace TEXT COLLATE "C";
ALTER TABLE audit ADD COLUMN name      TEXT COLLATE "C";
ALTER TABLE audit ADD COLUMN code      BIGINT;             -- of the answer

-- A record may hold what PostgreSQL takes for no JSON (a NUL character); such a one is found by its text alone.
DO $$
DECLARE
    one RECORD;
    said JSON;
BEGIN
    FOR one IN SELECT seq, record FROM audit LOOP
        BEGIN
            said := one.record::json;
            UPDATE audit SET
                request   = said ->> 'auditID',
                username  = said #>> '{user,username}',
                verb      = said ->> 'verb',
                resource  = said #>> '{objectRef,resource}',
                namespace = said #>> '{objectRef,namespace}',
                name      = said #>> '{objectRef,name}',
                code      = (said #>> '{responseStatus,code}')::bigint
            WHERE seq = one.seq;
        EXCEPTION WHEN data_exception THEN
            NULL;
        END;
    END LOOP;
END $$;

CREATE INDEX audit_by_request   ON audit (request, seq)   WHERE request   IS NOT NULL;
CREATE INDEX audit_by_cause     ON audit (cause, seq)     WHERE cause     IS NOT NULL;
CREATE INDEX audit_by_username  ON audit (username, seq)  WHERE username  IS NOT NULL;
CREATE INDEX audit_by_namespace ON audit (namespace, seq) WHERE namespace IS NOT NULL;
CREATE INDEX audit_by_name      ON audit (name, seq)      WHERE name      IS NOT NULL;
