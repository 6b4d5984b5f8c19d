//! The crate as its users see it: the vectors of `vectors/envelope`, and what must hold for every object and key.

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod secrecy;
#[cfg(test)]
mod vectors;
