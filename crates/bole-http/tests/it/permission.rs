//! Who may do what: every operation of the document, tried by every role in every place and relation, active, invited,
//! dormant, revoked and signed out, and with each identifier of a request swapped for another.
//!
//! What is expected comes from `x-permission` and the role table alone. What somebody may not see must be answered with the
//! same bytes as what does not exist. An operation nobody taught this test to call fails it.

mod modules;
mod recipes;
mod world;

use axum::http::StatusCode;
use bole_domain::ids::StaffId;
use bole_domain::staff::{Permission, Role};
use bole_testkit::{Answer, Client, Site, TestApp};
use serde_json::Value;

use crate::openapi::{is_on_main, operations};
use recipes::{Recipe, recipe};
use world::{Membership, Relation, Things, World};

/// What is expected of a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// The operation is carried out, or refused for a reason of its own.
    Allowed,
    /// Not signed in, or not any more.
    Unauthenticated,
    /// The role does not allow it.
    Forbidden,
    /// Like something that does not exist.
    Unseen,
}

struct Operation {
    name: String,
    permission: String,
    site: Site,
    recipe: Recipe,
}

fn all_operations() -> Vec<Operation> {
    let mut unknown = Vec::new();
    let mut found = Vec::new();
    for (_, _, operation) in operations() {
        let text = |key: &str| operation[key].as_str().unwrap_or_default().to_owned();
        let name = text("operationId");
        let site = if is_on_main(&operation) { Site::Candidate } else { Site::Console };
        match recipe(&name) {
            Some(recipe) => found.push(Operation { permission: text("x-permission"), name, site, recipe }),
            None => unknown.push(name),
        }
    }
    assert!(unknown.is_empty(), "tests/it/permission/recipes.rs does not know how to call: {unknown:?}");
    // Ends and replacements come last, so that they leave the others something to work on.
    found.sort_by_key(|it| it.recipe.is_last);
    found
}

fn permission(code: &str) -> Option<Permission> {
    serde_json::from_value(Value::String(code.to_owned())).ok()
}

/// Whether a member of staff with this role passes, leaving aside whether the object is seen.
fn staff_may(operation: &Operation, role: Role) -> Expected {
    match operation.permission.as_str() {
        _ if operation.recipe.hides => Expected::Unseen,
        "public" | "signed_in" => Expected::Allowed,
        "candidate" => Expected::Unauthenticated,
        code if role.may(permission(code).expect("a permission")) => Expected::Allowed,
        _ => Expected::Forbidden,
    }
}

fn outcome(answer: &Answer) -> Expected {
    match (answer.status, answer.code().as_str()) {
        (StatusCode::UNAUTHORIZED, "request.unauthenticated") => Expected::Unauthenticated,
        (StatusCode::FORBIDDEN, "request.forbidden") => Expected::Forbidden,
        (StatusCode::NOT_FOUND, "request.not_found") => Expected::Unseen,
        (status, _) => {
            assert!(!status.is_server_error(), "{status} {}", answer.text());
            Expected::Allowed
        }
    }
}

/// Where a member of staff stands in the company.
#[derive(Debug, Clone, Copy)]
struct Caller {
    role: Role,
    /// In the department of this relation; `None` for the whole company.
    place: Option<Relation>,
}

impl Caller {
    /// Every role in every place it may stand in.
    fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for role in Role::ALL {
            let everywhere = role.is_companywide() || matches!(role, Role::Recruiter | Role::Reviewer);
            all.extend(everywhere.then_some(Self { role, place: None }));
            let places = [Relation::Own, Relation::Beside].into_iter().filter(|_| !role.is_companywide());
            all.extend(places.map(|it| Self { role, place: Some(it) }));
        }
        all
    }

    fn sees(self, relation: Relation) -> bool {
        match self.place {
            _ if relation == Relation::Unknown => false,
            None => true,
            Some(Relation::Own) => relation.is_in_own_branch(),
            Some(place) => place == relation,
        }
    }
}

struct Matrix {
    test: TestApp,
    world: World,
    probes: usize,
    wrong: Vec<String>,
}

impl Matrix {
    async fn call(&mut self, client: &Client, operation: &Operation, things: &Things) -> Answer {
        self.probes += 1;
        operation.recipe.call(client, things).await
    }

