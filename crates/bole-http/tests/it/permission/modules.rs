//! Every module switched off: each of its operations answers with the bytes of an address that does not exist, to whoever
//! asks, and every other operation is still there. It calls them as the test of permissions does.

use axum::http::StatusCode;
use bole_domain::module::Module;
use bole_domain::staff::Role;
use bole_testkit::{Client, Site, TestApp};
use serde_json::json;

use super::recipes::recipe;
use super::world::{Relation, World};
use crate::openapi::{is_on_main, operations};

/// Name, module and host of every operation.
fn declared() -> Vec<(String, Module, Site)> {
    let all = operations().into_iter().map(|(_, _, operation)| {
        let text = |key: &str| operation[key].as_str().unwrap_or_default().to_owned();
        let module = Module::from_code(&text("x-module")).expect("a module");
        (text("operationId"), module, if is_on_main(&operation) { Site::Candidate } else { Site::Console })
    });
    all.collect()
}

async fn switch(admin: &Client, module: Module, is_on: bool) {
    admin.put(&format!("/api/modules/{}", module.code()), json!({ "is_on": is_on })).await.ok();
}

#[tokio::test]
async fn operations_of_a_module_that_is_off_are_gone_and_all_others_stay() {
    let test = TestApp::start().await;
    let (world, admin) = (World::build_small(), test.as_role(Role::SuperAdmin, None).await);
    let (declared, nothing) = (declared(), world.of(Relation::Unknown));
    let anonymous = |site| test.anonymous(site);
    for module in Module::ALL.into_iter().filter(|it| *it != Module::Core) {
        assert!(declared.iter().any(|it| it.1 == module), "{module:?} has no operation");
        switch(&admin, module, false).await;
        let off = test.app.modules();
        for (name, of, site) in &declared {
            let recipe = recipe(name).expect("a recipe");
            let answer = recipe.call(&anonymous(*site), nothing).await;
            let missing = anonymous(*site).get("/api/no-such-address").await;
            let is_gone = answer.status == missing.status && answer.text() == missing.text();
            // What exists only in a demonstration hides itself.
            assert_eq!(is_gone, !off.has(*of) || recipe.hides, "{name} of {of:?} while {module:?} is off");
            if !off.has(*of) {
                let asked = recipe.call(&admin.at(*site), nothing).await;
                assert_eq!((asked.status, asked.text()), (StatusCode::NOT_FOUND, missing.text()), "{name}");
            }
        }
        switch(&admin, module, true).await;
        assert!(test.app.modules().has_all(), "{module:?} comes back");
    }
}
