//! Groups words by use, with spherical k-means at three sizes, and notes how raw news writes them.
//!
//! The use of a word is a vector: made elsewhere (GloVe, word2vec), or learned from the news itself as positive pointwise
//! mutual information with the neighbours, reduced by randomised singular value decomposition (Halko, Martinsson and Tropp
//! 2011).

use crate::entities::tagger::lexicon::{LOWER, UPPER};
use crate::entities::tagger::tokens::divide;
use crate::entities::tagger::words::{Case, case};
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

/// What clusters are learned with.
#[derive(Debug, Clone)]
pub struct ClusterOptions {
    /// Words that get a cluster, the commonest first.
    pub words: usize,
    /// Words that count as neighbours.
    pub contexts: usize,
    /// Dimensions of the reduced space.
    pub dimensions: usize,
    /// Seed of all that is random.
    pub seed: u64,
}

impl Default for ClusterOptions {
    fn default() -> Self {
        Self { words: 60_000, contexts: 2_000, dimensions: 80, seed: 1 }
    }
}

/// Sizes of the three clusterings; ids fit `Entry`.
const SIZES: [usize; 3] = [64, 250, 1000];
const ROUNDS: usize = 8;

/// Word vectors made elsewhere, that have no such line or no such number.
#[derive(Debug, thiserror::Error)]
#[error("line {0}: not a word and as many numbers as on the line before")]
pub struct NotVectors(usize);

/// Words with their vectors, one after the other, the commonest first.
#[derive(Debug, Clone, Default)]
pub struct WordVectors {
    words: Vec<String>,
    numbers: Vec<f32>,
    width: usize,
}

impl WordVectors {
    /// Reads the first `most` words of lines of a word and its numbers; words are folded to lower case, a count of words
    /// and dimensions in the first line is passed over.
    ///
    /// # Errors
    /// At the first line that is of another form.
    pub fn read(lines: &str, most: usize) -> Result<Self, NotVectors> {
        let mut vectors = Self::default();
        let mut known = HashSet::new();
        for (number, line) in lines.lines().enumerate() {
            let mut columns = line.split_ascii_whitespace();
            let word = columns.next().ok_or(NotVectors(number + 1))?.to_lowercase();
            let cells: Vec<f32> =
                columns.map(str::parse).collect::<Result<_, _>>().map_err(|_| NotVectors(number + 1))?;
            if number == 0 && cells.len() == 1 {
                continue;
            }
            if vectors.width == 0 {
                vectors.width = cells.len();
            }
            if cells.is_empty() || cells.len() != vectors.width {
                return Err(NotVectors(number + 1));
            }
            if word.contains(char::is_alphabetic) && known.insert(word.clone()) {
                vectors.words.push(word);
                vectors.numbers.extend(cells);
                if vectors.words.len() == most {
                    break;
                }
            }
        }
        center(&mut vectors.numbers, vectors.width.max(1));
        normalize(&mut vectors.numbers, vectors.width.max(1));
        Ok(vectors)
    }

    /// Learns vectors of the commonest words of the texts.
    fn learn(texts: &[String], habits: &HashMap<String, Habit>, options: &ClusterOptions) -> Self {
        let mut words: Vec<_> = habits.iter().filter(|(_, habit)| habit.count >= 5).collect();
        words.sort_by(|a, b| b.1.count.cmp(&a.1.count).then(a.0.cmp(b.0)));
        words.truncate(options.words);
        let numbers: HashMap<&str, u32> =
            words.iter().enumerate().map(|(number, (word, _))| (word.as_str(), number as u32)).collect();
        let matrix = neighbours(texts, &numbers, options.contexts);
        Self {
            words: words.into_iter().map(|(word, _)| word.clone()).collect(),
            numbers: reduce(&matrix, 4 * options.contexts, options),
            width: options.dimensions,
        }
    }
}

