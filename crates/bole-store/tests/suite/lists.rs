//! Lists: pages, filters, order, and who may see which rows.

use bole_domain::time::Millis;
use bole_store::application::{self, Filter, Listed, Sort};
use bole_store::table_view::TableView;
use bole_store::tag::Tag;
use bole_store::{Cursor, Scope, candidate, requisition, session, table_view, tag};

use super::bed::{Applicant, Bed};

fn names(items: &[Listed]) -> Vec<i64> {
    items.iter().map(|it| it.application.updated_at.0).collect()
}

/// All pages of a list, with something done between two of them.
async fn walk(bed: &Bed, filter: &Filter, sort: Sort, limit: u64, mut between: impl AsyncFnMut(usize)) -> Vec<Listed> {
    let mut seen = Vec::new();
    let mut after: Option<Cursor> = None;
    for number in 0.. {
        let page =
            application::list(&bed.store, &Scope::All, filter, sort, after.as_ref(), limit).await.expect("a page");
        assert!(page.items.len() <= usize::try_from(limit).expect("small"));
        seen.extend(page.items);
        let Some(next) = page.next else { break };
        // As it travels through the client.
        after = Some(Cursor::from_text(&next.to_text()).expect("a cursor"));
        between(number).await;
    }
    seen
}

pub async fn pages_stay_stable_while_rows_are_added(bed: &Bed) {
    let shop = bed.shop("门店", None, false).await;
    // Several rows share an instant, so that the id has to decide.
    let applicants: Vec<Applicant> = (0..25).map(|it| bed.applicant(&shop, 1000 + it / 3)).collect();
    bed.add(&applicants).await;
    let newer = async |number: usize| {
        bed.add(&[bed.applicant(&shop, 5000 + i64::try_from(number).expect("small"))]).await;
    };
    let seen = walk(bed, &Filter::default(), Sort::Updated, 4, newer).await;
    let mut expected: Vec<_> = applicants.iter().map(|it| (it.application.updated_at, it.application.id)).collect();
    expected.sort_by(|left, right| right.cmp(left));
    let got: Vec<_> = seen.iter().map(|it| (it.application.updated_at, it.application.id)).collect();
    assert_eq!(got, expected);
    let total = application::total(&bed.store, &Scope::All, &Filter::default()).await.expect("total");
    assert_eq!(total, 31);
    let huge =
        application::list(&bed.store, &Scope::All, &Filter::default(), Sort::Updated, None, 0).await.expect("page");
    assert_eq!(huge.items.len(), 1, "a limit of nothing is one");
}

pub async fn pages_by_score_end_with_those_without_one(bed: &Bed) {
    let shop = bed.shop("门店", None, false).await;
    let totals = [Some(71.25), None, Some(100.0), Some(0.0), Some(71.25), None, Some(33.333_333_333_333_336)];
    let applicants: Vec<Applicant> = totals
        .iter()
        .zip(0..)
        .map(|(total, at)| {
            let mut applicant = bed.applicant(&shop, at);
            applicant.application.total = *total;
            applicant
        })
        .collect();
    bed.add(&applicants).await;
    for requisition in [None, Some(shop.requisition.id)] {
        let filter = Filter { requisition, ..Filter::default() };
        let seen = walk(bed, &filter, Sort::Score, 2, async |_| {}).await;
        assert_eq!(names(&seen), vec![2, 4, 0, 6, 3, 5, 1]);
    }
}

