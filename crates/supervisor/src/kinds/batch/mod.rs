//! The group `batch`: Job and CronJob, stored only.

mod cron_job;
mod job;

use crate::engine::Resource;

pub(super) fn resources() -> Vec<Resource> {
    vec![cron_job::resource(), job::resource()]
}
