/* A pool of threads that run the numbered pieces of one task at a time. */
#ifndef PHEMIUS_THREAD_POOL_H
#define PHEMIUS_THREAD_POOL_H

typedef struct ThreadPool ThreadPool;

/* Runs piece `index`; `thread` is 0 to threads - 1 and selects memory of its own. */
typedef void (*PieceFunction)(void *context, int index, int thread);

/* `threads` counts the calling thread, which works too; there may be fewer where the system refuses
 * them. Returns NULL when out of memory. */
ThreadPool *pool_open(int threads);
int pool_threads(const ThreadPool *);
/* Runs pieces 0 to count - 1 in any order and returns when all have ended. Not reentrant. */
void pool_run(ThreadPool *, PieceFunction, void *context, int count);
/* Joins the threads. NULL is ignored. */
void pool_close(ThreadPool *);

#endif