pub async fn filters_and_totals_agree(bed: &Bed) {
    let (one, other) = (bed.shop("甲", None, false).await, bed.shop("乙", None, false).await);
    let mut applicants: Vec<Applicant> = (0..6).map(|it| bed.applicant(&one, it)).collect();
    applicants.push(bed.applicant(&other, 6));
    applicants[1].application.stage = "offer".to_owned();
    applicants[2].application.stage = "offer".to_owned();
    applicants[2].application.session_status = Some("reviewed".to_owned());
    applicants[3].application.session_status = None;
    bed.add(&applicants).await;
    let offer = Some("offer".to_owned());
    let cases = [
        (Filter { requisition: Some(one.requisition.id), ..Filter::default() }, vec![5, 4, 3, 2, 1, 0]),
        (Filter { stage: offer.clone(), ..Filter::default() }, vec![2, 1]),
        (Filter { stage: offer, session_status: Some("reviewed".to_owned()), ..Filter::default() }, vec![2]),
        (
            Filter {
                candidates: Some(vec![applicants[6].candidate.id, applicants[0].candidate.id]),
                ..Filter::default()
            },
            vec![6, 0],
        ),
        (Filter { candidates: Some(vec![]), ..Filter::default() }, vec![]),
        (Filter { stage: Some("'; --".to_owned()), ..Filter::default() }, vec![]),
    ];
    for (filter, expected) in cases {
        let page = application::list(&bed.store, &Scope::All, &filter, Sort::Updated, None, 50).await.expect("a page");
        assert_eq!(names(&page.items), expected, "{filter:?}");
        let total = application::total(&bed.store, &Scope::All, &filter).await.expect("total");
        assert_eq!(usize::try_from(total).expect("small"), expected.len());
    }
}

pub async fn tags_sources_contacts_and_days_are_filters(bed: &Bed) {
    let root = bed.shop("集团", None, false).await;
    let leaf = bed.shop("门店", Some(&root.department), false).await;
    let mut applicants: Vec<Applicant> = (0..4).map(|it| bed.applicant(&root, it)).collect();
    applicants.push(bed.applicant(&leaf, 4));
    applicants[1].application.source = "campus".to_owned();
    applicants[2].application.created_at = Millis(5);
    applicants[3].application.session_status = None;
    (applicants[3].candidate.phone_sealed, applicants[3].candidate.email_sealed) = (None, None);
    bed.add(&applicants).await;
    let tag = Tag {
        id: bed.id(),
        name: "重点".to_owned(),
        folded: "重点".to_owned(),
        color: "red".to_owned(),
        created_by: None,
        is_demo: false,
        created_at: Millis(1),
    };
    let tx = bed.tx().await;
    tag::insert(&tx, &tag).await.expect("a tag");
    let first = applicants[0].application.id;
    assert!(tag::put(&tx, first, tag.id, None, Millis(2)).await.expect("the tag is put on"));
    assert!(!tag::put(&tx, first, tag.id, None, Millis(3)).await.expect("once is enough"));
    tx.commit().await.expect("commit");
    let day = |since, until| Filter { since, until, ..Filter::default() };
    let cases = [
        (Filter { tag: Some(tag.id), ..Filter::default() }, vec![0]),
        (Filter { source: Some("campus".to_owned()), ..Filter::default() }, vec![1]),
        (Filter { has_contact: Some(false), ..Filter::default() }, vec![3]),
        (Filter { session_status: Some(application::NOT_INVITED.to_owned()), ..Filter::default() }, vec![3]),
        (day(Some(Millis(5)), Some(Millis(6))), vec![2]),
        (day(None, Some(Millis(5))), vec![]),
        (Filter { department: Some(leaf.department.id), ..Filter::default() }, vec![4]),
        (Filter { department: Some(root.department.id), ..Filter::default() }, vec![4, 3, 2, 1, 0]),
    ];
    for (filter, expected) in cases {
        let page = application::list(&bed.store, &Scope::All, &filter, Sort::Updated, None, 50).await.expect("a page");
        assert_eq!(names(&page.items), expected, "{filter:?}");
        let total = application::total(&bed.store, &Scope::All, &filter).await.expect("total");
        assert_eq!(usize::try_from(total).expect("small"), expected.len());
    }
    let by_day = walk(bed, &Filter::default(), Sort::Created, 2, async |_| {}).await;
    assert_eq!(by_day.last().map(|it| it.application.id), Some(applicants[2].application.id));
    let carried = tag::of_applications(&bed.store, &[first]).await.expect("tags");
    assert_eq!(carried.len(), 1);
    let below = Scope::Branch(leaf.department.path.clone());
    assert_eq!(tag::list(&bed.store, &below).await.expect("tags")[0].1, 0, "others' people are not counted");
    let tx = bed.tx().await;
    tag::remove(&tx, tag.id).await.expect("the tag goes");
    tx.commit().await.expect("commit");
    assert!(tag::of_applications(&bed.store, &[first]).await.expect("tags").is_empty());
}