    fn note(&mut self, operation: &Operation, who: &str, relation: Relation, expected: Expected, answer: &Answer) {
        if outcome(answer) != expected {
            let got = (answer.status, answer.text().chars().take(160).collect::<String>());
            self.wrong
                .push(format!("{who} calls {} on {relation:?}: expected {expected:?}, got {got:?}", operation.name));
        }
    }

    /// One active member of staff in every relation.
    async fn staff(&mut self, operation: &Operation, caller: Caller, id: StaffId) {
        let may = staff_may(operation, caller.role);
        let who = format!("{caller:?}");
        let things = self.world.of(Relation::Unknown).clone();
        // An operation may have ended the session before, as signing out does.
        let client = self.test.again(id).await.at(operation.site);
        let unknown = self.call(&client, operation, &things).await;
        if may != Expected::Allowed || !operation.recipe.has_object {
            self.note(operation, &who, Relation::Unknown, may, &unknown);
        }
        for relation in Relation::SEEN_OR_NOT {
            let things = self.world.of(relation).clone();
            let client = self.test.again(id).await.at(operation.site);
            let answer = self.call(&client, operation, &things).await;
            if may != Expected::Allowed || !operation.recipe.has_object {
                self.note(operation, &who, relation, may, &answer);
            } else if caller.sees(relation) {
                self.note(operation, &who, relation, Expected::Allowed, &answer);
                if same(&answer, &unknown, &things, self.world.of(Relation::Unknown)) {
                    self.wrong.push(format!("{who} calls {} on {relation:?}: as if it did not exist", operation.name));
                }
            } else if !same(&answer, &unknown, &things, self.world.of(Relation::Unknown)) {
                let texts = (answer.text(), unknown.text());
                self.wrong
                    .push(format!("{who} calls {} on {relation:?}: differs from unknown: {texts:?}", operation.name));
            }
            self.check_leaks(operation, caller, &answer);
            self.check_fields(operation, caller.role, &answer);
        }
    }

    /// One identifier of a request swapped for another department's, for nobody's, or for a thing of another kind, in
    /// path, query or body: what the caller may not see answers as what does not exist.
    async fn swapped(&mut self, operation: &Operation, caller: Caller, id: StaffId) {
        let own = self.world.of(caller.place.unwrap_or(Relation::Own)).clone();
        let nowhere = self.world.of(Relation::Unknown).clone();
        let client = self.test.again(id).await.at(operation.site);
        for field in 0..Things::ID_COUNT {
            let unknown = own.with(field, nowhere.id(field));
            if operation.recipe.request(&own) == operation.recipe.request(&unknown) {
                continue;
            }
            let reference = self.call(&client, operation, &unknown).await;
            let hidden = Relation::SEEN_OR_NOT.into_iter().filter(|it| !caller.sees(*it));
            let foreign: Vec<String> = hidden.map(|it| self.world.of(it).id(field).to_owned()).collect();
            let mixed = (field + 1) % Things::ID_COUNT;
            for other in foreign.iter().map(String::as_str).chain([own.id(mixed)]) {
                let things = own.with(field, other);
                let answer = self.call(&client, operation, &things).await;
                if outcome(&answer) != outcome(&reference) || !same(&answer, &reference, &things, &unknown) {
                    let texts = (answer.text(), reference.text());
                    let what = format!("{caller:?} swaps identifier {field} of {}", operation.name);
                    self.wrong.push(format!("{what}: differs from unknown: {texts:?}"));
                }
                self.check_fields(operation, caller.role, &answer);
            }
        }
    }

    /// Nothing of a field the role does not read may stand in any answer, whatever operation gave it.
    fn check_fields(&mut self, operation: &Operation, role: Role, answer: &Answer) {
        // Accounts of staff, the caller's own and the mail server hold addresses, but no candidate's.
        let is_of_staff =
            ["staff_", "sign_in_", "mail_settings_", "view_as_"].iter().any(|it| operation.name.starts_with(it));
        if !answer.status.is_success() || is_of_staff {
            return;
        }
        let text = answer.text();
        for field in role.hidden_fields() {
            if let Some(told) = world::marks(field).iter().find(|it| text.contains(**it)) {
                self.wrong.push(format!("{role:?} calls {}: the answer tells {field:?} ({told})", operation.name));
            }
        }
    }

