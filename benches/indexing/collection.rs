//! Collections made of another one: cut to short articles, or repeated with other names and days.

use serde_json::{Map, Value};
use std::{
    error::Error,
    fs::{self, File},
    io::{self, BufRead as _, BufReader, BufWriter, Write as _},
    path::Path,
};

/// Articles in one file of a repeated collection.
const ARTICLES_A_FILE: usize = 10_000;

/// Writes a file of JSON Lines, gzipped or not, as one that is not.
pub fn unpack(data: &Path, lines: &Path) -> Result<(), Box<dyn Error>> {
    let mut input = File::open(data)?;
    let mut out = File::create(lines)?;
    if data.extension().is_some_and(|extension| extension == "gz") {
        io::copy(&mut flate2::read::MultiGzDecoder::new(input), &mut out)?;
    } else {
        io::copy(&mut input, &mut out)?;
    }
    Ok(())
}

/// The articles of a file of JSON Lines.
fn articles(lines: &Path) -> Result<impl Iterator<Item = Map<String, Value>>, Box<dyn Error>> {
    let lines = BufReader::new(File::open(lines)?).lines();
    Ok(lines.map_while(Result::ok).filter_map(|line| serde_json::from_str(&line).ok()))
}

fn text(article: &Map<String, Value>) -> &str {
    article.get("text").and_then(Value::as_str).unwrap_or_default()
}

/// Cuts each article of a file into articles of about `bytes` bytes, at ends of lines or sentences.
pub fn cut(lines: &Path, bytes: usize) -> Result<(), Box<dyn Error>> {
    let beside = lines.with_extension("cut");
    let mut out = BufWriter::new(File::create(&beside)?);
    for article in articles(lines)? {
        let mut rest = text(&article);
        let mut part = 0;
        while !rest.trim().is_empty() {
            let soon = rest.floor_char_boundary(bytes);
            let end = rest[soon..].find(['\n', '.']).map_or(rest.len(), |at| soon + at + 1);
            let mut short = article.clone();
            short.insert("text".to_owned(), rest[..end].trim().into());
            if let Some(id) = article.get("id").and_then(Value::as_str) {
                short.insert("id".to_owned(), format!("{id}-{part}").into());
            }
            writeln!(out, "{}", serde_json::to_string(&short)?)?;
            rest = &rest[end..];
            part += 1;
        }
    }
    out.flush()?;
    fs::rename(&beside, lines)?;
    Ok(())
}

/// Repeats the articles of a file into files of a folder until there are `wanted`, each time with other names and days.
pub fn repeat(lines: &Path, wanted: usize, folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut written = 0;
    let mut out: Option<BufWriter<File>> = None;
    for round in 0.. {
        for mut article in articles(lines)? {
            if written == wanted {
                out.map_or(Ok(()), |mut out| out.flush())?;
                return Ok(());
            }
            if written % ARTICLES_A_FILE == 0 {
                let path = folder.join(format!("news-{}.jsonl", written / ARTICLES_A_FILE));
                if let Some(mut full) = out.replace(BufWriter::new(File::create(path)?)) {
                    full.flush()?;
                }
            }
            change(&mut article, round);
            if let Some(out) = &mut out {
                writeln!(out, "{}", serde_json::to_string(&article)?)?;
            }
            written += 1;
        }
        if written == 0 {
            return Err("there are no articles to repeat".into());
        }
    }
    Ok(())
}

/// Changes names and days of an article for one round; the first leaves it as it is.
fn change(article: &mut Map<String, Value>, round: u64) {
    if round == 0 {
        return;
    }
    for key in ["title", "text"] {
        if let Some(Value::String(text)) = article.get_mut(key) {
            *text = renamed(text, round);
        }
    }
    for key in ["published", "date"] {
        if let Some(Value::String(date)) = article.get_mut(key)
            && let Some(year) = date.get(..4).and_then(|year| year.parse::<u64>().ok())
        {
            let day = date.get(8..10).and_then(|day| day.parse::<u64>().ok()).unwrap_or(1);
            let month = date.get(4..8).unwrap_or("-01-").to_owned();
            let rest = date.get(10..).unwrap_or_default();
            *date = format!("{:04}{month}{:02}{rest}", year - round % 20, (day + 7 * round) % 28 + 1);
        }
    }
    if let Some(Value::String(id)) = article.get_mut("id") {
        *id = format!("{id}-{round}");
    }
}

/// Puts other vowels into every other capitalised word, which is another one in each round.
fn renamed(text: &str, round: u64) -> String {
    const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];
    let mut out = String::with_capacity(text.len());
    for word in text.split_inclusive(|c: char| !c.is_ascii_alphabetic()) {
        let capitalised = word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.as_bytes().get(1).is_some_and(u8::is_ascii_lowercase);
        let hash = word.bytes().fold(round, |hash, byte| hash.wrapping_mul(31).wrapping_add(u64::from(byte)));
        if !capitalised || hash % 2 == 0 {
            out.push_str(word);
            continue;
        }
        out.extend(word.chars().map(|letter| match VOWELS.iter().position(|vowel| *vowel == letter) {
            Some(at) => VOWELS[(at + 1 + (hash / 2 % 4) as usize) % VOWELS.len()],
            None => letter,
        }));
    }
    out
}
