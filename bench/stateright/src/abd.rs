//! A register that any majority keeps alive (specs/consistency/abd-register.yaml): the messages, states and rules of Stateright's own
//! example of it, so that its counts are to be expected. One operation at a time at each server; others are dropped.

use crate::register::{checked, Deployment};
use stateright::actor::register::RegisterMsg::{Get, GetOk, Internal, Put, PutOk};
use stateright::actor::register::{RegisterActor, RegisterMsg};
use stateright::actor::{majority, model_peers, Actor, Id, Out};
use stateright::util::{HashableHashMap, HashableHashSet};
use std::borrow::Cow;

type Stamp = (u64, Id);

#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Msg {
    Query(u64),
    AckQuery(u64, Stamp, char),
    Record(u64, Stamp, char),
    AckRecord(u64),
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct State {
    stamp: Stamp,
    value: char,
    phase: Phase,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
enum Phase {
    Idle,
    Asks {
        request: u64,
        client: Id,
        write: Option<char>,
        answers: HashableHashMap<Id, (Stamp, char)>,
    },
    Records {
        request: u64,
        client: Id,
        read: Option<char>,
        acks: HashableHashSet<Id>,
    },
}

#[derive(Clone)]
pub struct Server {
    peers: Vec<Id>,
}

impl Server {
    fn quorum(&self) -> usize {
        majority(self.peers.len() + 1)
    }

    fn ask(
        &self,
        id: Id,
        state: &mut Cow<State>,
        request: (u64, Id, Option<char>),
        out: &mut Out<Self>,
    ) {
        let (request, client, write) = request;
        out.broadcast(&self.peers, &Internal(Msg::Query(request)));
        let s = state.to_mut();
        let mut answers = HashableHashMap::default();
        answers.insert(id, (s.stamp, s.value));
        s.phase = Phase::Asks {
            request,
            client,
            write,
            answers,
        };
    }
}

impl Actor for Server {
    type Msg = RegisterMsg<u64, char, Msg>;
    type State = State;
    type Timer = ();
    type Random = ();
    type Storage = ();

    fn on_start(&self, id: Id, _: &Option<()>, _: &mut Out<Self>) -> State {
        State {
            stamp: (0, id),
            value: char::default(),
            phase: Phase::Idle,
        }
    }

    fn on_msg(&self, id: Id, state: &mut Cow<State>, src: Id, msg: Self::Msg, out: &mut Out<Self>) {
        match msg {
            Put(request, value) if state.phase == Phase::Idle => {
                self.ask(id, state, (request, src, Some(value)), out);
            }
            Get(request) if state.phase == Phase::Idle => {
                self.ask(id, state, (request, src, None), out);
            }
            Internal(Msg::Query(request)) => {
                out.send(
                    src,
                    Internal(Msg::AckQuery(request, state.stamp, state.value)),
                );
            }
            Internal(Msg::AckQuery(answered, stamp, value)) => {
                if !matches!(&state.phase, Phase::Asks { request, .. } if *request == answered) {
                    return;
                }
                let s = state.to_mut();
                let Phase::Asks {
                    request,
                    client,
                    write,
                    answers,
                } = &mut s.phase
                else {
                    return;
                };
                answers.insert(src, (stamp, value));
                if answers.len() != self.quorum() {
                    return;
                }
                let (request, client, write) = (*request, *client, *write);
                let Some((latest, found)) = answers.values().max().copied() else {
                    return;
                };
                let stamp = if write.is_some() {
                    (latest.0 + 1, id)
                } else {
                    latest
                };
                let value = write.unwrap_or(found);
                out.broadcast(&self.peers, &Internal(Msg::Record(request, stamp, value)));
                if stamp > s.stamp {
                    s.stamp = stamp;
                    s.value = value;
                }
                let mut acks = HashableHashSet::default();
                acks.insert(id);
                let read = if write.is_some() { None } else { Some(value) };
                s.phase = Phase::Records {
                    request,
                    client,
                    read,
                    acks,
                };
            }
            Internal(Msg::Record(request, stamp, value)) => {
                out.send(src, Internal(Msg::AckRecord(request)));
                if stamp > state.stamp {
                    let s = state.to_mut();
                    s.stamp = stamp;
                    s.value = value;
                }
            }
            Internal(Msg::AckRecord(recorded)) => {
                if !matches!(&state.phase, Phase::Records { request, acks, .. }
                    if *request == recorded && !acks.contains(&src))
                {
                    return;
                }
                let s = state.to_mut();
                let Phase::Records {
                    request,
                    client,
                    read,
                    acks,
                } = &mut s.phase
                else {
                    return;
                };
                acks.insert(src);
                if acks.len() == self.quorum() {
                    let answer = read.map_or(PutOk(*request), |value| GetOk(*request, value));
                    out.send(*client, answer);
                    s.phase = Phase::Idle;
                }
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
