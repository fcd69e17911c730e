//! Durations as kubectl writes them.

use chrono::TimeDelta;

/// A duration in at most two units, coarser the longer it is: `5m30s`, `5h`, `5d3h`, `2y10d`. Clocks may differ by a
/// second; what lies further in the future is `<invalid>`.
pub fn human_duration(duration: TimeDelta) -> String {
    let seconds = duration.num_seconds();
    let minutes = seconds / 60;
    let hours = minutes / 60;
    let days = hours / 24;
    let pair = |many: i64, unit: char, rest: i64, small: char| match rest {
        0 => format!("{many}{unit}"),
        rest => format!("{many}{unit}{rest}{small}"),
    };
    match () {
        () if seconds < -1 => "<invalid>".to_owned(),
        () if seconds < 0 => "0s".to_owned(),
        () if seconds < 120 => format!("{seconds}s"),
        () if minutes < 10 => pair(minutes, 'm', seconds % 60, 's'),
        () if hours < 3 => format!("{minutes}m"),
        () if hours < 8 => pair(hours, 'h', minutes % 60, 'm'),
        () if hours < 48 => format!("{hours}h"),
        () if days < 8 => pair(days, 'd', hours % 24, 'h'),
        () if days < 2 * 365 => format!("{days}d"),
        () if days < 8 * 365 => pair(days / 365, 'y', days % 365, 'd'),
        () => format!("{}y", days / 365),
    }
}
