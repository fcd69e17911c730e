// Lets writes to the database fail as a broken disk does (EIO), as long as the file that DISK_ERRORS names is there.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fails(int fd) {
    const char *errors = getenv("DISK_ERRORS");
    if (!errors || access(errors, F_OK) != 0) return 0;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (!strstr(path, "atoll.db")) return 0;
    errno = EIO;
    return 1;
}

ssize_t pwrite(int fd, const void *data, size_t count, off_t offset) {
    if (fails(fd)) return -1;
    ssize_t (*real)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite");
    return real(fd, data, count, offset);
}

ssize_t pwrite64(int fd, const void *data, size_t count, off64_t offset) {
    if (fails(fd)) return -1;
    ssize_t (*real)(int, const void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pwrite64");
    return real(fd, data, count, offset);
}

ssize_t write(int fd, const void *data, size_t count) {
    if (fails(fd)) return -1;
    ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    return real(fd, data, count);
}

int fsync(int fd) {
    if (fails(fd)) return -1;
    int (*real)(int) = dlsym(RTLD_NEXT, "fsync");
    return real(fd);
}

int fdatasync(int fd) {
    if (fails(fd)) return -1;
    int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync");
    return real(fd);
}
