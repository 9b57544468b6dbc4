#include "bytes.h"

/* Where in a cell the byte before the next one stands. */
enum { START, PLAIN, QUOTED, CLOSED };

typedef struct {
    const uint8_t *bytes;
    uint32_t *marks, *ends, *notes;
    size_t found, ended, noted;
    uint8_t separator;
    int state;
} scan;

/* Goes through the bytes from `at` to `stop` one by one. */
static void slowly(scan *scan, size_t at, size_t stop, size_t count) {
    const uint8_t *bytes = scan->bytes;
    for (; at < stop; at++) {
        uint8_t byte = bytes[at];
        if (scan->state == QUOTED) {
            if (byte == '"') scan->state = CLOSED;
            if (byte == '\n') scan->notes[scan->noted++] = (uint32_t)at;
            continue;
        }
        if (byte == scan->separator || byte == '\n') {
            scan->marks[scan->found++] = (uint32_t)at;
            if (byte == '\n') scan->ends[scan->ended++] = (uint32_t)scan->found;
            scan->state = START;
        } else if (byte == '"' && scan->state != PLAIN) {
            /* It opens a cell, or is the second of two inside one. */
            scan->state = QUOTED;
        } else if (scan->state != CLOSED) {
            scan->state = PLAIN;
        } else if (byte != '\r' || at + 1 >= count || bytes[at + 1] != '\n') {
            scan->notes[scan->noted++] = (uint32_t)at | fm_csv_fault;
            scan->state = PLAIN;
        }
    }
}

static void finish(const scan *scan, fm_csv *csv) {
    csv->marks = scan->found;
    csv->lines = scan->ended;
    csv->notes = scan->noted;
}

void fm_csv_index_portable(const uint8_t *bytes, size_t count, uint8_t separator, uint32_t *marks,
                           uint32_t *ends, uint32_t *notes, fm_csv *csv) {
    scan scan = {bytes, marks, ends, notes, 0, 0, 0, separator, START};
    slowly(&scan, 0, count, count);
    finish(&scan, csv);
}

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2,bmi,popcnt")))

TARGET static inline uint64_t equal64(__m256i low, __m256i high, __m256i byte) {
    uint32_t first = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, byte));
    uint32_t second = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, byte));
    return first | (uint64_t)second << 32;
}

/* Pieces of 64 bytes without a quote are taken at once, all others byte by byte. */
TARGET static void index_avx2(scan *scan, size_t count) {
    const __m256i separator = _mm256_set1_epi8((char)scan->separator);
    const __m256i feed = _mm256_set1_epi8('\n'), quote = _mm256_set1_epi8('"');
    const uint8_t *bytes = scan->bytes;
    size_t at = 0;
    for (; at + 64 <= count; at += 64) {
        __m256i low = _mm256_loadu_si256((const __m256i *)(bytes + at));
        __m256i high = _mm256_loadu_si256((const __m256i *)(bytes + at + 32));
        if (scan->state >= QUOTED || equal64(low, high, quote) != 0) {
            slowly(scan, at, at + 64, count);
            continue;
        }
        uint64_t feeds = equal64(low, high, feed);
        uint64_t both = feeds | equal64(low, high, separator);
        scan->state = both >> 63 ? START : PLAIN;
        for (uint64_t left = feeds; left != 0; left &= left - 1) {
            uint64_t upTo = left ^ (left - 1);
            scan->ends[scan->ended++] =
                (uint32_t)(scan->found + (size_t)__builtin_popcountll(both & upTo));
        }
        size_t next = scan->found + (size_t)__builtin_popcountll(both);
        /* Stores past `next` are overwritten: there is room for 64 more. */
        for (uint32_t *to = scan->marks + scan->found; both != 0; to += 4) {
            for (int i = 0; i < 4; i++) {
                to[i] = (uint32_t)at + (uint32_t)_tzcnt_u64(both);
                both &= both - 1;
            }
        }
        scan->found = next;
    }
    slowly(scan, at, count, count);
}
#endif

void fm_csv_index(const uint8_t *bytes, size_t count, uint8_t separator, uint32_t *marks,
                  uint32_t *ends, uint32_t *notes, fm_csv *csv) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")) {
        scan scan = {bytes, marks, ends, notes, 0, 0, 0, separator, START};
        index_avx2(&scan, count);
        finish(&scan, csv);
        return;
    }
#endif
    fm_csv_index_portable(bytes, count, separator, marks, ends, notes, csv);
}
