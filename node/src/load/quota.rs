//! Quotas, not coin tosses: each class gets its count first, then the deal is shuffled.

use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// Divides `total` in the proportion of `weights`: each gets the whole part of its share, and what is
/// left goes to the largest remainders, the earlier of equal ones first.
///
/// With weights that are all 0 nobody gets anything.
pub fn largest_remainder(total: u64, weights: &[f64]) -> Vec<u64> {
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 {
        return vec![0; weights.len()];
    }
    let share = |weight: &f64| total as f64 * weight / sum;
    // A share such as 0.7 x 10 may come out a hair below the whole number that is meant.
    let mut counts: Vec<u64> = weights
        .iter()
        .map(|weight| (share(weight) + 1e-9).floor() as u64)
        .collect();
    let mut left = total.saturating_sub(counts.iter().sum());
    let rest = |i: usize| share(&weights[i]) - counts[i] as f64;
    let mut order: Vec<(f64, usize)> = (0..weights.len()).map(|i| (rest(i), i)).collect();
    order.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    for (_, i) in order.into_iter().cycle() {
        if left == 0 {
            break;
        }
        if weights[i] > 0.0 {
            counts[i] += 1;
            left -= 1;
        }
    }
    counts
}

/// Weights of Zipf's law with exponent 1: the first is twice as common as the second.
pub fn zipf(n: usize) -> Vec<f64> {
    (1..=n).map(|rank| 1.0 / rank as f64).collect()
}

/// Each index as often as its count, in an order that only `dice` decides.
pub fn deal(counts: &[u64], dice: &mut ChaCha8Rng) -> Vec<usize> {
    let mut dealt: Vec<usize> = (counts.iter().enumerate())
        .flat_map(|(i, n)| std::iter::repeat_n(i, *n as usize))
        .collect();
    dealt.shuffle(dice);
    dealt
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn what_is_left_goes_to_the_largest_remainders() {
        // 5,251 over the bundles of Xi'an: 1575.3, 787.65, 525.1, 262.55 twice, 787.65, 945.18, 105.02.
        let weights = [30.0, 15.0, 10.0, 5.0, 5.0, 15.0, 18.0, 2.0];
        let counts = largest_remainder(5_251, &weights);
        assert_eq!(counts, [1_575, 788, 525, 263, 262, 788, 945, 105]);
    }

    #[test]
    fn whole_shares_stay_whole_and_nothing_goes_where_there_is_no_weight() {
        assert_eq!(largest_remainder(10, &[70.0, 25.0, 5.0]), [7, 3, 0]);
        assert_eq!(largest_remainder(1_000, &[0.7, 0.25, 0.05]), [700, 250, 50]);
        assert_eq!(largest_remainder(3, &[0.0, 1.0, 0.0]), [0, 3, 0]);
        assert_eq!(largest_remainder(3, &[0.0, 0.0]), [0, 0]);
    }

    #[test]
    fn zipf_over_three_gives_six_three_and_two_of_eleven() {
        assert_eq!(largest_remainder(11, &zipf(3)), [6, 3, 2]);
    }

    #[test]
    fn a_deal_keeps_the_counts_and_the_seed_decides_the_order() {
        let deal = |seed| deal(&[3, 0, 2], &mut ChaCha8Rng::seed_from_u64(seed));
        let mut one = deal(1);
        assert_eq!(one, deal(1));
        assert!((2..20).any(|seed| deal(seed) != one));
        one.sort_unstable();
        assert_eq!(one, [0, 0, 0, 2, 2]);
    }
}
