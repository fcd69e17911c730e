use std::collections::BTreeMap;
use std::time::Duration;

use futures::FutureExt;

use super::level::Refused;
use super::*;
use crate::engine::limits::LevelLimits;

const LIMITS: LevelLimits = LevelLimits {
    seats: 4,
    seats_per_identity: 3,
    queue: 30,
    queue_per_identity: 20,
    wait: Duration::from_secs(15),
    watches: 3,
    watches_per_identity: 2,
};

fn level(limits: LevelLimits) -> Arc<Level> {
    Arc::new(Level::new("test", limits))
}

#[test]
fn priorities_follow_identities() {
    for (user, expected) in [
        (User::anonymous(), Priority::CatchAll),
        (User::new("alice", ["dev"]), Priority::Workload),
        (User::new("root", [MASTERS]), Priority::System),
        (User::new("system:node:a", [NODES]), Priority::System),
        (User::new("system:kube-scheduler", ["g"]), Priority::System),
        (User::new("system:serviceaccount:kube-system:x", ["g"]), Priority::System),
        (User::new("system:serviceaccount:atoll-system:cluster-controller", ["g"]), Priority::System),
        (User::new("system:serviceaccount:kube-system-of-mine:x", ["g"]), Priority::Workload),
        (User::new("system:serviceaccount:team:x", ["g"]), Priority::Workload),
        (User::new("system:bootstrap:abcdef", ["g"]), Priority::Workload),
    ] {
        assert_eq!(priority(&user), expected, "{user:?}");
    }
}

#[tokio::test]
async fn seats_go_round_the_identities() {
    let level = level(LIMITS);
    let mut held: Vec<(u64, Seat)> = Vec::new();
    for _ in 0..3 {
        held.push((1, level.seat(1).await.unwrap()));
    }
    // The first identity is at its own limit, though a seat is free.
    let mut flood: Vec<_> = (0..10).map(|_| Box::pin(level.seat(1))).collect();
    assert!(flood.iter_mut().all(|f| f.as_mut().now_or_never().is_none()));
    held.push((2, level.seat(2).await.unwrap()));
    let mut second: Vec<_> = (0..10).map(|_| Box::pin(level.seat(2))).collect();
    assert!(second.iter_mut().all(|f| f.as_mut().now_or_never().is_none()));
    assert_eq!(level.load(), (4, 20));
    let mut served: BTreeMap<u64, usize> = BTreeMap::new();
    // Whenever the oldest request ends, the next one in turn is served.
    for _ in 0..12 {
        held.remove(0);
        for (identity, waiting) in [(1, &mut flood), (2, &mut second)] {
            waiting.retain_mut(|future| match future.as_mut().now_or_never() {
                Some(seat) => {
                    held.push((identity, seat.ok().unwrap()));
                    *served.entry(identity).or_default() += 1;
                    false
                }
                None => true,
            });
        }
        assert_eq!(held.len(), 4);
        assert!(held.iter().filter(|(identity, _)| *identity == 1).count() <= 3);
    }
    assert!(served[&1].abs_diff(served[&2]) <= 2, "{served:?}");
}

#[tokio::test(start_paused = true)]
async fn queues_are_bounded_in_length_and_time() {
    let level = level(LIMITS);
    let held = [level.seat(1).await.unwrap(), level.seat(1).await.unwrap(), level.seat(1).await.unwrap()];
    let mut waiting: Vec<_> = (0..20).map(|_| Box::pin(level.seat(1))).collect();
    assert!(waiting.iter_mut().all(|f| f.as_mut().now_or_never().is_none()));
    assert_eq!(level.seat(1).await.err(), Some(Refused::QueueFull));
    // Those who gave up make room.
    waiting.truncate(19);
    let mut late = Box::pin(level.seat(1));
    assert!(late.as_mut().now_or_never().is_none());
    assert_eq!(level.seat(1).await.err(), Some(Refused::QueueFull));
    // All queues together are bounded too.
    let other = level.seat(2).await.unwrap();
    let mut others: Vec<_> = (0..10).map(|_| Box::pin(level.seat(2))).collect();
    assert!(others.iter_mut().all(|f| f.as_mut().now_or_never().is_none()));
    assert_eq!(level.seat(3).await.err(), Some(Refused::QueueFull));
    assert_eq!(late.await.err(), Some(Refused::TimedOut));
    drop((held, other, waiting, others));
    let seat = level.seat(3).await.unwrap();
    assert_eq!(level.load().0, 1);
    drop(seat);
    assert_eq!(level.load(), (0, 0));
}

#[tokio::test]
async fn a_seat_given_to_one_who_left_goes_on() {
    let level = level(LevelLimits { seats: 1, seats_per_identity: 1, ..LIMITS });
    let held = level.seat(1).await.unwrap();
    let mut gone = Box::pin(level.seat(1));
    let mut left_with_seat = Box::pin(level.seat(2));
    let mut last = Box::pin(level.seat(3));
    assert!(gone.as_mut().now_or_never().is_none());
    assert!(left_with_seat.as_mut().now_or_never().is_none());
    assert!(last.as_mut().now_or_never().is_none());
    drop(gone);
    drop(held);
    // The seat was sent to the second, who leaves without having looked. The first still counts until its turn comes.
    assert_eq!(level.load(), (1, 2));
    drop(left_with_seat);
    assert!(last.as_mut().now_or_never().unwrap().is_ok());
    assert_eq!(level.load(), (0, 0));
}

#[test]
fn watches_are_counted() {
    let watches = Arc::new(watches::Watches::new(3, 2));
    let first = watches.add(1).unwrap();
    let second = watches.add(1).unwrap();
    assert!(watches.add(1).is_none());
    let third = watches.add(2).unwrap();
    assert!(watches.add(2).is_none());
    drop(first);
    let again = watches.add(1).unwrap();
    drop((second, third, again));
    assert!(watches.add(2).is_some());
}
