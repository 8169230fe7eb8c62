/*
 * Two-phase commit with N resource managers (specs/transactions/two-phase-commit.yaml): a process for each
 * manager, which also takes its message to the coordinator, and one that decides; a d_step for each action.
 * `voters`, `commits` and `aborts` follow from the rest: how many have voted, committed and aborted.
 */
mtype = { working, ready, committed, aborted };

mtype phase[N] = working;
bool prepared[N];            /* the messages */
bool commit, abort;
bool voted[N];
bool done;
byte voters, commits, aborts;

inline becomes(what) {
  commits = commits + (what == committed) - (phase[_pid] == committed);
  aborts = aborts + (what == aborted) - (phase[_pid] == aborted);
  phase[_pid] = what;
  assert(commits == 0 || aborts == 0)
}

active [N] proctype manager() {
  do
  :: d_step { phase[_pid] == working -> phase[_pid] = ready; prepared[_pid] = true }
  :: d_step { phase[_pid] == working -> becomes(aborted) }
  :: d_step { !done && prepared[_pid] -> voters = voters + !voted[_pid]; voted[_pid] = true }
  :: d_step { commit -> becomes(committed) }
  :: d_step { abort -> becomes(aborted) }
  od
}

active proctype coordinator() {
  do
  :: d_step { !done && voters == N -> done = true; commit = true }
  :: d_step { !done -> done = true; abort = true }
  od
}
