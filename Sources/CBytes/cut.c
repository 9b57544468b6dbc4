#include "bytes.h"

static int has_high(const uint8_t *bytes, size_t count) {
    uint64_t seen = 0;
    size_t at = 0;
    for (; at + 8 <= count; at += 8) seen |= fm_word(bytes + at);
    for (; at < count; at++) seen |= (uint64_t)bytes[at] << 56;
    return (seen & 0x8080808080808080ull) != 0;
}

/* The number that `count` digits stand for, 1 to 8 of them, eight bytes at a time; -1 where they are
   not all digits. Eight bytes from `bytes` on must be there to be read. */
static inline int64_t few_digits(const uint8_t *bytes, size_t count) {
    unsigned shift = 64 - 8 * (unsigned)count;
    uint64_t word = fm_word(bytes) << shift ^ 0x3030303030303030ull << shift;
    if ((word | (word + 0x7676767676767676ull)) & 0x8080808080808080ull) return -1;
    word = word * 10 + (word >> 8);
    return (int64_t)(((word & 0x000000FF000000FFull) * 0x000F424000000064ull +
                      (word >> 16 & 0x000000FF000000FFull) * 0x0000271000000001ull) >> 32);
}

/* Digits, at most 15 of them; -1 where they are not. */
static inline int64_t read_count(const uint8_t *bytes, size_t count) {
    if (count <= 8) return few_digits(bytes, count);
    if (count > 15) return -1;
    int64_t high = few_digits(bytes, count - 8), low = few_digits(bytes + count - 8, 8);
    return (high | low) < 0 ? -1 : high * 100000000 + low;
}

/* Plain amounts, such as 14.99 and 120, in ten-thousandths; -1 for what is longer or stranger. */
static inline int64_t read_money(const uint8_t *bytes, size_t count) {
    static const int64_t scales[] = {10000, 1000, 100, 10, 1};
    for (size_t behind = 1; behind <= 4 && behind + 2 <= count; behind++) {
        if (bytes[count - 1 - behind] != '.') continue;
        size_t before = count - 1 - behind;
        if (before > 8) return -1;
        int64_t whole = few_digits(bytes, before), part = few_digits(bytes + before + 1, behind);
        return (whole | part) < 0 ? -1 : whole * 10000 + part * scales[behind];
    }
    if (count > 8) return -1;
    int64_t whole = few_digits(bytes, count);
    return whole < 0 ? -1 : whole * 10000;
}

/* What a block's rows are cut from, once it is known where each begins. */
typedef struct {
    const uint8_t *bytes;
    const uint32_t *marks;
    const uint32_t *firsts; /* the first mark of each row */
    const fm_span *spans;
    uint32_t last; /* the last column */
} rows_of_block;

/* A cell in two stores: its bits, and its length and form. */
static inline void put(fm_cell *cell, uint64_t bits, uint32_t length, uint64_t form) {
    uint64_t rest = length | form << 32;
    cell->bits = bits;
    memcpy(&cell->length, &rest, sizeof rest);
}

/* Cuts one column of the rows that are not odd; a cell that is not as wanted makes its row odd. Made
   anew for each form, and for the last column, which a line's end may follow. */
static inline __attribute__((always_inline)) void cut_column(
    const rows_of_block *rows, size_t count, const fm_want *want, fm_want_form form, int is_last,
    uint8_t *restrict odd) {
    const uint32_t *marks = rows->marks + want->column;
    const uint32_t *firsts = rows->firsts;
    const uint8_t *bytes = rows->bytes;
    const uint8_t required = want->required;
    fm_cell unused, *cell = want->cells ? want->cells : &unused;
    const size_t step = want->cells ? 1 : 0;
    for (size_t row = 0; row < count; row++, cell += step) {
        if (odd[row]) continue;
        const uint32_t *own = marks + firsts[row];
        const uint8_t *start = bytes + (uint32_t)(own[-1] + 1);
        uint32_t length = is_last ? (uint32_t)(rows->spans[row].start + rows->spans[row].count - start)
                                  : own[0] - own[-1] - 1;
        put(cell, (uint64_t)(uintptr_t)start, length, 1);
        if (length == 0) {
            odd[row] = required;
        } else if (form == fm_want_ascii) {
            odd[row] = (uint8_t)has_high(start, length);
        } else if (form == fm_want_bare || form == fm_want_bare_ascii) {
            odd[row] = *start == '"' || (form == fm_want_bare_ascii && has_high(start, length));
        } else if (form == fm_want_count || form == fm_want_money) {
            int64_t number =
                form == fm_want_count ? read_count(start, length) : read_money(start, length);
            odd[row] = number < 0;
            put(cell, (uint64_t)number, 0, 2);
        }
    }
}

static void cut_columns(const rows_of_block *rows, size_t count, const fm_want *want,
                        uint8_t *odd) {
    int is_last = want->column == rows->last;
    switch (want->form + (is_last ? 8 : 0)) {
    case fm_want_ascii: cut_column(rows, count, want, fm_want_ascii, 0, odd); break;
    case fm_want_count: cut_column(rows, count, want, fm_want_count, 0, odd); break;
    case fm_want_money: cut_column(rows, count, want, fm_want_money, 0, odd); break;
    case fm_want_bare: cut_column(rows, count, want, fm_want_bare, 0, odd); break;
    case fm_want_bare_ascii: cut_column(rows, count, want, fm_want_bare_ascii, 0, odd); break;
    case fm_want_ascii + 8: cut_column(rows, count, want, fm_want_ascii, 1, odd); break;
    case fm_want_count + 8: cut_column(rows, count, want, fm_want_count, 1, odd); break;
    case fm_want_money + 8: cut_column(rows, count, want, fm_want_money, 1, odd); break;
    case fm_want_bare + 8: cut_column(rows, count, want, fm_want_bare, 1, odd); break;
    case fm_want_bare_ascii + 8: cut_column(rows, count, want, fm_want_bare_ascii, 1, odd); break;
    case fm_want_text + 8:
    case fm_want_other + 8: cut_column(rows, count, want, fm_want_text, 1, odd); break;
    default: cut_column(rows, count, want, fm_want_text, 0, odd);
    }
}

size_t fm_cut(const uint8_t *bytes, const uint32_t *marks, const uint32_t *ends, size_t rows,
              size_t most, uint32_t width, const fm_want *wants, size_t wanted, fm_cursor *cursor,
              uint32_t *firsts, int64_t *lines, fm_span *spans, uint8_t *odd, size_t *odds) {
    size_t count = 0;
    size_t row = cursor->row, first = cursor->mark, start = cursor->start;
    int64_t line = cursor->line;
    while (row < rows && count < most) {
        size_t end = ends[row++], line_end = marks[end - 1];
        size_t length = line_end - start;
        length -= length > 0 && bytes[line_end - 1] == 13;
        firsts[count] = (uint32_t)first;
        lines[count] = ++line;
        spans[count].start = bytes + start;
        spans[count].count = length;
        odd[count] = end - first != width;
        count += length > 0;
        first = end;
        start = line_end + 1;
    }
    cursor->row = row;
    cursor->mark = first;
    cursor->start = start;
    cursor->line = line;
    rows_of_block block = {bytes, marks, firsts, spans, width - 1};
    for (size_t index = 0; index < wanted; index++) cut_columns(&block, count, wants + index, odd);
    size_t strange = 0;
    for (size_t index = 0; index < count; index++) strange += odd[index];
    *odds = strange;
    return count;
}
