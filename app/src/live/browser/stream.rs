//! Follows the stream of the page: on a change the page is fetched again, one fetch at a time.

use std::{cell::RefCell, rc::Rc};

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{EventSource, VisibilityState};

use super::{after, document, every, fetch, fetch::Fetched, morph, on, time_of_day, window};
use crate::live::label::Freshness;

/// How long to wait, in milliseconds, before a stream that the browser has given up is opened again: at first, and at most.
const AGAIN: (i32, i32) = (2_000, 60_000);

struct Follower {
    freshness: RwSignal<Freshness>,
    source: RefCell<Option<EventSource>>,
    state: RefCell<State>,
}

struct State {
    stream: Stream,
    /// When the page was last known to be fresh: milliseconds, and the time of day.
    heard: f64,
    heard_at: String,
    /// How long to wait before the next try.
    again: i32,
    fetching: bool,
    /// A change came while the page was being fetched.
    stale: bool,
}

/// How the stream stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stream {
    Unknown,
    Open,
    Lost,
    SignedOut,
}

/// Follows the stream and says in `freshness` how it stands.
pub(crate) fn follow(freshness: RwSignal<Freshness>) {
    let follower = Rc::new(Follower {
        freshness,
        source: RefCell::new(None),
        state: RefCell::new(State {
            stream: Stream::Unknown,
            heard: js_sys::Date::now(),
            heard_at: time_of_day(),
            again: AGAIN.0,
            fetching: false,
            stale: false,
        }),
    });
    follower.connect();
    let ticking = Rc::clone(&follower);
    every(1_000, move || ticking.tell());
    if let Some(document) = document() {
        // A page that nobody looks at holds no stream: browsers allow only a few connections to one site.
        on(&document, "visibilitychange", move |_| {
            if hidden() {
                follower.disconnect();
            } else {
                follower.connect();
                follower.refresh();
            }
        });
    }
}

impl Follower {
    fn connect(self: &Rc<Self>) {
        if hidden() || self.source.borrow().is_some() {
            return;
        }
        let Some(source) = stream_of_this_page() else { return };
        let this = Rc::clone(self);
        on(&source, "open", move |_| {
            this.state.borrow_mut().again = AGAIN.0;
            this.heard();
            // Something may have changed between the rendering of the page and the start of the stream.
            this.refresh();
        });
        let this = Rc::clone(self);
        on(&source, "beat", move |_| this.heard());
        let this = Rc::clone(self);
        on(&source, "changed", move |_| {
            this.heard();
            this.refresh();
        });
        let this = Rc::clone(self);
        on(&source, "error", move |_| this.lost());
        *self.source.borrow_mut() = Some(source);
    }

    fn disconnect(&self) {
        if let Some(source) = self.source.borrow_mut().take() {
            source.close();
        }
    }

    fn heard(&self) {
        let mut state = self.state.borrow_mut();
        state.stream = Stream::Open;
        state.heard = js_sys::Date::now();
        state.heard_at = time_of_day();
        drop(state);
        self.tell();
    }

    /// The browser opens a broken stream again by itself, except when the server refused it.
    fn lost(self: &Rc<Self>) {
        self.stands(Stream::Lost);
        let refused = self.source.borrow().as_ref().is_some_and(|source| source.ready_state() == EventSource::CLOSED);
        if !refused {
            return;
        }
        self.disconnect();
        // Tells whether the session has ended.
        self.refresh();
        let mut state = self.state.borrow_mut();
        let wait = state.again;
        state.again = (wait * 2).min(AGAIN.1);
        drop(state);
        let this = Rc::clone(self);
        after(wait, move || {
            if this.state.borrow().stream == Stream::Lost {
                this.connect();
            }
        });
    }

    fn stands(&self, stream: Stream) {
        self.state.borrow_mut().stream = stream;
        self.tell();
    }

    /// Says how fresh the page is.
    fn tell(&self) {
        let state = self.state.borrow();
        let freshness = match state.stream {
            Stream::Unknown => return,
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            Stream::Open => Freshness::Live(((js_sys::Date::now() - state.heard) / 1_000.0) as u32),
            Stream::Lost => Freshness::Lost(state.heard_at.clone()),
            Stream::SignedOut => Freshness::SignedOut(state.heard_at.clone()),
        };
        drop(state);
        if self.freshness.with_untracked(|now| *now != freshness) {
            self.freshness.set(freshness);
        }
    }

    /// Fetches the page again; a change that comes meanwhile makes it fetch once more.
    fn refresh(self: &Rc<Self>) {
        let mut state = self.state.borrow_mut();
        state.stale = true;
        if std::mem::replace(&mut state.fetching, true) {
            return;
        }
        drop(state);
        let this = Rc::clone(self);
        spawn_local(async move {
            while std::mem::take(&mut this.state.borrow_mut().stale) {
                match fetch::this_page().await {
                    Fetched::Page(page) => morph("page", &page),
                    Fetched::Elsewhere => {
                        this.disconnect();
                        this.stands(Stream::SignedOut);
                    }
                    Fetched::Nothing => {}
                }
            }
            this.state.borrow_mut().fetching = false;
        });
    }
}

fn hidden() -> bool {
    document().is_some_and(|document| document.visibility_state() == VisibilityState::Hidden)
}

fn stream_of_this_page() -> Option<EventSource> {
    let here = window()?.location();
    let path = js_sys::encode_uri_component(&format!("{}{}", here.pathname().ok()?, here.search().ok()?));
    EventSource::new(&format!("/events?path={}", String::from(path))).ok()
}
