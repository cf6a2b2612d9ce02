-- Grain state and reminders.
CREATE SCHEMA state;

-- The primary key over the grain's identity is what makes one of two concurrent first writes lose. Grain keys are two integers and a text.
CREATE TABLE state.grain_state (
  service_id  text NOT NULL,
  grain_type  text NOT NULL,
  n0          bigint NOT NULL,
  n1          bigint NOT NULL,
  ext         text NOT NULL DEFAULT '',
  payload     bytea,
  version     int NOT NULL,
  modified_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (service_id, grain_type, ext, n0, n1)
) WITH (fillfactor = 80);

-- The same rows as an operator reads them. Payloads are JSON in UTF-8.
CREATE VIEW state.grain_state_json AS
  SELECT service_id, grain_type, n0, n1, ext, convert_from(payload, 'UTF8')::jsonb AS state, version, modified_at
  FROM state.grain_state WHERE payload IS NOT NULL;

CREATE TABLE state.reminder (
  service_id text NOT NULL,
  grain_id   text NOT NULL,
  name       text NOT NULL,
  start_time timestamptz NOT NULL,
  period     bigint NOT NULL,
  grain_hash int NOT NULL,
  version    int NOT NULL DEFAULT 0,
  PRIMARY KEY (service_id, grain_id, name)
);
CREATE INDEX reminder_by_hash ON state.reminder (service_id, grain_hash);

INSERT INTO cluster.orleansquery (querykey, querytext) VALUES
('ReadFromStorageKey', $sql$
  SELECT payload AS "PayloadBinary", version AS "Version"
  FROM grain_state
  WHERE service_id = @ServiceId AND grain_type = @GrainTypeString AND ext = COALESCE(@GrainIdExtensionString::text, '')
    AND n0 = @GrainIdN0 AND n1 = @GrainIdN1
$sql$),
-- One statement: an update where the ETag matches, an insert where there is none yet. No row back means the write lost.
('WriteToStorageKey', $sql$
  WITH changed AS (
    UPDATE grain_state SET payload = @PayloadBinary, version = version + 1, modified_at = now()
    WHERE service_id = @ServiceId AND grain_type = @GrainTypeString AND ext = COALESCE(@GrainIdExtensionString::text, '')
      AND n0 = @GrainIdN0 AND n1 = @GrainIdN1 AND version = @GrainStateVersion::int
    RETURNING version),
  added AS (
    INSERT INTO grain_state (service_id, grain_type, n0, n1, ext, payload, version)
    SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, COALESCE(@GrainIdExtensionString::text, ''), @PayloadBinary, 1
    WHERE @GrainStateVersion::int IS NULL
    ON CONFLICT DO NOTHING
    RETURNING version)
  SELECT version AS "NewGrainStateVersion" FROM changed
  UNION ALL
  SELECT version FROM added
$sql$),
('ClearStorageKey', $sql$
  UPDATE grain_state SET payload = NULL, version = version + 1, modified_at = now()
  WHERE service_id = @ServiceId AND grain_type = @GrainTypeString AND ext = COALESCE(@GrainIdExtensionString::text, '')
    AND n0 = @GrainIdN0 AND n1 = @GrainIdN1 AND version = @GrainStateVersion::int
  RETURNING version AS "NewGrainStateVersion"
$sql$),
('DeleteStorageKey', $sql$
  DELETE FROM grain_state
  WHERE service_id = @ServiceId AND grain_type = @GrainTypeString AND ext = COALESCE(@GrainIdExtensionString::text, '')
    AND n0 = @GrainIdN0 AND n1 = @GrainIdN1 AND version = @GrainStateVersion::int
  RETURNING version + 1 AS "NewGrainStateVersion"
$sql$),
('UpsertReminderRowKey', $sql$
  INSERT INTO reminder AS r (service_id, grain_id, name, start_time, period, grain_hash)
  VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash)
  ON CONFLICT (service_id, grain_id, name) DO UPDATE
    SET start_time = excluded.start_time, period = excluded.period, grain_hash = excluded.grain_hash, version = r.version + 1
  RETURNING version AS "Version"
$sql$),
('ReadReminderRowsKey', $sql$
  SELECT grain_id AS "GrainId", name AS "ReminderName", start_time AS "StartTime", period AS "Period", version AS "Version"
  FROM reminder
  WHERE service_id = @ServiceId AND grain_id = @GrainId
$sql$),
('ReadReminderRowKey', $sql$
  SELECT grain_id AS "GrainId", name AS "ReminderName", start_time AS "StartTime", period AS "Period", version AS "Version"
  FROM reminder
  WHERE service_id = @ServiceId AND grain_id = @GrainId AND name = @ReminderName
$sql$),
('ReadRangeRows1Key', $sql$
  SELECT grain_id AS "GrainId", name AS "ReminderName", start_time AS "StartTime", period AS "Period", version AS "Version"
  FROM reminder
  WHERE service_id = @ServiceId AND grain_hash > @BeginHash AND grain_hash <= @EndHash
$sql$),
-- A range that wraps around the end of the ring.
('ReadRangeRows2Key', $sql$
  SELECT grain_id AS "GrainId", name AS "ReminderName", start_time AS "StartTime", period AS "Period", version AS "Version"
  FROM reminder
  WHERE service_id = @ServiceId AND (grain_hash > @BeginHash OR grain_hash <= @EndHash)
$sql$),
('DeleteReminderRowKey', $sql$
  WITH gone AS (
    DELETE FROM reminder
    WHERE service_id = @ServiceId AND grain_id = @GrainId AND name = @ReminderName AND version = @Version
    RETURNING 1)
  SELECT count(*)::int FROM gone
$sql$),
('DeleteReminderRowsKey', $sql$
  DELETE FROM reminder WHERE service_id = @ServiceId
$sql$);
