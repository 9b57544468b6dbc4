-- What Amazon's own warehouses have sent off.
-- shipment-date: time
-- quantity: count
-- item-price: money
SELECT shipments.file, shipments.line, shipments.shipment_id, shipments.shipment_item_id, shipments.order_id,
    shipments.order_item_id, shipments.merchant_order_id, shipments.sku AS seller_sku,
    shipments.quantity_shipped AS quantity, shipments.currency, shipments.item_price,
    shipments.shipment_date, shipments.carrier, shipments.tracking_number, shipments.fulfillment_center,
    coalesce(orders.sales_channel, shipments.sales_channel) AS sales_channel
FROM shipments
LEFT JOIN orders ON orders.order_id = shipments.order_id
    AND (orders.order_item_id = shipments.order_item_id
        OR orders.order_item_id IS NULL AND orders.sku = shipments.sku AND orders.nth = 1)
WHERE shipments.shipment_date >= :orders_since
ORDER BY shipments.shipment_id, shipments.shipment_item_id
