//! Who may do what: every operation of the document, tried by every role in every relation, active and revoked.
//!
//! What is expected comes from `x-permission` and the role table alone. What somebody may not see must be answered with the
//! same bytes as what does not exist. An operation nobody taught this test to call fails it.

mod recipes;
mod world;

use axum::http::StatusCode;
use bole_domain::staff::{Permission, Role};
use bole_testkit::{Answer, Client, Site, TestApp};
use serde_json::Value;

use crate::openapi::{is_on_main, operations};
use recipes::{Recipe, recipe};
use world::{Relation, World};

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

struct Matrix {
    test: TestApp,
    world: World,
    probes: usize,
    wrong: Vec<String>,
}

impl Matrix {
    async fn call(&mut self, client: &Client, operation: &Operation, relation: Relation) -> Answer {
        self.probes += 1;
        operation.recipe.call(client, self.world.of(relation)).await
    }

    fn note(&mut self, operation: &Operation, who: &str, relation: Relation, expected: Expected, answer: &Answer) {
        if outcome(answer) != expected {
            let got = (answer.status, answer.text().chars().take(160).collect::<String>());
            self.wrong
                .push(format!("{who} calls {} on {relation:?}: expected {expected:?}, got {got:?}", operation.name));
        }
    }

    /// One active member of staff in every relation.
    async fn staff(&mut self, operation: &Operation, role: Role) {
        let department = (!role.is_companywide()).then(|| self.world.own_department());
        let (client, id) = self.test.member(role, department.as_deref()).await;
        if role.sees_assigned_only() {
            self.world.assign(&self.test, id).await;
        }
        let client = client.at(operation.site);
        let may = staff_may(operation, role);
        let unknown = self.call(&client, operation, Relation::Unknown).await;
        let who = format!("{role:?}");
        if may != Expected::Allowed || !operation.recipe.has_object {
            self.note(operation, &who, Relation::Unknown, may, &unknown);
        }
        for relation in Relation::SEEN_OR_NOT {
            // An operation may have ended the session before, as signing out does.
            let client = self.test.again(id).await.at(operation.site);
            let answer = self.call(&client, operation, relation).await;
            let is_seen = role.is_companywide() || relation.is_in_own_branch();
            if may != Expected::Allowed || !operation.recipe.has_object {
                self.note(operation, &who, relation, may, &answer);
            } else if is_seen {
                self.note(operation, &who, relation, Expected::Allowed, &answer);
                if same(&answer, &unknown, &self.world, relation) {
                    self.wrong.push(format!("{who} calls {} on {relation:?}: as if it did not exist", operation.name));
                }
            } else if !same(&answer, &unknown, &self.world, relation) {
                let texts = (answer.text(), unknown.text());
                self.wrong
                    .push(format!("{who} calls {} on {relation:?}: differs from unknown: {texts:?}", operation.name));
            }
            self.check_leaks(operation, role, &answer);
            self.check_fields(operation, role, &answer);
        }
    }

    /// Nothing of a field the role does not read may stand in any answer, whatever operation gave it.
    fn check_fields(&mut self, operation: &Operation, role: Role, answer: &Answer) {
        // Accounts of staff and the mail server hold addresses, but no candidate's.
        let is_of_staff = ["staff_", "sign_in_", "mail_settings_"].iter().any(|it| operation.name.starts_with(it));
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
    fn check_leaks(&mut self, operation: &Operation, role: Role, answer: &Answer) {
        if role.is_companywide() || !answer.status.is_success() || operation.recipe.echoes {
            return;
        }
        // A department names the one above it, by identifier alone: the tree is drawn with it.
        let parent =
            self.world.of(Relation::Own).parent.as_deref().filter(|_| operation.name.starts_with("department_"));
        for relation in [Relation::Beside, Relation::Above] {
            let mut ids = self.world.of(relation).ids().filter(|it| Some(*it) != parent);
            if let Some(id) = ids.find(|it| answer.text().contains(*it)) {
                self.wrong.push(format!("{role:?} calls {}: the answer names {relation:?} ({id})", operation.name));
            }
        }
    }

    /// Somebody who is not staff, or is no longer.
    async fn outsider(&mut self, operation: &Operation, who: &str, client: &Client, may: bool) {
        for relation in Relation::ALL {
            let answer = self.call(&client.at(operation.site), operation, relation).await;
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
fn same(answer: &Answer, unknown: &Answer, world: &World, relation: Relation) -> bool {
    let (mut left, mut right) = (answer.text(), unknown.text());
    for (id, other) in world.of(relation).ids().zip(world.of(Relation::Unknown).ids()) {
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
    for operation in &operations {
        for role in Role::ALL {
            matrix.staff(operation, role).await;
        }
    }
    let anonymous = matrix.test.anonymous(Site::Console);
    let candidate = matrix.world.candidate(&matrix.test).await;
    for operation in &operations {
        let is_public = operation.permission == "public";
        matrix.outsider(operation, "nobody", &anonymous, is_public).await;
        for role in Role::ALL {
            let revoked = matrix.world.revoked(&matrix.test, role).await;
            matrix.outsider(operation, &format!("a revoked {role:?}"), &revoked, is_public).await;
        }
        let is_theirs = operation.permission == "candidate";
        matrix.outsider(operation, "a candidate", &candidate, is_public || is_theirs).await;
    }
    let dead = matrix.world.withdrawn_candidate(&matrix.test).await;
    for operation in operations.iter().filter(|it| it.site == Site::Candidate) {
        matrix.outsider(operation, "a candidate without invitation", &dead, operation.permission == "public").await;
    }
    println!("{} probes of {} operations", matrix.probes, operations.len());
    assert!(
        matrix.wrong.is_empty(),
        "{} of {} are wrong:\n{}",
        matrix.wrong.len(),
        matrix.probes,
        matrix.wrong.join("\n")
    );
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
