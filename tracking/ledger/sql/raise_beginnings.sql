-- Let stored scans begin later, as what came now shows of them.
UPDATE ledger_scan SET begins_at = raised.begins_at
FROM UNNEST(%(ids)s::varchar [], %(begins)s::timestamptz []) AS raised (id, begins_at)
WHERE ledger_scan.id = raised.id
