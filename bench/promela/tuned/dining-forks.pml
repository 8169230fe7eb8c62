/*
 * N dining philosophers (specs/concurrency/dining-forks.yaml). One process, a bit mask for each set, a
 * d_step for each action. How far a philosopher is, is his bit of `low` and of `high`: 00 about to take
 * the first fork, 01 the second, 10 about to put the first down (he eats), 11 the second.
 */
#include "each.pml"
#define has(set, i) ((set >> i) & 1)
#define RIGHT(i) ((i + 1) % N)
#define FIRST(i) (i < RIGHT(i) -> i : RIGHT(i))
#define SECOND(i) (i < RIGHT(i) -> RIGHT(i) : i)

unsigned low : N;
unsigned high : N;
unsigned taken : N;

#define PHILOSOPHER(i) \
  :: d_step { !has((low | high), i) && !has(taken, FIRST(i)) -> \
       taken = taken | (1 << FIRST(i)); low = low | (1 << i) } \
  :: d_step { has((low & ~high), i) && !has(taken, SECOND(i)) -> \
       taken = taken | (1 << SECOND(i)); low = low & ~(1 << i); high = high | (1 << i) } \
  :: d_step { has((high & ~low), i) -> taken = taken & ~(1 << FIRST(i)); low = low | (1 << i) } \
  :: d_step { has((high & low), i) -> \
       taken = taken & ~(1 << SECOND(i)); low = low & ~(1 << i); high = high & ~(1 << i) }
#define EATS(i) (has(high, i) && !has(low, i))
#define CLASH(i) || (EATS(i) && EATS(RIGHT(i)))

active proctype table() {
  do
  EACH(PHILOSOPHER)
  :: d_step { (0 EACH(CLASH)) -> assert(false) }
  od
}
