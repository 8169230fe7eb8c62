/*
 * Peterson's lock for N processes, waiting for all others at once (specs/concurrency/peterson.yaml):
 * N processes, a d_step for each step.
 */
#include "each.pml"

byte level[N];
byte last[N];                /* from 1 */
byte inside;                 /* how many are about to leave: it follows from where they are */

#define LOWER(q) && (_pid == q || level[q] < level[_pid])
#define PASSES (last[level[_pid]] != _pid || (1 EACH(LOWER)))

active [N] proctype customer() {
rest:
  skip;
climb:
  level[_pid]++;
  last[level[_pid]] = _pid;
  if
  :: level[_pid] < N - 1 && PASSES; goto climb
  :: level[_pid] == N - 1 && PASSES
  fi;
  d_step { inside++; assert(inside == 1) };
critical:
  d_step { inside--; level[_pid] = 0 };
  goto rest
}

#ifdef LIVE
ltl served { [] (customer[0]@climb -> <> customer[0]@critical) }
#endif
