/* Stops workers of the thread pool, as the system does with threads that it does not schedule, and
 * runs tasks meanwhile. Ends by SIGALRM where a task waits for one of them. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "thread_pool.h"

enum { THREADS = 4, PIECES = 50, TASKS = 200, LIMIT_S = 20 };

static pthread_t workers[THREADS];
static atomic_int known[THREADS], held, runs;
static int gate[2];

static void hold(int signal)
{
    char byte;
    (void)signal;
    atomic_fetch_add(&held, 1);
    while (read(gate[0], &byte, 1) < 0)
        ;
    atomic_fetch_sub(&held, 1);
}

static void sleep_ms(long ms) { nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL); }

static void introduce(void *context, int index, int thread)
{
    (void)context;
    (void)index;
    workers[thread] = pthread_self();
    atomic_store(&known[thread], 1);
    sleep_ms(1);
}

static void count_run(void *context, int index, int thread)
{
    (void)index;
    (void)thread;
    (*(int *)context)++; /* By no other thread: all of them are held. */
    atomic_fetch_add(&runs, 1);
}

int main(void)
{
    ThreadPool *pool = pool_open(THREADS);
    struct sigaction action = {.sa_handler = hold};
    if (!pool || pipe(gate) || sigaction(SIGUSR1, &action, NULL))
        return 2;
    alarm(LIMIT_S);
    for (int t = 0; t < THREADS; t++)
        while (!atomic_load(&known[t]))
            pool_run(pool, introduce, NULL, PIECES);
    sleep_ms(20); /* Workers sleep now. */
    for (int t = 1; t < THREADS; t++)
        pthread_kill(workers[t], SIGUSR1);
    while (atomic_load(&held) < THREADS - 1)
        sleep_ms(1);
    int own = 0;
    for (int i = 0; i < TASKS; i++)
        pool_run(pool, count_run, &own, PIECES);
    if (own != TASKS * PIECES || atomic_load(&held) != THREADS - 1)
        return 1;
    if (write(gate[1], "...", THREADS - 1) != THREADS - 1)
        return 2;
    while (atomic_load(&held))
        sleep_ms(1);
    int others[PIECES] = {0};
    pool_run(pool, introduce, others, PIECES); /* They work again. */
    pool_close(pool);
    puts("no task waited for a held worker");
    return atomic_load(&runs) != TASKS * PIECES;
}
