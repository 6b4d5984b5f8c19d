//! Who is calling: passwords, the tokens of a session, and the proof that a request carries one.

pub mod alert_link;
pub mod api_token;
pub mod common_passwords;
pub mod cookies;
pub mod device;
pub mod passkeys;
pub mod password;
pub mod scanner;
mod seen;
pub mod session;
pub mod tokens;
