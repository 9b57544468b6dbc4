#include "bytes.h"

#define BAD (-1)
#define CUT 0

/* The length of the character at `at`, of which `left` bytes (at least 1) are there: CUT when all
   of them begin one that goes on, BAD when no character begins so. */
static int character(const uint8_t *at, size_t left) {
    uint8_t lead = at[0], low = 0x80, high = 0xBF;
    int length;
    if (lead < 0x80) return 1;
    if (lead < 0xC2 || lead > 0xF4) return BAD;
    if (lead < 0xE0) {
        length = 2;
    } else if (lead < 0xF0) {
        length = 3;
        if (lead == 0xE0) low = 0xA0;
        if (lead == 0xED) high = 0x9F;
    } else {
        length = 4;
        if (lead == 0xF0) low = 0x90;
        if (lead == 0xF4) high = 0x8F;
    }
    for (int i = 1; i < length; i++) {
        if ((size_t)i == left) return CUT;
        if (at[i] < low || at[i] > high) return BAD;
        low = 0x80;
        high = 0xBF;
    }
    return length;
}

/* The offset at which valid characters end: `count`, or that of the first bad or cut one, which
   `*what` then says. */
static size_t valid_up_to(const uint8_t *bytes, size_t count, int *what) {
    size_t at = 0;
    *what = 1;
    while (at < count) {
        if (count - at >= 8 && (fm_word(bytes + at) & 0x8080808080808080ull) == 0) {
            at += 8;
            continue;
        }
        *what = character(bytes + at, count - at);
        if (*what <= 0) return at;
        at += (size_t)*what;
    }
    return at;
}

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2")))

/* What can be wrong with two bytes that follow each other: one bit each. A pair is wrong in a way
   when the first byte's high half, its low half and the second byte's high half all allow it. */
enum {
    MISSING = 1,      /* a lead, then no continuation */
    STRAY = 2,        /* ASCII, then a continuation */
    LONG3 = 4,        /* E0 80..9F */
    LARGE = 8,        /* F4 90..BF, F5..FF 90..BF */
    SURROGATE = 16,   /* ED A0..BF */
    LONG2 = 32,       /* C0, C1 */
    LONG4 = 64,       /* F0 80..8F, F5..FF 80..8F */
    FOLLOWING = 128,  /* two continuations: right only as the end of a longer character */
    ANY = MISSING | STRAY | FOLLOWING,
    PAST = ANY | LARGE | LONG4,
};

#define TWICE(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)

TARGET static inline __m256i halves_high(__m256i bytes) {
    return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15));
}

/* All zeros when no two bytes, and no character of three or four, are wrong in `now`, which stands
   after `before`. A character that goes on past `now` is not missed yet. */
TARGET static inline __m256i wrong(__m256i now, __m256i before) {
    const __m256i firstHigh = TWICE(
        STRAY, STRAY, STRAY, STRAY, STRAY, STRAY, STRAY, STRAY, (char)FOLLOWING, (char)FOLLOWING,
        (char)FOLLOWING, (char)FOLLOWING, MISSING | LONG2, MISSING, MISSING | LONG3 | SURROGATE,
        MISSING | LARGE | LONG4);
    const __m256i firstLow = TWICE(
        (char)(ANY | LONG2 | LONG3 | LONG4), (char)(ANY | LONG2), (char)ANY, (char)ANY,
        (char)(ANY | LARGE), (char)PAST, (char)PAST, (char)PAST, (char)PAST, (char)PAST,
        (char)PAST, (char)PAST, (char)PAST, (char)(PAST | SURROGATE), (char)PAST, (char)PAST);
    const __m256i secondHigh = TWICE(
        MISSING, MISSING, MISSING, MISSING, MISSING, MISSING, MISSING, MISSING,
        (char)(STRAY | FOLLOWING | LONG2 | LONG3 | LONG4),
        (char)(STRAY | FOLLOWING | LONG2 | LONG3 | LARGE),
        (char)(STRAY | FOLLOWING | LONG2 | SURROGATE | LARGE),
        (char)(STRAY | FOLLOWING | LONG2 | SURROGATE | LARGE), MISSING, MISSING, MISSING, MISSING);
    const __m256i middle = _mm256_permute2x128_si256(before, now, 0x21);
    const __m256i first = _mm256_alignr_epi8(now, middle, 15);
    const __m256i second = _mm256_alignr_epi8(now, middle, 14);
    const __m256i third = _mm256_alignr_epi8(now, middle, 13);
    __m256i pairs = _mm256_shuffle_epi8(firstHigh, halves_high(first));
    pairs = _mm256_and_si256(
        pairs, _mm256_shuffle_epi8(firstLow, _mm256_and_si256(first, _mm256_set1_epi8(15))));
    pairs = _mm256_and_si256(pairs, _mm256_shuffle_epi8(secondHigh, halves_high(now)));
    /* Two bytes after E0..FF and three after F0..FF, the high bit is set: there, and nowhere else,
       FOLLOWING must stand. */
    __m256i three = _mm256_subs_epu8(second, _mm256_set1_epi8(0xE0 - 0x80));
    __m256i four = _mm256_subs_epu8(third, _mm256_set1_epi8(0xF0 - 0x80));
    __m256i due = _mm256_and_si256(_mm256_or_si256(three, four), _mm256_set1_epi8((char)0x80));
    return _mm256_xor_si256(due, pairs);
}

