-- Every refund that was asked for, in the order in which they were booked, with the line of the order that
-- it is of, what was paid back of that line by all refunds that Amazon was told of and did not reject, and
-- what became of this one. What may be paid back is for the step refund to say.
-- matches: count
-- line-id: integer
-- in-full: flag
-- principal: money
-- shipping: money
-- tax: money
-- shipping-tax: money
-- gift-wrap: money
-- gift-wrap-tax: money
-- return-shipping: money
-- goodwill: money
-- restocking-fee: money
-- item-price: money
-- item-tax: money
-- shipping-price: money
-- shipping-tax-charged: money
-- gift-wrap-price: money
-- gift-wrap-tax-charged: money
-- item-promotion-discount: money
-- shipping-promotion-discount: money
-- paid-principal: money
-- paid-shipping: money
-- paid-tax: money
-- paid-shipping-tax: money
-- paid-gift-wrap: money
-- paid-gift-wrap-tax: money
-- paid-return-shipping: money
-- paid-goodwill: money
-- paid-restocking-fee: money
WITH asked AS (
    SELECT refunds.*, orders.id AS line_id, orders.order_item_id AS item, orders.currency AS charged_in,
        orders.marketplace, orders.fulfillment_channel, orders.sales_channel,
        orders.tax_collected_by, orders.item_price, orders.item_tax, orders.shipping_price,
        orders.shipping_tax AS shipping_tax_charged, orders.gift_wrap_price,
        orders.gift_wrap_tax AS gift_wrap_tax_charged, orders.item_promotion_discount,
        orders.shipping_promotion_discount, orders.sku AS order_sku,
        count(*) OVER (PARTITION BY refunds.id) AS matches,
        (SELECT max(told.id) FROM told
            WHERE told.feed = 'refund' AND told.flags >= 8
                AND told.key = refunds.refund_id || char(9) || orders.order_item_id) AS told_id
    FROM refunds
    LEFT JOIN orders ON orders.order_id = refunds.order_id
        AND (orders.order_item_id = refunds.order_item_id
            OR refunds.order_item_id IS NULL AND orders.sku = refunds.sku)
), found AS (
    SELECT asked.*, told.row, told.message, document.name AS document,
        coalesce(told.state, document.state) AS told_state
    FROM asked
    LEFT JOIN told ON told.id = asked.told_id
    LEFT JOIN document ON document.id = told.document
), paid AS (
    -- Amounts in told are decimals, those in the books ten-thousandths.
    SELECT line_id,
        sum(round(json_extract(row, '$.principal') * 10000)) AS principal,
        sum(round(json_extract(row, '$.shipping') * 10000)) AS shipping,
        sum(round(json_extract(row, '$.tax') * 10000)) AS tax,
        sum(round(json_extract(row, '$."shipping-tax"') * 10000)) AS shipping_tax,
        sum(round(json_extract(row, '$."gift-wrap"') * 10000)) AS gift_wrap,
        sum(round(json_extract(row, '$."gift-wrap-tax"') * 10000)) AS gift_wrap_tax,
        sum(round(json_extract(row, '$."return-shipping"') * 10000)) AS return_shipping,
        sum(round(json_extract(row, '$.goodwill') * 10000)) AS goodwill,
        sum(round(json_extract(row, '$."restocking-fee"') * 10000)) AS restocking_fee,
        group_concat(refund_id || ' in ' || document || ', message ' || message, '; ') AS earlier
    FROM found
    WHERE told_state IN ('ready', 'sending', 'sent', 'answered', 'accepted', 'warned', 'unknown')
    GROUP BY line_id
)
SELECT found.file, found.line, found.refund_id, found.order_id, found.item AS order_item_id,
    found.item AS item_code, coalesce(found.order_sku, found.sku) AS sku,
    CASE WHEN found.line_id IS NULL THEN 'unknown' ELSE 'known' END AS line_state, found.line_id,
    found.matches, found.reason, found.in_full, found.currency AS asked_in, found.charged_in AS currency,
    found.marketplace, found.sales_channel, found.tax_collected_by, found.fulfillment_channel,
    found.principal, found.shipping, found.tax, found.shipping_tax, found.gift_wrap, found.gift_wrap_tax,
    found.return_shipping, found.goodwill, found.restocking_fee,
    found.item_price, found.item_tax, found.shipping_price, found.shipping_tax_charged,
    found.gift_wrap_price, found.gift_wrap_tax_charged, found.item_promotion_discount,
    found.shipping_promotion_discount, found.told_state, paid.earlier,
    CAST(paid.principal AS INTEGER) AS paid_principal,
    CAST(paid.shipping AS INTEGER) AS paid_shipping,
    CAST(paid.tax AS INTEGER) AS paid_tax,
    CAST(paid.shipping_tax AS INTEGER) AS paid_shipping_tax,
    CAST(paid.gift_wrap AS INTEGER) AS paid_gift_wrap,
    CAST(paid.gift_wrap_tax AS INTEGER) AS paid_gift_wrap_tax,
    CAST(paid.return_shipping AS INTEGER) AS paid_return_shipping,
    CAST(paid.goodwill AS INTEGER) AS paid_goodwill,
    CAST(paid.restocking_fee AS INTEGER) AS paid_restocking_fee
FROM found
LEFT JOIN paid ON paid.line_id = found.line_id
ORDER BY found.id