pub async fn views_are_seen_by_their_owner_and_whom_they_are_shared_with(bed: &Bed) {
    let (one, other) = (bed.shop("甲", None, false).await, bed.shop("乙", None, false).await);
    let (owner, colleague) = (bed.staff("owner"), bed.staff("colleague"));
    let mut view = TableView {
        id: bed.id(),
        staff_id: owner.id,
        department_id: Some(one.department.id),
        is_shared: false,
        name: "新人".to_owned(),
        query: "stage=applied".to_owned(),
        columns: "[]".to_owned(),
        created_at: Millis(1),
        updated_at: Millis(1),
    };
    let tx = bed.tx().await;
    for it in [&owner, &colleague] {
        bole_store::staff::insert(&tx, it).await.expect("an account");
    }
    table_view::insert(&tx, &view).await.expect("a view");
    table_view::put_columns(&tx, owner.id, "[1]", Millis(1)).await.expect("columns");
    table_view::put_columns(&tx, owner.id, "[2]", Millis(2)).await.expect("other columns");
    tx.commit().await.expect("commit");
    let seen = async |scope: &Scope, staff| table_view::list(&bed.store, scope, staff).await.expect("views").len();
    let (same, beside) = (Scope::Branch(one.department.path.clone()), Scope::Branch(other.department.path.clone()));
    assert_eq!((seen(&same, owner.id).await, seen(&same, colleague.id).await), (1, 0));
    let tx = bed.tx().await;
    view.is_shared = true;
    assert!(table_view::update(&tx, &view).await.expect("shared"));
    assert!(table_view::for_change(&tx, colleague.id, view.id).await.expect("a look").is_none());
    tx.commit().await.expect("commit");
    assert_eq!((seen(&same, colleague.id).await, seen(&beside, colleague.id).await), (1, 0));
    assert_eq!(table_view::columns(&bed.store, owner.id).await.expect("columns"), Some("[2]".to_owned()));
}

pub async fn a_branch_sees_itself_and_what_is_below_only(bed: &Bed) {
    let root = bed.shop("集团", None, false).await;
    let branch = bed.shop("上海", Some(&root.department), false).await;
    let leaf = bed.shop("浦东", Some(&branch.department), false).await;
    let sister = bed.shop("北京", Some(&root.department), false).await;
    let shops = [&root, &branch, &leaf, &sister];
    let applicants: Vec<Applicant> = shops.iter().zip(0..).map(|(shop, at)| bed.applicant(shop, at)).collect();
    bed.add(&applicants).await;
    let scope = Scope::Branch(branch.department.path.clone());
    let page = application::list(&bed.store, &scope, &Filter::default(), Sort::Updated, None, 50).await.expect("page");
    assert_eq!(names(&page.items), vec![2, 1]);
    assert_eq!(application::total(&bed.store, &scope, &Filter::default()).await.expect("total"), 2);
    let running = session::running(&bed.store, &scope).await.expect("running");
    assert_eq!(running.len(), 2);
    assert_eq!(requisition::list(&bed.store, &scope, Some("open")).await.expect("requisitions").len(), 2);
    assert_eq!(candidate::names(&bed.store, &scope, Millis(0)).await.expect("names").len(), 2);
    let tx = bed.tx().await;
    for (index, it) in applicants.iter().enumerate() {
        let is_inside = index == 1 || index == 2;
        let application = application::for_change(&tx, &scope, it.application.id).await.expect("application");
        assert_eq!(application.is_some(), is_inside);
        assert_eq!(application::find(&tx, &scope, it.application.id).await.expect("application").is_some(), is_inside);
        assert_eq!(session::for_change(&tx, &scope, it.session.id).await.expect("session").is_some(), is_inside);
        assert_eq!(session::find(&tx, &scope, it.session.id).await.expect("session").is_some(), is_inside);
        assert_eq!(candidate::for_change(&tx, &scope, it.candidate.id).await.expect("person").is_some(), is_inside);
        assert_eq!(candidate::find(&tx, &scope, it.candidate.id).await.expect("person").is_some(), is_inside);
        let of_candidate = application::of_candidate(&tx, &scope, it.candidate.id).await.expect("applications");
        assert_eq!(!of_candidate.is_empty(), is_inside);
        let id = it.application.requisition_id;
        assert_eq!(requisition::for_change(&tx, &scope, id).await.expect("requisition").is_some(), is_inside);
        assert_eq!(requisition::find(&tx, &scope, id).await.expect("requisition").is_some(), is_inside);
        assert!(requisition::get(&tx, id).await.expect("requisition").is_some());
        assert!(application::get(&tx, it.application.id).await.expect("application").is_some());
    }
}

