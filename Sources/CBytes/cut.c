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

size_t fm_cut(const uint8_t *bytes, const uint32_t *marks, const uint32_t *ends, size_t rows,
              size_t most, uint32_t width, const fm_want *wants, size_t wanted, fm_cursor *cursor,
              int64_t *lines, fm_span *spans, uint8_t *odd, size_t *odds) {
    size_t count = 0, strange = 0;
    fm_cell unused;
    size_t row = cursor->row, first = cursor->mark, start = cursor->start;
    int64_t line = cursor->line;
    while (row < rows && count < most) {
        const uint32_t *own = marks + first;
        size_t end = ends[row], cells = end - first;
        size_t line_end = marks[end - 1], line_start = start;
        line++;
        row++;
        first = end;
        start = line_end + 1;
        if (line_end > line_start && bytes[line_end - 1] == 13) line_end--;
        if (line_end == line_start) continue;
        lines[count] = line;
        spans[count].start = bytes + line_start;
        spans[count].count = line_end - line_start;
        int is_odd = cells != width;
        uint32_t carriage = own[cells - 1] - (uint32_t)line_end;
        for (size_t index = 0; index < wanted && !is_odd; index++) {
            const fm_want *want = wants + index;
            uint32_t column = want->column;
            uint32_t from = own[(ptrdiff_t)column - 1] + 1;
            uint32_t length = own[column] - from - (column == width - 1 ? carriage : 0);
            const uint8_t *start = bytes + from;
            fm_cell *cell = want->cells ? want->cells + count : &unused;
            cell->bits = (uint64_t)(uintptr_t)start;
            cell->length = (int32_t)length;
            cell->form = 1;
            if (want->form == fm_want_text || length == 0) {
                is_odd = length == 0 && want->required;
            } else if (want->form == fm_want_ascii) {
                is_odd = has_high(start, length);
            } else if (want->form != fm_want_other) {
                int64_t number = want->form == fm_want_count ? read_count(start, length)
                                                             : read_money(start, length);
                is_odd = number < 0;
                cell->bits = (uint64_t)number;
                cell->form = 2;
            }
        }
        odd[count] = (uint8_t)is_odd;
        strange += (size_t)is_odd;
        count++;
    }
    cursor->row = row;
    cursor->mark = first;
    cursor->start = start;
    cursor->line = line;
    *odds = strange;
    return count;
}
