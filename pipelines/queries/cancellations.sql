-- Every cancellation that was asked for, order by order, with each line of the order that it is of, and what
-- became of it. Which of them are whole orders is said here; what may be told, by the step cancel.
-- matches: count
-- line-id: integer
-- quantity: count
-- ordered: count
-- despatched: count
-- cancelled: count
-- order-open: integer
-- is-whole: flag
-- place-in-line: count
WITH despatched AS (
    SELECT orders.id AS line_id,
        sum(coalesce(json_extract(event.row, '$.quantity'), orders.ordered)) AS units
    FROM despatches
    JOIN orders ON orders.order_id = despatches.order_id
    JOIN event ON event.feed = 'fulfillment'
        AND event.key IN (
            despatches.despatch_id || char(9) || orders.order_item_id,
            despatches.despatch_id || char(9) || '*')
    WHERE event.state IN ('ready', 'sending', 'sent', 'accepted', 'warned', 'unknown')
        AND despatches.nth = 1 AND event.id = (
            SELECT max(told.id) FROM told
            WHERE told.feed = 'fulfillment' AND told.flags >= 8 AND told.key = event.key)
    GROUP BY orders.id
), asked AS (
    SELECT cancellations.*, orders.id AS line_id, orders.order_item_id AS item, orders.sku AS order_sku,
        orders.ordered, orders.currency, orders.marketplace, orders.order_status, orders.item_status,
        orders.fulfillment_channel,
        max(coalesce(despatched.units, 0), coalesce(orders.quantity_shipped, 0),
            CASE WHEN orders.item_status = 'Shipped' OR orders.order_status = 'Shipped'
                AND orders.item_status IS NOT 'Cancelled' THEN orders.ordered ELSE 0 END) AS despatched,
        count(*) OVER (PARTITION BY cancellations.id) AS matches
    FROM cancellations
    LEFT JOIN orders ON orders.order_id = cancellations.order_id
        AND (cancellations.order_item_id IS NULL AND cancellations.sku IS NULL
            OR orders.order_item_id = cancellations.order_item_id
            OR cancellations.order_item_id IS NULL AND orders.sku = cancellations.sku)
    LEFT JOIN despatched ON despatched.line_id = orders.id
), parts AS (
    -- Units that were told to be cancelled, part by part.
    SELECT asked.line_id, sum(json_extract(event.row, '$.quantity')) AS units,
        group_concat(asked.cancellation_id || ' in ' || event.document || ', message ' || event.message, '; ')
            AS earlier
    FROM asked
    JOIN event ON event.feed = 'cancelled-units'
        AND event.key = asked.cancellation_id || char(9) || asked.item
    WHERE event.state IN ('ready', 'sending', 'sent', 'accepted', 'warned', 'unknown')
    GROUP BY asked.line_id
), covered AS (
    SELECT line_id, order_id, min(ordered, sum(coalesce(quantity, ordered))) AS units
    FROM asked GROUP BY line_id
), whole AS (
    -- Orders of which every unit is to be cancelled and none was sent off or cancelled in part.
    SELECT orders.order_id
    FROM orders
    LEFT JOIN covered ON covered.line_id = orders.id
    LEFT JOIN asked ON asked.line_id = orders.id
    LEFT JOIN parts ON parts.line_id = orders.id
    WHERE orders.order_id IN (SELECT order_id FROM cancellations)
    GROUP BY orders.order_id
    HAVING min(coalesce(covered.units, 0) >= orders.ordered) = 1 AND max(coalesce(asked.despatched, 0)) = 0
        AND max(coalesce(parts.units, 0)) = 0
)
SELECT asked.file, asked.line, asked.cancellation_id, asked.order_id, asked.item AS order_item_id,
    asked.item AS item_code, coalesce(asked.order_sku, asked.sku) AS sku,
    CASE WHEN asked.order_item_id IS NULL AND asked.sku IS NULL THEN 'order' ELSE 'line' END AS what,
    CASE WHEN asked.line_id IS NULL THEN 'unknown' ELSE 'known' END AS line_state,
    asked.matches, asked.line_id, asked.quantity, asked.ordered, asked.despatched,
    coalesce(parts.units, 0) AS cancelled,
    sum(asked.ordered - asked.despatched - coalesce(parts.units, 0)) OVER (PARTITION BY asked.id) AS order_open,
    parts.earlier, asked.reason,
    asked.currency, asked.marketplace, asked.order_status, asked.item_status, asked.fulfillment_channel,
    whole.order_id IS NOT NULL AS is_whole,
    row_number() OVER (PARTITION BY asked.line_id ORDER BY asked.id) AS place_in_line,
    (SELECT event.state FROM event WHERE event.feed = 'cancellation'
        AND event.key = asked.order_id || char(9) || asked.item ORDER BY event.id DESC LIMIT 1) AS whole_state,
    (SELECT event.state FROM event WHERE event.feed = 'cancelled-units'
        AND event.key = asked.cancellation_id || char(9) || asked.item ORDER BY event.id DESC LIMIT 1) AS told_state
FROM asked
LEFT JOIN whole ON whole.order_id = asked.order_id
LEFT JOIN parts ON parts.line_id = asked.line_id
ORDER BY asked.order_id, asked.id, asked.line_id
