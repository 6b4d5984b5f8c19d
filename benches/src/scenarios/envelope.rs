//! Sealing and opening, without a database: fresh key, wrapped; unwrapped under a permit.

use domain::id::{KekId, ObjectId, OrgId};
use domain::{Clock, Permit, Rng};
use envelope::{Context, Dek, Kek, Kind, WrappedDek, open, seal};
use server::machine::{SystemClock, SystemRng};

use crate::files::SIZE;
use crate::report::Line;
use crate::rounds::{Act, Clients, Plan, alone};

/// For what only this program has sealed.
struct Ours;

impl Permit for Ours {
    fn covers(&self, _: OrgId, _: ObjectId, _: u32) -> bool {
        true
    }
}

struct Sealer {
    kek: Kek<Ours>,
    context: Context,
    plaintext: Vec<u8>,
}

impl Act for Sealer {
    async fn act(&mut self) -> anyhow::Result<()> {
        let dek = Dek::generate(&SystemRng);
        std::hint::black_box(self.kek.wrap(&dek, &self.context));
        std::hint::black_box(seal(dek, &self.context, &self.plaintext, &SystemRng));
        Ok(())
    }
}

struct Opener {
    kek: Kek<Ours>,
    context: Context,
    wrapped: WrappedDek,
    sealed: Vec<u8>,
}

impl Act for Opener {
    async fn act(&mut self) -> anyhow::Result<()> {
        let dek = self.kek.unwrap(Ours, &self.context, &self.wrapped)?;
        std::hint::black_box(open(dek, &self.context, &self.sealed)?);
        Ok(())
    }
}

pub(super) async fn measure(plan: &Plan) -> anyhow::Result<Vec<Line>> {
    let (now, rng) = (SystemClock.now(), &SystemRng as &dyn Rng);
    let mut lines = Vec::new();
    for (name, size) in [("6 kB", SIZE), ("1 MiB", 1024 * 1024)] {
        let context = Context {
            org: OrgId::new(now, rng),
            object: ObjectId::new(now, rng),
            version: 1,
            kind: Kind::CertificateFile,
        };
        let kek = || Kek::<Ours>::generate(KekId::new(now, rng), rng);
        let plaintext = vec![42; size];
        let dek = Dek::generate(rng);
        let opening = kek();
        let wrapped = opening.wrap(&dek, &context);
        let sealed = seal(dek, &context, &plaintext, rng);
        let sealer = Sealer { kek: kek(), context, plaintext };
        let opener = Opener { kek: opening, context, wrapped, sealed };
        let figures = alone(plan, &mut Clients(vec![sealer])).await?;
        lines.push(Line::alone(&format!("sealing {name}"), 1, figures, None));
        let figures = alone(plan, &mut Clients(vec![opener])).await?;
        lines.push(Line::alone(&format!("opening {name}"), 1, figures, None));
    }
    Ok(lines)
}
