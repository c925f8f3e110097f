//! What the demonstration's recruiter made of the candidate table: tags, two views, one bulk run that is over.

use bole_domain::bulk::{LeftOut, State, Work};
use bole_domain::ids::{BulkRunId, StaffId, TagId};
use bole_domain::invite_rule::Requirement;
use bole_domain::tag::{Color, fold};
use bole_domain::time::{DAY_MS, HOUR_MS, Millis};
use bole_store::Tx;
use bole_store::bulk::{BulkRun, Item};
use bole_store::invite_rule::InviteRule;
use bole_store::table_view::TableView;
use bole_store::tag::Tag;
use serde_json::json;

use super::dossier::{Dossier, World};
use crate::failure::{Doing as _, Failure};
use crate::seal::at;

/// The tags, with the candidates that carry each: every so many, beginning with one.
const TAGS: [(&str, Color, usize, usize); 4] = [
    ("重点关注", Color::Red, 7, 1),
    ("可夜班", Color::Blue, 5, 2),
    ("建议复试", Color::Green, 6, 3),
    ("待补材料", Color::Orange, 11, 4),
];
/// The views: name, filters, columns, whether the colleagues see it.
const VIEWS: [(&str, &str, &str, bool); 2] = [
    (
        "待复核，高分在前",
        "sort=score&status=pending_review",
        r#"["name","requisition","tags","total","updated"]"#,
        true,
    ),
    (
        "还没来面试",
        "sort=created&status=invited",
        r#"["name","requisition","stage","status","contact","source","created"]"#,
        false,
    ),
];
/// So many were tagged in one go, and the last ones had the tag already.
const TAGGED: (usize, usize) = (14, 2);

/// Writes them, in the caller's transaction.
pub(super) async fn write(world: &World, tx: &Tx, dossiers: &[Dossier]) -> Result<(), Failure> {
    let recruiter = world.company.staff("recruiter")?;
    let now = world.calendar.now;
    let mut first = None;
    for (name, color, every, from) in TAGS {
        let tag = Tag {
            id: world.app.new_id(),
            name: name.to_owned(),
            folded: fold(name),
            color: color.code().to_owned(),
            created_by: Some(recruiter),
            is_demo: true,
            created_at: now.plus(-20 * DAY_MS),
        };
        bole_store::tag::insert(tx, &tag).await.doing("Adding a tag")?;
        first.get_or_insert(tag.id);
        for it in dossiers.iter().skip(from).step_by(every) {
            let at = it.application.updated_at;
            bole_store::tag::put(tx, it.application.id, tag.id, Some(recruiter), at).await.doing("Tagging")?;
        }
    }
    for (name, query, columns, is_shared) in VIEWS {
        let view = TableView {
            id: world.app.new_id(),
            staff_id: recruiter,
            department_id: None,
            is_shared,
            name: name.to_owned(),
            query: query.to_owned(),
            columns: columns.to_owned(),
            created_at: now.plus(-12 * DAY_MS),
            updated_at: now.plus(-12 * DAY_MS),
        };
        bole_store::table_view::insert(tx, &view).await.doing("Keeping a view")?;
    }
    rule(world, tx, recruiter, now).await?;
    match first {
        Some(tag) => run(world, tx, dossiers, recruiter, tag).await,
        None => Ok(()),
    }
}

/// A rule on the first requisition; it is off, so that a visitor sees whom it would invite before switching it on.
async fn rule(world: &World, tx: &Tx, recruiter: StaffId, now: Millis) -> Result<(), Failure> {
    let Some(job) = world.company.jobs.values().next() else { return Ok(()) };
    let requirements = [
        Requirement::Contact,
        Requirement::Words { any: vec!["客服".to_owned(), "销售".to_owned(), "沟通".to_owned()] },
        Requirement::Unique,
        Requirement::Recent { days: 30 },
    ];
    let rule = InviteRule {
        requisition_id: job.requisition.id,
        is_on: false,
        requirements: serde_json::to_string(&requirements).doing("Writing a rule")?,
        daily_limit: 20,
        from_minute: 9 * 60,
        until_minute: 18 * 60,
        locale: "zh".to_owned(),
        updated_by: Some(recruiter),
        updated_at: now.plus(-3 * DAY_MS),
    };
    bole_store::invite_rule::put(tx, &rule).await.doing("Keeping a rule")
}

async fn run(world: &World, tx: &Tx, dossiers: &[Dossier], recruiter: StaffId, tag: TagId) -> Result<(), Failure> {
    let (id, began): (BulkRunId, _) = (world.app.new_id(), world.calendar.now.plus(-26 * HOUR_MS));
    let run = BulkRun {
        id,
        request_key: format!("demo/{id}"),
        kind: Work::Tag.code().to_owned(),
        params: json!({ "tag": tag }).to_string(),
        words_sealed: world.app.seal_system(at("bulk_run", "words"), &id, "{}")?,
        staff_id: recruiter,
        undoes: None,
        created_at: began,
        finished_at: Some(began.plus(900)),
    };
    let items: Vec<_> = dossiers.iter().take(TAGGED.0).map(|it| (it.application.id, None)).collect();
    bole_store::bulk::insert(tx, &run, &items).await.doing("Adding a bulk run")?;
    for (number, (application, _)) in (1_i64..).zip(items) {
        let is_left_out = number > (TAGGED.0 - TAGGED.1) as i64;
        let state = if is_left_out { State::Skipped } else { State::Done };
        if !is_left_out {
            bole_store::tag::put(tx, application, tag, Some(recruiter), began).await.doing("Tagging")?;
        }
        let item = Item {
            run: id,
            number,
            application,
            state: state.code().to_owned(),
            code: is_left_out.then(|| LeftOut::HasTag.code().to_owned()),
            former: None,
            at: Some(Millis(began.0 + 60 * number)),
        };
        bole_store::bulk::settle(tx, &item).await.doing("Settling an item")?;
    }
    Ok(())
}
