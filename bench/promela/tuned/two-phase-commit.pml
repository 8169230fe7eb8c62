/*
 * Two-phase commit with N resource managers (specs/transactions/two-phase-commit.yaml).
 * One process, a bit mask for each set, a d_step for each action. A manager's phase is its bit of `low`
 * and of `high`: 00 working, 01 prepared, 10 committed, 11 aborted.
 */
#include "each.pml"
#define ALL ((1 << N) - 1)
#define has(set, i) ((set >> i) & 1)

unsigned low : N;
unsigned high : N;
unsigned votes : N;
unsigned prepared : N;       /* the messages */
bit commit, abort;
bit done;

#define MANAGER(i) \
  :: d_step { !has((low | high), i) -> low = low | (1 << i); prepared = prepared | (1 << i) } \
  :: d_step { !has((low | high), i) -> low = low | (1 << i); high = high | (1 << i) } \
  :: d_step { !done && has(prepared, i) -> votes = votes | (1 << i) } \
  :: d_step { commit -> low = low & ~(1 << i); high = high | (1 << i) } \
  :: d_step { abort -> low = low | (1 << i); high = high | (1 << i) }

active proctype system() {
  do
  EACH(MANAGER)
  :: d_step { !done && votes == ALL -> done = 1; commit = 1 }
  :: d_step { !done -> done = 1; abort = 1 }
  :: d_step { (high & ~low) && (high & low) -> assert(false) }
  od
}
