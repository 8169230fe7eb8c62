//! A register that is written once, by single-decree Paxos (specs/consensus/paxos-register.yaml): the messages, states and rules of
//! Stateright's own example of Paxos, so that its counts are to be expected. One ballot for each put; who has decided answers gets.

use crate::register::{checked, Deployment};
use stateright::actor::register::RegisterMsg::{Get, GetOk, Internal, Put, PutOk};
use stateright::actor::register::{RegisterActor, RegisterMsg};
use stateright::actor::{majority, model_peers, Actor, Id, Out};
use stateright::util::{HashableHashMap, HashableHashSet};
use std::borrow::Cow;

type Ballot = (u32, Id);
/// The request, who made it, and the value to write.
type Proposal = (u64, Id, char);
type Vote = Option<(Ballot, Proposal)>;

#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Msg {
    Prepare(Ballot),
    Prepared(Ballot, Vote),
    Accept(Ballot, Proposal),
    Accepted(Ballot),
    Decided(Ballot, Proposal),
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct State {
    ballot: Ballot,
    proposal: Option<Proposal>,
    promises: HashableHashMap<Id, Vote>,
    accepts: HashableHashSet<Id>,
    vote: Vote,
    decided: bool,
}

#[derive(Clone)]
pub struct Server {
    peers: Vec<Id>,
}

impl Server {
    fn quorum(&self) -> usize {
        majority(self.peers.len() + 1)
    }
}

impl Actor for Server {
    type Msg = RegisterMsg<u64, char, Msg>;
    type State = State;
    type Timer = ();
    type Random = ();
    type Storage = ();

    fn on_start(&self, _: Id, _: &Option<()>, _: &mut Out<Self>) -> State {
        State {
            ballot: (0, Id::from(0)),
            proposal: None,
            promises: Default::default(),
            accepts: Default::default(),
            vote: None,
            decided: false,
        }
    }

    fn on_msg(&self, id: Id, state: &mut Cow<State>, src: Id, msg: Self::Msg, out: &mut Out<Self>) {
        if state.decided {
            if let (Get(request), Some((_, (_, _, value)))) = (msg, state.vote) {
                out.send(src, GetOk(request, value));
            }
            return;
        }
        match msg {
            Put(request, value) if state.proposal.is_none() => {
                let s = state.to_mut();
                s.ballot = (s.ballot.0 + 1, id);
                s.proposal = Some((request, src, value));
                s.promises = Default::default();
                s.promises.insert(id, s.vote);
                s.accepts = Default::default();
                out.broadcast(&self.peers, &Internal(Msg::Prepare(s.ballot)));
            }
            Internal(Msg::Prepare(ballot)) if ballot > state.ballot => {
                state.to_mut().ballot = ballot;
                out.send(src, Internal(Msg::Prepared(ballot, state.vote)));
            }
            Internal(Msg::Prepared(ballot, vote)) if ballot == state.ballot => {
                let s = state.to_mut();
                s.promises.insert(src, vote);
                if s.promises.len() != self.quorum() {
                    return;
                }
                let highest = s.promises.values().filter_map(|vote| *vote).max();
                let Some(proposal) = highest.map(|(_, known)| known).or(s.proposal) else {
                    return;
                };
                s.proposal = Some(proposal);
                s.vote = Some((ballot, proposal));
                s.accepts.insert(id);
                out.broadcast(&self.peers, &Internal(Msg::Accept(ballot, proposal)));
            }
            Internal(Msg::Accept(ballot, proposal)) if ballot >= state.ballot => {
                let s = state.to_mut();
                s.ballot = ballot;
                s.vote = Some((ballot, proposal));
                out.send(src, Internal(Msg::Accepted(ballot)));
            }
            Internal(Msg::Accepted(ballot)) if ballot == state.ballot => {
                let s = state.to_mut();
                s.accepts.insert(src);
                if s.accepts.len() != self.quorum() {
                    return;
                }
                if let Some(proposal) = s.proposal {
                    s.decided = true;
                    out.broadcast(&self.peers, &Internal(Msg::Decided(ballot, proposal)));
                    out.send(proposal.1, PutOk(proposal.0));
                }
            }
            Internal(Msg::Decided(ballot, proposal)) => {
                let s = state.to_mut();
                s.ballot = ballot;
                s.vote = Some((ballot, proposal));
                s.decided = true;
            }
            _ => {}
        }
    }
}

pub fn check(deployment: Deployment) -> usize {
    let servers = deployment.servers;
    checked(deployment, |i| {
        RegisterActor::Server(Server {
            peers: model_peers(i, servers),
        })
    })
}
