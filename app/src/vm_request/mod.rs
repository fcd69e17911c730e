//! Asking for a virtual machine: by form or by YAML, with what would be applied beside it.

mod action;
mod form;
mod page;
mod plan;
#[cfg(test)]
mod sample;

pub(crate) use self::{action::submit, page::MachineRequestPage};
