-- Note that rights were taken back; a number never comes twice, though old rows are forgotten.
INSERT INTO feed_withdrawal (subject, rev)
SELECT
    subject,
    (EXTRACT(EPOCH FROM CLOCK_TIMESTAMP()) * 1000000)::bigint AS rev
FROM UNNEST(%(subjects)s::varchar []) AS subject
ON CONFLICT (subject) DO UPDATE
SET rev = GREATEST(feed_withdrawal.rev + 1, excluded.rev)
