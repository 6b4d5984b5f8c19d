//! What the operator does: a new organization, migrations, the sweep.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::id::{OrgId, RequestId};
use domain::{Clock, Rng};
use serde_json::json;
use store::operator::{Seats, set_seats};

use super::inspect::read_password;
use super::say::say;
use super::{OK, Place};
use crate::backend::Backend;
use crate::machine::{SystemClock, SystemRng};
use crate::ops;
use crate::ops::create_organization::{Founding, create_organization};
use crate::problem::Problem;

#[derive(Subcommand)]
pub(super) enum Admin {
    /// Make an organization and its first administrator, beside a running server or without one
    CreateOrg(CreateOrg),
    /// Set how many active members an organization may have
    SetSeats(SetSeats),
}

#[derive(Args)]
pub(super) struct CreateOrg {
    #[command(flatten)]
    place: Place,
    /// The organization's name
    #[arg(long)]
    name: String,
    /// The administrator's e-mail address
    #[arg(long)]
    email: String,
    /// File with the administrator's password, of 12 characters at least
    #[arg(long, value_name = "FILE")]
    password_file: PathBuf,
    /// The administrator's name; by default his e-mail address
    #[arg(long, default_value = "")]
    admin_name: String,
    /// The organization's language: en, es or pt
    #[arg(long, default_value = "en", value_parser = ["en", "es", "pt"])]
    locale: String,
    /// The organization's time zone, by its IANA name, such as Europe/Madrid
    #[arg(long, value_name = "NAME", default_value = "UTC")]
    time_zone: String,
    /// The ids as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(super) struct SetSeats {
    #[command(flatten)]
    place: Place,
    /// The organization's id: org_…
    #[arg(long, value_name = "ID")]
    org: OrgId,
    /// How many seats; `any` takes the limit away
    #[arg(long, value_name = "NUMBER", value_parser = seats)]
    seats: SeatLimit,
}

/// A number of seats, or any.
#[derive(Debug, Clone, Copy)]
struct SeatLimit(Option<i32>);

fn seats(text: &str) -> Result<SeatLimit, &'static str> {
    match text {
        "any" => Ok(SeatLimit(None)),
        number => match number.parse() {
            Ok(number @ 1..) => Ok(SeatLimit(Some(number))),
            _ => Err("give a number from 1 on, or `any`"),
        },
    }
}

#[derive(Args)]
pub(super) struct Migrate {
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
pub(super) struct Sweep {
    #[command(flatten)]
    place: Place,
}

impl CreateOrg {
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let password = read_password(&self.password_file)?;
        let config = self.place.load(None)?;
        let (app, cluster, _lock) = Backend::open(&config).await?.into_app(config.origin(config.listen))?;
        let founding = Founding {
            organization: self.name,
            name: self.admin_name,
            email: self.email.clone(),
            password,
            locale: self.locale,
            time_zone: self.time_zone,
            setup_token: None,
        };
        let request = RequestId::new(SystemClock.now(), &SystemRng as &dyn Rng);
        let founded = create_organization(&app, founding, request).await;
        drop(app);
        if let Some(cluster) = cluster {
            cluster.stop().await;
        }
        let founded = founded.map_err(|error| match error {
            ops::Error::BadCredentials => anyhow::anyhow!(
                "{} has an account already, of another password; give that password, or another address",
                self.email
            ),
            other => anyhow::anyhow!(Problem::from(other).detail.clone()),
        })?;
        if self.json {
            let made =
                json!({"organization_id": founded.org, "member_id": founded.member, "email": self.email});
            say!("{made}");
        } else {
            say!("organization {}, administrator {} ({})", founded.org, founded.member, self.email);
        }
        Ok(OK)
    }
}

impl SetSeats {
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let backend = Backend::open(&self.place.load(None)?).await?;
        let request = RequestId::new(SystemClock.now(), &SystemRng as &dyn Rng);
        let set = set_seats(&backend.admin().await?, self.org, self.seats.0, request).await;
        backend.close().await;
        match set {
            Ok(Seats::Set { taken }) => {
                let seats = self.seats.0.map_or("any number of".to_owned(), |seats| seats.to_string());
                say!("{}: {seats} seats, {taken} taken", self.org);
                Ok(OK)
            }
            Ok(Seats::TooFew { taken }) => {
                let wanted = self.seats.0.unwrap_or(taken);
                anyhow::bail!(
                    "{taken} members are active: suspend or remove {} first (Settings, Members), or set {taken} seats at \
                     least; nothing was changed",
                    taken - wanted
                )
            }
            Err(store::Error::NotFound) => anyhow::bail!("there is no organization {}", self.org),
            Err(error) => Err(error.into()),
        }
    }
}

impl Migrate {
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        // Opening migrates.
        Backend::open(&self.place.load(None)?).await?.close().await;
        say!("the schema is up to date");
        Ok(OK)
    }
}

impl Sweep {
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let config = self.place.load(None)?;
        let (app, cluster, _lock) = Backend::open(&config).await?.into_app(config.origin(config.listen))?;
        let removed = ops::sweep::sweep(&app).await;
        drop(app);
        if let Some(cluster) = cluster {
            cluster.stop().await;
        }
        say!("{} objects that belonged to nothing removed", removed?);
        Ok(OK)
    }
}
