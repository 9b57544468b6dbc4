#include "bytes.h"

#define ONES 0x0101010101010101ull
#define HIGHS 0x8080808080808080ull

/* The high bit of each byte of `word` that equals `byte`, exactly: no carry reaches a neighbour. */
static uint64_t equal(uint64_t word, uint8_t byte) {
    uint64_t x = word ^ ONES * byte;
    return ~((((x & ~HIGHS) + ~HIGHS) | x) | ~HIGHS);
}

/* Indexes the bytes from `start` on, after `found` marks and `*lines` line feeds. */
static size_t index_from(size_t start, const uint8_t *bytes, size_t count, size_t found,
                         uint32_t *marks, uint32_t *ends, size_t *lines) {
    size_t at = start, ended = *lines;
    while (at < count) {
        if (count - at >= 8) {
            uint64_t word = fm_word(bytes + at);
            if ((equal(word, '\t') | equal(word, '\n')) == 0) {
                at += 8;
                continue;
            }
        }
        size_t piece = count - at < 8 ? count : at + 8;
        for (; at < piece; at++) {
            if (bytes[at] == '\t' || bytes[at] == '\n') marks[found++] = (uint32_t)at;
            if (bytes[at] == '\n') ends[ended++] = (uint32_t)found;
        }
    }
    *lines = ended;
    return found;
}

size_t fm_index_portable(const uint8_t *bytes, size_t count, uint32_t *marks, uint32_t *ends,
                         size_t *lines) {
    *lines = 0;
    return index_from(0, bytes, count, 0, marks, ends, lines);
}

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2,bmi,popcnt")))

TARGET static inline uint64_t equal64(__m256i low, __m256i high, __m256i byte) {
    uint32_t first = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, byte));
    uint32_t second = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, byte));
    return first | (uint64_t)second << 32;
}

/* Adds the ends of the lines whose feeds are among the marks of 64 bytes, `both`. The first is written
   whether there is one or not: no branch to foresee. */
__attribute__((always_inline)) static inline size_t add_ends(uint32_t *ends, size_t ended,
                                                             size_t found, uint64_t feeds,
                                                             uint64_t both) {
    do {
        uint64_t upTo = feeds ^ (feeds - 1);
        ends[ended] = (uint32_t)(found + (size_t)__builtin_popcountll(both & upTo));
        ended += feeds != 0;
        feeds &= feeds - 1;
    } while (feeds != 0);
    return ended;
}

TARGET size_t fm_index_avx2(const uint8_t *bytes, size_t count, uint32_t *restrict marks,
                            uint32_t *restrict ends, size_t *lines) {
    const __m256i tab = _mm256_set1_epi8('\t'), feed = _mm256_set1_epi8('\n');
    size_t found = 0, ended = 0, at = 0;
    for (; at + 64 <= count; at += 64) {
        __m256i low = _mm256_loadu_si256((const __m256i *)(bytes + at));
        __m256i high = _mm256_loadu_si256((const __m256i *)(bytes + at + 32));
        uint64_t feeds = equal64(low, high, feed);
        uint64_t both = feeds | equal64(low, high, tab);
        if (both == 0) continue;
        ended = add_ends(ends, ended, found, feeds, both);
        size_t next = found + (size_t)__builtin_popcountll(both);
        /* Stores past `next` are overwritten by the following block: there is room for 64 more. A
           loop of a fixed length is cheaper than one that ends where the bits do. */
        for (uint32_t *to = marks + found; both != 0; to += 4) {
            for (int i = 0; i < 4; i++) {
                to[i] = (uint32_t)at + (uint32_t)_tzcnt_u64(both);
                both &= both - 1;
            }
        }
        found = next;
    }
    *lines = ended;
    return index_from(at, bytes, count, found, marks, ends, lines);
}

#define TARGET_512 __attribute__((target("avx512f,avx512bw,avx512vbmi2,bmi,popcnt")))

/* The offsets of sixteen marks, from the bytes that say where in their 64 they are. */
TARGET_512 static inline void put16(uint32_t *to, __m128i offsets, size_t at) {
    __m512i base = _mm512_set1_epi32((int)at);
    _mm512_storeu_si512(to, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(offsets)));
}

/* The same with all marks of 64 bytes at once: no loop over them. */
TARGET_512 static size_t index_avx512(const uint8_t *bytes, size_t count, uint32_t *restrict marks,
                                      uint32_t *restrict ends, size_t *lines) {
    uint8_t numbers[64];
    for (int i = 0; i < 64; i++) numbers[i] = (uint8_t)i;
    const __m512i tab = _mm512_set1_epi8('\t'), feed = _mm512_set1_epi8('\n');
    const __m512i all = _mm512_loadu_si512(numbers);
    size_t found = 0, ended = 0, at = 0;
    for (; at + 64 <= count; at += 64) {
        __m512i now = _mm512_loadu_si512(bytes + at);
        uint64_t feeds = _mm512_cmpeq_epi8_mask(now, feed);
        uint64_t both = feeds | _mm512_cmpeq_epi8_mask(now, tab);
        ended = add_ends(ends, ended, found, feeds, both);
        size_t some = (size_t)__builtin_popcountll(both);
        __m512i offsets = _mm512_maskz_compress_epi8(both, all);
        put16(marks + found, _mm512_castsi512_si128(offsets), at);
        if (some > 16) {
            put16(marks + found + 16, _mm512_extracti32x4_epi32(offsets, 1), at);
            put16(marks + found + 32, _mm512_extracti32x4_epi32(offsets, 2), at);
            put16(marks + found + 48, _mm512_extracti32x4_epi32(offsets, 3), at);
        }
        found += some;
    }
    *lines = ended;
    return index_from(at, bytes, count, found, marks, ends, lines);
}
#endif

size_t fm_index(const uint8_t *bytes, size_t count, uint32_t *marks, uint32_t *ends,
                size_t *lines) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2")) {
        return index_avx512(bytes, count, marks, ends, lines);
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")) {
        return fm_index_avx2(bytes, count, marks, ends, lines);
    }
#endif
    return fm_index_portable(bytes, count, marks, ends, lines);
}
