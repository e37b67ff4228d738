-- What makes this history this history: the cluster, its timeline, and our own salt.
SELECT
    (SELECT system_identifier FROM PG_CONTROL_SYSTEM())::text AS cluster,
    SUBSTRING(PG_WALFILE_NAME(PG_CURRENT_WAL_LSN()) FOR 8) AS timeline,
    (SELECT salt FROM ledger_deployment WHERE id = 1) AS salt
