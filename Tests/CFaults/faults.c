#define _GNU_SOURCE
#include "include/faults.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static long at = -1, from = -1;
static int error = ENOSPC;
static const char *note;
static atomic_long count;

__attribute__((constructor)) static void begin(void) {
    const char *text;
    if ((text = getenv("FAULTS_AT"))) at = atol(text);
    if ((text = getenv("FAULTS_FROM"))) from = atol(text);
    if ((text = getenv("FAULTS_ERROR"))) error = atoi(text);
    note = getenv("FAULTS_NOTE");
}

/* Whether this call is to fail; errno is set then. */
static int fails(void) {
    long number = atomic_fetch_add(&count, 1) + 1;
    if (number != at && (from < 0 || number < from)) return 0;
    if (note) {
        long file = syscall(SYS_openat, AT_FDCWD, note, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        if (file >= 0) syscall(SYS_close, file);
    }
    errno = error;
    return 1;
}

#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

/* With FAULTS_DEAF, folders are watched and nothing is ever heard of them, as of those on a network. */
int inotify_add_watch(int file, const char *path, uint32_t mask) {
    static int number = 1000;
    static int (*real)(int, const char *, uint32_t);
    if (!real) real = (int (*)(int, const char *, uint32_t))dlsym(RTLD_NEXT, "inotify_add_watch");
    return getenv("FAULTS_DEAF") ? ++number : real(file, path, mask);
}

ssize_t write(int file, const void *bytes, size_t size) {
    REAL(write);
    if (file > 2 && fails()) return -1;
    return real(file, bytes, size);
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t offset) {
    REAL(pwrite);
    return fails() ? -1 : real(file, bytes, size, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t offset) {
    REAL(pwrite64);
    return fails() ? -1 : real(file, bytes, size, offset);
}

int fsync(int file) {
    REAL(fsync);
    return fails() ? -1 : real(file);
}

int fdatasync(int file) {
    REAL(fdatasync);
    return fails() ? -1 : real(file);
}

int ftruncate(int file, off_t size) {
    REAL(ftruncate);
    return fails() ? -1 : real(file, size);
}

int ftruncate64(int file, off64_t size) {
    REAL(ftruncate64);
    return fails() ? -1 : real(file, size);
}

int rename(const char *old, const char *new) {
    REAL(rename);
    return fails() ? -1 : real(old, new);
}

int renameat2(int old_folder, const char *old, int new_folder, const char *new, unsigned flags) {
    REAL(renameat2);
    return fails() ? -1 : real(old_folder, old, new_folder, new, flags);
}

int link(const char *old, const char *new) {
    REAL(link);
    return fails() ? -1 : real(old, new);
}

int symlink(const char *target, const char *name) {
    REAL(symlink);
    return fails() ? -1 : real(target, name);
}

int unlink(const char *name) {
    REAL(unlink);
    return fails() ? -1 : real(name);
}

int rmdir(const char *name) {
    REAL(rmdir);
    return fails() ? -1 : real(name);
}

int mkdir(const char *name, mode_t mode) {
    REAL(mkdir);
    return fails() ? -1 : real(name, mode);
}

static int writes(int flags) {
    return (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0;
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        static int (*real)(const char *, int, ...); \
        if (!real) real = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, #name); \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { \
            va_list more; \
            va_start(more, flags); \
            mode = va_arg(more, mode_t); \
            va_end(more); \
        } \
        if (writes(flags) && fails()) return -1; \
        return real(path, flags, mode); \
    }

OPEN(open)
OPEN(open64)