/// Groups words by the vectors, or by vectors learned from the texts where there are none, and notes their case in the
/// texts; one line a word: the word in lower case, three clusters from 1, flags.
#[must_use]
pub fn learn(texts: &[String], vectors: Option<WordVectors>, options: &ClusterOptions) -> String {
    let habits = count(texts);
    let WordVectors { words, numbers, width } = vectors.unwrap_or_else(|| WordVectors::learn(texts, &habits, options));
    let clusterings = SIZES.map(|size| k_means(&numbers, width.max(1), size, options.seed));
    let mut lines = String::new();
    for (number, word) in words.iter().enumerate() {
        let [coarse, middle, fine] = [0, 1, 2].map(|size: usize| clusterings[size][number] + 1);
        let flags = habits.get(word).map_or(0, Habit::flags);
        let _ = writeln!(lines, "{word}\t{coarse}\t{middle}\t{fine}\t{flags}");
    }
    // Words without a vector still have their habits.
    let grouped: HashSet<&String> = words.iter().collect();
    let mut others: Vec<_> =
        habits.iter().filter(|(word, habit)| habit.count >= 20 && !grouped.contains(word)).collect();
    others.sort_unstable_by_key(|(word, _)| *word);
    for (word, habit) in others.into_iter().filter(|(_, habit)| habit.flags() != 0) {
        let _ = writeln!(lines, "{word}\t0\t0\t0\t{}", habit.flags());
    }
    lines
}

/// Clusters of a word at three sizes from 1 (0: in none), and its habits as flags.
pub(super) type Grouped<'a> = (&'a str, [u16; SIZES.len()], u16);

/// Reads the lines that [`learn`] wrote; lines that are not its own are passed over.
pub(super) fn read(lines: &str) -> impl Iterator<Item = Grouped<'_>> {
    lines.lines().filter_map(|line| {
        let mut columns = line.split('\t');
        let word = columns.next()?;
        let mut number = || columns.next()?.parse::<u16>().ok();
        Some((word, [number()?, number()?, number()?], number()?))
    })
}

#[derive(Default)]
struct Habit {
    count: u32,
    lower: u32,
    upper: u32,
}

impl Habit {
    fn flags(&self) -> u16 {
        let lower = if self.lower * 2 > self.count { LOWER } else { 0 };
        let upper = if self.upper * 2 > self.count { UPPER } else { 0 };
        lower | upper
    }
}

/// The sentences of a text, roughly: the words of its paragraphs.
fn lines_of(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.split("\n\n").map(|paragraph| divide(paragraph).into_iter().map(|range| &paragraph[range]).collect())
}

fn count(texts: &[String]) -> HashMap<String, Habit> {
    let mut habits: HashMap<String, Habit> = HashMap::new();
    for text in texts {
        for sentence in lines_of(text) {
            let mut start = true;
            for word in sentence {
                let habit = habits.entry(word.to_lowercase()).or_default();
                habit.count += 1;
                match case(word) {
                    Case::Lower => habit.lower += 1,
                    Case::Upper => habit.upper += 1,
                    // The first word of a sentence tells nothing of its habit.
                    Case::Capital if start => habit.lower += u32::from(habit.lower * 2 >= habit.count),
                    _ => {}
                }
                start = matches!(word, "." | "!" | "?" | ":" | "\"" | "“");
            }
        }
    }
    habits
}

