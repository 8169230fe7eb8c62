/*
 * N dining philosophers (specs/concurrency/dining-forks.yaml): a process for each, a d_step for each step.
 * `eats` follows from where they are.
 */
#define RIGHT ((_pid + 1) % N)
#define FIRST (_pid < RIGHT -> _pid : RIGHT)
#define SECOND (_pid < RIGHT -> RIGHT : _pid)

bool taken[N];
bool eats[N];

active [N] proctype philosopher() {
  do
  :: d_step { !taken[FIRST] -> taken[FIRST] = true };
     d_step { !taken[SECOND] -> taken[SECOND] = true; eats[_pid] = true; assert(!eats[RIGHT]) };
     d_step { taken[FIRST] = false; eats[_pid] = false };
     d_step { taken[SECOND] = false }
  od
}
