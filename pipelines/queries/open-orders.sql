-- The lines of orders that the seller is to send off and that the back office has not got yet: whole orders,
-- in the order in which they were bought. What keeps an order back stands in held.
-- purchase-date: time
-- ship-by: time
-- deliver-by: time
-- quantity: count
-- item-price: money
-- item-tax: money
-- shipping-price: money
-- shipping-tax: money
-- gift-wrap-price: money
-- discount: money
-- business-order: flag
-- prime: flag
-- replacement-order: flag
SELECT orders.file, orders.line, orders.order_id, CAST(orders.id AS TEXT) AS order_line, orders.order_item_id,
    orders.purchase_date,
    coalesce(orders.latest_ship_date, orders.promise_date) AS ship_by,
    orders.latest_delivery_date AS deliver_by,
    orders.marketplace, orders.sales_channel, orders.service_level, orders.payment_method,
    orders.sku AS seller_sku, orders.title, orders.quantity, orders.currency,
    orders.item_price, orders.item_tax, orders.shipping_price, orders.shipping_tax, orders.gift_wrap_price,
    CASE WHEN orders.item_promotion_discount IS NULL AND orders.shipping_promotion_discount IS NULL THEN NULL
        ELSE abs(coalesce(orders.item_promotion_discount, 0))
            + abs(coalesce(orders.shipping_promotion_discount, 0)) END AS discount,
    orders.gift_wrap_level, orders.gift_message, orders.customization,
    orders.buyer_name, orders.buyer_email, orders.buyer_phone,
    orders.recipient_name, orders.address_1, orders.address_2, orders.address_3, orders.city, orders.county,
    orders.state, orders.postal_code, orders.country, orders.recipient_phone, orders.delivery_instructions,
    orders.business_order, orders.purchase_order_number, orders.prime, orders.replacement_order,
    orders.original_order_id,
    CASE WHEN incomplete.order_id IS NOT NULL
            THEN 'line ' || incomplete.line || ' of ' || file.name || ', of this order, could not be used'
        WHEN orders.cancellation_requested = 1 THEN 'the buyer has asked to cancel the order'
        WHEN orders.repeated > 1 AND orders.order_item_id IS NULL
            THEN 'the line stands several times in its report: a report with item ids is needed'
        WHEN orders.recipient_name IS NULL AND orders.address_1 IS NULL
            THEN 'its address is not known yet: take in an order report or the unshipped orders'
        END AS held
FROM orders
LEFT JOIN incomplete ON incomplete.book = 'orders' AND incomplete.order_id = orders.order_id
LEFT JOIN file ON file.id = incomplete.file
WHERE orders.purchase_date >= :orders_since
    AND orders.fulfillment_channel IS NOT 'Amazon'
    -- A report may tell some lines of an order only: the line that was updated last says how the order stands.
    AND orders.order_id IN (
        SELECT some.order_id FROM orders AS some
        WHERE coalesce(some.order_status, 'Unshipped') IN ('Unshipped', 'Shipping', 'PartiallyShipped'))
    AND coalesce((
        SELECT last.order_status FROM orders AS last
        WHERE last.order_id = orders.order_id AND last.order_status IS NOT NULL
        ORDER BY last.last_updated_date DESC LIMIT 1), 'Unshipped')
        IN ('Unshipped', 'Shipping', 'PartiallyShipped')
    AND orders.item_status IS NOT 'Cancelled' AND orders.quantity > 0
    AND NOT EXISTS (SELECT 1 FROM told WHERE told.feed = 'open-orders' AND told.flags >= 8
        AND told.key > orders.order_id || char(9) AND told.key < orders.order_id || char(10)
        AND coalesce((SELECT document.state FROM document WHERE document.id = told.document), '') <> 'withdrawn')
ORDER BY orders.purchase_date, orders.order_id, orders.id
