//! Waiting for an object by watching it.

use std::{pin::pin, time::Duration};

use futures::TryStreamExt;
use kube::{
    Client,
    api::{WatchEvent, WatchParams},
};

use crate::{
    error::from_kube,
    facts::Facts,
    kind::Kind,
    read,
    view::{Error, ErrorKind},
};

/// Waits until `done` says yes to the object, at most `patience`; the last state seen when time runs out, `None` when the object is gone.
pub(crate) async fn until(
    client: &Client,
    kind: &Kind,
    namespace: &str,
    name: &str,
    patience: Duration,
    done: impl Fn(&Facts) -> bool,
) -> Result<Option<Facts>, Error> {
    let mut last = read::find(client, kind, Some(namespace), name).await?;
    let Some(first) = &last else { return Ok(None) };
    if done(first) {
        return Ok(last);
    }
    let version = first.text("/metadata/resourceVersion").to_owned();
    let params = WatchParams::default().fields(&format!("metadata.name={name}"));
    let watched = async {
        let stream = read::api(client, kind, Some(namespace)).watch(&params, &version).await.map_err(from_kube)?;
        let mut stream = pin!(stream);
        while let Some(event) = stream.try_next().await.map_err(from_kube)? {
            match event {
                WatchEvent::Added(object) | WatchEvent::Modified(object) => {
                    let object = read::facts(object, kind);
                    let finished = done(&object);
                    last = Some(object);
                    if finished {
                        return Ok(());
                    }
                }
                WatchEvent::Deleted(_) => {
                    last = None;
                    return Ok(());
                }
                WatchEvent::Bookmark(_) => {}
                WatchEvent::Error(status) => {
                    return Err(Error::new(ErrorKind::Unavailable, status.message.clone()));
                }
            }
        }
        Ok(())
    };
    match tokio::time::timeout(patience, watched).await {
        Ok(Err(error)) => Err(error),
        Ok(Ok(())) | Err(_) => Ok(last),
    }
}
