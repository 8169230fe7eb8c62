---- MODULE two_phase_commit ----
\* two-phase-commit: Resource managers agree, through one transaction manager, to commit or to abort.
\* Source: Gray and Lamport, Consensus on Transaction Commit, 2006 (TwoPhase.tla)
\* Exported by Assay to TLA+ from test.yaml, with N = 3.
\* Not carried over: commits together (a claim about two models).
\* Save as two_phase_commit.tla, and what stands behind the end as two_phase_commit.cfg.
\* Members of enums and shapes are strings; `none` is <<>>; members of symmetric types are numbers.
\* Not carried over: 32-bit overflow; a step of which a part has no value is an error in TLC.
EXTENDS Integers, Sequences, FiniteSets

VARIABLES rm, tm, votes, messages

vars == <<rm, tm, votes, messages>>

RM == 1..3
Message == ([is : {"prepared"}, rm : RM] \cup [is : {"commit"}] \cup [is : {"abort"}])

TypeOK ==
  /\ rm \in [RM -> {"working", "prepared", "committed", "aborted"}]
  /\ tm \in {"waiting", "done"}
  /\ votes \in SUBSET RM
  /\ messages \in SUBSET Message

Init ==
  /\ rm = [k_ \in RM |-> "working"]
  /\ tm = "waiting"
  /\ votes = {}
  /\ messages = {}

RM_prepares(r) ==
  /\ (rm[r] = "working")
  /\ rm' = [rm EXCEPT ![r] = "prepared"]
  /\ messages' = messages \cup {[is |-> "prepared", rm |-> r]}
  /\ UNCHANGED <<tm, votes>>

RM_chooses_to_abort(r) ==
  /\ (rm[r] = "working")
  /\ rm' = [rm EXCEPT ![r] = "aborted"]
  /\ UNCHANGED <<tm, votes, messages>>

TM_receives_prepared(r) ==
  /\ (tm = "waiting")
  /\ ([is |-> "prepared", rm |-> r] \in messages)
  /\ votes' = votes \cup {r}
  /\ UNCHANGED <<rm, tm, messages>>

TM_commits ==
  /\ (tm = "waiting")
  /\ (votes = RM)
  /\ tm' = "done"
  /\ messages' = messages \cup {[is |-> "commit"]}
  /\ UNCHANGED <<rm, votes>>

TM_aborts ==
  /\ (tm = "waiting")
  /\ tm' = "done"
  /\ messages' = messages \cup {[is |-> "abort"]}
  /\ UNCHANGED <<rm, votes>>

RM_receives_commit(r) ==
  /\ ([is |-> "commit"] \in messages)
  /\ rm' = [rm EXCEPT ![r] = "committed"]
  /\ UNCHANGED <<tm, votes, messages>>

RM_receives_abort(r) ==
  /\ ([is |-> "abort"] \in messages)
  /\ rm' = [rm EXCEPT ![r] = "aborted"]
  /\ UNCHANGED <<tm, votes, messages>>

Next ==
  \/ \E r \in RM : RM_prepares(r)
  \/ \E r \in RM : RM_chooses_to_abort(r)
  \/ \E r \in RM : TM_receives_prepared(r)
  \/ TM_commits
  \/ TM_aborts
  \/ \E r \in RM : RM_receives_commit(r)
  \/ \E r \in RM : RM_receives_abort(r)

Spec ==
  /\ Init
  /\ [][Next]_vars
  /\ WF_vars(Next)
  /\ \A r \in RM : WF_vars(RM_prepares(r))
  /\ \A r \in RM : WF_vars(RM_chooses_to_abort(r))
  /\ \A r \in RM : WF_vars(TM_receives_prepared(r))
  /\ WF_vars(TM_commits)
  /\ WF_vars(TM_aborts)
  /\ \A r \in RM : WF_vars(RM_receives_commit(r))
  /\ \A r \in RM : WF_vars(RM_receives_abort(r))

\* consistent: never: exists(a, b in RM, rm[a] == committed and rm[b] == aborted)
consistent == ~(\E a \in RM : \E b \in RM : (rm[a] = "committed") /\ (rm[b] = "aborted"))

\* can commit: reachable: forall(r in RM, rm[r] == committed)
\* Reached where TLC refutes this invariant.
can_commit == ~(\A r \in RM : rm[r] = "committed")

\* can abort: reachable: forall(r in RM, rm[r] == aborted)
\* Reached where TLC refutes this invariant.
can_abort == ~(\A r \in RM : rm[r] = "aborted")

\* decides: eventually: forall(r in RM, rm[r] in [committed, aborted])
decides == <>(\A r \in RM : rm[r] \in {"committed", "aborted"})

\* a decision is final (r = 1): whenever: rm[r] == committed, always: rm[r] == committed
a_decision_is_final_r_1 == []((rm[1] = "committed") => ([](rm[1] = "committed")))

\* a decision is final (r = 2): whenever: rm[r] == committed, always: rm[r] == committed
a_decision_is_final_r_2 == []((rm[2] = "committed") => ([](rm[2] = "committed")))

\* a decision is final (r = 3): whenever: rm[r] == committed, always: rm[r] == committed
a_decision_is_final_r_3 == []((rm[3] = "committed") => ([](rm[3] = "committed")))

\* all prepared means commit: whenever: forall(r in RM, rm[r] == prepared), eventually: forall(r in RM, rm[r] == committed) (which must fail)
all_prepared_means_commit == (\A r \in RM : rm[r] = "prepared") ~> (\A r \in RM : rm[r] = "committed")

\* commits together: refines: transaction-commit (of two modules: not said here)
====
\* The configuration, for a file of its own (NAME.cfg):
SPECIFICATION Spec
CHECK_DEADLOCK FALSE
INVARIANT TypeOK
INVARIANT consistent
\* INVARIANT can_commit
\* INVARIANT can_abort
PROPERTY decides
PROPERTY a_decision_is_final_r_1
PROPERTY a_decision_is_final_r_2
PROPERTY a_decision_is_final_r_3
PROPERTY all_prepared_means_commit
