//! Systems of the library under Stateright: `assay-stateright PROBLEM N` explores one on one thread and prints its distinct
//! states, breadth first or depth first as Stateright's own example of it. Two-phase commit
//! (specs/transactions/two-phase-commit.yaml) is here: a bit mask for each set, so that a state is a few words to hash. The
//! registers have N clients.

mod abd;
mod paxos;
mod register;

use register::Deployment;
use stateright::{Checker, Model, Property};

struct TwoPhaseCommit {
    managers: u32,
}

/// A manager's phase is its bit of `low` and of `high`: 00 working, 01 prepared, 10 committed, 11 aborted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct State {
    low: u16,
    high: u16,
    votes: u16,
    /// The messages, and whether the transaction manager has decided.
    prepared: u16,
    commit: bool,
    abort: bool,
    done: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Action {
    Prepare(u32),
    ChooseToAbort(u32),
    ReceivePrepared(u32),
    ReceiveCommit(u32),
    ReceiveAbort(u32),
    Commit,
    Abort,
}

impl Model for TwoPhaseCommit {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State::default()]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        for i in 0..self.managers {
            let bit = 1 << i;
            if (state.low | state.high) & bit == 0 {
                actions.push(Action::Prepare(i));
                actions.push(Action::ChooseToAbort(i));
            }
            if !state.done && state.prepared & bit != 0 {
                actions.push(Action::ReceivePrepared(i));
            }
            if state.commit {
                actions.push(Action::ReceiveCommit(i));
            }
            if state.abort {
                actions.push(Action::ReceiveAbort(i));
            }
        }
        if !state.done {
            actions.push(Action::Abort);
            if u32::from(state.votes) == (1 << self.managers) - 1 {
                actions.push(Action::Commit);
            }
        }
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut state = last.clone();
        match action {
            Action::Prepare(i) => {
                state.low |= 1 << i;
                state.prepared |= 1 << i;
            }
            Action::ChooseToAbort(i) | Action::ReceiveAbort(i) => {
                state.low |= 1 << i;
                state.high |= 1 << i;
            }
            Action::ReceivePrepared(i) => state.votes |= 1 << i,
            Action::ReceiveCommit(i) => {
                state.low &= !(1 << i);
                state.high |= 1 << i;
            }
            Action::Commit => {
                state.done = true;
                state.commit = true;
            }
            Action::Abort => {
                state.done = true;
                state.abort = true;
            }
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always("consistent", |_, state: &State| {
            state.high & !state.low == 0 || state.high & state.low == 0
        })]
    }
}

fn two_phase_commit(managers: u32) -> usize {
    let checker = TwoPhaseCommit { managers }
        .checker()
        .threads(1)
        .spawn_bfs()
        .join();
    checker.assert_properties();
    checker.unique_state_count()
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let n = words
        .get(1)
        .and_then(|n| n.parse::<u32>().ok())
        .filter(|n| *n <= 16);
    let registers = |ordered| Deployment {
        clients: n.unwrap_or(0) as usize,
        servers: 3,
        ordered,
        depth_first: ordered,
    };
    let states = match (words.first().map(String::as_str), n) {
        (Some("two-phase-commit"), Some(managers)) => two_phase_commit(managers),
        (Some("paxos-register"), Some(_)) => paxos::check(registers(false)),
        (Some("abd-register-ordered"), Some(_)) => abd::check(registers(true)),
        _ => {
            eprintln!(
                "usage: assay-stateright two-phase-commit|paxos-register|abd-register-ordered N"
            );
            std::process::exit(2);
        }
    };
    println!("{states} distinct states");
}
