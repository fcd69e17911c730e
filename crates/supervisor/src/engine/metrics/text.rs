//! The text format of Prometheus, version 0.0.4
//! (<https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>).

use std::fmt::Write;

/// What a family of samples is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Only grows.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Counts by size; see [`Exposition::histogram`].
    Histogram,
}

/// A text being written: first [`Exposition::family`], then its samples.
#[derive(Debug, Default)]
pub struct Exposition {
    text: String,
}

impl Exposition {
    /// Begins a family. `help` is one line.
    pub fn family(&mut self, name: &str, kind: Kind, help: &str) {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    /// One sample of the family `name`.
    pub fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: f64) {
        self.text.push_str(name);
        self.labels(labels, None);
        let _ = writeln!(self.text, " {value}");
    }

    /// The samples of one histogram: how many fell into each of the bounds (upper ends, rising), then how many above
    /// all of them; `sum` of all that was measured.
    pub fn histogram(&mut self, name: &str, labels: &[(&str, &str)], bounds: &[f64], counts: &[u64], sum: f64) {
        let mut total = 0;
        let ends = bounds.iter().map(f64::to_string).chain(std::iter::once("+Inf".to_owned()));
        for (end, count) in ends.zip(counts) {
            total += count;
            self.text.push_str(name);
            self.text.push_str("_bucket");
            self.labels(labels, Some(("le", &end)));
            let _ = writeln!(self.text, " {total}");
        }
        self.sample(&format!("{name}_sum"), labels, sum);
        self.sample(&format!("{name}_count"), labels, total as f64);
    }

    /// The whole text.
    pub fn into_text(self) -> String {
        self.text
    }

    fn labels(&mut self, labels: &[(&str, &str)], last: Option<(&str, &str)>) {
        let mut separator = '{';
        for (name, value) in labels.iter().copied().chain(last) {
            self.text.push(separator);
            separator = ',';
            let value = value.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n");
            let _ = write!(self.text, "{name}=\"{value}\"");
        }
        if separator == ',' {
            self.text.push('}');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_as_prometheus_reads_it() {
        let mut out = Exposition::default();
        out.family("a_total", Kind::Counter, "All a.");
        out.sample("a_total", &[], 3.0);
        out.sample("a_total", &[("x", "1"), ("y", "a\"b\\c\nd")], 0.5);
        out.family("t_seconds", Kind::Histogram, "Time.");
        out.histogram("t_seconds", &[("v", "GET")], &[0.1, 1.0], &[2, 1, 4], 7.5);
        let expected = r#"# HELP a_total All a.
# TYPE a_total counter
a_total 3
a_total{x="1",y="a\"b\\c\nd"} 0.5
# HELP t_seconds Time.
# TYPE t_seconds histogram
t_seconds_bucket{v="GET",le="0.1"} 2
t_seconds_bucket{v="GET",le="1"} 3
t_seconds_bucket{v="GET",le="+Inf"} 7
t_seconds_sum{v="GET"} 7.5
t_seconds_count{v="GET"} 7
"#;
        assert_eq!(out.into_text(), expected);
    }
}
