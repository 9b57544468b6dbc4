/* What feedmill does to whole blocks of bytes: index them, digest them, check that they are
   UTF-8, hash keys. AVX2 or AVX-512 where the processor has it, the same answers
   everywhere. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

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
    /* The count goes through all bits: in the low ones alone it would cancel against a byte. */
    uint64_t a = seed.low ^ 0x9E3779B97F4A7C15ull;
    uint64_t b = seed.high ^ (0xC2B2AE3D27D4EB4Full + count * 0xD6E8FEB86659FD93ull);
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
    fm_hash hash = {a, b};
    return hash;
}

static inline int fm_equal(const uint8_t *a, const uint8_t *b, size_t count) {
    return memcmp(a, b, count) == 0;
}

static inline int fm_compare(const uint8_t *a, const uint8_t *b, size_t count) {
    return memcmp(a, b, count);
}

static inline void fm_prefetch(const void *address) { __builtin_prefetch(address); }

/* Writes the offset of each tab and line feed in `bytes` to `marks`, ascending, and for each line
   feed the number of marks up to and with it to `ends`. `marks` must have room for `count` + 64
   entries, `ends` for `count` + 64; `count` is below 2^31. Returns the number of marks; the number
   of line feeds goes to `*lines`. */
size_t fm_index(const uint8_t *bytes, size_t count, uint32_t *marks, uint32_t *ends, size_t *lines);

/* What the index of a block of comma-separated lines holds. */
typedef struct {
    size_t marks;
    size_t lines;
    size_t notes;
} fm_csv;

/* A note with this bit is the offset of a byte that stands behind a cell's closing quote; one without
   it is that of a line feed inside quotes. */
enum { fm_csv_fault = 1u << 31 };

/* The same as fm_index for cells that `separator` parts and that may stand in quotes, a quote inside
   them doubled (RFC 4180): only what stands outside quotes is a mark. A quote opens a cell where it is
   its first byte, elsewhere it is a byte like any other. `bytes` begin with a row; offsets of what
   does not part cells and yet must be known go to `notes`, ascending, which must have room for `count`
   entries. What follows the last line feed is no row; it may be one that is not closed. */
void fm_csv_index(const uint8_t *bytes, size_t count, uint8_t separator, uint32_t *marks,
                  uint32_t *ends, uint32_t *notes, fm_csv *csv);

/* A cell as Records has it: bytes that stand elsewhere, a number, or nothing. */
typedef struct {
    uint64_t bits; /* an address, or a number */
    int32_t length;
    uint8_t form; /* 0 nothing, 1 bytes, 2 a number */
} fm_cell;

/* Some of the bytes of a file. */
typedef struct {
    const uint8_t *start;
    size_t count;
} fm_span;

/* A column that rows are cut into, and what its cells must be. */
typedef struct {
    uint32_t column;  /* from 0 */
    uint8_t form;     /* one of the forms below */
    uint8_t required; /* may not be empty */
    fm_cell *cells;   /* a cell a row; NULL where cells are only checked */
} fm_want;

typedef enum {
    fm_want_text = 0,  /* bytes as they stand */
    fm_want_ascii = 1, /* the same; a row with a high bit in it is odd */
    fm_want_count = 2, /* digits, at most 15 of them: a number */
    fm_want_money = 3, /* digits and at most four decimals behind a dot: ten-thousandths */
    fm_want_other = 4, /* bytes, which the caller checks */
    fm_want_bare = 5,  /* bytes as they stand; a row where a quote begins them is odd */
    fm_want_bare_ascii = 6, /* the same; a row with a high bit in it is odd, too */
} fm_want_form;

/* Where the cutting of a block has got to. */
typedef struct {
    size_t row;   /* the next row, from 0 */
    size_t mark;  /* its first mark */
    size_t start; /* its first byte */
    int64_t line; /* the lines before it */
} fm_cursor;

/* Cuts up to `most` rows of a block, from where the cursor is, into the columns wanted. Empty lines
   are passed over. For each row its first mark goes to `firsts`, its line to `lines`, its bytes
   without the line's end to `spans`, and to `odd` whether it has another number of cells than `width`
   or a cell that is not as wanted: its cells are then to be cut again with care. Returns the number of rows; how many of them
   are odd goes to `*odds`. Before the first mark stands that of the line before the block, one less
   than the first row's start; eight bytes behind the block can be read. */
size_t fm_cut(const uint8_t *bytes, const uint32_t *marks, const uint32_t *ends, size_t rows,
              size_t most, uint32_t width, const fm_want *wants, size_t wanted, fm_cursor *cursor,
              uint32_t *firsts, int64_t *lines, fm_span *spans, uint8_t *odd, size_t *odds);

/* 96 bits of hash that stand for a key, as Records has them. */
typedef struct {
    uint64_t low;
    uint32_t check; /* never 0 */
} fm_key;

/* Slots that keys are looked for in: 12 bytes of key (empty where their last four are zero), then the
   payload. A key is looked for line by line, from its home on: a line is what memory gives at once,
   64 bytes with as many slots as go into them, or one slot where they would leave too much unused. */
