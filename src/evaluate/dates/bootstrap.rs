//! Confidence intervals by the bootstrap: articles are drawn again and again, with replacement (Efron, 1979).

/// How often a collection is drawn.
const DRAWS: usize = 1000;

/// The share of the draws that lies below an interval, and above it.
const TAIL: f64 = 0.025;

/// The 95 % interval of each measure of the sum of the parts; the same parts give the same intervals.
pub(super) fn intervals<T: Copy + Default>(
    parts: &[T],
    plus: fn(T, T) -> T,
    measures: &[fn(&T) -> f64],
) -> Vec<(f64, f64)> {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut drawn: Vec<Vec<f64>> = vec![Vec::with_capacity(DRAWS); measures.len()];
    for _ in 0..DRAWS {
        let total = parts.iter().fold(T::default(), |total, _| plus(total, parts[random.below(parts.len())]));
        drawn.iter_mut().zip(measures).for_each(|(values, measure)| values.push(measure(&total)));
    }
    let bounds = drawn.into_iter().map(|mut values| {
        values.sort_by(f64::total_cmp);
        let low = (DRAWS as f64 * TAIL) as usize;
        (values[low], values[DRAWS - 1 - low])
    });
    bounds.collect()
}

/// Numbers that look random: xorshift64* (Vigna, 2016).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_hold_the_mean_and_shrink_with_the_number_of_parts() {
        let plus = |a: (f64, f64), b: (f64, f64)| (a.0 + b.0, a.1 + b.1);
        let mean: fn(&(f64, f64)) -> f64 = |(sum, count)| if *count == 0.0 { 0.0 } else { sum / count };
        let parts = |count: usize| (0..count).map(|at| (f64::from(u8::from(at % 2 == 0)), 1.0)).collect::<Vec<_>>();
        let width = |count: usize| {
            let (low, high) = intervals(&parts(count), plus, &[mean])[0];
            assert!(low < 0.5 && 0.5 < high, "{low} {high}");
            high - low
        };
        let (small, large) = (width(20), width(500));
        assert!((0.3..0.6).contains(&small) && (0.06..0.12).contains(&large), "{small} {large}");
        assert_eq!(intervals(&[], plus, &[mean]), [(0.0, 0.0)]);
    }
}
