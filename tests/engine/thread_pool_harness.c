/* Drives the thread pool as the networks do: many short tasks, one after the other, each of which
 * reads what the one before it wrote. Exits with 1 where a piece was lost or run twice. */
#include <stdio.h>
#include <time.h>

#include "thread_pool.h"

enum { THREADS = 4, TASKS = 3000, MAX_PIECES = 37 };

typedef struct {
    long values[MAX_PIECES];         /* Plain memory, as activations are. */
    long runs_of_thread[THREADS];    /* As the scratch memory of a thread is. */
    const long *previous;
} Task;

static void run_piece(void *context, int index, int thread)
{
    Task *task = context;
    task->values[index] += task->previous[MAX_PIECES - 1 - index] + 1;
    task->runs_of_thread[thread]++;
}

int main(void)
{
    static Task tasks[2];
    long expected[2][MAX_PIECES] = {{0}}, runs = 0;
    for (int round = 0; round < 3; round++) {
        ThreadPool *pool = pool_open(THREADS);
        if (!pool || pool_threads(pool) != THREADS)
            return 2;
        for (int i = 0; i < TASKS; i++) {
            Task *task = &tasks[i % 2];
            const int pieces = i % (MAX_PIECES + 1);
            task->previous = tasks[1 - i % 2].values;
            pool_run(pool, run_piece, task, pieces);
            for (int p = 0; p < pieces; p++)
                expected[i % 2][p] = (expected[i % 2][p] + expected[1 - i % 2][MAX_PIECES - 1 - p] + 1) % 1000;
            for (int p = 0; p < MAX_PIECES; p++) {
                task->values[p] %= 1000;
                if (task->values[p] != expected[i % 2][p])
                    return 1;
            }
            runs += pieces;
            if (i % 500 == 0) /* Long enough for the threads to stop spinning and sleep. */
                nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
        }
        pool_close(pool);
    }
    for (int t = 0; t < THREADS; t++)
        runs -= tasks[0].runs_of_thread[t] + tasks[1].runs_of_thread[t];
    puts(runs ? "pieces were lost" : "all pieces ran once");
    return runs != 0;
}