/* How much is looked through for a high bit at once: texts with letters beyond ASCII have one in most
   pieces of this size and in every second of 64 bytes, which no processor can foresee. */
enum { PIECE = 256 };

/* The number of bytes, whole pieces, in which nothing is wrong. */
TARGET static size_t pieces_avx2(const uint8_t *bytes, size_t count) {
    __m256i before = _mm256_setzero_si256();
    size_t at = 0;
    for (; at + PIECE <= count; at += PIECE) {
        const __m256i *piece = (const __m256i *)(bytes + at);
        __m256i any = before, error = _mm256_setzero_si256();
        for (int i = 0; i < PIECE / 32; i++) any = _mm256_or_si256(any, _mm256_loadu_si256(piece + i));
        if (_mm256_movemask_epi8(any) != 0) {
            for (int i = 0; i < PIECE / 32; i++) {
                __m256i now = _mm256_loadu_si256(piece + i);
                error = _mm256_or_si256(error, wrong(now, before));
                before = now;
            }
            if (!_mm256_testz_si256(error, error)) break;
        }
        before = _mm256_loadu_si256(piece + PIECE / 32 - 1);
    }
    return at;
}
#endif

typedef size_t (*pieces)(const uint8_t *bytes, size_t count);

static int64_t check(fm_utf8 *state, const uint8_t *bytes, size_t count, pieces skip) {
    size_t at = 0;
    int what = 1;
    while (state->held > 0 && at < count) {
        state->rest[state->held++] = bytes[at++];
        what = character(state->rest, state->held);
        if (what == BAD) return (int64_t)(state->seen + at - state->held);
        if (what != CUT) state->held = 0;
    }
    size_t start = at + (skip ? skip(bytes + at, count - at) : 0);
    /* A character that began before `start` may be wrong or cut after it: go back to its lead. */
    size_t lead = start;
    for (int i = 0; i < 3 && lead > at; i++) {
        lead--;
        if (bytes[lead] >= 0xC0) {
            start = lead;
            break;
        }
    }
    start += valid_up_to(bytes + start, count - start, &what);
    if (what == BAD) return (int64_t)(state->seen + start);
    if (start < count) {
        state->held = count - start;
        memcpy(state->rest, bytes + start, state->held);
    }
    state->seen += count;
    return -1;
}

int64_t fm_utf8_add_portable(fm_utf8 *state, const uint8_t *bytes, size_t count) {
    return check(state, bytes, count, NULL);
}

int64_t fm_utf8_add(fm_utf8 *state, const uint8_t *bytes, size_t count) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) return check(state, bytes, count, pieces_avx2);
#endif
    return fm_utf8_add_portable(state, bytes, count);
}

int64_t fm_utf8_end(const fm_utf8 *state) {
    return state->held > 0 ? (int64_t)(state->seen - state->held) : -1;
}
