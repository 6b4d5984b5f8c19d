//! What `credenza fsck` found.

use serde::Serialize;

/// The most findings of a kind that are listed; all are counted.
const LISTED: usize = 100;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $advice:literal;)*) => {
        /// A kind of finding, by its stable name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Code { $($(#[$doc])* $name),* }

        impl Code {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }

            /// What to do.
            #[must_use]
            pub const fn advice(self) -> &'static str {
                match self { $(Self::$name => $advice),* }
            }
        }
    };
}

codes! {
    /// Sealed bytes are not where they should be.
    ObjectMissing = "object_missing",
        "copy this file from a backup; until then this part of the certificate cannot be opened";
    /// Sealed bytes have another length than their row says.
    ObjectDamaged = "object_damaged",
        "copy this file from a backup, and look at the disk: it was cut or overwritten";
    /// Sealed bytes that no row tells of, and that no upload can be about to claim.
    ObjectUnowned = "object_unowned",
        "run `credenza sweep`; a running server does so every hour";
    /// An object without its wrapped key: it can never be opened.
    KeyMissing = "key_missing",
        "restore the database from a backup, or delete the certificate and upload it again";
    /// A wrapped key of no object.
    KeyUnowned = "key_unowned",
        "it opens nothing; somebody changed the database past Credenza: find out who";
    /// A wrapped key names a KEK that is not there.
    KekMissing = "kek_missing",
        "restore the database from a backup";
    /// A KEK that no root key of the keyring opens.
    KekLocked = "kek_locked",
        "put back the keyring that this database was used with: DIR/keys/keyring.txt, from its own copy";
    /// An organization without a primary KEK: nothing can be taken into its custody.
    PrimaryKekMissing = "primary_kek_missing",
        "restore the database from a backup";
    /// A certificate of which nothing is in custody.
    CertificateEmpty = "certificate_empty",
        "restore the database from a backup, or delete the certificate and upload it again";
    /// An organization without a log.
    LogMissing = "log_missing",
        "restore the database from a backup: the organization can do nothing that must be recorded";
    /// A log that is not whole.
    LogBroken = "log_broken",
        "somebody changed the log past Credenza: keep this database as evidence, and compare with exports made earlier";
    /// A log that does not end where its head says.
    LogHead = "log_head",
        "entries were cut off or the head was changed: keep this database as evidence, and compare with exports made earlier";
    /// A log that is not what was signed, and more.
    LogNotAsSigned = "log_not_as_signed",
        "the database was put back past `credenza restore`, or entries were cut off or changed: keep it as evidence, and see \
         docs/OPERATIONS.md, Checkpoints";
    /// A personal value that is not the one an entry committed to.
    DisclosureWrong = "disclosure_wrong",
        "the value was changed past Credenza; the entry itself is not in doubt";
    /// By a session something else may be done than its member may do.
    SessionWrong = "session_wrong",
        "somebody changed the database past Credenza: find out who, and end this session";
    /// Who owes a passkey, or owes none, and it is noted otherwise.
    EnrolmentWrong = "enrolment_wrong",
        "turn the organization's duty to have passkeys off and on again: it is noted anew for each member";
    /// The database does not keep a rule that it was made with.
    Catalogue = "catalogue",
        "somebody changed the schema past Credenza: undo it, or restore the database from a backup";
    /// Mail that should have gone.
    MailWaiting = "mail_waiting",
        "start the server if it does not run; else its log says why mail cannot be delivered";
}

impl Code {
    /// Whether the database itself may let somebody see or do what he may not: then nothing is served from it.
    #[must_use]
    pub const fn opens_a_wall(self) -> bool {
        matches!(self, Self::Catalogue | Self::SessionWrong)
    }
}

/// Something that is not as it should be.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// Which kind.
    pub code: Code,
    /// The organization's id, when it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// What is wrong with what.
    pub message: String,
    /// What to do.
    pub advice: &'static str,
}

/// How much was looked at.
#[derive(Debug, Default, Serialize)]
pub struct Checked {
    /// Organizations.
    pub organizations: u64,
    /// Sealed objects that rows tell of.
    pub objects: u64,
    /// Key-encryption keys.
    pub keks: u64,
    /// Entries of all logs.
    pub entries: u64,
    /// Rotations of keys that are under way or were broken off. Everything opens meanwhile.
    pub rotations_unfinished: u64,
    /// Keys that are still wrapped under a former key-encryption key, which opens them.
    pub keys_under_former_keks: u64,
}

/// The whole of it.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// How much was looked at.
    pub checked: Checked,
    /// What is wrong: of each kind the first hundred.
    pub findings: Vec<Finding>,
    /// How many things are wrong.
    pub finding_count: u64,
}

impl Report {
    /// Notes a finding.
    pub fn find(&mut self, code: Code, organization: Option<String>, message: String) {
        self.finding_count += 1;
        if self.findings.iter().filter(|finding| finding.code == code).count() < LISTED {
            self.findings.push(Finding { code, organization, message, advice: code.advice() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_written_as_its_name() {
        for code in Code::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }

    #[test]
    fn all_are_counted_and_a_hundred_listed() {
        let mut report = Report::default();
        for place in 0..250 {
            report.find(Code::ObjectMissing, None, place.to_string());
        }
        report.find(Code::LogHead, None, String::new());
        assert_eq!((report.finding_count, report.findings.len()), (251, 101));
    }
}
