#include "bytes.h"

/* Eight lanes take a stripe of eight words. A lane's step can be undone, so one changed word always
   changes its lane; each word also goes into the lane beside it, so that two lanes would have to
   collide at once. The factors are odd and below 2^32: a product is two products of 32-bit
   halves, which is what AVX2 can multiply. */

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "words are read low byte first");

#define STRIPE 64

static const uint64_t starts[8] = {
    0xB4F1C6A3D27E9805ull, 0x5D0E83C92B76F41Aull, 0xE96A1F3874CBD052ull, 0x2783D5BE90614CAFull,
    0xC15B7E049FA82D63ull, 0x8E34A96DF0125B7Cull, 0x70DF2AC5168BE349ull, 0x3BC8547F6DE1902Aull,
};

static const uint64_t factors[8] = {
    0xC9A5D3B1u, 0xB7E45169u, 0x9D2C6F8Du, 0xE38B4A57u,
    0xA46F9ED5u, 0xD1B8375Bu, 0x8EC3A967u, 0xF5729C4Bu,
};

void fm_digest_begin(fm_digest *digest) {
    memcpy(digest->lanes, starts, sizeof starts);
    digest->total = 0;
    digest->held = 0;
}

static void stripes_portable(uint64_t *lanes, const uint8_t *bytes, size_t count) {
    for (; count > 0; count--, bytes += STRIPE) {
        for (int i = 0; i < 8; i++) {
            uint64_t mixed = (lanes[i] ^ fm_word(bytes + 8 * i)) * factors[i];
            lanes[i] = (mixed ^ mixed >> 29) + fm_word(bytes + 8 * (i ^ 1));
        }
    }
}

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2")))

TARGET static inline __m256i mix(__m256i lanes, __m256i words, __m256i factor) {
    __m256i x = _mm256_xor_si256(lanes, words);
    __m256i low = _mm256_mul_epu32(x, factor);
    __m256i high = _mm256_mul_epu32(_mm256_srli_epi64(x, 32), factor);
    __m256i mixed = _mm256_add_epi64(low, _mm256_slli_epi64(high, 32));
    mixed = _mm256_xor_si256(mixed, _mm256_srli_epi64(mixed, 29));
    return _mm256_add_epi64(mixed, _mm256_shuffle_epi32(words, _MM_SHUFFLE(1, 0, 3, 2)));
}

TARGET static void stripes_avx2(uint64_t *lanes, const uint8_t *bytes, size_t count) {
    const __m256i firstFactor = _mm256_loadu_si256((const __m256i *)factors);
    const __m256i secondFactor = _mm256_loadu_si256((const __m256i *)(factors + 4));
    __m256i first = _mm256_loadu_si256((const __m256i *)lanes);
    __m256i second = _mm256_loadu_si256((const __m256i *)(lanes + 4));
    for (; count > 0; count--, bytes += STRIPE) {
        first = mix(first, _mm256_loadu_si256((const __m256i *)bytes), firstFactor);
        second = mix(second, _mm256_loadu_si256((const __m256i *)(bytes + 32)), secondFactor);
    }
    _mm256_storeu_si256((__m256i *)lanes, first);
    _mm256_storeu_si256((__m256i *)(lanes + 4), second);
}
#endif

typedef void (*stripes)(uint64_t *lanes, const uint8_t *bytes, size_t count);

static void add(fm_digest *digest, const uint8_t *bytes, size_t count, stripes take) {
    if (count == 0) return;
    digest->total += count;
    if (digest->held > 0) {
        size_t missing = STRIPE - digest->held;
        size_t taken = count < missing ? count : missing;
        memcpy(digest->rest + digest->held, bytes, taken);
        digest->held += taken;
        bytes += taken;
        count -= taken;
        if (digest->held < STRIPE) return;
        take(digest->lanes, digest->rest, 1);
        digest->held = 0;
    }
    take(digest->lanes, bytes, count / STRIPE);
    digest->held = count % STRIPE;
    memcpy(digest->rest, bytes + (count - digest->held), digest->held);
}

void fm_digest_add_portable(fm_digest *digest, const uint8_t *bytes, size_t count) {
    add(digest, bytes, count, stripes_portable);
}

void fm_digest_add(fm_digest *digest, const uint8_t *bytes, size_t count) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        add(digest, bytes, count, stripes_avx2);
        return;
    }
#endif
    fm_digest_add_portable(digest, bytes, count);
}

fm_hash fm_digest_end(const fm_digest *digest) {
    uint64_t lanes[8];
    memcpy(lanes, digest->lanes, sizeof lanes);
    if (digest->held > 0) {
        /* The zeros that fill the last stripe are told from the file's own by its length. */
        uint8_t last[STRIPE] = {0};
        memcpy(last, digest->rest, digest->held);
        stripes_portable(lanes, last, 1);
    }
    /* Every round can be undone, and two more after the last lanes carry each bit everywhere. */
    const __uint128_t factor = (__uint128_t)0xB4D9F38A62C7E15Bull << 64 | 0x93A1D6587FE04C2Dull;
    __uint128_t state = digest->total;
    for (int i = 0; i < 12; i += 2) {
        if (i < 8) state ^= (__uint128_t)lanes[i + 1] << 64 | lanes[i];
        state *= factor;
        state ^= state >> 71;
    }
    fm_hash hash = {(uint64_t)state, (uint64_t)(state >> 64)};
    return hash;
}
