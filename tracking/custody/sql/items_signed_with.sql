-- Name the items that a device ever signed for, or gave by an offer ticket that it showed.
SELECT label.item_id
FROM ledger_scan AS scan
INNER JOIN ledger_scanlabel AS named ON scan.id = named.scan_id
INNER JOIN consignments_label AS label ON named.label = label.id OR named.code = label.code
WHERE scan.device_id = %(device)s OR scan.ticket_by = %(device)s
ORDER BY label.id
FOR SHARE OF label  -- who binds one meanwhile comes first, or finds what is changed here
