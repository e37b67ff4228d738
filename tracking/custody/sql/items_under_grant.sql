-- Name the items that a person signed for, at or after a moment, or may have given by a ticket.
WITH showing AS (
    SELECT device.id
    FROM parties_device AS device
    LEFT JOIN parties_office AS office ON device.office_id = office.party_id
    WHERE
        device.person_id = %(person)s
        -- A desk's ticket does not say who showed it: whoever works there may have.
        OR device.office_id = %(party)s::uuid
        OR office.own_of_id = %(unit)s::uuid
)

SELECT label.item_id
FROM ledger_scan AS scan
INNER JOIN ledger_scanlabel AS named ON scan.id = named.scan_id
INNER JOIN consignments_label AS label ON named.label = label.id OR named.code = label.code
WHERE
    (scan.who = %(person)s OR scan.ticket_by IN (SELECT showing.id FROM showing))
    AND scan.latest_at >= %(since)s
ORDER BY label.id
FOR SHARE OF label  -- who binds one meanwhile comes first, or finds what is changed here
