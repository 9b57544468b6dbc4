#define _GNU_SOURCE
#include "bytes.h"
#include <stdlib.h>
#include <sys/mman.h>

void *fm_table_memory(size_t count) {
    static const size_t page = 2u << 20;
    if (count < 2 * page) return calloc(count ? count : 1, 1);
    size_t whole = (count + page - 1) / page * page;
    void *memory = aligned_alloc(page, whole);
    if (!memory) return NULL;
    madvise(memory, whole, MADV_HUGEPAGE);
    memset(memory, 0, count);
    return memory;
}
