-- lists: Joining lists is associative, and a list reversed twice is the list.
-- Source: R. Bird, P. Wadler, Introduction to Functional Programming, 1988
-- Exported by Assay to Lean 4 from test.yaml.
-- Proofs are left to the reader: the proof scripts of the spec are not carried over.
-- Not carried over: joined with itself, which does not follow (always: forall(x in List, join(x, x) == x)).
noncomputable section
namespace lists

axiom Item : Type
axiom some_Item : Nonempty Item

inductive List_ where
  | empty
  | cons_ (x1 : Item) (x2 : List_)

def join : List_ → List_ → List_
  | List_.empty, y2 => y2
  | List_.cons_ i x_2, y2 => List_.cons_ i (join x_2 y2)

def reverse : List_ → List_
  | List_.empty => List_.empty
  | List_.cons_ i x_2 => join (reverse x_2) (List_.cons_ i List_.empty)

axiom likes : Item → Item → Prop

theorem join_empty :
    ∀ y : List_, join List_.empty y = y := by
  intros; rfl

theorem join_cons :
    ∀ (i : Item) (x y : List_), join (List_.cons_ i x) y = List_.cons_ i (join x y) := by
  intros; rfl

theorem reverse_empty :
    reverse List_.empty = List_.empty := by
  intros; rfl

theorem reverse_cons :
    ∀ (i : Item) (x : List_), reverse (List_.cons_ i x) = join (reverse x) (List_.cons_ i List_.empty) := by
  intros; rfl

theorem empty_on_the_right :
    ∀ x : List_, join x List_.empty = x := by
  sorry

theorem join_is_associative :
    ∀ x y z : List_, join (join x y) z = join x (join y z) := by
  sorry

theorem reverse_of_a_join :
    ∀ x y : List_, reverse (join x y) = join (reverse y) (reverse x) := by
  sorry

theorem reversed_twice :
    ∀ x : List_, reverse (reverse x) = x := by
  sorry

theorem one_whom_all_like_is_liked_by_everyone :
    (∃ b : Item, ∀ a : Item, likes a b) → (∀ a : Item, ∃ b : Item, likes a b) := by
  sorry

theorem one_is_its_own_reverse :
    ∀ i : Item, reverse (List_.cons_ i List_.empty) = List_.cons_ i List_.empty := by
  sorry

end lists
