-- The units of orders that are still to leave the warehouse and that its stock file does not leave out: of
-- physical stock all that were sold and not sent off by the file's own time, of net stock those whose order
-- the warehouse had not been given by then. Orders of every pool that sells from the same stock count.
-- units: count
WITH line AS (
    SELECT orders.id, orders.file, orders.line, orders.order_id, orders.order_item_id, orders.marketplace,
        orders.sku,
        -- A line that stands several times and has no item id may be several.
        CASE WHEN orders.order_item_id IS NULL THEN max(1, coalesce(orders.repeated, 1)) ELSE 1 END AS copies,
        coalesce(orders.quantity, orders.ordered, 0) AS quantity,
        coalesce(orders.ordered, orders.quantity, 0) AS ordered,
        CASE WHEN orders.made <= :stock_time THEN coalesce(orders.quantity_shipped, 0) ELSE 0 END AS shipped
    FROM orders
    WHERE orders.fulfillment_channel IS NOT 'Amazon'
        AND orders.order_status IS NOT 'Cancelled' AND orders.item_status IS NOT 'Cancelled'
        AND (orders.shipped_by IS NULL OR orders.shipped_by > :stock_time)
        -- Amazon cancels by itself what is not confirmed seven business days after its ship-by date (Seller
        -- Central, "Auto Cancellation timeline"): what no report has spoken of since then is gone. Without
        -- that date a month counts, more than the longest handling time.
        AND coalesce(orders.latest_ship_date, orders.promise_date, orders.purchase_date + 30 * 86400)
            + 14 * 86400 >= :stock_time
        AND (orders.marketplace IS NULL
            OR orders.marketplace IN (SELECT value FROM json_each(:marketplaces)))
        AND (:stock_counts = 'physical'
            OR orders.purchase_date >= :orders_since AND NOT EXISTS (
                SELECT 1 FROM event WHERE event.feed = 'open-orders' AND event.sent <= :stock_time
                    AND event.key > orders.order_id || char(9) AND event.key < orders.order_id || char(10)))
), sent_off AS (
    -- By the stock file's own time, as far as the despatches say: one with a day alone was sent off when that
    -- day is over everywhere, and none later than the file that tells of it.
    SELECT line.id, sum(coalesce(despatches.quantity, line.ordered * line.copies)) AS units
    FROM despatches
    JOIN line ON line.order_id = despatches.order_id
        AND (despatches.order_item_id IS NULL AND despatches.sku IS NULL
            OR line.order_item_id = despatches.order_item_id
            -- Of several lines with one sku it is the first.
            OR despatches.order_item_id IS NULL AND line.sku = despatches.sku AND line.id = (
                SELECT min(first.id) FROM line AS first
                WHERE first.order_id = line.order_id AND first.sku = line.sku))
    WHERE despatches.nth = 1
        AND (despatches.despatch_time <= :stock_time
            OR (despatches.despatch_date + 1) * 86400 + 12 * 3600 <= :stock_time
            OR despatches.made <= :stock_time)
    GROUP BY line.id
), cancelled AS (
    -- Units that Amazon was told are cancelled, unless it refused that.
    SELECT line.id, sum(CASE WHEN event.feed = 'cancellation' THEN line.ordered * line.copies
        ELSE json_extract(event.row, '$.quantity') END) AS units
    FROM cancellations
    JOIN line ON line.order_id = cancellations.order_id
    JOIN event ON event.feed = 'cancellation'
            AND event.key = line.order_id || char(9) || line.order_item_id
        OR event.feed = 'cancelled-units'
            AND event.key = cancellations.cancellation_id || char(9) || line.order_item_id
    WHERE event.state IN ('ready', 'sending', 'sent', 'accepted', 'warned', 'unknown')
    GROUP BY line.id
), open AS (
    SELECT line.*,
        min(line.quantity * line.copies, line.ordered * line.copies - coalesce(cancelled.units, 0))
            - max(line.shipped, coalesce(sent_off.units, 0)) AS units
    FROM line
    LEFT JOIN sent_off ON sent_off.id = line.id
    LEFT JOIN cancelled ON cancelled.id = line.id
)
SELECT open.order_id, open.file, open.line, open.marketplace, open.sku AS seller_sku, open.units
FROM open
WHERE open.units > 0
ORDER BY open.id
