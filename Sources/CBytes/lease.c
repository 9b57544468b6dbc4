#define _GNU_SOURCE
#include "bytes.h"
#include <errno.h>
#include <fcntl.h>

int fm_is_written(int file) {
    /* The kernel grants a read lease only where nobody has the file open to write. */
    if (fcntl(file, F_SETLEASE, F_RDLCK) == 0) {
        fcntl(file, F_SETLEASE, F_UNLCK);
        return 0;
    }
    return errno == EAGAIN ? 1 : -1;
}
