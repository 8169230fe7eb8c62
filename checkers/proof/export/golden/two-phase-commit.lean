-- two-phase-commit: Resource managers agree, through one transaction manager, to commit or to abort.
-- Source: Gray and Lamport, Consensus on Transaction Commit, 2006 (TwoPhase.tla)
-- Exported by Assay to Lean 4 from test.yaml, with N = 3.
-- Not carried over: commits together (a claim about two models).
-- A set is the predicate of its members, a map a function; members of symmetric types have names of
-- their own; numbers are integers, and `typed` says in which ranges they are. An operation without a
-- value (the head of nothing) gives the first value of its type; that this never happens is not said,
-- nor are 32-bit overflow and fairness.
-- What is to be proved: that the invariant holds at first and that every action keeps it. Where one
-- does not, strengthen `invariant`.
-- Not carried over: decides (a claim about whole runs).
-- Not carried over: a decision is final (r = 1) (a claim about whole runs).
-- Not carried over: a decision is final (r = 2) (a claim about whole runs).
-- Not carried over: a decision is final (r = 3) (a claim about whole runs).
-- Not carried over: all prepared means commit (a claim about whole runs).
open Classical
noncomputable section
namespace two_phase_commit

def update {K V : Type} (f : K → V) (k : K) (v : V) : K → V :=
  fun x => if x = k then v else f x

inductive RM where
  | m1
  | m2
  | m3

inductive Message where
  | prepared (rm : RM)
  | commit
  | abort

inductive RmValue where
  | working
  | prepared
  | committed
  | aborted

inductive TmValue where
  | waiting
  | done

structure State where
  rm : RM → RmValue
  tm : TmValue
  votes : RM → Prop
  messages : Message → Prop

def typed (s : State) : Prop :=
  True

def initial (s : State) : Prop :=
  s.rm = (fun _ : RM => RmValue.working) ∧
  s.tm = TmValue.waiting ∧
  s.votes = (fun _ : RM => False) ∧
  s.messages = (fun _ : Message => False)

def RM_prepares (r : RM) (s s' : State) : Prop :=
  s.rm r = RmValue.working ∧
  s'.rm = update s.rm r RmValue.prepared ∧
  s'.tm = s.tm ∧
  s'.votes = s.votes ∧
  s'.messages = (fun x : Message => s.messages x ∨ x = Message.prepared r)

def RM_chooses_to_abort (r : RM) (s s' : State) : Prop :=
  s.rm r = RmValue.working ∧
  s'.rm = update s.rm r RmValue.aborted ∧
  s'.tm = s.tm ∧
  s'.votes = s.votes ∧
  s'.messages = s.messages

def TM_receives_prepared (r : RM) (s s' : State) : Prop :=
  s.tm = TmValue.waiting ∧
  s.messages (Message.prepared r) ∧
  s'.rm = s.rm ∧
  s'.tm = s.tm ∧
  s'.votes = (fun x : RM => s.votes x ∨ x = r) ∧
  s'.messages = s.messages

def TM_commits (s s' : State) : Prop :=
  s.tm = TmValue.waiting ∧
  s.votes = (fun _ : RM => True) ∧
  s'.rm = s.rm ∧
  s'.tm = TmValue.done ∧
  s'.votes = s.votes ∧
  s'.messages = (fun x : Message => s.messages x ∨ x = Message.commit)

def TM_aborts (s s' : State) : Prop :=
  s.tm = TmValue.waiting ∧
  s'.rm = s.rm ∧
  s'.tm = TmValue.done ∧
  s'.votes = s.votes ∧
  s'.messages = (fun x : Message => s.messages x ∨ x = Message.abort)

def RM_receives_commit (r : RM) (s s' : State) : Prop :=
  s.messages Message.commit ∧
  s'.rm = update s.rm r RmValue.committed ∧
  s'.tm = s.tm ∧
  s'.votes = s.votes ∧
  s'.messages = s.messages

def RM_receives_abort (r : RM) (s s' : State) : Prop :=
  s.messages Message.abort ∧
  s'.rm = update s.rm r RmValue.aborted ∧
  s'.tm = s.tm ∧
  s'.votes = s.votes ∧
  s'.messages = s.messages

def step (s s' : State) : Prop :=
  (∃ r : RM, RM_prepares r s s') ∨
  (∃ r : RM, RM_chooses_to_abort r s s') ∨
  (∃ r : RM, TM_receives_prepared r s s') ∨
  TM_commits s s' ∨
  TM_aborts s s' ∨
  (∃ r : RM, RM_receives_commit r s s') ∨
  (∃ r : RM, RM_receives_abort r s s')

inductive reachable : State → Prop where
  | at_first (s : State) : initial s → reachable s
  | after_step (s s' : State) : reachable s → step s s' → reachable s'

-- consistent: never: exists(a, b in RM, rm[a] == committed and rm[b] == aborted)
def consistent (s : State) : Prop :=
  ¬ (∃ a b : RM, s.rm a = RmValue.committed ∧ s.rm b = RmValue.aborted)

def invariant (s : State) : Prop :=
  typed s ∧
  consistent s

theorem it_holds_at_first :
    ∀ s : State, initial s → invariant s := by
  sorry

theorem RM_prepares_keeps_it :
    ∀ (r : RM) (s s' : State), invariant s → RM_prepares r s s' → invariant s' := by
  sorry

theorem RM_chooses_to_abort_keeps_it :
    ∀ (r : RM) (s s' : State), invariant s → RM_chooses_to_abort r s s' → invariant s' := by
  sorry

theorem TM_receives_prepared_keeps_it :
    ∀ (r : RM) (s s' : State), invariant s → TM_receives_prepared r s s' → invariant s' := by
  sorry

theorem TM_commits_keeps_it :
    ∀ s s' : State, invariant s → TM_commits s s' → invariant s' := by
  sorry

theorem TM_aborts_keeps_it :
    ∀ s s' : State, invariant s → TM_aborts s s' → invariant s' := by
  sorry

theorem RM_receives_commit_keeps_it :
    ∀ (r : RM) (s s' : State), invariant s → RM_receives_commit r s s' → invariant s' := by
  sorry

theorem RM_receives_abort_keeps_it :
    ∀ (r : RM) (s s' : State), invariant s → RM_receives_abort r s s' → invariant s' := by
  sorry

-- From here on all follows from what is above.
theorem it_always_holds :
    ∀ s : State, reachable s → invariant s := by
  sorry

theorem always_typed :
    ∀ s : State, reachable s → typed s := by
  intro s h
  exact (it_always_holds s h).1

theorem always_consistent :
    ∀ s : State, reachable s → consistent s := by
  intro s h
  exact (it_always_holds s h).2

-- can commit: reachable: forall(r in RM, rm[r] == committed)
theorem can_commit :
    ∃ s : State, reachable s ∧ (∀ r : RM, s.rm r = RmValue.committed) := by
  sorry

-- can abort: reachable: forall(r in RM, rm[r] == aborted)
theorem can_abort :
    ∃ s : State, reachable s ∧ (∀ r : RM, s.rm r = RmValue.aborted) := by
  sorry

end two_phase_commit
