//! What people agreed to, in which words, where they are, and what they say of themselves; and that erasing takes it along.

use bole_domain::ids::StaffId;
use bole_store::consent::{self, Consent};
use bole_store::consent_text::{self, ConsentText};
use bole_store::contact_change::{self, ContactChange};
use bole_store::demographic::{self, Demographic};
use bole_store::{Scope, StoreError, erasure, place};
use uuid::Uuid;

use super::bed::{Applicant, Bed, NOW};

async fn applicant(bed: &Bed) -> Applicant {
    let shop = bed.shop("门店", None, false).await;
    let it = bed.applicant(&shop, 1);
    bed.add(std::slice::from_ref(&it)).await;
    it
}

fn answer(bed: &Bed, of: &Applicant, purpose: &str, is_given: bool, at: i64) -> Consent {
    Consent {
        id: bed.id::<Uuid>(),
        candidate_id: of.candidate.id,
        application_id: of.application.id,
        purpose: purpose.to_owned(),
        text_version: 1,
        text_sha256: "0".repeat(64),
        locale: "zh".to_owned(),
        is_given,
        at: NOW.plus(at),
        withdrawn_at: None,
    }
}

pub async fn a_later_answer_ends_the_earlier_one_and_both_are_kept(bed: &Bed) {
    let person = applicant(bed).await;
    let (id, application) = (person.candidate.id, person.application.id);
    let tx = bed.tx().await;
    for it in [answer(bed, &person, "talent_pool", true, 0), answer(bed, &person, "talent_pool", false, 5)] {
        consent::insert(&tx, &it).await.expect("consent");
    }
    consent::insert(&tx, &answer(bed, &person, "interview", true, 0)).await.expect("consent");
    tx.commit().await.expect("commit");
    let all = consent::of_candidate(&bed.store, id).await.expect("consents");
    assert_eq!(all.len(), 3);
    let newest = consent::newest(&bed.store, application, "talent_pool").await.expect("consent").expect("it exists");
    assert!(!newest.is_given && newest.withdrawn_at.is_none());
    assert!(!consent::is_given(&bed.store, id, "talent_pool").await.expect("read"));
    assert!(consent::is_given(&bed.store, id, "interview").await.expect("read"));
    let tx = bed.tx().await;
    let ended = consent::withdraw(&tx, id, Some(application), "interview", NOW.plus(9)).await.expect("withdrawn");
    let again = consent::withdraw(&tx, id, None, "interview", NOW.plus(9)).await.expect("withdrawn");
    tx.commit().await.expect("commit");
    assert_eq!((ended, again), (1, 0));
    let beside = Scope::Branch("/elsewhere/".to_owned());
    assert_eq!(consent::list(&bed.store, &Scope::All, 10).await.expect("list").len(), 3);
    assert!(consent::list(&bed.store, &beside, 10).await.expect("list").is_empty());
}

pub async fn words_have_one_draft_and_each_version_once(bed: &Bed) {
    let words = |version: Option<i64>| ConsentText {
        id: bed.id::<Uuid>(),
        purpose: "interview".to_owned(),
        version,
        title_zh: "同意".to_owned(),
        title_en: "Yes".to_owned(),
        text_zh: "说明".to_owned(),
        text_en: "Meaning".to_owned(),
        updated_at: NOW,
        updated_by: bed.id::<StaffId>(),
        published_at: version.map(|_| NOW),
    };
    let (mut draft, published) = (words(None), words(Some(2)));
    let tx = bed.tx().await;
    consent_text::insert(&tx, &published).await.expect("published");
    consent_text::insert(&tx, &draft).await.expect("draft");
    tx.commit().await.expect("commit");
    assert_eq!(consent_text::list(&bed.store).await.expect("list"), [draft.clone(), published]);
    let tx = bed.tx().await;
    let second = consent_text::insert(&tx, &words(None)).await;
    assert!(matches!(second, Err(StoreError::Duplicate(_))), "{second:?}");
    drop(tx);
    draft.version = Some(3);
    let tx = bed.tx().await;
    assert!(consent_text::draft_for_change(&tx, "interview").await.expect("draft").is_some());
    consent_text::update(&tx, &draft).await.expect("published");
    assert!(!consent_text::drop_draft(&tx, "interview").await.expect("no draft any more"));
    tx.commit().await.expect("commit");
}

pub async fn erasing_takes_place_new_contact_and_own_words_along(bed: &Bed) {
    let person = applicant(bed).await;
    let id = person.candidate.id;
    let change = ContactChange {
        id: bed.id(),
        candidate_id: id,
        field: "email".to_owned(),
        value_sealed: vec![1],
        created_at: NOW,
    };
    let tx = bed.tx().await;
    place::put(&tx, "candidate", &id.to_string(), Some("eu"), NOW).await.expect("place");
    place::put(&tx, "candidate", &id.to_string(), Some("cn"), NOW).await.expect("place");
    contact_change::insert(&tx, &change).await.expect("change");
    demographic::put(&tx, &Demographic { candidate_id: id, said_sealed: vec![2], updated_at: NOW })
        .await
        .expect("said");
    demographic::put(&tx, &Demographic { candidate_id: id, said_sealed: vec![3], updated_at: NOW })
        .await
        .expect("said");
    consent::insert(&tx, &answer(bed, &person, "interview", true, 0)).await.expect("consent");
    tx.commit().await.expect("commit");
    assert_eq!(place::get(&bed.store, "candidate", &id.to_string()).await.expect("place").as_deref(), Some("cn"));
    assert_eq!(demographic::all(&bed.store).await.expect("all").len(), 1);
    assert_eq!(demographic::of(&bed.store, id).await.expect("said").map(|it| it.said_sealed), Some(vec![3]));
    let tx = bed.tx().await;
    assert!(erasure::destroy(&tx, id, NOW.plus(1)).await.expect("erased"));
    assert!(contact_change::for_change(&tx, id, change.id).await.expect("look").is_none());
    tx.commit().await.expect("commit");
    assert!(place::get(&bed.store, "candidate", &id.to_string()).await.expect("place").is_none());
    assert!(demographic::of(&bed.store, id).await.expect("said").is_none());
    assert_eq!(
        consent::of_candidate(&bed.store, id).await.expect("consents").len(),
        1,
        "that it was given stays known"
    );
}
