//! `credenza pass trust`: roots and trust packs, made where no network is. The private half of a root never is on a server.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, bail};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use clap::{Args, Subcommand};
use domain::Clock;
use domain::id::OrgId;
use pass::{KeyId, MAX_KEY_SET, MAX_TRUST_PACK, Point, Trust, TrustPack, TrustedKey};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::json;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};
use zeroize::Zeroizing;

use super::OK;
use super::pass::{moment, read_bounded, read_root};
use super::say::say;
use crate::datadir::durable::{read_secret, write_public, write_secret};
use crate::machine::SystemClock;

#[derive(Subcommand)]
pub(super) enum TrustCommand {
    /// Make a root: its private half into DIR/root.key, to be kept offline, its public one into DIR/root.cbor
    NewRoot(NewRoot),
    /// Sign a trust pack: the organizations and keys that verifiers are to trust
    Sign(Sign),
    /// Say what is in a trust pack
    Show(Show),
}

#[derive(Args)]
pub(super) struct NewRoot {
    /// Where the two files go; nothing there is overwritten
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The root as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(super) struct Sign {
    /// The private half of the root
    #[arg(long, value_name = "FILE")]
    root_key: PathBuf,
    /// An organization and the name that verifiers show: `org_…=Norte Industrial`
    #[arg(long = "organization", value_name = "ORG=NAME", value_parser = named)]
    organizations: Vec<(OrgId, String)>,
    /// A key set of an organization, as it publishes it; may be given more than once
    #[arg(long, value_name = "FILE", required = true)]
    keys: Vec<PathBuf>,
    /// Give up a key by its id, whatever its organization says of it; may be given more than once
    #[arg(long, value_name = "KID", value_parser = key_id)]
    distrust: Vec<KeyId>,
    /// The pack before this one: its number, its names, and what it gave up, are carried on
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,
    /// The pack's number, where the one before is lost; higher than any that phones have
    #[arg(long, value_name = "N", conflicts_with = "previous")]
    sequence: Option<u32>,
    /// For how many days it is good; new keys are published 30 days ahead
    #[arg(long, value_name = "DAYS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=366))]
    days: u16,
    /// The moment of signing, instead of now
    #[arg(long, value_name = "RFC3339", value_parser = moment)]
    now: Option<OffsetDateTime>,
    /// Where the pack goes
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// What was signed, as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(super) struct Show {
    /// The pack
    #[arg(value_name = "FILE")]
    pack: PathBuf,
    /// The public half of the root that is to have signed it
    #[arg(long, value_name = "FILE")]
    root: PathBuf,
    /// As JSON
    #[arg(long)]
    json: bool,
}

impl TrustCommand {
    pub(super) fn run(&self) -> anyhow::Result<u8> {
        match self {
            Self::NewRoot(command) => command.run(),
            Self::Sign(command) => command.run(),
            Self::Show(command) => command.run(),
        }
    }
}

impl NewRoot {
    fn run(&self) -> anyhow::Result<u8> {
        let folder = std::path::absolute(&self.folder)?;
        std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        let [private, public] = ["root.key", "root.cbor"].map(|name| folder.join(name));
        for path in [&private, &public] {
            if path.try_exists().with_context(|| path.display().to_string())? {
                bail!("{} is there already, and nobody gets a lost root back", path.display());
            }
        }
        let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256)?;
        let pem = Zeroizing::new(pair.serialize_pem());
        let root = Root::from_pem(pem.as_bytes()).context("the key that was just made")?;
        write_secret(&private, pem.as_bytes())?;
        write_public(&public, &root.point.to_cose_key())?;
        let fingerprint = root.point.fingerprint();
        if self.json {
            let said = json!({ "private": private, "public": public, "fingerprint": fingerprint,
                "kid": root.point.key_id().to_string() });
            say!("{said}");
        } else {
            say!(
                "{}: keep it offline, and a copy of it; whoever has it says whom verifiers trust",
                private.display()
            );
            say!("{}: for servers and verifiers", public.display());
            say!("fingerprint {}", grouped(&fingerprint));
        }
        Ok(OK)
    }
}

/// A root, opened.
struct Root {
    pair: EcdsaKeyPair,
    point: Point,
}

impl Root {
    fn from_pem(pem: &[u8]) -> anyhow::Result<Self> {
        let der =
            PrivatePkcs8KeyDer::from_pem_slice(pem).context("expected a private key as PKCS #8 in PEM")?;
        let der = Zeroizing::new(der.secret_pkcs8_der().to_vec());
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der);
        let pair = pair.map_err(|_| anyhow::anyhow!("expected a private key on P-256"))?;
        let point = Point::from_uncompressed(pair.public_key().as_ref());
        Ok(Self { point: point.context("expected a private key on P-256")?, pair })
    }

    fn sign(&self, message: &[u8]) -> anyhow::Result<[u8; 64]> {
        let failed = || anyhow::anyhow!("the library did not sign");
        let signature = self.pair.sign(&SystemRandom::new(), message).map_err(|_| failed())?;
        signature.as_ref().try_into().map_err(|_| failed())
    }
}

