-- Say whose devices are, those revoked too, and how far what they sign is believed.
SELECT
    device.id,
    device.person_id,
    device.office_id,
    office.own_of_id,
    device.is_believed,
    device.is_vouched,
    device.lost_at
FROM parties_device AS device
LEFT JOIN parties_office AS office ON device.office_id = office.party_id
WHERE device.id = ANY(%(devices)s::varchar [])
