//! How many requests there were and how long they took, by route, method and status, in the text form that Prometheus reads.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::Method;

/// Upper bounds of the histogram, in milliseconds.
const BOUNDS_MS: [u64; 10] = [2, 5, 10, 25, 50, 100, 250, 1_000, 2_500, 10_000];

/// What was counted since the server began.
#[derive(Debug, Default)]
pub struct Traffic(Mutex<HashMap<String, Vec<Lane>>>);

/// One method of one route.
#[derive(Debug)]
struct Lane {
    method: Method,
    by_status: Vec<(u16, u64)>,
    buckets: [u64; BOUNDS_MS.len()],
    count: u64,
    sum: Duration,
}

impl Traffic {
    /// Counts a request.
    pub fn note(&self, method: &Method, route: &str, status: u16, took: Duration) {
        let mut routes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match routes.get_mut(route) {
            Some(lanes) => Lane::of(lanes, method).note(status, took),
            None => Lane::of(routes.entry(route.to_owned()).or_default(), method).note(status, took),
        }
    }

    /// The counts as text.
    pub fn write(&self, out: &mut String) {
        let routes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut lanes: Vec<(&str, &Lane)> =
            routes.iter().flat_map(|(route, lanes)| lanes.iter().map(move |it| (route.as_str(), it))).collect();
        lanes.sort_by(|a, b| (a.0, a.1.method.as_str()).cmp(&(b.0, b.1.method.as_str())));
        out.push_str("# HELP bole_http_requests_total Requests by route, method and status.\n");
        out.push_str("# TYPE bole_http_requests_total counter\n");
        for (route, lane) in &lanes {
            for (status, count) in &lane.by_status {
                let method = &lane.method;
                // Writing to a text cannot fail.
                let _ = writeln!(
                    out,
                    "bole_http_requests_total{{route=\"{route}\",method=\"{method}\",status=\"{status}\"}} {count}"
                );
            }
        }
        out.push_str("# HELP bole_http_request_seconds How long requests took.\n");
        out.push_str("# TYPE bole_http_request_seconds histogram\n");
        for (route, lane) in &lanes {
            lane.write(out, route);
        }
    }
}

impl Lane {
    fn of<'a>(lanes: &'a mut Vec<Self>, method: &Method) -> &'a mut Self {
        let at = lanes.iter().position(|it| it.method == *method).unwrap_or_else(|| {
            let (by_status, buckets) = (Vec::new(), [0; BOUNDS_MS.len()]);
            lanes.push(Self { method: method.clone(), by_status, buckets, count: 0, sum: Duration::ZERO });
            lanes.len() - 1
        });
        &mut lanes[at]
    }

    fn note(&mut self, status: u16, took: Duration) {
        match self.by_status.iter_mut().find(|it| it.0 == status) {
            Some(it) => it.1 += 1,
            None => self.by_status.push((status, 1)),
        }
        let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        if let Some(at) = BOUNDS_MS.iter().position(|it| ms < *it) {
            self.buckets[at] += 1;
        }
        self.count += 1;
        self.sum += took;
    }

    fn write(&self, out: &mut String, route: &str) {
        let labels = format!("route=\"{route}\",method=\"{}\"", self.method);
        let mut sum = 0;
        for (bound, count) in BOUNDS_MS.iter().zip(self.buckets) {
            sum += count;
            let le = *bound as f64 / 1000.0;
            // Writing to a text cannot fail.
            let _ = writeln!(out, "bole_http_request_seconds_bucket{{{labels},le=\"{le}\"}} {sum}");
        }
        let (count, seconds) = (self.count, self.sum.as_secs_f64());
        let _ = writeln!(out, "bole_http_request_seconds_bucket{{{labels},le=\"+Inf\"}} {count}");
        let _ = writeln!(out, "bole_http_request_seconds_sum{{{labels}}} {seconds:.6}");
        let _ = writeln!(out, "bole_http_request_seconds_count{{{labels}}} {count}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_route_and_their_times_add_up() {
        let traffic = Traffic::default();
        for (status, ms) in [(200, 1), (200, 30), (503, 60_000)] {
            traffic.note(&Method::GET, "/api/x/{id}", status, Duration::from_millis(ms));
        }
        traffic.note(&Method::POST, "/api/x/{id}", 200, Duration::from_millis(3));
        let mut out = String::new();
        traffic.write(&mut out);
        let labels = "route=\"/api/x/{id}\",method=\"GET\"";
        for line in [
            format!("bole_http_requests_total{{{labels},status=\"200\"}} 2"),
            format!("bole_http_requests_total{{{labels},status=\"503\"}} 1"),
            format!("bole_http_request_seconds_bucket{{{labels},le=\"0.002\"}} 1"),
            format!("bole_http_request_seconds_bucket{{{labels},le=\"0.05\"}} 2"),
            format!("bole_http_request_seconds_bucket{{{labels},le=\"+Inf\"}} 3"),
            format!("bole_http_request_seconds_count{{{labels}}} 3"),
        ] {
            assert!(out.lines().any(|it| it == line), "{line}\n{out}");
        }
    }
}
