//! Opening a deployment, for the binary and for the trials that prepare data for it. It is no interface for others.

pub mod deployment;
mod report_writer;
