-- Find the items that some stored scans name; a code that may mean two labels means none. Beside an
-- item stand scan and party of those whose chain goes on twice.
WITH named AS (
    SELECT
        twin.id AS twin,
        twin.party,
        label.item_id AS item
    FROM ledger_scanlabel AS on_label
    INNER JOIN consignments_label AS label ON on_label.label = label.id
    LEFT JOIN ledger_scan AS twin
        ON on_label.scan_id = twin.id AND twin.id = ANY(%(twins)s::varchar [])
    WHERE on_label.scan_id = ANY(%(scans)s::varchar [])
    UNION
    SELECT
        twin.id AS twin,
        twin.party,
        label.item_id AS item
    FROM ledger_scanlabel AS on_label
    INNER JOIN consignments_label AS label ON on_label.code = label.code
    LEFT JOIN ledger_scan AS twin
        ON on_label.scan_id = twin.id AND twin.id = ANY(%(twins)s::varchar [])
    WHERE
        on_label.scan_id = ANY(%(scans)s::varchar [])
        AND NOT EXISTS (
            SELECT 1 FROM consignments_label AS other
            WHERE other.code = label.code AND other.id <> label.id
        )
)

SELECT
    named.twin,
    named.party,
    named.item
FROM named
WHERE named.item IS NOT NULL