/// For each word its contexts (relative position and word) with their association.
fn neighbours(texts: &[String], numbers: &HashMap<&str, u32>, contexts: usize) -> Vec<Vec<(u32, f32)>> {
    let mut counts: Vec<HashMap<u32, f32>> = vec![HashMap::new(); numbers.len()];
    for text in texts {
        for sentence in lines_of(text) {
            let words: Vec<Option<u32>> =
                sentence.iter().map(|word| numbers.get(word.to_lowercase().as_str()).copied()).collect();
            for (at, word) in words.iter().enumerate() {
                let Some(word) = word else { continue };
                for (slot, step) in [-2_isize, -1, 1, 2].into_iter().enumerate() {
                    let neighbour = at.checked_add_signed(step).and_then(|at| words.get(at)).copied().flatten();
                    if let Some(context) = neighbour.filter(|context| (*context as usize) < contexts) {
                        *counts[*word as usize].entry(slot as u32 * contexts as u32 + context).or_default() += 1.0;
                    }
                }
            }
        }
    }
    // Summed in order and in whole numbers, so that every run gives the same.
    let mut columns = vec![0_u64; 4 * contexts];
    for (context, count) in counts.iter().flatten() {
        columns[*context as usize] += *count as u64;
    }
    let total = columns.iter().sum::<u64>() as f32;
    // Smoothed by the power 0.75 as word2vec does (Levy, Goldberg and Dagan 2015).
    let smoothed: f32 = columns.iter().map(|count| (*count as f32).powf(0.75)).sum();
    counts
        .into_iter()
        .map(|row| {
            let mut row: Vec<(u32, f32)> = row.into_iter().collect();
            row.sort_unstable_by_key(|cell| cell.0);
            let sum: f32 = row.iter().map(|(_, count)| count).sum();
            row.retain_mut(|(context, count)| {
                let expected = sum / total * (columns[*context as usize] as f32).powf(0.75) / smoothed;
                let pmi = (*count / total / expected).ln();
                *count = pmi.max(0.0).sqrt();
                pmi > 0.0
            });
            row
        })
        .collect()
}

fn random(state: &mut u64) -> f32 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    (*state >> 40) as f32 / (1 << 23) as f32 - 1.0
}

/// Rows of the matrix in the space of its strongest directions, each of length 1, one after the other.
fn reduce(matrix: &[Vec<(u32, f32)>], columns: usize, options: &ClusterOptions) -> Vec<f32> {
    let width = options.dimensions;
    let mut state = options.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut basis: Vec<f32> = (0..columns * width).map(|_| random(&mut state)).collect();
    let mut rows = Vec::new();
    for _ in 0..4 {
        rows = times(matrix, &basis, width);
        let mut orthonormal = rows.clone();
        orthonormalize(&mut orthonormal, width);
        basis = vec![0.0; columns * width];
        for (row, cells) in matrix.iter().enumerate() {
            let source = &orthonormal[row * width..(row + 1) * width];
            for (column, value) in cells {
                let target = &mut basis[*column as usize * width..(*column as usize + 1) * width];
                target.iter_mut().zip(source).for_each(|(target, source)| *target += value * source);
            }
        }
        orthonormalize(&mut basis, width);
    }
    rows.clear();
    let mut rows = times(matrix, &basis, width);
    normalize(&mut rows, width);
    rows
}

/// Takes the mean off, which says only how common words are (Mu, Bhat and Viswanath 2018).
fn center(rows: &mut [f32], width: usize) {
    let mut mean = vec![0.0; width];
    for row in rows.chunks(width) {
        mean.iter_mut().zip(row).for_each(|(mean, cell)| *mean += cell);
    }
    let count = (rows.len() / width).max(1) as f32;
    for row in rows.chunks_mut(width) {
        row.iter_mut().zip(&mean).for_each(|(cell, mean)| *cell -= mean / count);
    }
}

/// Makes each row of length 1.
fn normalize(rows: &mut [f32], width: usize) {
    for row in rows.chunks_mut(width) {
        let length = row.iter().map(|cell| cell * cell).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        for cell in row.iter_mut() {
            *cell /= length;
        }
    }
}

fn times(matrix: &[Vec<(u32, f32)>], basis: &[f32], width: usize) -> Vec<f32> {
    let mut rows = vec![0.0; matrix.len() * width];
    for (row, cells) in rows.chunks_mut(width).zip(matrix) {
        for (column, value) in cells {
            let source = &basis[*column as usize * width..(*column as usize + 1) * width];
            row.iter_mut().zip(source).for_each(|(cell, source)| *cell += value * source);
        }
    }
    rows
}

/// Makes the columns orthonormal (modified Gram-Schmidt).
fn orthonormalize(rows: &mut [f32], width: usize) {
    for column in 0..width {
        for earlier in 0..column {
            let dot: f32 = rows.chunks(width).map(|row| row[column] * row[earlier]).sum();
            rows.chunks_mut(width).for_each(|row| row[column] -= dot * row[earlier]);
        }
        let length = rows.chunks(width).map(|row| row[column] * row[column]).sum::<f32>().sqrt().max(1e-12);
        rows.chunks_mut(width).for_each(|row| row[column] /= length);
    }
}

