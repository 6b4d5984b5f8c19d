//! A sealed object and its wrapped key, edited by whoever holds the storage: they open only if nothing changed.
#![no_main]

use domain::Rng;
use domain::id::{KekId, ObjectId, OrgId};
use envelope::{Context, Dek, Kek, Kind, OpenError, Permit, WrappedDek, open, seal};
use libfuzzer_sys::fuzz_target;
use time::OffsetDateTime;

/// The same bytes each time, so that a crash can be repeated.
struct Constant;

impl Rng for Constant {
    fn fill(&self, out: &mut [u8]) {
        out.fill(0x5a);
    }
}

struct Any;

impl Permit for Any {
    fn covers(&self, _: OrgId, _: ObjectId, _: u32) -> bool {
        true
    }
}

/// Each four bytes of input are one edit: what, where (two bytes), and a value.
fn edit(bytes: &mut Vec<u8>, edits: &[u8]) {
    for edit in edits.chunks_exact(4) {
        let &[what, high, low, value] = edit else { return };
        let at = usize::from(u16::from_be_bytes([high, low])) % (bytes.len() + 1);
        match what % 5 {
            0 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= value),
            1 => bytes.truncate(at),
            2 => bytes.insert(at, value),
            3 => bytes.rotate_left(at),
            _ => bytes.extend_from_within(at..),
        }
        bytes.truncate(1 << 17);
    }
}

fn unseal(kek: &Kek<Any>, context: &Context, wrapped: &[u8], sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
    let dek = kek.unwrap(Any, context, &WrappedDek::from_bytes(wrapped)?)?;
    open(dek, context, sealed).map(|plaintext| plaintext.to_vec())
}

fuzz_target!(|data: &[u8]| {
    let Some((&[what, high, low], edits)) = data.split_first_chunk::<3>() else { return };
    let now = OffsetDateTime::UNIX_EPOCH;
    let (org, object) = (OrgId::new(now, &Constant), ObjectId::new(now, &Constant));
    let context = Context { org, object, version: 1, kind: Kind::Password };
    let kek = Kek::<Any>::generate(KekId::new(now, &Constant), &Constant);

    let plaintext = vec![7; usize::from(u16::from_be_bytes([high, low]))];
    let dek = Dek::generate(&Constant);
    let wrapped = kek.wrap(&dek, &context).as_bytes().to_vec();
    let sealed = seal(dek, &context, &plaintext, &Constant);

    let (mut edited_key, mut edited_object) = (wrapped.clone(), sealed.clone());
    edit(if what & 1 == 0 { &mut edited_key } else { &mut edited_object }, edits);
    let unchanged = (&edited_key, &edited_object) == (&wrapped, &sealed);
    let expected = if unchanged { Ok(plaintext) } else { Err(OpenError) };
    assert_eq!(unseal(&kek, &context, &edited_key, &edited_object), expected);

    // And bytes that were never sealed.
    assert_eq!(unseal(&kek, &context, &wrapped, data), Err(OpenError));
});
