(* two-phase-commit: Resource managers agree, through one transaction manager, to commit or to abort.
   Source: Gray and Lamport, Consensus on Transaction Commit, 2006 (TwoPhase.tla)
   Exported by Assay to Coq from test.yaml, with N = 3.
   Not carried over: commits together (a claim about two models).
   A set is the predicate of its members, a map a function; members of symmetric types have names of
   their own; numbers are integers, and `typed` says in which ranges they are. An operation without a
   value (the head of nothing) gives the first value of its type; that this never happens is not said,
   nor are 32-bit overflow and fairness.
   What is to be proved: that the invariant holds at first and that every action keeps it. Where one
   does not, strengthen `invariant`.
   Not carried over: decides (a claim about whole runs).
   Not carried over: a decision is final (r = 1) (a claim about whole runs).
   Not carried over: a decision is final (r = 2) (a claim about whole runs).
   Not carried over: a decision is final (r = 3) (a claim about whole runs).
   Not carried over: all prepared means commit (a claim about whole runs). *)
From Coq Require Import ZArith List ClassicalEpsilon FunctionalExtensionality PropExtensionality.
Import ListNotations.
Open Scope Z_scope.

Definition decide : forall P : Prop, {P} + {~ P} := excluded_middle_informative.

Definition update {K V : Type} (f : K -> V) (k : K) (v : V) : K -> V :=
  fun x => if decide (x = k) then v else f x.

Inductive RM : Type :=
  | RM1 : RM
  | RM2 : RM
  | RM3 : RM.

Inductive Message : Type :=
  | prepared (rm : RM) : Message
  | commit : Message
  | abort : Message.

Inductive RmValue : Type :=
  | working : RmValue
  | prepared_2 : RmValue
  | committed : RmValue
  | aborted : RmValue.

Inductive TmValue : Type :=
  | waiting : TmValue
  | done : TmValue.

Record State : Type := mkState {
  rm : RM -> RmValue;
  tm : TmValue;
  votes : RM -> Prop;
  messages : Message -> Prop
}.

Definition typed (s : State) : Prop :=
  True.

Definition initial (s : State) : Prop :=
  rm s = (fun _ : RM => working) /\
  tm s = waiting /\
  votes s = (fun _ : RM => False) /\
  messages s = (fun _ : Message => False).