/// Groups unit vectors by their nearest of `size` centres.
fn k_means(vectors: &[f32], width: usize, size: usize, seed: u64) -> Vec<u32> {
    let count = vectors.len() / width;
    let size = size.min(count.max(1));
    let mut state = seed.wrapping_mul(0xd134_2543_de82_ef95) | 1;
    // Common words stand first: centres are drawn from the first tenth, where vectors are least noisy.
    let pool = (count / 10).max(size).min(count.max(1));
    let mut centres: Vec<f32> = (0..size)
        .flat_map(|_| {
            let pick = (f32::midpoint(random(&mut state), 1.0) * (pool as f32 - 1.0)) as usize;
            vectors.get(pick * width..(pick + 1) * width).unwrap_or(&[]).to_vec()
        })
        .collect();
    let mut nearest = vec![0; count];
    for _ in 0..ROUNDS {
        for (vector, nearest) in vectors.chunks(width).zip(&mut nearest) {
            let mut best = f32::MIN;
            for (number, centre) in centres.chunks(width).enumerate() {
                let similarity: f32 = vector.iter().zip(centre).map(|(a, b)| a * b).sum();
                if similarity > best {
                    best = similarity;
                    *nearest = number as u32;
                }
            }
        }
        centres.fill(0.0);
        for (vector, nearest) in vectors.chunks(width).zip(&nearest) {
            let centre = &mut centres[*nearest as usize * width..(*nearest as usize + 1) * width];
            centre.iter_mut().zip(vector).for_each(|(centre, cell)| *centre += cell);
        }
        normalize(&mut centres, width);
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_use_share_a_cluster() {
        let mut text = String::new();
        for n in 0..60 {
            let (city, food) = (["paris", "london", "rome"][n % 3], ["bread", "soup", "rice"][n % 3]);
            text.push_str(&format!(
                "he lives in {city} now . they eat {food} today . we met in {city} again . some {food} was left .\n\n"
            ));
        }
        let options = ClusterOptions { words: 100, contexts: 30, dimensions: 6, seed: 1 };
        let lines = learn(&[text.clone()], None, &options);
        assert_eq!(lines, learn(&[text], None, &options), "the same seed gives the same clusters");
        let coarse = |word: &str| read(&lines).find(|(known, ..)| *known == word).unwrap().1[0];
        assert_eq!(coarse("paris"), coarse("rome"));
        assert_eq!(coarse("bread"), coarse("soup"));
        assert_ne!(coarse("paris"), coarse("bread"));
    }

    #[test]
    fn vectors_made_elsewhere_are_grouped() {
        let mut lines = String::from("130 2\n");
        for n in 0..65_u32 {
            // One direction apart from many others: 65 words in a fan, and a twin of each.
            let angle = n as f32 / 65.0 * std::f32::consts::TAU;
            lines.push_str(&format!("w{n} {} {}\n", angle.cos(), angle.sin()));
        }
        for n in 0..65_u32 {
            let angle = n as f32 / 65.0 * std::f32::consts::TAU;
            lines.push_str(&format!("Twin{n} {} {}\n", 2.0 * angle.cos(), 2.0 * angle.sin()));
        }
        let vectors = WordVectors::read(&lines, 1000).unwrap();
        let news = ["He saw NATO. They met NATO. ".repeat(20)];
        let learned = learn(&news, Some(vectors), &ClusterOptions::default());
        let of = |word: &str| read(&learned).find(|(known, ..)| *known == word).unwrap();
        assert_eq!(of("w3").1, of("twin3").1);
        assert_ne!(of("w3").1[0], of("w40").1[0]);
        assert_eq!((of("nato").1, of("nato").2), ([0; 3], UPPER));
        assert_eq!(WordVectors::read("a 1 2\nb 1\n", 9).unwrap_err().to_string().split(':').next(), Some("line 2"));
    }
}
