/*
 * Peterson's lock for N processes, read by read (specs/concurrency/filter-lock.yaml): N processes, a
 * d_step for each step. A process passes a level if all others are lower, or another came later.
 */
#define LOWER (other == _pid || level[other] < level[_pid])
#define LATER (last[level[_pid]] != _pid)

byte level[N];
byte last[N];                /* from 1 */
byte inside;                 /* how many are about to leave: it follows from where they are */

active [N] proctype customer() {
  byte other;
rest:
  skip;
enter:
  level[_pid]++;
  d_step { last[level[_pid]] = _pid; other = 0 };
look:
  if
  :: d_step { LOWER && other < N - 1 -> other++ }; goto look
  :: d_step { LOWER && other == N - 1 && level[_pid] < N - 1 -> other = 0 }; goto enter
  :: d_step { LOWER && other == N - 1 && level[_pid] == N - 1 -> other = 0 }; goto critical
  :: !LOWER;
     if
     :: !LATER; goto look
     :: d_step { LATER && level[_pid] < N - 1 -> other = 0 }; goto enter
     :: d_step { LATER && level[_pid] == N - 1 -> other = 0 }; goto critical
     fi
  fi;
critical:
  if :: d_step { inside++; assert(inside == 1) } fi;
  d_step { inside--; level[_pid] = 0 };
  goto rest
}
