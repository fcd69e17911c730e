//! How one list of sibling nodes becomes another, with as many nodes kept as possible. Pure: nodes are known by a key.

/// What is done for each wanted node, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The old node at this index stays, is moved here, and is made equal to the wanted one.
    Keep(usize),
    /// The wanted node is put here.
    Insert,
}

/// For each key of `wanted` the old node that can become it: the first with the same key that is not taken, so that nodes
/// with ids follow their ids and others their order. Old nodes that no step keeps go.
pub(crate) fn plan<K: PartialEq>(old: &[K], wanted: &[K]) -> Vec<Step> {
    let mut taken = vec![false; old.len()];
    // The search begins after the last kept node: in the usual case, when little changed, each is found at once.
    let mut from = 0;
    wanted
        .iter()
        .map(|key| {
            let found = (from..old.len()).chain(0..from).find(|i| !taken[*i] && old[*i] == *key);
            match found {
                Some(i) => {
                    taken[i] = true;
                    from = i + 1;
                    Step::Keep(i)
                }
                None => Step::Insert,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Step::*, *};

    #[test]
    fn nodes_follow_their_keys() {
        for (old, wanted, steps) in [
            ("abc", "abc", vec![Keep(0), Keep(1), Keep(2)]),
            ("abc", "abxc", vec![Keep(0), Keep(1), Insert, Keep(2)]),
            ("abc", "c", vec![Keep(2)]),
            ("aaa", "aa", vec![Keep(0), Keep(1)]),
            ("ab", "ba", vec![Keep(1), Keep(0)]),
            ("", "a", vec![Insert]),
        ] {
            let (old, wanted): (Vec<char>, Vec<char>) = (old.chars().collect(), wanted.chars().collect());
            assert_eq!(plan(&old, &wanted), steps);
        }
    }
}
