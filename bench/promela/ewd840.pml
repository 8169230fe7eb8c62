/*
 * Termination detection on a ring of N nodes, EWD840 (specs/classics/ewd840.yaml), from any state with
 * a black token: a process for each node, a d_step for each action. Another one chooses the initial state, and
 * then watches; the state before the choice is counted too, which makes one more. `busy` follows from the
 * rest: how many are active.
 */
#include "each.pml"

bool active_[N];
bool black[N];
byte token;
bool dark = true;            /* the token is black */
byte busy;
bool chosen;

#define SEND(i) \
  :: d_step { active_[_pid] && i != _pid -> \
       busy = busy + !active_[i]; active_[i] = true; black[_pid] = black[_pid] || i > _pid }

active [N] proctype node() provided (chosen) {
  do
  :: d_step { _pid == 0 && token == 0 && (dark || black[0]) -> token = N - 1; dark = false; black[0] = false }
  :: d_step { _pid > 0 && token == _pid && (!active_[_pid] || black[_pid] || dark) ->
       token = _pid - 1; dark = dark || black[_pid]; black[_pid] = false }
  :: d_step { active_[_pid] -> active_[_pid] = false; busy-- }
  EACH(SEND)
  od
}

active proctype choice() {
  byte i;
  atomic {
    for (i : 0 .. N - 1) {
      if :: active_[i] = true; busy++ :: skip fi;
      if :: black[i] = true :: skip fi
    }
    select (token : 0 .. N - 1);
    i = 0;
    chosen = true
  }
  do
  :: d_step { token == 0 && !dark && !black[0] && !active_[0] && busy > 0 -> assert(false) }
  od
}