typedef struct {
    uint8_t *slots;
    size_t lines;
    size_t line;   /* bytes from one line to the next */
    size_t per;    /* slots in a line */
    size_t stride; /* bytes of a slot */
} fm_table;

/* The line where the search for a key begins. It grows with the key's hash. */
static inline uint8_t *fm_home(const fm_table *table, uint64_t low) {
    return table->slots + (size_t)((__uint128_t)low * table->lines >> 64) * table->line;
}

/* How many rows ahead a line is asked for: enough for memory to answer, few enough to be kept. */
enum { fm_ahead = 32 };

/* Makes the keys of rows from the cells of their key columns, and asks for the lines that the first
   `fm_ahead` have in a table. `cells` has `columns` columns; `rows` names `count` rows. A number counts
   as its decimal digits. */
void fm_keys(const fm_cell *const *cells, size_t columns, const int32_t *rows, size_t count,
             fm_key *keys, const fm_table *table);

/* Looks rows up by their keys. For each of `count` rows the address of its payload goes to `payloads`,
   NULL where the table does not have it. */
void fm_find(const fm_cell *const *cells, size_t columns, const int32_t *rows, size_t count,
             const fm_table *table, void **payloads);

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

/* cp932 (Windows-31J), checked block by block: a character may stand across two blocks. Of single
   bytes, 80, A0 and FD to FF are none. A character's second byte is never a control character, a
   quote, a comma or a semicolon, so that cells can be cut before they are decoded; it may be a
   backslash, a bar or a letter. */
typedef struct {
    uint64_t seen; /* bytes of earlier blocks */
    uint8_t lead;  /* the first byte of a character whose second is still to come; else 0 */
} fm_cp932;

/* Checks a block. Returns -1 when all of it is valid, else the offset, in the whole file, of the first
   byte of what is no character. */
int64_t fm_cp932_add(fm_cp932 *state, const uint8_t *bytes, size_t count);

/* Says how the file ends: -1 when no character is left unfinished, else its offset. */
int64_t fm_cp932_end(const fm_cp932 *state);

/* Writes cp932 bytes to `room` as UTF-8; it has place for three times as many bytes. How many were
   written goes to `*written`. Returns -1, or the offset of the first byte of what is no character. */
int64_t fm_cp932_decode(const uint8_t *bytes, size_t count, uint8_t *room, size_t *written);

/* The number of line feeds, and of characters of valid UTF-8. */
size_t fm_count_feeds(const uint8_t *bytes, size_t count);
size_t fm_count_characters(const uint8_t *bytes, size_t count);

/* Where the line begins that the bytes end in: behind the last line feed, 0 where there is none. */
size_t fm_line_start(const uint8_t *bytes, size_t count);

/* Where a text begins in the bytes; their count where it does not stand there. */
size_t fm_find_text(const uint8_t *bytes, size_t count, const uint8_t *text, size_t length);

/* Whether any of the bytes has its high bit set. */
int fm_has_high(const uint8_t *bytes, size_t count);

/* The same as other processors run them: without AVX-512, without AVX2. Tests hold them against each
   other. */
#if defined(__x86_64__)
size_t fm_index_avx2(const uint8_t *bytes, size_t count, uint32_t *marks, uint32_t *ends,
                     size_t *lines);
#endif
size_t fm_index_portable(const uint8_t *bytes, size_t count, uint32_t *marks, uint32_t *ends,
                         size_t *lines);
void fm_csv_index_portable(const uint8_t *bytes, size_t count, uint8_t separator, uint32_t *marks,
                           uint32_t *ends, uint32_t *notes, fm_csv *csv);
void fm_digest_add_portable(fm_digest *digest, const uint8_t *bytes, size_t count);
int64_t fm_utf8_add_portable(fm_utf8 *state, const uint8_t *bytes, size_t count);

/* Renames a file, on one file system, to a name that must be free (renameat2, which glibc hides
   from Swift). Returns 0 or the errno; EEXIST where the name is taken. */
int fm_rename_new(const char *from, const char *to);

/* Whether any process has an open regular file open to write it as well: 1 or 0; -1 where the file
   system, or the file's owner being another, does not let us know. */
int fm_is_written(int file);

/* Memory of `count` zero bytes for a table, in large pages where it is large and the system has
   them. NULL where there is none. */
void *fm_table_memory(size_t count);

/* Ends the process with words that so many bytes were not to be had, and an exit code. */
void fm_no_memory(size_t count, int code) __attribute__((noreturn));

/* Gives back the memory that fm_table_memory gave for `count`. */
void fm_table_free(void *memory, size_t count);

/* From here on SIGTERM and SIGINT only ask to stop; the second one stops at once. */
void fm_catch_stop(void);

/* From here on SIGTERM, SIGINT, SIGHUP and SIGCHLD put their number, a byte each, into a pipe. Its end to
   read from, which never blocks; -1 and errno where there is none. */
int fm_catch_signals(void);

/* Whether SIGTERM or SIGINT has come. */
int fm_is_stop_asked(void);

/* Starts the program words[0] in a folder, reading the file `input`; 0, or an errno. `words` ends with null. */
int fm_spawn(pid_t *id, char *const words[], const char *folder, const char *input);