pub async fn keys_and_rows_by_id_serve_a_sort_by_name(bed: &Bed) {
    let (_, applicants) = bed.interviews(5).await;
    let keys = application::keys(&bed.store, &Scope::All, &Filter::default()).await.expect("keys");
    assert_eq!(keys.len(), 5);
    let wanted: Vec<_> = [3, 0, 4].iter().map(|it: &usize| applicants[*it].application.id).collect();
    let rows = application::many(&bed.store, &Scope::All, &wanted).await.expect("rows");
    assert_eq!(names(&rows), vec![3, 0, 4]);
    let names = candidate::names(&bed.store, &Scope::All, Millis(3)).await.expect("names");
    assert_eq!(names.iter().map(|it| it.updated_at.0).collect::<Vec<_>>(), vec![3, 4]);
    let ids: Vec<_> = keys.iter().map(|it| it.1).collect();
    assert_eq!(candidate::many(&bed.store, &ids).await.expect("persons").len(), 5);
}

pub async fn persons_are_found_by_contact_within_the_branch(bed: &Bed) {
    let (one, other) = (bed.shop("甲", None, false).await, bed.shop("乙", None, false).await);
    let mut applicants = [bed.applicant(&one, 1), bed.applicant(&other, 1)];
    applicants[1].candidate.email_index = Some("mail".to_owned());
    bed.add(&applicants).await;
    let find = async |scope: Scope, phone: Option<&str>, email: Option<&str>| {
        let found = candidate::by_contact(&bed.store, &scope, phone, email).await.expect("persons");
        found.into_iter().map(|it| it.id).collect::<Vec<_>>()
    };
    let ids = [applicants[0].candidate.id, applicants[1].candidate.id];
    assert_eq!(find(Scope::All, Some("phone-1"), None).await, ids);
    assert_eq!(find(Scope::All, Some("nobody"), Some("mail")).await, ids[1..]);
    assert_eq!(find(Scope::Branch(one.department.path.clone()), Some("phone-1"), Some("mail")).await, ids[..1]);
    assert!(find(Scope::All, None, None).await.is_empty());
    let tx = bed.tx().await;
    let mut erased = candidate::get(&tx, ids[0]).await.expect("person").expect("it exists");
    erased.wrapped_key = None;
    erased.phone_index = None;
    assert!(candidate::update(&tx, &erased).await.expect("update"));
    tx.commit().await.expect("commit");
    assert_eq!(find(Scope::All, Some("phone-1"), None).await, ids[1..]);
    assert_eq!(candidate::names(&bed.store, &Scope::All, Millis(0)).await.expect("names").len(), 1);
}

pub async fn counts_of_requisitions_come_in_one_query(bed: &Bed) {
    let (one, other) = (bed.shop("甲", None, false).await, bed.shop("乙", None, false).await);
    let mut applicants: Vec<Applicant> = (0..7).map(|it| bed.applicant(&one, it)).collect();
    let places = [
        ("applied", None, None),
        ("interview", Some("invited"), None),
        ("interview", Some("interviewing"), None),
        ("interview", Some("pending_review"), None),
        ("interview", Some("incomplete"), None),
        ("offer", Some("reviewed"), Some("passed")),
        ("hired", Some("reviewed"), Some("passed")),
    ];
    for (applicant, (stage, status, outcome)) in applicants.iter_mut().zip(places) {
        applicant.application.stage = stage.to_owned();
        applicant.application.session_status = status.map(str::to_owned);
        applicant.application.outcome = outcome.map(str::to_owned);
    }
    bed.add(&applicants).await;
    let ids = [one.requisition.id, other.requisition.id];
    let counts = requisition::counts(&bed.store, &ids).await.expect("counts");
    let expected = requisition::Counts {
        applications: 7,
        applied: 1,
        invited: 1,
        interviewing: 1,
        pending_review: 1,
        reviewed: 2,
        incomplete: 1,
        passed: 2,
        hired: 1,
    };
    assert_eq!(counts, vec![(one.requisition.id, expected)]);
}
