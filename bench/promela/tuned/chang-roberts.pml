/*
 * Election on a ring of N nodes (specs/classics/chang-roberts.yaml and chang-roberts-odd.yaml). One
 * process, a bit mask for each set, a d_step for each action. With ODD the initiators are the nodes with odd
 * identities (the first, the third, ...), and the others are awake from the start. Without, the atomic block
 * chooses them: the state before the choice is counted too, which makes one more.
 */
#include "each.pml"
#define has(set, i) ((set >> i) & 1)
#define ALL ((1 << N) - 1)

#ifdef ODD
#define initiator (5461 & ALL)
unsigned awake : N = (~initiator) & ALL;
unsigned lost : N = (~initiator) & ALL;
#else
unsigned initiator : N;
unsigned awake : N;
unsigned lost : N;
#endif
unsigned won : N;
#if N > 8
short inbox[N];
#else
byte inbox[N];
#endif

#define NEXT(i) ((i + 1) % N)
#define ANY(i) if :: initiator = initiator | (1 << i) :: lost = lost | (1 << i) fi;
#define START(i) \
  :: d_step { !has(awake, i) -> \
       awake = awake | (1 << i); inbox[NEXT(i)] = inbox[NEXT(i)] | (has(initiator, i) << i) }
#define RECEIVE(i, id) \
  :: d_step { has(awake, i) && has(inbox[i], id) -> \
       inbox[i] = inbox[i] & ~(1 << id); \
       if \
       :: id < i || has(lost, i) -> \
            lost = lost | (1 << i); inbox[NEXT(i)] = inbox[NEXT(i)] | (1 << id) \
       :: else -> won = won | ((id == i) << i) \
       fi }
#define RECEIVES(i) PAIRS(RECEIVE, i)

active proctype ring() {
#ifndef ODD
  atomic { EACH(ANY) }
#endif
  do
  EACH(START)
  EACH(RECEIVES)
#ifndef LIVE
  :: d_step { won & (won - 1) -> assert(false) }
#endif
  od
}

#ifdef LIVE
ltl emerges { [] ((initiator & ~lost) -> <> won) }
#endif
