//! Trains a linear-chain conditional random field (Lafferty, McCallum and Pereira 2001) by stochastic gradient steps with
//! AdaGrad rates (Duchi, Hazan and Singer 2011) and feature dropout.

use crate::entities::tagger::labels::{LABELS, may_begin, may_end, may_follow};

type Row = [f32; LABELS];

/// A sentence ready for training: the features of each token as rows of the weights, and the right labels.
#[derive(Debug, Default)]
pub(super) struct Example {
    /// Rows of all tokens, one after the other.
    pub rows: Vec<u32>,
    /// For each token, where its rows end.
    pub ends: Vec<u32>,
    /// For each token, its label.
    pub labels: Vec<u8>,
    /// How much the sentence counts.
    pub weight: f32,
}

impl Example {
    fn rows_of(&self, token: usize) -> &[u32] {
        let start = token.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.rows[start..self.ends[token] as usize]
    }
}

/// Weights in training.
pub(super) struct Crf {
    /// For each feature, a weight for each label.
    pub weights: Vec<Row>,
    squares: Vec<Row>,
    /// From before to after.
    pub transitions: [Row; LABELS],
    transition_squares: [Row; LABELS],
    rate: f32,
    random: u64,
}

/// Length of a step, before AdaGrad shortens it. Longer steps learn rare features from the few sentences that have them, and
/// read other news worse: docs/model-card.md has the figures.
const RATE: f32 = 0.015;
/// Examples from which on steps need be no longer; a small corpus gives few.
const MANY: f32 = 32_000.0;
/// Steps are at most so many times longer.
const LONGEST: f32 = 8.0;
const START: f32 = 0.05;

impl Crf {
    /// Starts with all weights at zero, for passes over so many examples.
    pub fn new(features: usize, examples: usize, seed: u64) -> Self {
        Self {
            rate: RATE * (MANY / examples.max(1) as f32).clamp(1.0, LONGEST),
            weights: vec![[0.0; LABELS]; features],
            squares: vec![[START; LABELS]; features],
            transitions: [[0.0; LABELS]; LABELS],
            transition_squares: [[START; LABELS]; LABELS],
            random: seed | 1,
        }
    }

    /// Leaves out the features that have no new number.
    pub fn keep(&mut self, new_numbers: &[Option<u32>]) {
        for rows in [&mut self.weights, &mut self.squares] {
            let mut kept = new_numbers.iter().map(Option::is_some);
            rows.retain(|_| kept.next().unwrap_or_default());
            rows.shrink_to_fit();
        }
    }

