#define _GNU_SOURCE
#include "bytes.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static const size_t page = 2u << 20;

static size_t whole_pages(size_t count) { return (count + page - 1) / page * page; }

void *fm_table_memory(size_t count) {
    if (count < 2 * page) return calloc(count ? count : 1, 1);
    size_t whole = whole_pages(count);
    uint8_t *start = mmap(NULL, whole + page, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED) return NULL;
    size_t before = (page - (uintptr_t)start % page) % page;
    if (before) munmap(start, before);
    if (page - before) munmap(start + before + whole, page - before);
    madvise(start + before, whole, MADV_HUGEPAGE);
    return start + before;
}

void fm_no_memory(size_t count, int code) {
    dprintf(2, "feedmill: no memory for a table of %zu bytes; nothing is lost, make room and run again\n",
            count);
    _exit(code);
}

void fm_table_free(void *memory, size_t count) {
    if (count < 2 * page)
        free(memory);
    else
        munmap(memory, whole_pages(count));
}
