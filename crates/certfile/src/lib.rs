//! What is this uploaded certificate file?
//!
//! [`read`] takes the bytes of a `.cer`, `.crt`, `.pem`, `.p12`, `.pfx` or `.key` file and answers with what may be
//! kept in clear of it ([`Contents`]), or with a reason why it is not accepted ([`Refusal`]). It decides by content;
//! all of the bytes must parse as what they claim; what a file may cost is bounded before it is computed ([`limits`]).
//! Private keys are opened to learn their public half, and wiped: nothing secret is in an answer.
//!
//! No I/O, no clock: [`verdict`] is a function of bytes and password.
//!
//! ```
//! use certfile::{File, read};
//!
//! let answer = read(File { name: "invoice.p12", bytes: b"%PDF-1.7" }, None, None);
//! assert_eq!(answer.map_err(|refusal| refusal.code()), Err("looks_like_pdf"));
//! ```

mod ber;
mod certificate;
mod cipher;
mod contents;
mod der;
mod extension;
mod kdf;
mod key;
pub mod limits;
mod mac;
mod name;
mod packs;
mod password;
mod pbe;
mod pem;
mod pkcs12;
mod refusal;
mod sniff;
mod traditional;
mod verdict;

pub use certificate::CertificateInfo;
pub use contents::{Contents, File, Kind, PasswordUse, read};
pub use key::KeyInfo;
pub use packs::Party;
pub use refusal::{Look, ReasonCode, Refusal};
pub use verdict::{Outcome, Verdict, verdict};
