(* lists: Joining lists is associative, and a list reversed twice is the list.
   Source: R. Bird, P. Wadler, Introduction to Functional Programming, 1988
   Exported by Assay to Coq from test.yaml.
   Proofs are left to the reader: the proof scripts of the spec are not carried over.
   Not carried over: joined with itself, which does not follow (always: forall(x in List, join(x, x) == x)). *)
From Coq Require Import Classical.

Parameter Item : Type.
Axiom some_Item : inhabited Item.

Inductive List : Type :=
  | empty : List
  | cons_ (x1 : Item) (x2 : List) : List.

Fixpoint join (x y2 : List) {struct x} : List :=
  match x with
  | empty => y2
  | cons_ i x_2 => cons_ i (join x_2 y2)
  end.

Fixpoint reverse (x : List) {struct x} : List :=
  match x with
  | empty => empty
  | cons_ i x_2 => join (reverse x_2) (cons_ i empty)
  end.

Parameter likes : Item -> Item -> Prop.

Theorem join_empty :
  forall y : List, join empty y = y.
Proof.
  intros; reflexivity.
Qed.

Theorem join_cons :
  forall (i : Item) (x y : List), join (cons_ i x) y = cons_ i (join x y).
Proof.
  intros; reflexivity.
Qed.

Theorem reverse_empty :
  reverse empty = empty.
Proof.
  intros; reflexivity.
Qed.

Theorem reverse_cons :
  forall (i : Item) (x : List), reverse (cons_ i x) = join (reverse x) (cons_ i empty).
Proof.
  intros; reflexivity.
Qed.

Theorem empty_on_the_right :
  forall x : List, join x empty = x.
Admitted.

Theorem join_is_associative :
  forall x y z : List, join (join x y) z = join x (join y z).
Admitted.

Theorem reverse_of_a_join :
  forall x y : List, reverse (join x y) = join (reverse y) (reverse x).
Admitted.

Theorem reversed_twice :
  forall x : List, reverse (reverse x) = x.
Admitted.

Theorem one_whom_all_like_is_liked_by_everyone :
  (exists b : Item, forall a : Item, likes a b) -> (forall a : Item, exists b : Item, likes a b).
Admitted.

Theorem one_is_its_own_reverse :
  forall i : Item, reverse (cons_ i empty) = cons_ i empty.
Admitted.