    /// Nothing of a department the caller does not see may stand in any answer.
    fn check_leaks(&mut self, operation: &Operation, caller: Caller, answer: &Answer) {
        if !answer.status.is_success() || operation.recipe.echoes {
            return;
        }
        // A department names the one above it, by identifier alone: the tree is drawn with it.
        let parent =
            self.world.of(Relation::Own).parent.as_deref().filter(|_| operation.name.starts_with("department_"));
        for relation in Relation::SEEN_OR_NOT.into_iter().filter(|it| !caller.sees(*it)) {
            let mut ids = self.world.of(relation).ids().filter(|it| Some(*it) != parent);
            if let Some(id) = ids.find(|it| answer.text().contains(*it)) {
                self.wrong.push(format!("{caller:?} calls {}: the answer names {relation:?} ({id})", operation.name));
            }
        }
    }

    /// Somebody who is not staff, not yet, or no longer.
    async fn outsider(&mut self, operation: &Operation, who: &str, client: &Client, may: bool) {
        for relation in Relation::ALL {
            let things = self.world.of(relation).clone();
            let answer = self.call(&client.at(operation.site), operation, &things).await;
            let expected = match may {
                true if operation.recipe.hides => Expected::Unseen,
                true => Expected::Allowed,
                false => Expected::Unauthenticated,
            };
            // A candidate's operations name nothing: they are about the own application.
            self.note(operation, who, relation, expected, &answer);
        }
    }
}

/// Whether two answers are the same, but for the identifiers that were asked for.
fn same(answer: &Answer, unknown: &Answer, asked: &Things, nowhere: &Things) -> bool {
    let (mut left, mut right) = (answer.text(), unknown.text());
    for (id, other) in asked.ids().zip(nowhere.ids()) {
        left = left.replace(id, "ID");
        right = right.replace(other, "ID");
    }
    answer.status == unknown.status && left == right && answer.header("content-type") == unknown.header("content-type")
}

#[tokio::test]
async fn every_operation_allows_and_denies_exactly_what_the_role_table_says() {
    let test = TestApp::start().await;
    let world = World::build(&test).await;
    let mut matrix = Matrix { test, world, probes: 0, wrong: Vec::new() };
    let operations = all_operations();
    let mut callers = Vec::new();
    for caller in Caller::all() {
        callers.push((caller, matrix.world.member(&matrix.test, caller.role, caller.place).await));
    }
    for operation in &operations {
        for (caller, id) in &callers {
            matrix.swapped(operation, *caller, *id).await;
        }
        for (caller, id) in &callers {
            matrix.staff(operation, *caller, *id).await;
        }
    }
    let anonymous = matrix.test.anonymous(Site::Console);
    let candidate = matrix.world.candidate(&matrix.test).await;
    let mut outsiders = vec![("nobody".to_owned(), anonymous)];
    for role in Role::ALL {
        for membership in Membership::ALL {
            let client = matrix.world.outside(&matrix.test, role, membership).await;
            outsiders.push((format!("{role:?}, {membership:?}"), client));
        }
    }
    for operation in &operations {
        let is_public = operation.permission == "public";
        for (who, client) in &outsiders {
            matrix.outsider(operation, who, client, is_public).await;
        }
        let is_theirs = operation.permission == "candidate";
        matrix.outsider(operation, "a candidate", &candidate, is_public || is_theirs).await;
    }
    let dead = matrix.world.withdrawn_candidate(&matrix.test).await;
    for operation in operations.iter().filter(|it| it.site == Site::Candidate) {
        matrix.outsider(operation, "a candidate without invitation", &dead, operation.permission == "public").await;
    }
    println!("{} probes of {} operations, {} wrong", matrix.probes, operations.len(), matrix.wrong.len());
    assert!(
        matrix.wrong.is_empty(),
        "{} of {} are wrong:\n{}",
        matrix.wrong.len(),
        matrix.probes,
        matrix.wrong.join("\n")
    );
    assert!(matrix.probes >= 20_000, "only {} probes", matrix.probes);
}

#[tokio::test]
async fn an_operation_is_served_on_its_own_host_only() {
    let test = TestApp::start().await;
    let world = World::build_small();
    for operation in all_operations() {
        let others = [Site::Candidate, Site::Console, Site::Files].into_iter().filter(|it| *it != operation.site);
        for site in others {
            let answer = operation.recipe.call(&test.anonymous(site), world.of(Relation::Unknown)).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{} on {site:?}", operation.name);
        }
    }
}
