fn main() {
    let p: Vec<std::path::PathBuf> = std::env::args().skip(1).map(Into::into).collect();
    println!("{}", dateline::evaluate::reading::reading(&p).unwrap());
}
