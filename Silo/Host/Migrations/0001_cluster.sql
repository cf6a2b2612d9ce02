-- Orleans membership, and the catalogue in which the AdoNet providers look their statements up.
-- The providers fix the catalogue's name, the statements' keys, the parameter names and the names of the returned columns;
-- the tables and the SQL are ours. Gateways and other clients need to read this schema and nothing else.

CREATE TABLE cluster.orleansquery (
  querykey  text PRIMARY KEY,
  querytext text NOT NULL
);

-- One row a deployment: every change of the membership raises the version, which is how Orleans detects concurrent changes.
CREATE TABLE cluster.membership_version (
  deployment_id text PRIMARY KEY,
  version       int NOT NULL DEFAULT 0,
  changed_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE cluster.membership (
  deployment_id   text NOT NULL REFERENCES cluster.membership_version,
  address         text NOT NULL,
  port            int NOT NULL,
  generation      int NOT NULL,
  silo_name       text NOT NULL,
  host_name       text NOT NULL,
  status          int NOT NULL,
  proxy_port      int,
  suspect_times   text,
  start_time      timestamptz NOT NULL,
  i_am_alive_time timestamptz NOT NULL,
  PRIMARY KEY (deployment_id, address, port, generation)
);

INSERT INTO cluster.orleansquery (querykey, querytext) VALUES
('InsertMembershipVersionKey', $sql$
  WITH added AS (
    INSERT INTO membership_version (deployment_id) VALUES (@DeploymentId)
    ON CONFLICT DO NOTHING RETURNING 1)
  SELECT count(*)::int FROM added
$sql$),
('InsertMembershipKey', $sql$
  WITH bumped AS (
    UPDATE membership_version SET version = version + 1, changed_at = now()
    WHERE deployment_id = @DeploymentId AND version = @Version
      AND NOT EXISTS (
        SELECT 1 FROM membership
        WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING 1),
  added AS (
    INSERT INTO membership (deployment_id, address, port, generation, silo_name, host_name, status, proxy_port, start_time, i_am_alive_time)
    SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM bumped
    RETURNING 1)
  SELECT count(*)::int FROM added
$sql$),
('UpdateMembershipKey', $sql$
  WITH bumped AS (
    UPDATE membership_version SET version = version + 1, changed_at = now()
    WHERE deployment_id = @DeploymentId AND version = @Version
      AND EXISTS (
        SELECT 1 FROM membership
        WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING 1),
  changed AS (
    UPDATE membership SET status = @Status, suspect_times = @SuspectTimes, i_am_alive_time = @IAmAliveTime FROM bumped
    WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
    RETURNING 1)
  SELECT count(*)::int FROM changed
$sql$),
-- The key is spelt so in the provider.
('UpdateIAmAlivetimeKey', $sql$
  UPDATE membership SET i_am_alive_time = @IAmAliveTime
  WHERE deployment_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$sql$),
('MembershipReadRowKey', $sql$
  SELECT v.deployment_id AS "DeploymentId", m.address AS "Address", m.port AS "Port", m.generation AS "Generation",
         m.silo_name AS "SiloName", m.host_name AS "HostName", m.status AS "Status", m.proxy_port AS "ProxyPort",
         m.suspect_times AS "SuspectTimes", m.start_time AS "StartTime", m.i_am_alive_time AS "IAmAliveTime", v.version AS "Version"
  FROM membership_version v
  LEFT JOIN membership m
    ON m.deployment_id = v.deployment_id AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
  WHERE v.deployment_id = @DeploymentId
$sql$),
('MembershipReadAllKey', $sql$
  SELECT v.deployment_id AS "DeploymentId", m.address AS "Address", m.port AS "Port", m.generation AS "Generation",
         m.silo_name AS "SiloName", m.host_name AS "HostName", m.status AS "Status", m.proxy_port AS "ProxyPort",
         m.suspect_times AS "SuspectTimes", m.start_time AS "StartTime", m.i_am_alive_time AS "IAmAliveTime", v.version AS "Version"
  FROM membership_version v
  LEFT JOIN membership m ON m.deployment_id = v.deployment_id
  WHERE v.deployment_id = @DeploymentId
$sql$),
('DeleteMembershipTableEntriesKey', $sql$
  WITH gone AS (DELETE FROM membership WHERE deployment_id = @DeploymentId)
  DELETE FROM membership_version WHERE deployment_id = @DeploymentId
$sql$),
-- Status 6 is Dead.
('CleanupDefunctSiloEntriesKey', $sql$
  DELETE FROM membership
  WHERE deployment_id = @DeploymentId AND status = 6 AND i_am_alive_time < @IAmAliveTime AND start_time < @IAmAliveTime
    AND COALESCE(suspect_times, '') = ''
$sql$),
('CleanupDefunctSiloEntryKey', $sql$
  DELETE FROM membership
  WHERE deployment_id = @DeploymentId AND status = 6 AND address = @Address AND port = @Port AND generation = @Generation
    AND i_am_alive_time = @IAmAliveTime AND start_time = @StartTime
    AND COALESCE(suspect_times, '') = COALESCE(@SuspectTimes::text, '')
$sql$),
('GatewaysQueryKey', $sql$
  SELECT address AS "Address", proxy_port AS "ProxyPort", generation AS "Generation"
  FROM membership
  WHERE deployment_id = @DeploymentId AND status = @Status AND proxy_port > 0
$sql$);
