//! What somebody who is signed in answers to a program that asks.

use std::{
    net::{IpAddr, Ipv4Addr},
    time::Instant,
};

use chrono::Utc;
use portal::{
    Error,
    command_line::{Answer, Desk as Answers},
    view::{Authorize, ErrorKind, WaitingDevice},
};
use supervisor::engine::User;
use texts::t;

use super::{
    super::{Web, session::SignedInAs, witness::Witness},
    Decision, Device, GRANT_LIFE, Grant, Row, content, random, row,
};

/// Works for one request of somebody who is signed in with a browser.
pub(in crate::web) struct Desk {
    web: Web,
    witness: Witness,
    who: SignedInAs,
    user: User,
}

impl Desk {
    pub(in crate::web) fn new(web: Web, witness: Witness, who: SignedInAs, user: User) -> Self {
        Self { web, witness, who, user }
    }

    /// What waits for a code. Codes are short: nobody tries many that are wrong.
    async fn device(&self, code: &str) -> Result<Option<(store::Session, Device)>, Error> {
        let from = self.witness.source.caller().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        if !self.web.codes.lock().admit(Some(&self.who.user), from, Instant::now()) {
            return Err(Error::new(ErrorKind::Unavailable, t().error_too_many_codes()));
        }
        let found = self.web.sessions.get(&Row::Device.hash(code), Utc::now()).await.map_err(unavailable)?;
        let read = found.and_then(|row| content::<Device>(Row::Device, &row).map(|device| (row, device)));
        let waiting = read.filter(|(_, device)| device.decision.is_none());
        if waiting.is_some() {
            self.web.codes.lock().succeeded(Some(&self.who.user), from);
        }
        Ok(waiting)
    }

    async fn tell(&self, verb: &str, machine: &str) {
        self.witness.tell(verb, &self.user, Some(&self.who.user), 200, machine).await;
    }
}

impl Answers for Desk {
    fn waiting<'a>(&'a self, code: &'a str) -> Answer<'a, Option<WaitingDevice>> {
        Box::pin(async move {
            let waiting = self.device(code).await?.map(|(_, device)| WaitingDevice {
                code: code.to_owned(),
                machine: device.machine,
                client: device.client,
                address: device.address,
                asked_at: device.asked_at,
            });
            Ok(waiting)
        })
    }

    fn decide<'a>(&'a self, code: &'a str, approve: bool) -> Answer<'a, bool> {
        Box::pin(async move {
            let Some((row_before, mut device)) = self.device(code).await? else { return Ok(false) };
            device.decision =
                Some(if approve { Decision::Approved(Box::new(self.who.clone())) } else { Decision::Denied });
            let decided = row(Row::Device, code, &device, row_before.expires_at);
            let kept = self.web.sessions.save(&decided).await.map_err(unavailable)?;
            if kept {
                self.tell(if approve { "approve-command-line" } else { "refuse-command-line" }, &device.machine).await;
            }
            Ok(kept)
        })
    }

    fn grant<'a>(&'a self, asked: &'a Authorize) -> Answer<'a, String> {
        Box::pin(async move {
            let grant = Grant {
                challenge: asked.code_challenge.clone(),
                redirect_uri: asked.redirect_uri.clone(),
                machine: asked.machine.clone(),
                client: asked.client_id.clone(),
                who: self.who.clone(),
            };
            let code = random();
            let kept = row(Row::Grant, &code, &grant, Utc::now() + GRANT_LIFE);
            self.web.sessions.create(&kept).await.map_err(unavailable)?;
            self.tell("approve-command-line", &asked.machine).await;
            Ok(code)
        })
    }
}

fn unavailable(error: store::TableError) -> Error {
    tracing::error!(error = format!("{:#}", anyhow::Error::from(error)), "cannot work with sessions");
    Error::new(ErrorKind::Unavailable, t().error_database_silent())
}
