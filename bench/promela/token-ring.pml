/*
 * Dijkstra's self-stabilising ring of N nodes with N counts each (specs/classics/token-ring.yaml), from
 * any state: a process for each node, a d_step for each action. Another one chooses the initial state, and then
 * watches that somebody may move; the state before the choice is counted too, which makes one more.
 */
byte counter[N];
bool chosen;

active [N] proctype node() provided (chosen) {
  do
  :: d_step { _pid == 0 && counter[0] == counter[N - 1] -> counter[0] = (counter[0] + 1) % N }
  :: d_step { _pid > 0 && counter[_pid] != counter[_pid - 1] -> counter[_pid] = counter[_pid - 1] }
  od
}

active proctype choice() {
  byte i, k;
  atomic {
    for (i : 0 .. N - 1) {
      select (k : 0 .. N - 1);
      counter[i] = k
    }
    i = 0;
    k = 0;
    chosen = true
  }
  timeout -> assert(false)
}
