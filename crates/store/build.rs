//! Embeds migrations anew when one comes: refinery reads them with a macro, and Cargo does not see what a macro reads.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
