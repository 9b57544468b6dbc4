-- Every despatch as it was said last, in the order in which they were booked, with each line of the order
-- that it is of (all of them, where it names none), and what became of it.
-- matches: count
-- line-id: integer
-- quantity: count
-- ordered: count
-- cancelled: count
-- despatched: count
-- order-touched: flag
-- despatch-date: date
-- despatch-time: time
-- purchase-date: time
-- edit: flag
-- cancellation-requested: flag
-- told-quantity: count
-- told-apart: flag
WITH cancelled AS (
    -- Units that Amazon was told are cancelled, unless it refused that.
    SELECT orders.id AS line_id,
        sum(CASE WHEN event.feed = 'cancellation' THEN orders.ordered
            ELSE json_extract(event.row, '$.quantity') END) AS units
    FROM cancellations
    JOIN orders ON orders.order_id = cancellations.order_id
    JOIN event ON event.feed = 'cancellation'
            AND event.key = orders.order_id || char(9) || orders.order_item_id
        OR event.feed = 'cancelled-units'
            AND event.key = cancellations.cancellation_id || char(9) || orders.order_item_id
    WHERE event.state IN ('ready', 'sending', 'sent', 'accepted', 'warned', 'unknown')
    GROUP BY orders.id
), said AS (
    SELECT despatches.*, orders.id AS line_id, orders.order_item_id AS item, orders.sku AS order_sku,
        orders.ordered, orders.purchase_date, orders.order_status, orders.item_status,
        orders.fulfillment_channel, orders.marketplace, orders.cancellation_requested,
        count(*) OVER (PARTITION BY despatches.id) AS matches,
        (SELECT max(told.id) FROM told WHERE told.feed = 'fulfillment' AND told.flags >= 8
            AND told.key = despatches.despatch_id || char(9) || orders.order_item_id) AS told_item,
        (SELECT max(told.id) FROM told WHERE told.feed = 'fulfillment' AND told.flags >= 8
            AND told.key = despatches.despatch_id || char(9) || '*') AS told_whole
    FROM despatches
    LEFT JOIN orders ON orders.order_id = despatches.order_id
        AND (despatches.order_item_id IS NULL AND despatches.sku IS NULL
            OR orders.order_item_id = despatches.order_item_id
            OR despatches.order_item_id IS NULL AND orders.sku = despatches.sku)
    WHERE despatches.nth = (
        SELECT max(other.nth) FROM despatches AS other
        WHERE other.despatch_id = despatches.despatch_id)
), found AS (
    SELECT said.*, told.message, document.name AS document,
        coalesce(told.state, document.state) AS told_state,
        CASE WHEN told.id IS NULL THEN NULL WHEN told.id = said.told_whole THEN 'order' ELSE 'line' END
            AS told_as,
        json_extract(told.row, '$.quantity') AS told_quantity,
        max(said.told_item IS NOT NULL) OVER (PARTITION BY said.id) AS told_apart
    FROM said
    -- One of a whole order may have been told as its lines, and as a whole: the later one says how it stands.
    LEFT JOIN told ON told.id = max(coalesce(said.told_item, 0), coalesce(said.told_whole, 0))
    LEFT JOIN document ON document.id = told.document
), sent AS (
    SELECT line_id, sum(coalesce(told_quantity, ordered)) AS units,
        group_concat(despatch_id || ' in ' || document || ', message ' || message, '; ') AS earlier
    FROM found
    WHERE told_state IN ('ready', 'sending', 'sent', 'answered', 'accepted', 'warned', 'unknown')
    GROUP BY line_id
), touched AS (
    SELECT orders.order_id
    FROM orders
    LEFT JOIN sent ON sent.line_id = orders.id
    LEFT JOIN cancelled ON cancelled.line_id = orders.id
    WHERE orders.order_id IN (SELECT order_id FROM despatches)
        AND (sent.units > 0 OR cancelled.units > 0)
)
SELECT found.file, found.line, found.despatch_id, found.order_id, found.item AS order_item_id,
    coalesce(found.order_sku, found.sku) AS sku,
    CASE WHEN found.order_item_id IS NULL AND found.sku IS NULL THEN 'order' ELSE 'line' END AS what,
    CASE WHEN found.line_id IS NULL THEN 'unknown' ELSE 'known' END AS line_state,
    found.matches, found.line_id, found.quantity, found.ordered, coalesce(cancelled.units, 0) AS cancelled,
    coalesce(sent.units, 0) AS despatched, sent.earlier,
    found.order_id IN (SELECT order_id FROM touched) AS order_touched,
    found.despatch_date, found.despatch_time, found.purchase_date, found.carrier, found.service,
    found.tracking_number, coalesce(found.edit, 0) AS edit, found.order_status, found.item_status,
    found.fulfillment_channel, found.marketplace,
    coalesce(found.cancellation_requested, 0) AS cancellation_requested,
    found.told_as, found.told_state, found.told_quantity, found.told_apart
FROM found
LEFT JOIN cancelled ON cancelled.line_id = found.line_id
LEFT JOIN sent ON sent.line_id = found.line_id
ORDER BY found.id, found.line_id
