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

void fm_keys(const fm_cell *const *cells, size_t columns, const int32_t *rows, size_t count,
             fm_key *keys, const fm_table *table) {
    const fm_table own = *table;
    for (size_t index = 0; index < count; index++) {
        keys[index] = key_of(cells, columns, rows[index]);
        if (index < fm_ahead) fm_prefetch(fm_home(&own, keys[index].low));
    }
}

static inline void *find(const fm_table *table, fm_key key, uint8_t *line) {
    for (;;) {
        uint8_t *slot = line;
        for (size_t left = table->per; left > 0; left--, slot += table->stride) {
            uint32_t check;
            memcpy(&check, slot + 8, 4);
            if (check == key.check && fm_word(slot) == key.low) return slot + 12;
            if (check == 0) return NULL;
        }
        line += table->line;
        if (line == table->slots + table->lines * table->line) line = table->slots;
    }
}

void fm_find(const fm_cell *const *cells, size_t columns, const int32_t *rows, size_t count,
             const fm_table *table, void **payloads) {
    const fm_table own = *table;
    fm_key keys[fm_ahead];
    uint8_t *homes[fm_ahead];
    for (size_t index = 0; index < count + fm_ahead; index++) {
        size_t place = index % fm_ahead;
        if (index >= fm_ahead) payloads[index - fm_ahead] = find(&own, keys[place], homes[place]);
        if (index < count) {
            keys[place] = key_of(cells, columns, rows[index]);
            homes[place] = fm_home(&own, keys[place].low);
            fm_prefetch(homes[place]);
        }
    }
}
