/* Preloaded into a process: its wall clock is off by as many milliseconds as the first number in the file that LEDGERLINE_CLOCK names says, from
 * one moment to the next. The time since the machine's start (CLOCK_BOOTTIME) is off by the second number: the same when time goes by, less when
 * the clock was set. CLOCK_MONOTONIC is left alone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile const int64_t *ahead_ms;

__attribute__((constructor)) static void begin(void) {
    const char *file = getenv("LEDGERLINE_CLOCK");
    int open_file = file ? open(file, O_RDONLY | O_CLOEXEC) : -1;
    if (open_file < 0) return;
    void *mapped = mmap(0, 2 * sizeof(int64_t), PROT_READ, MAP_SHARED, open_file, 0);
    close(open_file);
    if (mapped != MAP_FAILED) ahead_ms = mapped;
}

/* PHP loads extensions so that they find libc's functions before ours. */
void *dlopen(const char *name, int how) {
    void *(*next)(const char *, int) = dlsym(RTLD_NEXT, "dlopen");
    return next ? next(name, how & ~RTLD_DEEPBIND) : 0;
}

int clock_gettime(clockid_t which, struct timespec *time) {
    int failed = (int)syscall(SYS_clock_gettime, which, time);
    if (failed || !ahead_ms || (which != CLOCK_REALTIME && which != CLOCK_REALTIME_COARSE && which != CLOCK_BOOTTIME)) return failed;
    int64_t moved = (int64_t)time->tv_sec * 1000000000 + time->tv_nsec + ahead_ms[which == CLOCK_BOOTTIME] * 1000000;
    time->tv_sec = (time_t)(moved / 1000000000);
    time->tv_nsec = (long)(moved % 1000000000);
    return 0;
}

/* A wait until a moment of this clock: the system's clock reaches it earlier or later. A moment of CLOCK_MONOTONIC is days, not decades. */
int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex, const struct timespec *restrict until) {
    static int (*next)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    if (!next) next = dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
    if (!next) next = dlsym(RTLD_NEXT, "pthread_cond_timedwait");
    struct timespec moved = *until;
    if (ahead_ms && until->tv_sec > 1000000000) {
        int64_t at = (int64_t)until->tv_sec * 1000000000 + until->tv_nsec - *ahead_ms * 1000000;
        moved.tv_sec = (time_t)(at / 1000000000);
        moved.tv_nsec = (long)(at % 1000000000);
    }
    return next(condition, mutex, &moved);
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    struct timespec now;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &now)) return -1;
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *where) {
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now)) return -1;
    if (where) *where = now.tv_sec;
    return now.tv_sec;
}
