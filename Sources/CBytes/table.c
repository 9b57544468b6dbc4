#include "bytes.h"

/* The hash of a number's decimal digits: numbers are seldom keys. */
static __attribute__((noinline)) fm_hash hash_number(int64_t number, fm_hash seed) {
    uint8_t digits[20];
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    size_t at = sizeof digits;
    do {
        digits[--at] = (uint8_t)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (number < 0) digits[--at] = '-';
    return fm_hash_bytes(digits + at, sizeof digits - at, seed);
}

static inline __attribute__((always_inline)) fm_hash hash_cell(const fm_cell *cell, fm_hash seed) {
    if (cell->form != 2) return fm_hash_bytes((const uint8_t *)(uintptr_t)cell->bits,
                                              cell->form == 1 ? (size_t)cell->length : 0, seed);
    return hash_number((int64_t)cell->bits, seed);
}

static inline __attribute__((always_inline)) fm_key key_of(const fm_cell *const *cells, size_t columns, int32_t row) {
    fm_hash hash = {0, 0};
    for (size_t column = 0; column < columns; column++)
        hash = hash_cell(cells[column] + row, hash);
    fm_key key = {hash.low, (uint32_t)hash.high | 1};
    return key;
}

static inline size_t home_of(fm_key key, size_t capacity) {
    return (size_t)((__uint128_t)key.low * capacity >> 64);
}

void fm_keys(const fm_cell *const *cells, size_t columns, const int32_t *rows, size_t count,
             fm_key *keys, const uint8_t *slots, size_t capacity, size_t stride) {
    for (size_t index = 0; index < count; index++) {
        fm_key key = key_of(cells, columns, rows[index]);
        keys[index] = key;
        fm_prefetch(slots + home_of(key, capacity) * stride);
    }
}

/* How many rows ahead a slot is asked for: enough for memory to answer, few enough to be kept. */
enum { ahead = 16 };

void fm_find(const fm_cell *const *cells, size_t columns, const int32_t *rows, size_t count,
             uint8_t *slots, size_t capacity, size_t stride, void **payloads) {
    fm_key keys[ahead];
    size_t homes[ahead];
    uint8_t *end = slots + capacity * stride;
    for (size_t index = 0; index < count + ahead; index++) {
        size_t place = index % ahead;
        if (index >= ahead) {
            fm_key key = keys[place];
            uint8_t *slot = slots + homes[place] * stride;
            void *payload = NULL;
            for (;;) {
                uint32_t check;
                memcpy(&check, slot + 8, 4);
                if (check == key.check && fm_word(slot) == key.low) {
                    payload = slot + 12;
                    break;
                }
                if (check == 0) break;
                slot += stride;
                if (slot == end) slot = slots;
            }
            payloads[index - ahead] = payload;
        }
        if (index < count) {
            keys[place] = key_of(cells, columns, rows[index]);
            homes[place] = home_of(keys[place], capacity);
            fm_prefetch(slots + homes[place] * stride);
        }
    }
}
