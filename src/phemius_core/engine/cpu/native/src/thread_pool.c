#include "thread_pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* A convolution takes about a millisecond and the next one follows at once, so a waiting thread
 * spins for some tens of microseconds before it sleeps. */
enum { SPINS = 2000 };

typedef struct {
    ThreadPool *pool;
    int number;
    pthread_t thread;
} Worker;

/* A task ends when its pieces have ended, not when all workers have seen it: a worker that the
 * system does not schedule holds nobody up. Such a worker may wake in the middle of a later task.
 * Two counters keep that safe:
 *
 * - `unclaimed` publishes a task. `pool_run` writes `run_piece`, `context` and `count`, then stores
 *   the number of pieces with release order. A thread claims a piece with an acquiring decrement,
 *   and only one that got a piece reads the three. All decrements are read-modify-writes, so they
 *   continue the release sequence of that store: whoever claims a piece sees the task it is of.
 * - `unfinished` protects a task. Each piece ends with a releasing decrement, and `pool_run` returns,
 *   and may write the next task, after an acquiring load of zero: what a piece read or wrote
 *   happened before. A thread without a piece touches nothing of a task.
 */
struct ThreadPool {
    pthread_mutex_t lock;
    pthread_cond_t task_began, task_ended;
    atomic_int unclaimed;     /* Pieces that no thread has begun; zero or less: there are none. */
    atomic_int unfinished;    /* Pieces that have not ended. */
    atomic_int closing;
    int count, threads;
    PieceFunction run_piece;
    void *context;
    Worker workers[];
};

static void pause_cpu(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

static void run_pieces(ThreadPool *pool, int thread)
{
    int left;
    while ((left = atomic_fetch_sub_explicit(&pool->unclaimed, 1, memory_order_acquire)) > 0) {
        pool->run_piece(pool->context, pool->count - left, thread);
        /* After the last decrement the pool may be at its next task already. */
        if (atomic_fetch_sub_explicit(&pool->unfinished, 1, memory_order_acq_rel) == 1 && thread) {
            pthread_mutex_lock(&pool->lock);
            pthread_cond_signal(&pool->task_ended);
            pthread_mutex_unlock(&pool->lock);
        }
    }
}

/* Whether there is something to do. The claim that follows orders memory. */
static int has_work(ThreadPool *pool)
{
    return atomic_load_explicit(&pool->unclaimed, memory_order_relaxed) > 0 ||
           atomic_load_explicit(&pool->closing, memory_order_relaxed);
}

static void *worker_main(void *argument)
{
    Worker *worker = argument;
    ThreadPool *pool = worker->pool;
    while (!atomic_load_explicit(&pool->closing, memory_order_relaxed)) {
        for (int i = 0; i < SPINS && !has_work(pool); i++)
            pause_cpu();
        if (!has_work(pool)) {
            pthread_mutex_lock(&pool->lock);
            while (!has_work(pool))
                pthread_cond_wait(&pool->task_began, &pool->lock);
            pthread_mutex_unlock(&pool->lock);
        }
        run_pieces(pool, worker->number);
    }
    return NULL;
}

/* Wakes the workers that sleep. What they wait for was stored before: a worker that looked for it
 * too early holds the lock until it waits. */
static void wake_workers(ThreadPool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pthread_cond_broadcast(&pool->task_began);
    pthread_mutex_unlock(&pool->lock);
}

ThreadPool *pool_open(int threads)
{
    ThreadPool *pool = calloc(1, sizeof(ThreadPool) + sizeof(Worker) * (size_t)threads);
    if (!pool)
        return NULL;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->task_began, NULL);
    pthread_cond_init(&pool->task_ended, NULL);
    pool->threads = 1;
    for (int i = 1; i < threads; i++) {
        Worker *worker = &pool->workers[i];
        worker->pool = pool;
        worker->number = i;
        if (pthread_create(&worker->thread, NULL, worker_main, worker))
            break; /* Continue with fewer. */
        pool->threads++;
    }
    return pool;
}

int pool_threads(const ThreadPool *pool) { return pool->threads; }

/* Waits for the pieces that other threads have begun. */
static void wait_for_pieces(ThreadPool *pool)
{
    for (int i = 0; i < SPINS; i++) {
        if (!atomic_load_explicit(&pool->unfinished, memory_order_acquire))
            return;
        pause_cpu();
    }
    pthread_mutex_lock(&pool->lock);
    while (atomic_load_explicit(&pool->unfinished, memory_order_acquire))
        pthread_cond_wait(&pool->task_ended, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}

void pool_run(ThreadPool *pool, PieceFunction run_piece, void *context, int count)
{
    if (pool->threads == 1 || count <= 1) {
        for (int i = 0; i < count; i++)
            run_piece(context, i, 0);
        return;
    }
    pool->run_piece = run_piece;
    pool->context = context;
    pool->count = count;
    atomic_store_explicit(&pool->unfinished, count, memory_order_relaxed);
    atomic_store_explicit(&pool->unclaimed, count, memory_order_release);
    wake_workers(pool);
    run_pieces(pool, 0);
    wait_for_pieces(pool);
}

void pool_close(ThreadPool *pool)
{
    if (!pool)
        return;
    atomic_store_explicit(&pool->closing, 1, memory_order_relaxed);
    wake_workers(pool);
    for (int i = 1; i < pool->threads; i++)
        pthread_join(pool->workers[i].thread, NULL);
    pthread_mutex_destroy(&pool->lock);
    pthread_cond_destroy(&pool->task_began);
    pthread_cond_destroy(&pool->task_ended);
    free(pool);
}
