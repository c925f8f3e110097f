//! The program as an operator meets it: the real binary on a data folder with the demonstration's company in it.

mod backup;
mod config;
mod doctor;
mod place;
mod rotation;
