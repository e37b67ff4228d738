-- The items that some offices may see and that are not over, or were over only today.
SELECT subject FROM custody_line
WHERE ended_at IS NULL AND watchers && %(offices)s::uuid []
UNION ALL
SELECT subject FROM custody_line
WHERE ended_at >= %(midnight)s AND watchers && %(offices)s::uuid []
