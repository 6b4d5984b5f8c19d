//! Builds the server anew when the assets that it embeds have been built anew: cargo does not know of files that were
//! not there at the last build.

fn main() {
    println!("cargo::rerun-if-changed=../../web/dist");
}
