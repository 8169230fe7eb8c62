/*
 * Election on a ring of N nodes (specs/classics/chang-roberts.yaml and chang-roberts-odd.yaml): a process for
 * each node, a d_step for each action. With ODD the initiators are the nodes with odd identities (the first, the
 * third, ...), and the others are awake from the start. Without, another process chooses them: the state before
 * the choice is counted too, which makes one more. `winners` follows from the rest.
 */
#include "each.pml"

typedef identities { bool has[N] };

bool awake[N], lost[N], won[N];
identities inbox[N];
byte winners;

#ifdef ODD
#define INITIATES (_pid % 2 == 0)
#define CHOSEN true
#define AWAKE (awake[_pid] || !INITIATES)
#define LOST (lost[_pid] || !INITIATES)
#else
bool initiator[N];
bool chosen;
#define INITIATES initiator[_pid]
#define CHOSEN chosen
#define AWAKE awake[_pid]
#define LOST lost[_pid]
#endif

#define NEXT ((_pid + 1) % N)
#define RECEIVE(id) \
  :: d_step { AWAKE && inbox[_pid].has[id] -> \
       inbox[_pid].has[id] = false; \
       if \
       :: id < _pid || LOST -> lost[_pid] = true; inbox[NEXT].has[id] = true \
       :: id == _pid && !LOST -> winners = winners + !won[_pid]; won[_pid] = true; assert(winners <= 1) \
       :: else \
       fi }

active [N] proctype node() provided (CHOSEN) {
  do
  :: d_step { !AWAKE -> awake[_pid] = true; if :: INITIATES -> inbox[NEXT].has[_pid] = true :: else fi }
  EACH(RECEIVE)
  od
}

#ifndef ODD
active proctype choice() {
  byte i;
  atomic {
    for (i : 0 .. N - 1) {
      if :: initiator[i] = true :: lost[i] = true fi
    }
    i = 0;
    chosen = true
  }
  false
}
#endif
