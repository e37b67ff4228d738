-- Name the items that devices or people signed for since a moment, or gave by an offer ticket, and
-- what a resolve gave to a courier among the people, who need not have signed for it.
WITH told AS (
    SELECT signed.id
    FROM ledger_scan AS signed
    WHERE signed.device_id = ANY(%(devices)s::varchar []) AND signed.latest_at >= %(since)s
    UNION
    SELECT said.id
    FROM ledger_scan AS said
    WHERE said.who = ANY(%(people)s::uuid []) AND said.latest_at >= %(since)s
    UNION
    SELECT given.id
    FROM ledger_scan AS given
    WHERE given.ticket_by = ANY(%(showing)s::varchar []) AND given.latest_at >= %(since)s
    UNION
    SELECT resolved.id
    FROM parties_courier AS courier
    INNER JOIN ledger_scan AS resolved ON courier.party_id = resolved.resolved_to
    WHERE courier.person_id = ANY(%(people)s::uuid []) AND resolved.latest_at >= %(since)s
),

meant AS (
    SELECT label.id
    FROM told
    INNER JOIN ledger_scanlabel AS named ON told.id = named.scan_id
    INNER JOIN consignments_label AS label ON named.label = label.id
    UNION
    SELECT label.id
    FROM told
    INNER JOIN ledger_scanlabel AS typed ON told.id = typed.scan_id
    INNER JOIN consignments_label AS label ON typed.code = label.code
)

SELECT label.item_id
FROM consignments_label AS label
WHERE label.id IN (SELECT meant.id FROM meant)
ORDER BY label.id
FOR SHARE  -- who binds one meanwhile comes first, or finds what is changed here
