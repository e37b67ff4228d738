-- Lay facts out for the sequencer, in the order given.
INSERT INTO feed_outboxrow (streams, kind, body, at)
SELECT
    ARRAY(SELECT JSONB_ARRAY_ELEMENTS_TEXT(fact.said -> 'streams')) AS streams,
    fact.said ->> 'kind' AS kind,
    fact.said -> 'body' AS body,
    (fact.said ->> 'at')::timestamptz AS at
FROM JSONB_ARRAY_ELEMENTS(%(facts)s::jsonb) WITH ORDINALITY AS fact (said, nth)
ORDER BY fact.nth
