#include "pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* A generator's pass takes about a millisecond, and the next one follows at once: whoever waits
 * looks for some tens of microseconds before it sleeps. */
enum { LOOKS = 2000 };

typedef struct {
    Pool *pool;
    int number;
    pthread_t thread;
} Worker;

struct Pool {
    pthread_mutex_t lock;
    pthread_cond_t begun, ended;
    atomic_uint round;
    atomic_int next, busy;
    int count, threads, closing;
    Piece piece;
    void *context;
    Worker workers[];
};

static void relax(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

static void work(Pool *pool, int thread)
{
    int index;
    while ((index = atomic_fetch_add(&pool->next, 1)) < pool->count)
        pool->piece(pool->context, index, thread);
}

static void *serve(void *argument)
{
    Worker *me = argument;
    Pool *pool = me->pool;
    unsigned seen = 0;
    for (;;) {
        for (int i = 0; i < LOOKS && atomic_load(&pool->round) == seen; i++)
            relax();
        if (atomic_load(&pool->round) == seen) {
            pthread_mutex_lock(&pool->lock);
            while (atomic_load(&pool->round) == seen)
                pthread_cond_wait(&pool->begun, &pool->lock);
            pthread_mutex_unlock(&pool->lock);
        }
        seen = atomic_load(&pool->round);
        if (pool->closing)
            return NULL;
        work(pool, me->number);
        if (atomic_fetch_sub(&pool->busy, 1) == 1) {
            pthread_mutex_lock(&pool->lock);
            pthread_cond_signal(&pool->ended);
            pthread_mutex_unlock(&pool->lock);
        }
    }
}

static void begin(Pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    atomic_fetch_add(&pool->round, 1);
    pthread_cond_broadcast(&pool->begun);
    pthread_mutex_unlock(&pool->lock);
}

Pool *pool_open(int threads)
{
    Pool *pool = calloc(1, sizeof(Pool) + sizeof(Worker) * (size_t)threads);
    if (!pool)
        return NULL;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->begun, NULL);
    pthread_cond_init(&pool->ended, NULL);
    pool->threads = 1;
    for (int i = 1; i < threads; i++) {
        Worker *worker = &pool->workers[i];
        worker->pool = pool;
        worker->number = i;
        if (pthread_create(&worker->thread, NULL, serve, worker))
            break; /* Fewer do it too. */
        pool->threads++;
    }
    return pool;
}

int pool_threads(const Pool *pool) { return pool->threads; }

void pool_run(Pool *pool, Piece piece, void *context, int count)
{
    pool->piece = piece;
    pool->context = context;
    pool->count = count;
    atomic_store(&pool->next, 0);
    if (pool->threads > 1 && count > 1) {
        atomic_store(&pool->busy, pool->threads - 1);
        begin(pool);
    }
    work(pool, 0);
    for (int i = 0; i < LOOKS && atomic_load(&pool->busy); i++)
        relax();
    if (atomic_load(&pool->busy)) {
        pthread_mutex_lock(&pool->lock);
        while (atomic_load(&pool->busy))
            pthread_cond_wait(&pool->ended, &pool->lock);
        pthread_mutex_unlock(&pool->lock);
    }
}

void pool_close(Pool *pool)
{
    if (!pool)
        return;
    pool->closing = 1;
    begin(pool);
    for (int i = 1; i < pool->threads; i++)
        pthread_join(pool->workers[i].thread, NULL);
    pthread_mutex_destroy(&pool->lock);
    pthread_cond_destroy(&pool->begun);
    pthread_cond_destroy(&pool->ended);
    free(pool);
}
