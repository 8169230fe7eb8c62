//! Two-phase commit (specs/transactions/two-phase-commit.yaml) under Stateright:
//! `assay-stateright two-phase-commit N` explores it breadth first on one thread and prints its distinct states.
//! A bit mask for each set, so that a state is a few words to hash.

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

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let managers = match words.as_slice() {
        [problem, n] if problem == "two-phase-commit" => n.parse().ok().filter(|n| *n <= 16),
        _ => None,
    };
    let Some(managers) = managers else {
        eprintln!("usage: assay-stateright two-phase-commit N");
        std::process::exit(2);
    };
    let checker = TwoPhaseCommit { managers }.checker().threads(1).spawn_bfs().join();
    checker.assert_properties();
    println!("{} distinct states", checker.unique_state_count());
}
