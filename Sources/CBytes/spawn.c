#define _GNU_SOURCE
#include "bytes.h"
#include <fcntl.h>
#include <spawn.h>

extern char **environ;

int fm_spawn(pid_t *id, char *const words[], const char *folder, const char *input) {
    posix_spawn_file_actions_t actions;
    int code = posix_spawn_file_actions_init(&actions);
    if (code != 0) return code;
    code = posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0);
    if (code == 0) code = posix_spawn_file_actions_addchdir_np(&actions, folder);
    if (code == 0) code = posix_spawn(id, words[0], &actions, 0, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    return code;
}
