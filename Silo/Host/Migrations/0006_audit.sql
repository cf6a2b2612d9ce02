-- Who changed what, from where, with what outcome. Rows are only ever added; those past the retention go.
CREATE SCHEMA audit;

CREATE TABLE audit.entry (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at              timestamptz NOT NULL,
  organization_id uuid,
  action          text NOT NULL,
  subject         text,
  outcome         text NOT NULL,
  actor           text NOT NULL,
  source          text
);
CREATE INDEX entry_by_organization ON audit.entry (organization_id, id);
CREATE INDEX entry_by_time ON audit.entry (at);

CREATE FUNCTION audit.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit trail is append-only';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON audit.entry FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();
-- A day is the shortest retention.
CREATE TRIGGER keep_the_day BEFORE DELETE ON audit.entry FOR EACH ROW WHEN (OLD.at > now() - interval '1 day') EXECUTE FUNCTION audit.refuse();
