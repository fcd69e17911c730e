//! Searching the log, the newest record first.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use sqlx::{Database, Encode, QueryBuilder, Type};

use super::{AuditLog, AuditRecord};
use crate::accounts::TableError;
use crate::backend::{signed, unsigned};
use crate::pool::with_pool;

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done: below 400.
    Done,
    /// It was refused: 401 or 403.
    Refused,
    /// It failed in another way.
    Failed,
}

/// Which records are looked for; what is `None` or empty is not asked about.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// Records of this request, and of what came of it.
    pub request: Option<String>,
    /// The user who proved itself.
    pub username: Option<String>,
    /// One of these verbs.
    pub verbs: Vec<String>,
    /// The resource's plural.
    pub resource: Option<String>,
    /// The object's namespace.
    pub namespace: Option<String>,
    /// The object's name.
    pub name: Option<String>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Words that the record contains, in any case of ASCII letters.
    pub text: Option<String>,
    /// Only objects of these namespaces, or objects of the whole cluster when this user did it.
    pub within: Option<Within>,
    /// Only what people did: no user whose name begins with `system:`, nor the program's own.
    pub people: bool,
    /// Stored at this time or later.
    pub from: Option<DateTime<Utc>>,
    /// Stored before this time.
    pub to: Option<DateTime<Utc>>,
}

/// See [`Search::within`].
#[derive(Clone, Debug, Default)]
pub struct Within {
    /// The namespaces.
    pub namespaces: Vec<String>,
    /// The user.
    pub username: String,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The newest first.
    pub records: Vec<AuditRecord>,
    /// Where to go on: records before this number have not been looked at. `None` when that was all.
    pub before: Option<u64>,
}

/// The user of the program's own writes.
const PROGRAM: &str = "atoll";
/// Numbers that are looked at first; each further look is at twice as many.
const WINDOW: u64 = 20_000;
/// A search that found nothing for so long gives up for now.
const PATIENCE: Duration = Duration::from_secs(1);

impl AuditLog {
    /// Up to `limit` records, the newest first, of those before the number `before` (`None`: from the newest on). May find
    /// less than there are when it takes long: [`Found::before`] tells where to go on.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn search(&self, search: &Search, before: Option<u64>, limit: usize) -> Result<Found, TableError> {
        let began = Instant::now();
        let (first, end) = self.between(search.from, search.to).await?;
        // Exclusive.
        let mut upper = before.unwrap_or(u64::MAX).min(end);
        let mut window = WINDOW;
        let mut found = Found::default();
        while upper > first && found.records.len() < limit {
            if began.elapsed() > PATIENCE {
                break;
            }
            let lower = upper.saturating_sub(window).max(first);
            let wanted = limit - found.records.len();
            let more = self.look(search, lower, upper, wanted).await?;
            upper = match more.last() {
                Some(last) if more.len() == wanted => last.link.seq,
                _ => lower,
            };
            found.records.extend(more);
            window = window.saturating_mul(2);
        }
        found.before = (upper > first).then_some(upper);
        Ok(found)
    }

    /// Records with `lower <= seq < upper`.
    async fn look(
        &self,
        search: &Search,
        lower: u64,
        upper: u64,
        limit: usize,
    ) -> Result<Vec<AuditRecord>, TableError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows: Vec<super::Row> = with_pool!(&self.pool, pool => {
            let mut query = QueryBuilder::new("SELECT seq, at, record, hash FROM audit WHERE seq >= ");
            query.push_bind(signed(lower)).push(" AND seq < ").push_bind(signed(upper));
            conditions(&mut query, search);
            query.push(" ORDER BY seq DESC LIMIT ").push_bind(limit);
            query.build_query_as().fetch_all(pool).await
        })?;
        Ok(rows.into_iter().map(AuditRecord::of).collect())
    }

    /// The numbers of the records between two times: from the first, and below the second.
    async fn between(&self, from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> Result<(u64, u64), TableError> {
        let (base, head) = (self.end("base").await?.seq + 1, self.end("head").await?.seq + 1);
        let first = match from {
            Some(from) => self.first_since(from, base, head).await?,
            None => base,
        };
        let end = match to {
            Some(to) => self.first_since(to, base, head).await?,
            None => head,
        };
        Ok((first, end))
    }

    /// The number of the first record of `[low, high)` that was stored at this time or later; `high` when none was. Records
    /// are stored in the order of their numbers.
    async fn first_since(&self, time: DateTime<Utc>, mut low: u64, mut high: u64) -> Result<u64, TableError> {
        let time = time.timestamp_millis();
        while low < high {
            let middle = low + (high - low) / 2;
            let query = "SELECT seq, at FROM audit WHERE seq >= $1 ORDER BY seq LIMIT 1";
            let found: Option<(i64, i64)> = with_pool!(&self.pool, pool => sqlx::query_as(query)
                .bind(signed(middle))
                .fetch_optional(pool)
                .await)?;
            match found {
                Some((seq, at)) if at < time => low = unsigned(seq) + 1,
                Some(_) | None => high = middle,
            }
        }
        Ok(low)
    }
}

/// What a record must be like, each with ` AND ` before it.
fn conditions<DB: Database>(query: &mut QueryBuilder<DB>, search: &Search)
where
    String: for<'q> Encode<'q, DB> + Type<DB>,
{
    let equal = [
        ("username", &search.username),
        ("resource", &search.resource),
        ("namespace", &search.namespace),
        ("name", &search.name),
    ];
    for (column, value) in equal {
        if let Some(value) = value {
            query.push(format_args!(" AND {column} = ")).push_bind(value.clone());
        }
    }
    if let Some(id) = &search.request {
        query.push(" AND (request = ").push_bind(id.clone()).push(" OR cause = ").push_bind(id.clone()).push(")");
    }
    if !search.verbs.is_empty() {
        query.push(" AND verb IN ");
        list(query, &search.verbs);
    }
    if let Some(within) = &search.within {
        query.push(" AND (");
        if !within.namespaces.is_empty() {
            query.push("namespace IN ");
            list(query, &within.namespaces);
            query.push(" OR ");
        }
        query.push("(namespace IS NULL AND username = ").push_bind(within.username.clone()).push("))");
    }
    if search.people {
        query.push(" AND username NOT LIKE 'system:%' AND username <> ").push_bind(PROGRAM.to_owned());
    }
    match search.outcome {
        Some(Outcome::Done) => query.push(" AND code < 400"),
        Some(Outcome::Refused) => query.push(" AND code IN (401, 403)"),
        Some(Outcome::Failed) => query.push(" AND code >= 400 AND code NOT IN (401, 403)"),
        None => query,
    };
    for word in search.text.iter().flat_map(|text| text.split_whitespace()) {
        query.push(" AND lower(record) LIKE ").push_bind(pattern(word)).push(" ESCAPE '!'");
    }
}

fn list<DB: Database>(query: &mut QueryBuilder<DB>, values: &[String])
where
    String: for<'q> Encode<'q, DB> + Type<DB>,
{
    query.push("(");
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            query.push(", ");
        }
        query.push_bind(value.clone());
    }
    query.push(")");
}

/// The pattern of texts that contain this word.
fn pattern(word: &str) -> String {
    let mut pattern = String::with_capacity(word.len() + 2);
    pattern.push('%');
    for character in word.chars().filter(|character| *character != '\0') {
        if matches!(character, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(character.to_ascii_lowercase());
    }
    pattern.push('%');
    pattern
}
