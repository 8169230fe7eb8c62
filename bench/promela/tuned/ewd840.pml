/*
 * Termination detection on a ring of N nodes, EWD840 (specs/classics/ewd840.yaml), from any state with
 * a black token. One process, a bit mask for each set, a d_step for each action. The atomic block chooses
 * the initial state: the state before the choice is counted too, which makes one more; claims about whole runs
 * (LIVE) begin after it.
 */
#include "each.pml"
#define has(set, i) ((set >> i) & 1)

unsigned busy : N;
unsigned black : N;
unsigned token : 4;
bit dark = 1;                /* the token is black */
#ifdef LIVE
bit chosen;
#define CHOSEN ; chosen = 1
#else
#define CHOSEN
#endif

#define ANY(i) \
  if :: busy = busy | (1 << i) :: skip fi; \
  if :: black = black | (1 << i) :: skip fi;
#define AT(i) :: token = i

#define PASS(i) \
  :: d_step { token == i && (!has(busy, i) || has(black, i) || dark) -> \
       token = i - 1; dark = dark | has(black, i); black = black & ~(1 << i) }
#define STOP(i) :: d_step { has(busy, i) -> busy = busy & ~(1 << i) }
/* To the node d places on, round the ring. */
#define SEND(i, d) \
  :: d_step { has(busy, i) -> \
       busy = busy | (1 << ((i + d) % N)); black = black | (((i + d) < N) << i) }
#define SENDS(i) PAIRS1(SEND, i)

active proctype system() {
  atomic { EACH(ANY) if EACH(AT) fi CHOSEN }
  do
  :: d_step { token == 0 && (dark || has(black, 0)) -> token = N - 1; dark = 0; black = black & ~1 }
  REST(PASS)
  EACH(STOP)
  EACH(SENDS)
#ifndef LIVE
  :: d_step { token == 0 && !dark && !(black & 1) && !(busy & 1) && busy -> assert(false) }
#endif
  od
}

#ifdef LIVE
#define quiet (chosen && !busy)
#define detected (token == 0 && !dark && !(black & 1) && !(busy & 1))
ltl detects { [] (quiet -> <> detected) }
#endif
