/* A few threads that take numbered pieces of one piece of work at a time. */
#ifndef PHEMIUS_POOL_H
#define PHEMIUS_POOL_H

typedef struct Pool Pool;
typedef void (*Piece)(void *context, int index, int thread);

/* `threads` counts the caller's own, which works too. NULL where there is no memory. */
Pool *pool_open(int threads);
int pool_threads(const Pool *);
/* Does pieces 0 to count - 1, in any order, and returns when all are done. */
void pool_run(Pool *, Piece, void *context, int count);
void pool_close(Pool *);

#endif