    /// A pseudo-random number (xorshift64*, Marsaglia 2003).
    pub fn random(&mut self) -> u64 {
        self.random ^= self.random >> 12;
        self.random ^= self.random << 25;
        self.random ^= self.random >> 27;
        self.random.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// One step on one sentence; gives its negative log-likelihood.
    pub fn step(&mut self, example: &Example, dropout: f32) -> f32 {
        let length = example.labels.len();
        if length == 0 {
            return 0.0;
        }
        let threshold = (f64::from(dropout) * f64::from(u32::MAX)) as u32;
        let gain = 1.0 / (1.0 - dropout);
        let mut kept: Vec<u32> = Vec::with_capacity(example.rows.len());
        let mut ends = Vec::with_capacity(length);
        let mut potentials: Vec<Row> = Vec::with_capacity(length);
        let mut shift = 0.0;
        for token in 0..length {
            let mut scores = [0.0; LABELS];
            for row in example.rows_of(token) {
                if (self.random() >> 32) as u32 >= threshold {
                    kept.push(*row);
                    for (score, weight) in scores.iter_mut().zip(&self.weights[*row as usize]) {
                        *score += weight * gain;
                    }
                }
            }
            ends.push(kept.len());
            let most = scores.iter().copied().fold(f32::MIN, f32::max);
            shift += most;
            potentials.push(scores.map(|score| (score - most).exp()));
        }
        let mut moves = [[0.0; LABELS]; LABELS];
        for (before, row) in moves.iter_mut().enumerate() {
            for (after, cell) in row.iter_mut().enumerate() {
                if may_follow(before as u8, after as u8) {
                    *cell = self.transitions[before][after].exp();
                }
            }
        }
        let (forward, scales) = forward(&potentials, &moves);
        let ending: f32 =
            (0..LABELS).filter(|label| may_end(*label as u8)).map(|label| forward[length - 1][label]).sum();
        let log_sum = shift + scales.iter().map(|scale| scale.ln()).sum::<f32>() + ending.max(f32::MIN_POSITIVE).ln();
        let gold = self.gold(example, &kept, &ends, gain);
        let gradient = self.gradient(example, &potentials, &moves, &forward, &scales);
        let mut start = 0;
        for (row, end) in gradient.iter().zip(ends) {
            for feature in &kept[start..end] {
                let (weights, squares) = (&mut self.weights[*feature as usize], &mut self.squares[*feature as usize]);
                for label in 0..LABELS {
                    let slope = row[label] * gain * example.weight;
                    if slope.abs() > 1e-4 {
                        squares[label] += slope * slope;
                        weights[label] -= self.rate * slope / squares[label].sqrt();
                    }
                }
            }
            start = end;
        }
        (log_sum - gold) * example.weight
    }

    /// The best labels of an example (Viterbi 1967).
    #[expect(clippy::needless_range_loop, reason = "labels index several arrays at once")]
    pub fn best(&self, example: &Example) -> Vec<u8> {
        let length = example.labels.len();
        let mut best: Row = std::array::from_fn(|label| if may_begin(label as u8) { 0.0 } else { f32::MIN });
        let mut back = vec![[0_u8; LABELS]; length];
        for token in 0..length {
            let mut scores = [0.0; LABELS];
            for row in example.rows_of(token) {
                scores.iter_mut().zip(&self.weights[*row as usize]).for_each(|(score, weight)| *score += weight);
            }
            if token > 0 {
                let before = best;
                for label in 0..LABELS {
                    let score = |from: &usize| before[*from] + self.transitions[*from][label];
                    let from = (0..LABELS)
                        .filter(|from| may_follow(*from as u8, label as u8))
                        .max_by(|a, b| score(a).total_cmp(&score(b)))
                        .unwrap_or(0);
                    best[label] = score(&from);
                    back[token][label] = from as u8;
                }
            }
            best.iter_mut().zip(scores).for_each(|(best, score)| *best += score);
        }
        let last = (0..LABELS as u8).filter(|label| may_end(*label));
        let mut label = last.max_by(|a, b| best[usize::from(*a)].total_cmp(&best[usize::from(*b)])).unwrap_or(0);
        let mut labels = vec![0; length];
        for token in (0..length).rev() {
            labels[token] = label;
            label = back[token][usize::from(label)];
        }
        labels
    }

    /// Score of the right labels.
    fn gold(&self, example: &Example, kept: &[u32], ends: &[usize], gain: f32) -> f32 {
        let mut score = 0.0;
        let mut start = 0;
        for (token, label) in example.labels.iter().enumerate() {
            let weight = |row: &u32| self.weights[*row as usize][usize::from(*label)];
            score += kept[start..ends[token]].iter().map(weight).sum::<f32>() * gain;
            start = ends[token];
            if token > 0 {
                score += self.transitions[usize::from(example.labels[token - 1])][usize::from(*label)];
            }
        }
        score
    }

    /// Expected minus right counts of each token's labels; steps the transitions on the way.
    #[expect(clippy::needless_range_loop, reason = "labels index several arrays at once")]
    fn gradient(
        &mut self,
        example: &Example,
        potentials: &[Row],
        moves: &[Row; LABELS],
        forward: &[Row],
        scales: &[f32],
    ) -> Vec<Row> {
        let length = potentials.len();
        let mut gradient = vec![[0.0; LABELS]; length];
        let mut expected = [[0.0; LABELS]; LABELS];
        let mut backward: Row = std::array::from_fn(|label| if may_end(label as u8) { 1.0 } else { 0.0 });
        // The last scale makes the sum over the labels that may end 1.
        let whole: f32 = forward[length - 1].iter().zip(backward).map(|(f, b)| f * b).sum();
        backward = backward.map(|cell| cell / whole.max(f32::MIN_POSITIVE));
        for token in (0..length).rev() {
            for label in 0..LABELS {
                gradient[token][label] = forward[token][label] * backward[label];
            }
            gradient[token][usize::from(example.labels[token])] -= 1.0;
            if token == 0 {
                break;
            }
            let ahead: Row = std::array::from_fn(|label| potentials[token][label] * backward[label] / scales[token]);
            for before in 0..LABELS {
                let mut sum = 0.0;
                for after in 0..LABELS {
                    let flow = moves[before][after] * ahead[after];
                    sum += flow;
                    expected[before][after] += forward[token - 1][before] * flow;
                }
                backward[before] = sum;
            }
            expected[usize::from(example.labels[token - 1])][usize::from(example.labels[token])] -= 1.0;
        }
        for before in 0..LABELS {
            for after in 0..LABELS {
                let slope = expected[before][after] * example.weight;
                if slope.abs() > 1e-6 {
                    self.transition_squares[before][after] += slope * slope;
                    self.transitions[before][after] -=
                        self.rate * slope / self.transition_squares[before][after].sqrt();
                }
            }
        }
        gradient
    }
}

/// Forward probabilities, each token's scaled to sum 1, and the scales.
fn forward(potentials: &[Row], moves: &[Row; LABELS]) -> (Vec<Row>, Vec<f32>) {
    let mut rows: Vec<Row> = Vec::with_capacity(potentials.len());
    let mut scales = Vec::with_capacity(potentials.len());
    for (token, potential) in potentials.iter().enumerate() {
        let mut row = [0.0; LABELS];
        if token == 0 {
            for label in 0..LABELS {
                row[label] = if may_begin(label as u8) { potential[label] } else { 0.0 };
            }
        } else {
            let before = &rows[token - 1];
            for (from, mass) in before.iter().enumerate() {
                for (cell, step) in row.iter_mut().zip(&moves[from]) {
                    *cell += mass * step;
                }
            }
            for (cell, potential) in row.iter_mut().zip(potential) {
                *cell *= potential;
            }
        }
        let scale = row.iter().sum::<f32>().max(f32::MIN_POSITIVE);
        rows.push(row.map(|cell| cell / scale));
        scales.push(scale);
    }
    (rows, scales)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two features that each mean one label: the loss must fall towards nothing.
    #[test]
    fn a_separable_task_is_learned() {
        let example = Example { rows: vec![0, 1, 0, 0], ends: vec![1, 2, 3, 4], labels: vec![0, 4, 0, 0], weight: 1.0 };
        let mut crf = Crf::new(2, 50, 7);
        let first = crf.step(&example, 0.0);
        let last = (0..200).map(|_| crf.step(&example, 0.0)).last().unwrap();
        assert!(first > 5.0 && last < 0.2, "{first} {last}");
        assert!(crf.weights[1][4] > crf.weights[1][0]);
    }

    #[test]
    fn the_loss_is_a_likelihood() {
        let example = Example { rows: vec![0, 1, 1], ends: vec![1, 2, 3], labels: vec![0, 1, 3], weight: 1.0 };
        let mut crf = Crf::new(2, 50, 7);
        // With all weights at zero every valid labelling is equally likely.
        let valid = (0..LABELS as u8)
            .flat_map(|a| (0..LABELS as u8).map(move |b| (a, b)))
            .flat_map(|(a, b)| (0..LABELS as u8).map(move |c| [a, b, c]))
            .filter(|l| may_begin(l[0]) && may_follow(l[0], l[1]) && may_follow(l[1], l[2]) && may_end(l[2]))
            .count();
        let loss = crf.step(&example, 0.0);
        assert!((loss - (valid as f32).ln()).abs() < 1e-3, "{loss} {}", (valid as f32).ln());
    }
}
