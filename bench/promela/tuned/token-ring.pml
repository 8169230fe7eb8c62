/*
 * Dijkstra's self-stabilising ring of N nodes with N counts each (specs/classics/token-ring.yaml), two fewer
 * with FEW, from any state. One process, a d_step for each action. The atomic block chooses the initial
 * state: the state before the choice is counted too, which makes one more; claims about whole runs (LIVE)
 * begin after it.
 */
#include "each.pml"

#ifdef FEW
#define K (N - 2)
#define CHOOSE(i, k) :: k < K -> counter[i] = k
#else
#define K N
#define CHOOSE(i, k) :: counter[i] = k
#endif

byte counter[N];
#ifdef LIVE
bit chosen;
#define CHOSEN chosen = 1
#else
#define CHOSEN
#endif

#define ANY(i) if PAIRS(CHOOSE, i) fi;
#define COPY(i) :: d_step { counter[i] != counter[i - 1] -> counter[i] = counter[i - 1] }
#define SAME(i) && counter[i] == counter[i - 1]

active proctype ring() {
  atomic { EACH(ANY) CHOSEN }
  do
  :: d_step { counter[0] == counter[N - 1] -> counter[0] = (counter[0] + 1) % K }
  REST(COPY)
#ifndef LIVE
  :: d_step { counter[0] != counter[N - 1] REST(SAME) -> assert(false) }
#endif
  od
}

#ifdef LIVE
#define MOVES(i) + (counter[i] != counter[i - 1])
#define legitimate (chosen && (counter[0] == counter[N - 1]) REST(MOVES) == 1)
#define moves (chosen && counter[0] == counter[N - 1])
ltl becomes { <> legitimate }
ltl round { [] <> moves }
#endif
