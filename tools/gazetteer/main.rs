//! Builds the embedded gazetteer: `cargo run --release --example gazetteer -- places.tsv places.bin`.
//!
//! The facts are gathered by `build.py` beside this file.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let [facts, table] = paths.as_slice() else { return Err("usage: gazetteer FACTS.tsv TABLE.bin".into()) };
    let bytes = dateline::entities::gazetteer::build(&std::fs::read_to_string(facts)?)?;
    println!("{} bytes", bytes.len());
    std::fs::write(table, bytes)?;
    Ok(())
}
