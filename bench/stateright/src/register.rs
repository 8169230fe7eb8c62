//! Servers of a register, and Stateright's own clients of one: each puts once and then gets. The history of calls is part of the state,
//! and every state is asked whether it is linearizable. One thread.

use stateright::actor::register::{RegisterActor, RegisterMsg};
use stateright::actor::{Actor, ActorModel, Id, Network};
use stateright::semantics::register::Register;
use stateright::semantics::LinearizabilityTester;
use stateright::{Checker, Expectation, Model};
use std::fmt::Debug;
use std::hash::Hash;

pub struct Deployment {
    pub clients: usize,
    pub servers: usize,
    /// Do messages from one to another arrive in order?
    pub ordered: bool,
    /// Each is explored as its example has it.
    pub depth_first: bool,
}

/// The distinct states of the servers that `server` makes.
pub fn checked<S, M>(deployment: Deployment, server: impl Fn(usize) -> RegisterActor<S>) -> usize
where
    M: Clone + Debug + Eq + Hash + Ord + Send + Sync + 'static,
    S: Actor<Msg = RegisterMsg<u64, char, M>> + Clone + Send + Sync + 'static,
    S::State: Send + Sync,
    RegisterActor<S>: Actor<Msg = RegisterMsg<u64, char, M>> + Clone + Send + Sync,
    <RegisterActor<S> as Actor>::State: Send + Sync,
    <RegisterActor<S> as Actor>::Timer: Ord + Send + Sync,
    <RegisterActor<S> as Actor>::Random: Send + Sync,
    <RegisterActor<S> as Actor>::Storage: Send + Sync,
{
    let Deployment {
        clients,
        servers,
        ordered,
        depth_first,
    } = deployment;
    let network = if ordered {
        Network::new_ordered([])
    } else {
        Network::new_unordered_nonduplicating([])
    };
    let history = LinearizabilityTester::<Id, Register<char>>::new(Register(char::default()));
    let model = ActorModel::new((), history)
        .actors((0..servers).map(server))
        .actors((0..clients).map(|_| RegisterActor::Client {
            put_count: 1,
            server_count: servers,
        }))
        .init_network(network)
        .property(Expectation::Always, "linearizable", |_, state| {
            state.history.serialized_history().is_some()
        })
        .record_msg_in(RegisterMsg::record_returns)
        .record_msg_out(RegisterMsg::record_invocations);
    let checker = model.checker().threads(1);
    if depth_first {
        let checker = checker.spawn_dfs().join();
        checker.assert_properties();
        return checker.unique_state_count();
    }
    let checker = checker.spawn_bfs().join();
    checker.assert_properties();
    checker.unique_state_count()
}
