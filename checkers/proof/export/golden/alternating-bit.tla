---- MODULE alternating_bit ----
\* alternating-bit: A sender and a receiver deliver each item once and in order over channels that lose and repeat.
\* Source: Bartlett, Scantlebury, Wilkinson, A note on reliable full-duplex transmission, 1969
\* Exported by Assay to TLA+ from test.yaml, with Items = 3, Capacity = 2.
\* Save as alternating_bit.tla, and what stands behind the end as alternating_bit.cfg.
\* Members of enums and shapes are strings; `none` is <<>>; members of symmetric types are numbers.
\* Not carried over: 32-bit overflow; a step of which a part has no value is an error in TLC.
EXTENDS Integers, Sequences, FiniteSets

VARIABLES sending, sendBit, wantBit, delivered, packets, acks

vars == <<sending, sendBit, wantBit, delivered, packets, acks>>

Bit == 0..1
Item == 1..3
Packet == [item : Item, bit : Bit]

TypeOK ==
  /\ sending \in 1..4
  /\ sendBit \in Bit
  /\ wantBit \in Bit
  /\ delivered \in UNION {[1..n_ -> Item] : n_ \in 0..4}
  /\ packets \in UNION {[1..n_ -> Packet] : n_ \in 0..2}
  /\ acks \in UNION {[1..n_ -> Bit] : n_ \in 0..2}

Init ==
  /\ sending = 1
  /\ sendBit = 0
  /\ wantBit = 0
  /\ delivered = <<>>
  /\ packets = <<>>
  /\ acks = <<>>

send ==
  /\ (sending <= 3)
  /\ ((Len(packets)) < 2)
  /\ packets' = Append(packets, [item |-> sending, bit |-> sendBit])
  /\ UNCHANGED <<sending, sendBit, wantBit, delivered, acks>>

receive ==
  LET p == Head(packets) IN
  /\ ((Len(packets)) > 0)
  /\ ((Len(acks)) < 2)
  /\ wantBit' = (IF p.bit = wantBit THEN 1 - wantBit ELSE wantBit)
  /\ delivered' = (IF p.bit = wantBit THEN Append(delivered, p.item) ELSE delivered)
  /\ packets' = Tail(packets)
  /\ acks' = Append(acks, p.bit)
  /\ UNCHANGED <<sending, sendBit>>

hear ==
  /\ ((Len(acks)) > 0)
  /\ sending' = (IF ((Head(acks)) = sendBit) /\ (sending <= 3) THEN sending + 1 ELSE sending)
  /\ sendBit' = (IF ((Head(acks)) = sendBit) /\ (sending <= 3) THEN 1 - sendBit ELSE sendBit)
  /\ acks' = Tail(acks)
  /\ UNCHANGED <<wantBit, delivered, packets>>

lose_a_packet ==
  /\ ((Len(packets)) > 0)
  /\ packets' = Tail(packets)
  /\ UNCHANGED <<sending, sendBit, wantBit, delivered, acks>>

lose_an_ack ==
  /\ ((Len(acks)) > 0)
  /\ acks' = Tail(acks)
  /\ UNCHANGED <<sending, sendBit, wantBit, delivered, packets>>

repeat_a_packet ==
  /\ (0 < (Len(packets)))
  /\ ((Len(packets)) < 2)
  /\ packets' = (<<Head(packets)>>) \o packets
  /\ UNCHANGED <<sending, sendBit, wantBit, delivered, acks>>

Next ==
  \/ send
  \/ receive
  \/ hear
  \/ lose_a_packet
  \/ lose_an_ack
  \/ repeat_a_packet

Spec ==
  /\ Init
  /\ [][Next]_vars
  /\ WF_vars(Next)
  /\ SF_vars(send)
  /\ SF_vars(receive)
  /\ SF_vars(hear)

\* in order and once: always: delivered == sequence(i in 1..size(delivered), i)
in_order_and_once == delivered = [i \in 1..(Len(delivered)) |-> i]

\* not ahead: always: size(delivered) in [sending - 1, sending]
not_ahead == (Len(delivered)) \in {sending - 1, sending}

\* all arrive: eventually: size(delivered) == Items
all_arrive == <>((Len(delivered)) = 3)

\* the sender knows at once: always: size(delivered) == sending - 1 (which must fail)
the_sender_knows_at_once == (Len(delivered)) = (sending - 1)

====
\* The configuration, for a file of its own (NAME.cfg):
SPECIFICATION Spec
CHECK_DEADLOCK FALSE
INVARIANT TypeOK
INVARIANT in_order_and_once
INVARIANT not_ahead
PROPERTY all_arrive
INVARIANT the_sender_knows_at_once
