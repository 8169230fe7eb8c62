/*
 * Dijkstra's self-stabilising ring of N nodes with N counts each (specs/classics/token-ring.yaml), from
 * any state. One process, a d_step for each action. The atomic block chooses the initial state: the
 * state before the choice is counted too, which makes one more.
 */
#include "each.pml"

byte counter[N];

#define CHOOSE(i, k) :: counter[i] = k
#define ANY(i) if PAIRS(CHOOSE, i) fi;
#define COPY(i) :: d_step { counter[i] != counter[i - 1] -> counter[i] = counter[i - 1] }
#define SAME(i) && counter[i] == counter[i - 1]

active proctype ring() {
  atomic { EACH(ANY) }
  do
  :: d_step { counter[0] == counter[N - 1] -> counter[0] = (counter[0] + 1) % N }
  REST(COPY)
  :: d_step { counter[0] != counter[N - 1] REST(SAME) -> assert(false) }
  od
}