Definition RM_prepares (r : RM) (s s' : State) : Prop :=
  rm s r = working /\
  rm s' = update (rm s) r prepared_2 /\
  tm s' = tm s /\
  votes s' = votes s /\
  messages s' = (fun x : Message => messages s x \/ x = prepared r).

Definition RM_chooses_to_abort (r : RM) (s s' : State) : Prop :=
  rm s r = working /\
  rm s' = update (rm s) r aborted /\
  tm s' = tm s /\
  votes s' = votes s /\
  messages s' = messages s.

Definition TM_receives_prepared (r : RM) (s s' : State) : Prop :=
  tm s = waiting /\
  messages s (prepared r) /\
  rm s' = rm s /\
  tm s' = tm s /\
  votes s' = (fun x : RM => votes s x \/ x = r) /\
  messages s' = messages s.

Definition TM_commits (s s' : State) : Prop :=
  tm s = waiting /\
  votes s = (fun _ : RM => True) /\
  rm s' = rm s /\
  tm s' = done /\
  votes s' = votes s /\
  messages s' = (fun x : Message => messages s x \/ x = commit).

Definition TM_aborts (s s' : State) : Prop :=
  tm s = waiting /\
  rm s' = rm s /\
  tm s' = done /\
  votes s' = votes s /\
  messages s' = (fun x : Message => messages s x \/ x = abort).

Definition RM_receives_commit (r : RM) (s s' : State) : Prop :=
  messages s commit /\
  rm s' = update (rm s) r committed /\
  tm s' = tm s /\
  votes s' = votes s /\
  messages s' = messages s.

Definition RM_receives_abort (r : RM) (s s' : State) : Prop :=
  messages s abort /\
  rm s' = update (rm s) r aborted /\
  tm s' = tm s /\
  votes s' = votes s /\
  messages s' = messages s.

Definition step (s s' : State) : Prop :=
  (exists r : RM, RM_prepares r s s') \/
  (exists r : RM, RM_chooses_to_abort r s s') \/
  (exists r : RM, TM_receives_prepared r s s') \/
  TM_commits s s' \/
  TM_aborts s s' \/
  (exists r : RM, RM_receives_commit r s s') \/
  (exists r : RM, RM_receives_abort r s s').

Inductive reachable : State -> Prop :=
  | at_first : forall s, initial s -> reachable s
  | after_step : forall s s', reachable s -> step s s' -> reachable s'.

(* consistent: never: exists(a, b in RM, rm[a] == committed and rm[b] == aborted) *)
Definition consistent (s : State) : Prop :=
  ~ (exists a b : RM, rm s a = committed /\ rm s b = aborted).

Definition invariant (s : State) : Prop :=
  typed s /\
  consistent s.

Theorem it_holds_at_first :
  forall s : State, initial s -> invariant s.
Admitted.

Theorem RM_prepares_keeps_it :
  forall (r : RM) (s s' : State), invariant s -> RM_prepares r s s' -> invariant s'.
Admitted.

Theorem RM_chooses_to_abort_keeps_it :
  forall (r : RM) (s s' : State), invariant s -> RM_chooses_to_abort r s s' -> invariant s'.
Admitted.

Theorem TM_receives_prepared_keeps_it :
  forall (r : RM) (s s' : State), invariant s -> TM_receives_prepared r s s' -> invariant s'.
Admitted.

Theorem TM_commits_keeps_it :
  forall s s' : State, invariant s -> TM_commits s s' -> invariant s'.
Admitted.

Theorem TM_aborts_keeps_it :
  forall s s' : State, invariant s -> TM_aborts s s' -> invariant s'.
Admitted.

Theorem RM_receives_commit_keeps_it :
  forall (r : RM) (s s' : State), invariant s -> RM_receives_commit r s s' -> invariant s'.
Admitted.

Theorem RM_receives_abort_keeps_it :
  forall (r : RM) (s s' : State), invariant s -> RM_receives_abort r s s' -> invariant s'.
Admitted.

(* From here on all follows from what is above. *)
Theorem it_always_holds :
  forall s : State, reachable s -> invariant s.
Proof.
  intros s H; induction H; [ now apply it_holds_at_first | ].
  repeat match goal with H : step _ _ |- _ => unfold step in H | H : _ \/ _ |- _ => destruct H
    | H : exists _, _ |- _ => destruct H end.
  all: first [ eapply RM_prepares_keeps_it; eassumption |
    eapply RM_chooses_to_abort_keeps_it; eassumption |
    eapply TM_receives_prepared_keeps_it; eassumption |
    eapply TM_commits_keeps_it; eassumption |
    eapply TM_aborts_keeps_it; eassumption |
    eapply RM_receives_commit_keeps_it; eassumption |
    eapply RM_receives_abort_keeps_it; eassumption ].
Qed.

Theorem always_typed :
  forall s : State, reachable s -> typed s.
Proof.
  intros s H; apply it_always_holds in H; unfold invariant in H; tauto.
Qed.

Theorem always_consistent :
  forall s : State, reachable s -> consistent s.
Proof.
  intros s H; apply it_always_holds in H; unfold invariant in H; tauto.
Qed.

(* can commit: reachable: forall(r in RM, rm[r] == committed) *)
Theorem can_commit :
  exists s : State, reachable s /\ (forall r : RM, rm s r = committed).
Admitted.

(* can abort: reachable: forall(r in RM, rm[r] == aborted) *)
Theorem can_abort :
  exists s : State, reachable s /\ (forall r : RM, rm s r = aborted).
Admitted.
