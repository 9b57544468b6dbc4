#define _GNU_SOURCE
#include "bytes.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int fm_rename_new(const char *from, const char *to) {
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return errno;
    /* Some network file systems cannot rename so, but no link ever replaces a name. */
    if (link(from, to) != 0) return errno;
    return unlink(from) == 0 ? 0 : errno;
}
