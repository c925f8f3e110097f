//! The program as an operator meets it: the real binary on a data folder with the demonstration's company in it.

mod acme;
mod backup;
mod canary;
mod config;
mod doctor;
mod lan;
mod place;
mod probes;
mod rotation;
mod running;
mod tls;
