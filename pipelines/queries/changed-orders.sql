-- Lines of orders that the back office has, and that are not any more as it was told: another quantity or
-- address, or a line that was not there.
-- Of an order whose buyer's data was purged no address is compared.
-- quantity: count
WITH known AS (
    SELECT orders.*, (
        SELECT max(told.id) FROM told
        WHERE told.flags >= 8 AND told.feed IN ('open-orders', 'changed-orders')
            AND told.key = orders.order_id || char(9) || orders.id) AS told_id
    FROM orders
    WHERE orders.order_id IN (
        SELECT substr(told.key, 1, instr(told.key, char(9)) - 1) FROM told
        WHERE told.feed = 'open-orders' AND told.flags >= 8)
), compared AS (
    SELECT known.*, told.row,
        CASE WHEN told.id IS NULL THEN 'new line'
            ELSE trim(
                CASE WHEN json_extract(told.row, '$.quantity') IS NOT known.quantity THEN 'quantity ' ELSE '' END
                || CASE WHEN json_extract(told.row, '$.purged') IS NULL
                    AND (json_extract(told.row, '$."recipient-name"') IS NOT known.recipient_name
                    OR json_extract(told.row, '$."address-1"') IS NOT known.address_1
                    OR json_extract(told.row, '$."address-2"') IS NOT known.address_2
                    OR json_extract(told.row, '$."address-3"') IS NOT known.address_3
                    OR json_extract(told.row, '$.city') IS NOT known.city
                    OR json_extract(told.row, '$.state') IS NOT known.state
                    OR json_extract(told.row, '$."postal-code"') IS NOT known.postal_code
                    OR json_extract(told.row, '$.country') IS NOT known.country
                    OR json_extract(told.row, '$."recipient-phone"') IS NOT known.recipient_phone)
                    THEN 'address' ELSE '' END) END AS change
    FROM known
    LEFT JOIN told ON told.id = known.told_id
)
SELECT compared.file, compared.line, compared.order_id, CAST(compared.id AS TEXT) AS order_line,
    compared.order_item_id, compared.change, compared.sku AS seller_sku, compared.quantity,
    compared.order_status, compared.recipient_name, compared.address_1, compared.address_2,
    compared.address_3, compared.city, compared.county, compared.state, compared.postal_code,
    compared.country, compared.recipient_phone
FROM compared
WHERE compared.change <> '' AND compared.order_status IS NOT 'Cancelled'
    AND compared.item_status IS NOT 'Cancelled' AND compared.quantity > 0
ORDER BY compared.order_id, compared.id