impl Sign {
    fn run(&self) -> anyhow::Result<u8> {
        let root = Root::from_pem(&read_secret(&self.root_key)?)
            .with_context(|| self.root_key.display().to_string())?;
        let previous = self.previous(&root.point)?;
        let sequence = match &previous {
            Some(pack) => pack.sequence().checked_add(1).context("there is no higher number")?,
            None => self.sequence.unwrap_or(1),
        };
        let keys = self.trusted(previous.as_ref())?;
        let names = self.names(&keys, previous.as_ref())?;
        let from = self.now.unwrap_or_else(|| SystemClock.now());
        let until = from + Duration::days(self.days.into());
        let pack = TrustPack::new(sequence, from.unix_timestamp(), until.unix_timestamp(), names, keys)?;
        let bytes = pack.sign(&root.point, |message| root.sign(message))?;
        // What is handed out is what a verifier takes.
        TrustPack::read(&bytes, &root.point, sequence).context("the pack that was just signed")?;
        write_public(&std::path::absolute(&self.out)?, &bytes)?;
        print(&pack, &root.point, self.json);
        Ok(OK)
    }

    fn previous(&self, root: &Point) -> anyhow::Result<Option<TrustPack>> {
        let Some(path) = &self.previous else { return Ok(None) };
        let bytes = read_bounded(path, MAX_TRUST_PACK)?;
        TrustPack::read(&bytes, root, 0).map(Some).with_context(|| path.display().to_string())
    }

    /// The keys of the sets, and those that the pack before gave up: what was given up once stays so.
    fn trusted(&self, previous: Option<&TrustPack>) -> anyhow::Result<Trust> {
        let mut keys: BTreeMap<[u8; KeyId::LEN], TrustedKey> = BTreeMap::new();
        for path in &self.keys {
            let bytes = read_bounded(path, MAX_KEY_SET)?;
            let set = Trust::read(&bytes).with_context(|| path.display().to_string())?;
            for (id, key) in set.keys() {
                if keys.insert(id.0, key.clone()).is_some() {
                    bail!("{}: the key {id} comes twice", path.display());
                }
            }
        }
        let issuers: Vec<_> = keys.values().map(|key| key.issuer).collect();
        for (id, key) in previous.iter().flat_map(|pack| pack.keys().keys()) {
            if key.distrusted && issuers.contains(&key.issuer) {
                keys.entry(id.0).or_insert_with(|| key.clone()).distrusted = true;
            }
        }
        for id in &self.distrust {
            keys.get_mut(&id.0).with_context(|| format!("there is no key {id} in the sets"))?.distrusted =
                true;
        }
        Ok(Trust::new(keys.into_values())?)
    }

    fn names(&self, keys: &Trust, previous: Option<&TrustPack>) -> anyhow::Result<BTreeMap<OrgId, String>> {
        let mut names = previous.map(|pack| pack.names().clone()).unwrap_or_default();
        let issuers: Vec<_> = keys.keys().into_iter().map(|(_, key)| key.issuer).collect();
        names.retain(|org, _| issuers.contains(org));
        names.extend(self.organizations.iter().cloned());
        if let Some(org) = issuers.iter().find(|org| !names.contains_key(org)) {
            bail!("{org} has keys and no name: --organization {org}=NAME");
        }
        if let Some(org) = names.keys().find(|org| !issuers.contains(org)) {
            bail!("{org} has a name and no keys: --keys FILE");
        }
        Ok(names)
    }
}

impl Show {
    fn run(&self) -> anyhow::Result<u8> {
        let root = read_root(&self.root)?;
        let bytes = read_bounded(&self.pack, MAX_TRUST_PACK)?;
        let pack = TrustPack::read(&bytes, &root, 0).with_context(|| self.pack.display().to_string())?;
        print(&pack, &root, self.json);
        Ok(OK)
    }
}

fn print(pack: &TrustPack, root: &Point, as_json: bool) {
    let keys_of = |org: OrgId| pack.keys().keys().into_iter().filter(move |(_, key)| key.issuer == org);
    if as_json {
        let organizations = pack.names().iter().map(|(org, name)| {
            let keys = keys_of(*org).map(|(id, key)| json!({ "kid": id.to_string(), "purpose": key.purpose,
                "not_before": text(key.not_before), "not_after": text(key.not_after), "distrusted": key.distrusted }));
            json!({ "id": org, "name": name, "keys": keys.collect::<Vec<_>>() })
        });
        let said = json!({ "sequence": pack.sequence(), "issued_at": text(pack.issued_at()),
            "expires_at": text(pack.expires_at()), "root": root.fingerprint(), "organizations": organizations.collect::<Vec<_>>() });
        say!("{said}");
        return;
    }
    say!("pack {} under the root {}", pack.sequence(), grouped(&root.fingerprint()));
    say!("good from {} until {}", text(pack.issued_at()), text(pack.expires_at()));
    for (org, name) in pack.names() {
        say!("{org} {name}");
        for (id, key) in keys_of(*org) {
            let word = if key.distrusted { ", GIVEN UP" } else { "" };
            let (from, until) = (text(key.not_before), text(key.not_after));
            say!("  {id} {:<6} signs from {from} until {until}{word}", key.purpose.as_str());
        }
    }
}

fn text(seconds: i64) -> String {
    OffsetDateTime::from_unix_timestamp(seconds)
        .ok()
        .and_then(|at| at.format(&Rfc3339).ok())
        .unwrap_or_default()
}

/// By fours, as people compare.
fn grouped(fingerprint: &str) -> String {
    let fours = fingerprint.as_bytes().chunks(4).map(String::from_utf8_lossy);
    fours.collect::<Vec<_>>().join(" ")
}

fn named(text: &str) -> Result<(OrgId, String), String> {
    let expected = "expected an organization and its name, such as org_…=Norte Industrial";
    let (org, name) = text.split_once('=').ok_or(expected)?;
    Ok((org.trim().parse().map_err(|_| expected)?, name.trim().to_owned()))
}

fn key_id(text: &str) -> Result<KeyId, String> {
    let bytes = hex::decode(text).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.map(KeyId).ok_or_else(|| "expected a key's id: 16 hexadecimal digits".into())
}
