-- Name the devices for which one person vouched who is not the owner, with that one: those that
-- somebody approved, and desks and second phones that worked at once since somebody made the
-- ticket. The first phone of a courier needs nobody who vouches.
SELECT
    device.id,
    vouched.voucher_id
FROM parties_device AS device
CROSS JOIN LATERAL (
    SELECT
        CASE
            -- The owner's own word adds none to that of who made the ticket.
            WHEN
                device.approved_at IS NOT NULL
                AND (device.person_id IS NULL OR device.approved_by_id IS DISTINCT FROM device.person_id)
                THEN device.approved_by_id
            WHEN
                device.waits_since IS NULL
                AND (
                    device.person_id IS NULL
                    OR EXISTS (
                        SELECT FROM parties_device AS beside
                        WHERE
                            beside.person_id = device.person_id
                            AND beside.enrolled_at < device.enrolled_at
                            AND (beside.revoked_at IS NULL OR beside.revoked_at > device.enrolled_at)
                            AND beside.undone_at IS NULL
                    )
                )
                THEN device.enrolled_by_id
        END AS voucher_id
) AS vouched
WHERE
    device.undone_at IS NULL
    AND vouched.voucher_id IS NOT NULL
    AND vouched.voucher_id IS DISTINCT FROM device.person_id
    AND (
        device.person_id = ANY(%(people)s::uuid [])
        OR vouched.voucher_id = ANY(%(vouchers)s::uuid [])
        OR device.id = %(device)s::varchar
    )
ORDER BY device.enrolled_at, device.id
