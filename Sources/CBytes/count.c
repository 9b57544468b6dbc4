#define _GNU_SOURCE
#include "bytes.h"

#include <string.h>

/* The inner loop has a fixed length and no way out, so that the compiler can widen it. */
int fm_has_high(const uint8_t *bytes, size_t count) {
    size_t at = 0;
    for (; at + 256 <= count; at += 256) {
        uint8_t all = 0;
        for (size_t i = 0; i < 256; i++) all |= bytes[at + i];
        if (all & 0x80) return 1;
    }
    uint8_t all = 0;
    for (; at < count; at++) all |= bytes[at];
    return all >> 7;
}

/* Pieces of a fixed length whose count fits into a byte, so that the compiler can widen the inner loop. */
#define FM_COUNT(is)                                                 \
    size_t found = 0, at = 0;                                        \
    for (; at + 128 <= count; at += 128) {                           \
        uint8_t some = 0;                                            \
        for (size_t i = at; i < at + 128; i++) some += is(bytes[i]); \
        found += some;                                               \
    }                                                                \
    for (; at < count; at++) found += is(bytes[at]);                 \
    return found

#define IS_FEED(byte) ((byte) == '\n')
#define IS_CHARACTER(byte) (((byte) & 0xC0) != 0x80)

size_t fm_count_feeds(const uint8_t *bytes, size_t count) { FM_COUNT(IS_FEED); }

size_t fm_count_characters(const uint8_t *bytes, size_t count) { FM_COUNT(IS_CHARACTER); }

size_t fm_find_text(const uint8_t *bytes, size_t count, const uint8_t *text, size_t length) {
    const uint8_t *found = memmem(bytes, count, text, length);
    return found ? (size_t)(found - bytes) : count;
}

size_t fm_line_start(const uint8_t *bytes, size_t count) {
    while (count > 0 && bytes[count - 1] != '\n') count--;
    return count;
}
