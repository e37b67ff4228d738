-- Lay facts out for the sequencer, in the order given.
INSERT INTO feed_outboxrow (streams, kind, body, at)
SELECT
    fact.streams,
    fact.kind,
    fact.body,
    fact.at
FROM
    ROWS FROM (
        JSONB_TO_RECORDSET(%(facts)s::jsonb) AS (
            streams varchar [], kind varchar, body jsonb, at timestamptz
        )
    ) WITH ORDINALITY AS fact (streams, kind, body, at, nth)
ORDER BY fact.nth
