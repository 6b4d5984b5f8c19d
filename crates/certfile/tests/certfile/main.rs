//! The crate as its users see it: the vectors of `vectors/certfile`, what must hold for any bytes, and OpenSSL's opinion.

#[cfg(test)]
mod entries;
#[cfg(test)]
mod mutations;
#[cfg(test)]
mod openssl_agrees;
#[cfg(test)]
mod vectors;
