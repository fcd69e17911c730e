//! A client of the Supervisor API for each person who is signed in. It acts as that person, in process.

use std::{collections::HashMap, sync::Arc};

use kube::Client;
use parking_lot::Mutex;
use supervisor::engine::{Engine, User};

/// More people than this and the clients are made anew; they are cheap.
const KEPT: usize = 1000;

/// Who a client acts as: name and groups.
type Who = (String, Vec<String>);

/// Makes clients and keeps them. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Clients {
    engine: Engine,
    made: Arc<Mutex<HashMap<Who, Client>>>,
}

impl Clients {
    /// Clients of this API.
    pub(crate) fn new(engine: Engine) -> Self {
        Self { engine, made: Arc::default() }
    }

    /// The client that acts as this person.
    pub(crate) fn of(&self, name: &str, groups: &[String]) -> Client {
        let who = (name.to_owned(), groups.to_vec());
        let mut made = self.made.lock();
        if let Some(client) = made.get(&who) {
            return client.clone();
        }
        if made.len() >= KEPT {
            made.clear();
        }
        let client = self.engine.client(User::new(name, groups.iter().cloned()));
        made.insert(who, client.clone());
        client
    }
}
