#include "bytes.h"

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

size_t fm_count_feeds(const uint8_t *bytes, size_t count) {
    size_t feeds = 0;
    for (size_t at = 0; at < count; at++) feeds += bytes[at] == '\n';
    return feeds;
}

size_t fm_count_characters(const uint8_t *bytes, size_t count) {
    size_t characters = 0;
    for (size_t at = 0; at < count; at++) characters += (bytes[at] & 0xC0) != 0x80;
    return characters;
}

size_t fm_line_start(const uint8_t *bytes, size_t count) {
    while (count > 0 && bytes[count - 1] != '\n') count--;
    return count;
}
