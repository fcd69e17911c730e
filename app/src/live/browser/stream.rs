//! Follows the stream of the page: on a change the page is fetched again, one fetch at a time.

use std::{cell::RefCell, rc::Rc};

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{EventSource, VisibilityState};

use super::{after, document, every, fetch, morph, on, time_of_day, window};
use crate::live::label::Freshness;

/// How long to wait before a stream that the browser has given up is opened again.
const AGAIN: i32 = 3_000;

struct Follower {
    freshness: RwSignal<Freshness>,
    source: RefCell<Option<EventSource>>,
    state: RefCell<State>,
}

struct State {
    /// When the stream was last heard: milliseconds, and the time of day.
    heard: f64,
    heard_at: String,
    open: bool,
    /// Whether it is known yet how the stream stands.
    known: bool,
    fetching: bool,
    /// A change came while the page was being fetched.
    stale: bool,
}

/// Follows the stream and says in `freshness` how it stands.
pub(crate) fn follow(freshness: RwSignal<Freshness>) {
    let follower = Rc::new(Follower {
        freshness,
        source: RefCell::new(None),
        state: RefCell::new(State {
            heard: js_sys::Date::now(),
            heard_at: time_of_day(),
            open: false,
            known: false,
            fetching: false,
            stale: false,
        }),
    });
    follower.connect();
    let ticking = Rc::clone(&follower);
    every(1_000, move || ticking.tick());
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
            let was_lost = !std::mem::replace(&mut this.state.borrow_mut().open, true);
            this.heard();
            // Something may have changed between the rendering of the page and the start of the stream.
            if was_lost {
                this.refresh();
            }
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
        self.state.borrow_mut().open = false;
    }

    fn heard(&self) {
        let mut state = self.state.borrow_mut();
        state.heard = js_sys::Date::now();
        state.heard_at = time_of_day();
        state.known = true;
        drop(state);
        self.tick();
    }

    fn lost(self: &Rc<Self>) {
        let mut state = self.state.borrow_mut();
        state.open = false;
        state.known = true;
        drop(state);
        self.tick();
        let closed = self.source.borrow().as_ref().is_some_and(|source| source.ready_state() == EventSource::CLOSED);
        if closed {
            self.disconnect();
            let this = Rc::clone(self);
            after(AGAIN, move || this.connect());
        }
    }

    fn tick(&self) {
        let state = self.state.borrow();
        if !state.known {
            return;
        }
        let freshness = if state.open {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            Freshness::Live(((js_sys::Date::now() - state.heard) / 1_000.0) as u32)
        } else {
            Freshness::Lost(state.heard_at.clone())
        };
        drop(state);
        if self.freshness.with_untracked(|now| *now != freshness) {
            self.freshness.set(freshness);
        }
    }

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
                if let Some(page) = fetch::this_page().await {
                    morph("page", &page);
                    this.heard();
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
