//! Every route of the portal must have its row in the table of who gets what from it, and every row its route.
//!
//! Routes are read from the sources as text: `path!("/clusters/:name")` of pages and `.route("/clusters/{name}", get(…).post(…))`
//! of forms and programs.

use std::path::Path;

use anyhow::{Context as _, Result};

use super::Finding;
use crate::project;

const TABLE: &str = "server/tests/it/routes.table";
const PAGES: &str = "app/src/app.rs";
const ROUTERS: [&str; 3] = ["app/src/routes.rs", "server/src/web", "server/src/guest_issuer"];

/// A method and the segments of a path; a parameter is empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Route {
    method: &'static str,
    segments: Vec<String>,
}

pub(super) fn check() -> Result<Vec<Finding>> {
    let root = project::root();
    let mut routes = pages(&read(&root.join(PAGES))?);
    for place in ROUTERS {
        let place = root.join(place);
        let files = if place.is_dir() { project::files(&place, "rs") } else { vec![place] };
        for file in files {
            routes.extend(routed(&read(&file)?));
        }
    }
    Ok(compare(&routes, &rows(&read(&root.join(TABLE))?)))
}

fn read(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

fn compare(routes: &[Route], rows: &[Route]) -> Vec<Finding> {
    let mut found = Vec::new();
    // The route that answers a row is the most literal one of those that match it.
    let answering: Vec<Option<&Route>> = rows
        .iter()
        .map(|row| {
            let matching = routes.iter().filter(|route| matches(route, row));
            matching.max_by_key(|route| route.segments.iter().map(|segment| !segment.is_empty()).collect::<Vec<_>>())
        })
        .collect();
    for route in routes.iter().filter(|route| !answering.contains(&Some(route))) {
        found.push(format!("{TABLE}: no row for {}", shown(route)));
    }
    for (row, _) in rows.iter().zip(&answering).filter(|(_, route)| route.is_none()) {
        found.push(format!("{TABLE}: no route answers {}", shown(row)));
    }
    found
}

fn matches(route: &Route, row: &Route) -> bool {
    route.method == row.method
        && route.segments.len() == row.segments.len()
        && route.segments.iter().zip(&row.segments).all(|(pattern, segment)| pattern.is_empty() || pattern == segment)
}

fn shown(route: &Route) -> String {
    let segments = route.segments.iter().map(|segment| if segment.is_empty() { "{…}" } else { segment });
    format!("{} /{}", route.method, segments.collect::<Vec<_>>().join("/"))
}

fn route(method: &'static str, path: &str) -> Route {
    let segment = |segment: &str| if segment.starts_with([':', '{']) { String::new() } else { segment.to_owned() };
    Route { method, segments: path.trim_matches('/').split('/').map(segment).collect() }
}

/// Of `path!("…")`.
fn pages(source: &str) -> Vec<Route> {
    let paths = source.split("path!(\"").skip(1).filter_map(|rest| rest.split('"').next());
    paths.map(|path| route("GET", path)).collect()
}

/// Of `.route("…", get(…).post(…))`.
fn routed(source: &str) -> Vec<Route> {
    let calls = source.split(".route(").skip(1).filter_map(|call| {
        let (path, rest) = call.trim_start().strip_prefix('"')?.split_once('"')?;
        Some((path, rest.split(".route(").next().unwrap_or(rest).split(";\n").next()?))
    });
    calls
        .flat_map(|(path, handlers)| {
            let methods = [("GET", "get("), ("POST", "post("), ("PUT", "put("), ("DELETE", "delete(")];
            let called = |call: &str| handlers.contains(&format!(" {call}")) || handlers.contains(&format!(").{call}"));
            methods.into_iter().filter(move |(_, call)| called(call)).map(|(method, _)| route(method, path))
        })
        .collect()
}

fn rows(table: &str) -> Vec<Route> {
    let rows = table.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let method = ["GET", "POST"].into_iter().find(|method| words.clone().next() == Some(method))?;
        Some(route(method, words.nth(1)?.split('?').next()?))
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_and_rows_find_each_other() {
        let app = "<Route path=path!(\"/vms\") view=A/>\n<Route path=path!(\"/vms/:namespace/:name\") view=B/>";
        let forms = "Router::new()\n    .route(\"/vms/new\", post(request::submit))\n    .route(\n        \"/vms/{namespace}/{name}\",\n        get(back_to_machine).post(set),\n    )";
        let routes = [pages(app), routed(forms)].concat();
        let table = "# words\n\nGET /vms 303\nGET  /vms/team-a/web?tab=x 303 200\nPOST /vms/new 303\nPOST /vms/team-a/web 303 x=1";
        assert_eq!(compare(&routes, &rows(table)), Vec::<String>::new());
        let shorter = table.replace("POST /vms/new 303\n", "GET /gone 200\n");
        assert_eq!(
            compare(&routes, &rows(&shorter)),
            [format!("{TABLE}: no row for POST /vms/new"), format!("{TABLE}: no route answers GET /gone")]
        );
    }

    #[test]
    fn a_row_belongs_to_the_most_literal_route() {
        let routes = [route("GET", "/admin/catalog/{part}"), route("GET", "/admin/catalog/classes")];
        let found = compare(&routes, &rows("GET /admin/catalog/classes 200"));
        assert_eq!(found, [format!("{TABLE}: no row for GET /admin/catalog/{{…}}")]);
    }
}
