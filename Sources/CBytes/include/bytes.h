/* What feedmill does to whole blocks of bytes: index them, digest them, check that they are
   UTF-8, hash keys. AVX2 where the processor has it, the same answers everywhere. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A 128-bit hash of bytes. Not cryptographic: for tables and for noticing change. */
typedef struct {
    uint64_t low, high;
} fm_hash;

static inline void fm_fold(uint64_t *a, uint64_t *b) {
    __uint128_t product = (__uint128_t)*a * *b;
    *a ^= (uint64_t)product;
    *b ^= (uint64_t)(product >> 64);
}

static inline uint64_t fm_word(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    return word;
}

/* The hash of `count` bytes, continuing from `seed` (all zeros to begin): the hash of one cell is
   the seed of the next, so that ("ab", "c") and ("a", "bc") differ. */
static inline fm_hash fm_hash_bytes(const uint8_t *bytes, size_t count, fm_hash seed) {
    uint64_t a = seed.low ^ 0x9E3779B97F4A7C15ull, b = seed.high ^ 0xC2B2AE3D27D4EB4Full ^ count;
    size_t left = count;
    while (left > 16) {
        a ^= fm_word(bytes);
        b ^= fm_word(bytes + 8);
        fm_fold(&a, &b);
        a += 0x165667B19E3779F9ull;
        b += 0x27D4EB2F165667C5ull;
        bytes += 16;
        left -= 16;
    }
    uint64_t x = 0, y = 0;
    if (left >= 8) {
        x = fm_word(bytes);
        y = fm_word(bytes + left - 8);
    } else if (left >= 4) {
        uint32_t first, last;
        memcpy(&first, bytes, 4);
        memcpy(&last, bytes + left - 4, 4);
        x = first | (uint64_t)last << 32;
    } else if (left > 0) {
        x = (uint64_t)bytes[0] << 16 | (uint64_t)bytes[left >> 1] << 8 | bytes[left - 1];
    }
    a ^= x;
    b ^= y;
    fm_fold(&a, &b);
    a += 0x94D049BB133111EBull;
    b += 0xBF58476D1CE4E5B9ull;
    fm_fold(&a, &b);
    fm_fold(&a, &b);
    fm_hash hash = {a, b};
    return hash;
}

static inline void fm_prefetch(const void *address) { __builtin_prefetch(address); }

/* Writes the offset of each tab and line feed in `bytes` to `marks`, ascending, and for each line
   feed the number of marks up to and with it to `ends`. `marks` must have room for `count` + 64
   entries, `ends` for `count` + 64; `count` is below 2^31. Returns the number of marks; the number
   of line feeds goes to `*lines`. */
size_t fm_index(const uint8_t *bytes, size_t count, uint32_t *marks, uint32_t *ends, size_t *lines);

/* The digest of a file, taken block by block: 128 bits, the same on every machine and for every
   way of cutting the blocks. Not cryptographic. */
typedef struct {
    uint64_t lanes[8];
    uint64_t total;
    uint8_t rest[64];
    size_t held;
} fm_digest;

void fm_digest_begin(fm_digest *digest);
void fm_digest_add(fm_digest *digest, const uint8_t *bytes, size_t count);
fm_hash fm_digest_end(const fm_digest *digest);

/* Strict UTF-8 (no surrogates, no overlong forms, nothing past U+10FFFF), checked block by block:
   a character may stand across two blocks. */
typedef struct {
    uint8_t rest[4];
    size_t held;
    uint64_t seen; /* bytes of earlier blocks, the held ones among them */
} fm_utf8;

/* Checks a block. Returns -1 when all of it is valid (an unfinished character at its end is held
   over), else the offset, in the whole file, of the first byte that is not. */
int64_t fm_utf8_add(fm_utf8 *state, const uint8_t *bytes, size_t count);

/* Says how the file ends: -1 when no character is left unfinished, else its offset. */
int64_t fm_utf8_end(const fm_utf8 *state);

/* Whether any of the bytes has its high bit set. */
int fm_has_high(const uint8_t *bytes, size_t count);

/* The same without AVX2: what other processors run. Tests hold the two against each other. */
size_t fm_index_portable(const uint8_t *bytes, size_t count, uint32_t *marks, uint32_t *ends,
                         size_t *lines);
void fm_digest_add_portable(fm_digest *digest, const uint8_t *bytes, size_t count);
int64_t fm_utf8_add_portable(fm_utf8 *state, const uint8_t *bytes, size_t count);

/* Renames a file, on one file system, to a name that must be free (renameat2, which glibc hides
   from Swift). Returns 0 or the errno; EEXIST where the name is taken. */
int fm_rename_new(const char *from, const char *to);

/* Memory of `count` zero bytes for a table, to be freed with free(3); in large pages where it is
   large and the system has them. NULL where there is none. */
void *fm_table_memory(size_t count);
