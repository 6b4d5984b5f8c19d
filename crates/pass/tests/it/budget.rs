//! A code that a phone reads at arm's length has few modules: what a pass may weigh.

use pass::{ROLE_MARK, TicketClaim, to_text};
use qrcode::{EcLevel, QrCode, Version};
use time::macros::date;

use crate::stage::{NOW, ORIGIN, Stage};

/// The largest version of a QR code, at level M, that a printed and a live pass may take.
const STATIC: i16 = 18;
const LIVE: i16 = 20;

fn version(token: &[u8]) -> i16 {
    let code = QrCode::with_error_correction_level(to_text(ORIGIN, token), EcLevel::M).unwrap();
    match code.version() {
        Version::Normal(version) => version,
        Version::Micro(_) => 0,
    }
}

#[test]
fn six_tickets_and_three_roles_fit_the_code() {
    let stage = Stage::new();
    let mut claims = stage.claims();
    claims.name = Some("María Fernanda Gutiérrez H.".into());
    let codes = ["FIRST-AID", "H2S", "FALL", "FORKLIFT", "CONFINED", "WHMIS"];
    claims.tickets = codes
        .iter()
        .zip(900_000..)
        .map(|(code, status_index)| TicketClaim {
            code: (*code).into(),
            valid_until: Some(date!(2028 - 12 - 31)),
            status_index,
        })
        .collect();
    // He is a scaffolder, a rigger, and a first aider.
    claims.roles = Some(vec![[1; ROLE_MARK], [2; ROLE_MARK], [3; ROLE_MARK]]);
    let pass = stage.mint(&claims);
    let live = stage.live(&pass, NOW, 1);
    let (printed, shown) = (version(&pass), version(&live));
    println!("{} bytes, version {printed}; live {} bytes, version {shown}", pass.len(), live.len());
    assert!(printed <= STATIC, "{} bytes take version {printed}", pass.len());
    assert!(shown <= LIVE, "{} bytes take version {shown}", live.len());
}
