#define _GNU_SOURCE
#include "bytes.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t stop_asked = 0;
static int pipe_end = -1;

static void note(int number) {
    int saved = errno;
    if (number == SIGTERM || number == SIGINT) stop_asked = 1;
    char byte = (char)number;
    if (pipe_end >= 0 && write(pipe_end, &byte, 1) < 0) {
        /* The pipe is full: whoever reads it is told already. */
    }
    errno = saved;
}

static void catch(int number, int flags) {
    /* Whoever started this process may have blocked it: a mask is inherited. */
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    sigprocmask(SIG_UNBLOCK, &set, 0);
    struct sigaction action = {0};
    action.sa_handler = note;
    action.sa_flags = flags;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, 0);
}

void fm_catch_stop(void) {
    catch(SIGTERM, SA_RESTART | SA_RESETHAND);
    catch(SIGINT, SA_RESTART | SA_RESETHAND);
}

int fm_catch_signals(void) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    pipe_end = ends[1];
    catch(SIGTERM, SA_RESTART);
    catch(SIGINT, SA_RESTART);
    catch(SIGHUP, SA_RESTART);
    catch(SIGCHLD, SA_RESTART | SA_NOCLDSTOP);
    return ends[0];
}

int fm_is_stop_asked(void) { return stop_asked; }
