//! Makes hits of scored passages.

mod asides;
mod assemble;
mod copies;
mod diagnosis;
mod most;
mod order;
mod repeats;
