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

struct ThreadPool {
    pthread_mutex_t lock;
    pthread_cond_t task_began, task_ended;
    atomic_uint generation;   /* Counts the tasks. */
    atomic_int next_piece, busy_workers;
    int count, threads, closing;
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
    int index;
    while ((index = atomic_fetch_add(&pool->next_piece, 1)) < pool->count)
        pool->run_piece(pool->context, index, thread);
}

static void *worker_main(void *argument)
{
    Worker *worker = argument;
    ThreadPool *pool = worker->pool;
    unsigned seen = 0;
    for (;;) {
        for (int i = 0; i < SPINS && atomic_load(&pool->generation) == seen; i++)
            pause_cpu();
        if (atomic_load(&pool->generation) == seen) {
            pthread_mutex_lock(&pool->lock);
            while (atomic_load(&pool->generation) == seen)
                pthread_cond_wait(&pool->task_began, &pool->lock);
            pthread_mutex_unlock(&pool->lock);
        }
        seen = atomic_load(&pool->generation);
        if (pool->closing)
            return NULL;
        run_pieces(pool, worker->number);
        if (atomic_fetch_sub(&pool->busy_workers, 1) == 1) {
            pthread_mutex_lock(&pool->lock);
            pthread_cond_signal(&pool->task_ended);
            pthread_mutex_unlock(&pool->lock);
        }
    }
}

static void wake_workers(ThreadPool *pool)
{
    pthread_mutex_lock(&pool->lock);
    atomic_fetch_add(&pool->generation, 1);
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

void pool_run(ThreadPool *pool, PieceFunction run_piece, void *context, int count)
{
    pool->run_piece = run_piece;
    pool->context = context;
    pool->count = count;
    atomic_store(&pool->next_piece, 0);
    if (pool->threads > 1 && count > 1) {
        atomic_store(&pool->busy_workers, pool->threads - 1);
        wake_workers(pool);
    }
    run_pieces(pool, 0);
    for (int i = 0; i < SPINS && atomic_load(&pool->busy_workers); i++)
        pause_cpu();
    if (atomic_load(&pool->busy_workers)) {
        pthread_mutex_lock(&pool->lock);
        while (atomic_load(&pool->busy_workers))
            pthread_cond_wait(&pool->task_ended, &pool->lock);
        pthread_mutex_unlock(&pool->lock);
    }
}

void pool_close(ThreadPool *pool)
{
    if (!pool)
        return;
    pool->closing = 1;
    wake_workers(pool);
    for (int i = 1; i < pool->threads; i++)
        pthread_join(pool->workers[i].thread, NULL);
    pthread_mutex_destroy(&pool->lock);
    pthread_cond_destroy(&pool->task_began);
    pthread_cond_destroy(&pool->task_ended);
    free(pool);
}
