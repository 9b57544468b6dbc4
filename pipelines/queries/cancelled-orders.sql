-- Lines of orders that the back office has, and that Amazon shows as cancelled.
SELECT orders.file, orders.line, orders.order_id, CAST(orders.id AS TEXT) AS order_line, orders.order_item_id,
    orders.sku AS seller_sku,
    CASE WHEN orders.order_status = 'Cancelled' THEN 'order' ELSE 'line' END AS cancelled
FROM orders
WHERE (orders.order_status = 'Cancelled' OR orders.item_status = 'Cancelled' OR orders.quantity = 0)
    AND orders.order_id IN (
        SELECT substr(told.key, 1, instr(told.key, char(9)) - 1) FROM told
        WHERE told.feed = 'open-orders' AND told.flags >= 8)
ORDER BY orders.order_id, orders.id
