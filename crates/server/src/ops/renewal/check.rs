//! Whether a file renews the certificate that a link is for. All reasons against it are told at once; the engine decides again.

use certfile::Contents;
use store::OpenRenewal;
use time::OffsetDateTime;

macro_rules! mismatches {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $sentence:literal;)*) => {
        /// Why a file does not renew a certificate.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Mismatch { $($(#[$doc])* $name),* }

        impl Mismatch {
            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// What is wrong, and what to do.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence),* }
            }
        }
    };
}

mismatches! {
    /// It holds a key alone.
    NoCertificate = "renewal_no_certificate", "There is only a key in it; send the certificate (.cer) with it.";
    /// It is the certificate that is to be renewed.
    SameFile = "renewal_same_file", "This is the certificate that ends; send the new one.";
    /// It is for another holder.
    OtherHolder = "renewal_other_holder", "It is for another holder.";
    /// It is for another tax id.
    OtherTaxId = "renewal_other_tax_id", "It is for another tax id.";
    /// It is for another use.
    OtherKind = "renewal_other_kind", "It is a certificate of another kind.";
    /// It ends no later.
    NotLater = "renewal_not_later", "It ends no later than the one that is to be renewed.";
    /// It has ended already.
    Ended = "renewal_ended", "It has ended already.";
    /// The private key is missing.
    KeyMissing = "renewal_key_missing", "The private key is missing; send the .key with the .cer, or the .p12 or .pfx.";
}

/// What speaks against the file at `now`; nothing when it renews the certificate.
pub(super) fn mismatches(asked: &OpenRenewal, sent: &Contents, now: OffsetDateTime) -> Vec<Mismatch> {
    let Some(new) = sent.certificates.first() else { return vec![Mismatch::NoCertificate] };
    if hex::encode(&asked.fingerprint_sha256) == new.fingerprint_sha256 {
        return vec![Mismatch::SameFile];
    }
    let same_subject = asked.tax_id.is_some() || asked.subject.as_deref() == Some(new.subject.as_str());
    let mut found = Vec::new();
    let mut must = |holds: bool, otherwise: Mismatch| {
        if !holds {
            found.push(otherwise);
        }
    };
    must(asked.holder == new.holder && same_subject, Mismatch::OtherHolder);
    must(asked.tax_id == new.tax_id, Mismatch::OtherTaxId);
    must(asked.profile.as_deref() == Some(new.profile), Mismatch::OtherKind);
    must(asked.not_after < new.not_after, Mismatch::NotLater);
    must(now < new.not_after, Mismatch::Ended);
    must(sent.private_key.is_some() || !asked.has_private_key, Mismatch::KeyMissing);
    found
}
