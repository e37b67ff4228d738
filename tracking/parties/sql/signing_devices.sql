-- Say whose devices are, of phones and desks in use and revoked ones alike.
SELECT
    device.id,
    device.person_id,
    device.office_id,
    office.own_of_id
FROM parties_device AS device
LEFT JOIN parties_office AS office ON device.office_id = office.party_id
WHERE device.id = ANY(%(devices)s::varchar [])
