-- All that custody must know of items beside their scans: labels, way, promise, line as it stands.
SELECT
    item.id,
    consignment.dossier_id,
    consignment.direction,
    consignment.origin_id,
    consignment.destination_id,
    consignment.goes_to_door,
    dossier.code AS dossier_code,
    dossier.business_state,
    dossier.due_at,
    (
        SELECT MIN(event.at) FROM consignments_dossierevent AS event
        WHERE event.dossier_id = dossier.id AND event.kind = 'decided'
    ) AS decided_at,
    procedure.name AS procedure,
    procedure.field_code,
    procedure.door_proofs,
    procedure.counter_proofs,
    item.seal,
    dossier.citizen_id,
    citizen.stream,
    ARRAY(
        SELECT leg.destination_id FROM legs_leg AS leg
        WHERE leg.item_id = item.id ORDER BY leg.no
    ) AS stops,
    (
        SELECT
            JSONB_AGG(
                JSONB_BUILD_OBJECT(
                    'id', label.id,
                    'code', label.code,
                    'is_void', label.voided_at IS NOT NULL,
                    'is_doubtful', EXISTS (
                        SELECT 1 FROM consignments_label AS other
                        WHERE other.code = label.code AND other.id <> label.id
                    ),
                    'issued_to', roll.issued_to_id,
                    'issued_at', roll.issued_at,
                    'passes', (
                        SELECT JSONB_AGG(JSONB_BUILD_ARRAY(pass.passed_to_id, pass.from_at))
                        FROM consignments_rollpass AS pass
                        WHERE pass.roll_id = roll.id
                    )
                )
                ORDER BY label.id
            )
        FROM consignments_label AS label
        INNER JOIN consignments_labelroll AS roll ON label.roll_id = roll.id
        WHERE label.item_id = item.id
    ) AS labels,
    (
        SELECT COALESCE(SUM(paper.count), 0) FROM consignments_documentline AS paper
        WHERE paper.item_id = item.id AND paper.kind <> 'electronic'
    ) AS paper_count,
    (
        SELECT COUNT(*) FROM custody_case AS opened
        WHERE opened.subject = item.id AND opened.closed_at IS NULL
    ) AS cases,
    line.rev,
    line.state,
    line.holder,
    line.holder_kind,
    line.next_stop,
    line.offeree,
    line.claimants,
    line.certainty,
    line.flags,
    line.tip,
    line.tips,
    line.parts_at,
    line.scan,
    line.earliest_at,
    line.latest_at,
    line.steps,
    line.watchers,
    line.verdict,
    line.handed_over_at,
    line.handed_over_by,
    line.is_doubted,
    line.ended_at,
    line.look_again_at,
    line.is_fold_failed
FROM consignments_item AS item
INNER JOIN consignments_consignment AS consignment ON item.consignment_id = consignment.id
INNER JOIN consignments_dossier AS dossier ON consignment.dossier_id = dossier.id
INNER JOIN consignments_procedure AS procedure ON dossier.procedure_id = procedure.id
LEFT JOIN consignments_citizenkey AS citizen ON dossier.id = citizen.dossier_id
LEFT JOIN custody_line AS line ON item.id = line.subject
WHERE item.id = ANY(%(items)s::uuid [])
ORDER BY item.id
