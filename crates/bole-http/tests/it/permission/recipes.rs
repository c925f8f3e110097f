//! How each operation is called on the things of one relation. Bodies change as little as they can.

use axum::http::Method;
use bole_testkit::{Answer, Client};
use serde_json::{Value, json};

use super::world::Things;

/// An identifier of nothing.
const NOBODYS: &str = "01890000-0000-7000-8000-000000000000";

type Make = fn(&Things) -> (String, Body);

#[derive(Debug, PartialEq)]
pub enum Body {
    None,
    Json(Value),
    File,
}

/// How to call an operation.
pub struct Recipe {
    method: Method,
    make: Make,
    /// Whether it names something that a relation exists to.
    pub has_object: bool,
    /// Whether its answer repeats identifiers the caller sent.
    pub echoes: bool,
    /// Whether it answers as if it did not exist, because this is no demonstration.
    pub hides: bool,
    /// Whether it ends or replaces what others work on.
    pub is_last: bool,
}

impl Recipe {
    const fn new(method: Method, make: Make) -> Self {
        Self { method, make, has_object: false, echoes: false, hides: false, is_last: false }
    }

    const fn object(mut self) -> Self {
        self.has_object = true;
        self
    }

    const fn echoing(mut self) -> Self {
        self.echoes = true;
        self
    }

    const fn hiding(mut self) -> Self {
        self.hides = true;
        self
    }

    const fn last(mut self) -> Self {
        self.is_last = true;
        self
    }

    /// The request as it goes out: where to, and with what.
    pub fn request(&self, things: &Things) -> (String, Body) {
        (self.make)(things)
    }

    /// Sends the request.
    pub async fn call(&self, client: &Client, things: &Things) -> Answer {
        let (path, body) = (self.make)(things);
        match body {
            Body::None if self.method == Method::GET => client.get(&path).await,
            Body::None => client.write(self.method.clone(), &path, &Value::Null, &[]).await,
            Body::Json(body) => client.write(self.method.clone(), &path, &body, &[]).await,
            Body::File => client.upload(&path, "简历.txt", "林知夏\n电话 199 0000 0001\n".as_bytes()).await,
        }
    }
}

fn get(make: Make) -> Option<Recipe> {
    Some(Recipe::new(Method::GET, make))
}

fn get_object(make: Make) -> Option<Recipe> {
    Some(Recipe::new(Method::GET, make).object())
}

fn post(make: Make) -> Option<Recipe> {
    Some(Recipe::new(Method::POST, make))
}

fn post_object(make: Make) -> Option<Recipe> {
    Some(Recipe::new(Method::POST, make).object())
}

fn put(make: Make) -> Option<Recipe> {
    Some(Recipe::new(Method::PUT, make))
}

fn put_object(make: Make) -> Option<Recipe> {
    Some(Recipe::new(Method::PUT, make).object())
}

fn import(things: &Things, step: &str) -> String {
    format!("/api/organisation-imports/{}{step}", things.import)
}

fn plain(path: &str) -> (String, Body) {
    (path.to_owned(), Body::None)
}

fn with(path: impl Into<String>, body: Value) -> (String, Body) {
    (path.into(), Body::Json(body))
}

/// How to call the operation of this name; `None` when nobody has said.
pub fn recipe(name: &str) -> Option<Recipe> {
    preparation(name)
        .or_else(|| privacy(name))
        .or_else(|| people(name))
        .or_else(|| judgement(name))
        .or_else(|| own(name))
        .or_else(|| house(name))
}

fn preparation(name: &str) -> Option<Recipe> {
    match name {
        "department_list" => get(|_| plain("/api/departments")),
        "department_create" => {
            post_object(|it| with("/api/departments", json!({ "name": "新部门", "parent_id": it.department })))
        }
        "department_update" => put_object(|it| {
            let body = json!({ "name": it.department_name, "parent_id": it.parent });
            with(format!("/api/departments/{}", it.department), body)
        }),
        "department_close" => post_object(|it| plain(&format!("/api/departments/{}/close", it.department))),
        "department_reopen" => post_object(|it| plain(&format!("/api/departments/{}/reopen", it.department))),
        "organisation_as_of" => get(|_| plain("/api/organisation?as_of=2026-03-05")),
        "import_list" => get(|_| plain("/api/organisation-imports")),
        "import_upload" => post(|_| ("/api/organisation-imports".to_owned(), Body::File)),
        "import_template" => get(|_| plain("/api/organisation-imports/template?locale=zh")),
        "import_get" => get_object(|it| plain(&import(it, ""))),
        "import_set_columns" => put_object(|it| with(import(it, "/columns"), json!({ "columns": [] }))),
        "import_fix" => post_object(|it| with(import(it, "/fix"), json!({ "row": 1, "column": "seats", "value": "" }))),
        "import_commit" => post_object(|it| with(import(it, "/commit"), json!({}))),
        "import_undo" => post_object(|it| plain(&import(it, "/undo"))),
        "position_list" => get(|_| plain("/api/positions")),
        "position_create" => post_object(|it| {
            with("/api/positions", json!({ "department_id": it.department, "title": "新岗位", "seats": 1 }))
        }),
        "position_update" => put_object(|it| {
            let body = json!({ "department_id": it.department, "title": "在线客服", "seats": 20 });
            with(format!("/api/positions/{}", it.position), body)
        }),
        "position_headcount" => get_object(|it| plain(&format!("/api/positions/{}/headcount?wanted=1", it.position))),
        "position_close" => post_object(|it| plain(&format!("/api/positions/{}/close", it.position))),
        "position_reopen" => post_object(|it| plain(&format!("/api/positions/{}/reopen", it.position))),
        "library_list" => get(|_| plain("/api/library")),
        "library_get" => get(|_| plain("/api/library/customer_service")),
        "flow_list" => get(|_| plain("/api/flows")),
        "flow_create" => post_object(|it| {
            let body =
                json!({ "department_id": it.department, "copy_of": it.flow, "title": { "zh": "新", "en": "New" } });
            with("/api/flows", body)
        }),
        "flow_get" => get_object(|it| plain(&format!("/api/flows/{}", it.flow))),
        "flow_save_draft" => put_object(|it| {
            with(format!("/api/flows/{}/draft", it.flow), json!({ "revision": 0, "document": it.document }))
        }),
        "flow_check" => post(|it| with("/api/flows/check", json!({ "document": it.document }))),
        "flow_publish" => {
            post_object(|it| with(format!("/api/flows/{}/publish", it.flow), json!({ "revision": 0, "note": "" })))
        }
        "flow_revert" => {
            post_object(|it| with(format!("/api/flows/{}/revert", it.flow), json!({ "version_id": it.flow_version })))
        }
        "flow_note_preview" => post_object(|it| plain(&format!("/api/flows/{}/preview", it.flow))),
        "flow_version" => get_object(|it| plain(&format!("/api/flow-versions/{}", it.flow_version))),
        "flow_use_model" => post_object(|it| {
            with(format!("/api/flows/{}/model", it.flow), json!({ "revision": 0, "model_id": it.competency }))
        }),
        "competency_revert" => post_object(|it| {
            let path = format!("/api/competency-models/{}/revert", it.competency);
            with(path, json!({ "revision": 0, "number": 1 }))
        }),
        "competency_list" => get(|_| plain("/api/competency-models")),
        "competency_create" => post_object(|it| {
            let name = json!({ "zh": "新", "en": "New" });
            let body = json!({ "department_id": it.department, "copy_of": it.competency, "name": name,
                "source": "expert" });
            with("/api/competency-models", body)
        }),
        "competency_get" => get_object(|it| plain(&format!("/api/competency-models/{}", it.competency))),
        "competency_compare" => {
            get_object(|it| plain(&format!("/api/competency-models/{}/compare?from=1", it.competency)))
        }
        "competency_save_draft" => put_object(|it| {
            let body = json!({ "revision": 0, "name": { "zh": "新", "en": "New" }, "source": "expert",
                "model": { "dimensions": [] } });
            with(format!("/api/competency-models/{}/draft", it.competency), body)
        }),
        "competency_publish" => post_object(|it| {
            with(format!("/api/competency-models/{}/publish", it.competency), json!({ "revision": 0 }))
        }),
        "bank_statistics" => get(|_| plain("/api/question-statistics/none")),
        "bank_list" => get(|_| plain("/api/bank-questions")),
        "bank_create" => post_object(|it| {
            let body = json!({ "department_id": it.department, "family": "sales", "question": it.question });
            with("/api/bank-questions", body)
        }),
        "bank_get" => get_object(|it| plain(&format!("/api/bank-questions/{}", it.bank_question))),
        "bank_update" => put_object(|it| {
            let body = json!({ "number": 0, "question": it.question });
            with(format!("/api/bank-questions/{}", it.bank_question), body)
        }),
        "bank_archive" => post_object(|it| plain(&format!("/api/bank-questions/{}/archive", it.bank_question))),
        "bank_restore" => post_object(|it| plain(&format!("/api/bank-questions/{}/restore", it.bank_question))),
        "requisition_list" => get(|_| plain("/api/requisitions")),
        "requisition_create" => post_object(|it| {
            let body = json!({ "position_id": it.position, "title": "新需求", "headcount": 1, "flow_id": it.flow });
            with("/api/requisitions", body)
        }),
        "requisition_get" => get_object(|it| plain(&format!("/api/requisitions/{}", it.requisition))),
        "requisition_update" => put_object(|it| {
            let body = json!({ "position_id": it.position, "title": "在线客服", "headcount": 2, "flow_id": it.flow });
            with(format!("/api/requisitions/{}", it.requisition), body)
        }),
        "requisition_close" => Some(
            Recipe::new(Method::POST, |it| plain(&format!("/api/requisitions/{}/close", it.requisition)))
                .object()
                .last(),
        ),
        "requisition_request" => post_object(|it| plain(&format!("/api/requisitions/{}/request", it.requisition))),
        "requisition_withdraw" => post_object(|it| plain(&format!("/api/requisitions/{}/withdraw", it.requisition))),
        "requisition_open" => post_object(|it| plain(&format!("/api/requisitions/{}/open", it.requisition))),
        "requisition_approve" => {
            post_object(|it| with(format!("/api/requisitions/{}/approve", it.requisition), json!({})))
        }
        "requisition_send_back" => {
            post_object(|it| with(format!("/api/requisitions/{}/return", it.requisition), json!({ "reason": "预算" })))
        }
        "approval_rules" => get(|_| plain("/api/approval-rules")),
        "approval_put_rule" => put_object(|it| {
            with("/api/approval-rules", json!({ "department_id": it.department, "mode": "all_of", "approvers": null }))
        }),
        "requisition_reopen" => post_object(|it| plain(&format!("/api/requisitions/{}/reopen", it.requisition))),
        _ => None,
    }
}

fn privacy(name: &str) -> Option<Recipe> {
    match name {
        "privacy_requests" => get(|_| plain("/api/privacy-requests")),
        "privacy_carry_out" => Some(
            Recipe::new(Method::POST, |it| plain(&format!("/api/privacy-requests/{}/carry-out", it.privacy_request)))
                .object()
                .last(),
        ),
        "privacy_refuse_request" => post_object(|it| {
            with(format!("/api/privacy-requests/{}/refuse", it.privacy_request), json!({ "reason": "仍在诉讼时效内" }))
        }),
        "privacy_approvals" => get(|_| plain("/api/second-approvals")),
        "privacy_approve" => Some(
            Recipe::new(Method::POST, |it| plain(&format!("/api/second-approvals/{}/approve", it.second_approval)))
                .object()
                .last(),
        ),
        "privacy_refuse" => post_object(|it| plain(&format!("/api/second-approvals/{}/refuse", it.second_approval))),
        "privacy_holds" => get(|_| plain("/api/legal-holds")),
        "privacy_place_hold" => {
            post_object(|it| with("/api/legal-holds", json!({ "candidate_id": it.candidate, "reason": "劳动争议" })))
        }
        "privacy_lift_hold" => post_object(|it| plain(&format!("/api/legal-holds/{}/lift", it.legal_hold))),
        "privacy_consents" => get(|_| plain("/api/consents")),
        "region_get" => get(|_| plain("/api/settings/region")),
        "region_put" => {
            let make: Make = |_| with("/api/settings/region", json!({ "employer": "cn", "hosting": "cn" }));
            Some(Recipe { method: Method::PUT, ..Recipe::new(Method::POST, make) })
        }
        "my_data_request" => post(|_| with("/api/my-data/requests", json!({ "kind": "person" }))),
        "my_data_copy" => get(|_| plain("/api/my-data/copy")),
        "my_data_pdf" => get(|_| plain("/api/my-data/copy.pdf")),
        "my_data_document" => get(|_| plain(&format!("/api/my-data/documents/{NOBODYS}"))),
        "my_data_rename" => post(|_| with("/api/my-data/name", json!({ "name": "林知夏" }))),
        "my_data_change_contact" => {
            post(|_| with("/api/my-data/contact", json!({ "contact": "new.address@example.cn" })))
        }
        "my_data_confirm_contact" => {
            post(|_| with("/api/my-data/contact/confirm", json!({ "request_id": NOBODYS, "code": "000000" })))
        }
        "my_data_withdraw" => post(|_| plain(&format!("/api/my-data/consents/{NOBODYS}/withdraw"))),
        "my_data_set_place" => post(|_| with("/api/my-data/place", json!({ "region": "cn" }))),
        "privacy_ledger" => get(|_| plain("/api/erasures")),
        "privacy_ask_erasure" => {
            post_object(|it| with(format!("/api/candidates/{}/erasure", it.candidate), json!({ "reason": "重复录入" })))
        }
        "retention_get" => get(|_| plain("/api/retention")),
        "retention_effect" => get(|_| plain("/api/retention/messages/effect?days=90")),
        "retention_people" => get(|_| plain("/api/retention/applications/people")),
        "retention_put" => {
            put(|_| with("/api/retention/messages".to_owned(), json!({ "days": 400, "reason": "与公司制度一致" })))
        }
        "my_data_get" => get(|_| plain("/api/my-data")),
        "my_data_delete" => post(|_| with("/api/my-data/delete", json!({}))),
        _ => None,
    }
}

fn people(name: &str) -> Option<Recipe> {
    match name {
        "document_upload" => post(|_| ("/api/documents".to_owned(), Body::File)),
        "document_link" => post_object(|it| plain(&format!("/api/documents/{}/link", it.document_id))),
        "application_list" => get_object(|it| plain(&format!("/api/applications?requisition={}", it.requisition))),
        "application_create" => post_object(|it| {
            let body = json!({ "requisition_id": it.requisition, "name": "顾清", "email": "new@example.com",
                "on_duplicate": "create" });
            with("/api/applications", body)
        }),
        "application_get" => get_object(|it| plain(&format!("/api/applications/{}", it.application))),
        "application_contact" => get_object(|it| plain(&format!("/api/applications/{}/contact", it.application))),
        "application_remark" => post_object(|it| {
            with(format!("/api/applications/{}/remarks", it.application), json!({ "text": "沟通顺畅" }))
        }),
        "application_set_stage" => post_object(|it| {
            with(format!("/api/applications/{}/stage", it.application), json!({ "stage": "screening" }))
        }),
        "bulk_list" => get(|_| plain("/api/bulk-runs")),
        "bulk_start" => post_object(|it| {
            let task = json!({ "kind": "move", "stage": "screening" });
            let body = json!({ "key": it.application, "selection": { "ids": [it.application] }, "expected": 1,
                "task": task });
            with("/api/bulk-runs", body)
        }),
        "bulk_preview" => post_object(|it| {
            let body = json!({ "selection": { "ids": [it.application] }, "task": { "kind": "invite" } });
            with("/api/bulk-runs/preview", body)
        }),
        "bulk_letter" => post_object(|it| {
            with("/api/bulk-runs/letter", json!({ "application_id": it.application, "zh": "面试改到周五" }))
        }),
        "bulk_get" => get(|_| plain(&format!("/api/bulk-runs/{NOBODYS}"))),
        "bulk_items" => get(|_| plain(&format!("/api/bulk-runs/{NOBODYS}/items"))),
        "bulk_retry" => post(|_| plain(&format!("/api/bulk-runs/{NOBODYS}/retry"))),
        "bulk_undo" => post(|_| plain(&format!("/api/bulk-runs/{NOBODYS}/undo"))),
        "export_list" => get(|_| plain("/api/exports")),
        "export_create" => post_object(|it| {
            let body = json!({ "key": it.application, "selection": { "ids": [it.application] }, "expected": 1,
                "format": "csv", "columns": [] });
            with("/api/exports", body)
        }),
        "export_fetch" => get(|_| plain(&format!("/api/exports/{NOBODYS}/file"))),
        "invite_rule_get" => get_object(|it| plain(&format!("/api/requisitions/{}/invite-rule", it.requisition))),
        "invite_rule_put" => put_object(|it| {
            let body = json!({ "requirements": [{ "kind": "unique" }], "daily_limit": 5, "from_minute": 0,
                "until_minute": 600 });
            with(format!("/api/requisitions/{}/invite-rule", it.requisition), body)
        }),
        "invite_rule_preview" => post_object(|it| {
            let body = json!({ "requirements": [{ "kind": "unique" }], "daily_limit": 5, "from_minute": 0,
                "until_minute": 600 });
            with(format!("/api/requisitions/{}/invite-rule/preview", it.requisition), body)
        }),
        "tag_list" => get(|_| plain("/api/tags")),
        "tag_create" => post(|_| with("/api/tags", json!({ "name": "重点", "color": "red" }))),
        "tag_update" => {
            let make: Make = |_| with(format!("/api/tags/{NOBODYS}"), json!({ "name": "重点" }));
            Some(Recipe::new(Method::PUT, make))
        }
        "tag_remove" => post(|_| plain(&format!("/api/tags/{NOBODYS}/remove"))),
        "tag_set" => {
            put_object(|it| with(format!("/api/applications/{}/tags", it.application), json!({ "tag_ids": [] })))
        }
        "table_view_list" => get(|_| plain("/api/table-views")),
        "table_view_create" => post(|_| with("/api/table-views", json!({ "name": "新人", "columns": ["total"] }))),
        "table_view_set_columns" => {
            let make: Make = |_| with("/api/table-views/columns", json!({ "columns": ["total"] }));
            Some(Recipe::new(Method::PUT, make))
        }
        "table_view_update" => {
            let make: Make = |_| with(format!("/api/table-views/{NOBODYS}"), json!({ "name": "新人", "columns": [] }));
            Some(Recipe::new(Method::PUT, make))
        }
        "table_view_remove" => post(|_| plain(&format!("/api/table-views/{NOBODYS}/remove"))),
        "assignment_list" => get(|_| plain("/api/assignees")),
        "assignment_set" => {
            let make: Make =
                |it| with(format!("/api/applications/{}/assignees", it.application), json!({ "staff_ids": [] }));
            Some(Recipe::new(Method::PUT, make).object().last())
        }
        "application_invite" => {
            post_object(|it| with(format!("/api/applications/{}/invite", it.application), json!({})))
        }
        "invitation_withdraw" => {
            let make: Make =
                |it| with(format!("/api/invitations/{}/withdraw", it.invitation), json!({ "reason": "误发" }));
            Some(Recipe::new(Method::POST, make).object().last())
        }
        "session_running" => get(|_| plain("/api/sessions/running")),
        "alert_list" => get(|_| plain("/api/alerts")),
        "alert_acknowledge" => post_object(|it| plain(&format!("/api/alerts/{}/acknowledge", it.alert))),
        "session_extend" => post_object(|it| {
            with(format!("/api/sessions/{}/extend", it.session), json!({ "minutes": 5, "reason": "网络中断" }))
        }),
        "session_extend_many" => {
            let make: Make = |it| {
                let body = json!({ "session_ids": [it.session], "minutes": 5, "reason": "网络中断" });
                with("/api/sessions/extend-many", body)
            };
            Some(Recipe::new(Method::POST, make).object().echoing())
        }
        "session_deeds" => get(|_| plain("/api/sessions/deeds")),
        "session_reopen" => {
            post_object(|it| with(format!("/api/sessions/{}/reopen", it.session), json!({ "reason": "网络中断" })))
        }
        "session_resync" => post_object(|it| plain(&format!("/api/sessions/{}/resync", it.session))),
        "message_list" => get(|_| plain("/api/messages")),
        "message_get" => get_object(|it| plain(&format!("/api/messages/{}", it.message))),
        "message_resend" => post_object(|it| plain(&format!("/api/messages/{}/resend", it.message))),
        "message_of_application" => get_object(|it| plain(&format!("/api/applications/{}/messages", it.application))),
        "message_retry" => post_object(|it| plain(&format!("/api/messages/{}/retry", it.message))),
        _ => None,
    }
}

fn judgement(name: &str) -> Option<Recipe> {
    match name {
        "review_queue" => get(|_| plain("/api/reviews")),
        "review_get" => get_object(|it| plain(&format!("/api/reviews/{}", it.reviewed))),
        "review_mark" => post_object(|it| with(format!("/api/reviews/{}/marks", it.reviewed), json!({ "marks": [] }))),
        "review_open_evidence" => post_object(|it| {
            with(format!("/api/reviews/{}/open-evidence", it.reviewed), json!({ "dimension": it.dimension }))
        }),
        "review_adjust" => post_object(|it| {
            let body = json!({ "dimension": it.dimension, "score": 70, "reason": "有补充材料" });
            with(format!("/api/reviews/{}/adjust", it.reviewed), body)
        }),
        "review_release" => post_object(|it| {
            with(format!("/api/reviews/{}/release", it.reviewed), json!({ "outcome": "passed", "reason": "符合要求" }))
        }),
        "review_release_many" => {
            let make: Make = |it| with("/api/reviews/release-many", json!({ "session_ids": [it.reviewed] }));
            Some(Recipe::new(Method::POST, make).object().echoing())
        }
        "review_receipt" => get_object(|it| plain(&format!("/api/assessments/{}/receipt", it.assessment))),
        "report_get" => get_object(|it| plain(&format!("/api/applications/{}/report", it.reviewed_application))),
        "report_pdf" => get_object(|it| plain(&format!("/api/applications/{}/report.pdf", it.reviewed_application))),
        _ => None,
    }
}

fn own(name: &str) -> Option<Recipe> {
    match name {
        "candidate_access_open" => post(|_| with("/api/invitations/open", json!({ "token": "none" }))),
        "candidate_access_request_code" => {
            post(|_| with("/api/codes", json!({ "token": "none", "contact": "a@example.com" })))
        }
        "candidate_access_verify_code" => post(|_| {
            let request = "00000000-0000-7000-8000-000000000000";
            with("/api/codes/verify", json!({ "request_id": request, "token": "none", "code": "000000" }))
        }),
        "candidate_access_sign_out" => {
            let recipe = Recipe::new(Method::POST, |_| plain("/api/candidate/sign-out"));
            Some(recipe.last())
        }
        "interview_get" => get(|_| plain("/api/interview")),
        "interview_command" => {
            post(|_| with("/api/interview/commands", json!({ "client_id": "device-0001", "commands": [] })))
        }
        "interview_heartbeat" => post(|_| with("/api/interview/heartbeat", json!({ "client_id": "device-0001" }))),
        "look_own" => get(|_| plain("/api/application/looks")),
        "interview_watch" => post(|_| with("/api/interview/watch", json!({ "mark": 0 }))),
        "own_application_get" => get(|_| plain("/api/application")),
        "own_application_notices" => get(|_| plain("/api/application/notices")),
        "own_application_read_notices" => post(|_| plain("/api/application/notices/read")),
        "own_application_appeal" => post(|_| with("/api/application/appeal", json!({ "reason": "" }))),
        "own_application_withdraw" => {
            Some(Recipe::new(Method::POST, |_| with("/api/application/withdraw", json!({}))).last())
        }
        "own_application_report" => get(|_| plain("/api/application/report")),
        "own_application_pdf" => get(|_| plain("/api/application/report.pdf")),
        _ => None,
    }
}

fn house(name: &str) -> Option<Recipe> {
    match name {
        "enrolment_setup" => get(|_| plain("/api/setup")),
        "enrolment_open" => post(|_| with("/api/enrolments/open", json!({ "token": "none" }))),
        "enrolment_complete" => post(|_| {
            let body = json!({ "token": "none", "name": "顾清", "email": "a@example.com",
                "password": "a long enough phrase", "code": "000000" });
            with("/api/enrolments/complete", body)
        }),
        "sign_in_sign_in" => {
            post(|_| with("/api/sign-in", json!({ "email": "a@example.com", "password": "none", "code": "000000" })))
        }
        "sign_in_sign_out" => Some(Recipe::new(Method::POST, |_| plain("/api/sign-out")).last()),
        "sign_in_me" => get(|_| plain("/api/me")),
        "demo_open" => Some(Recipe::new(Method::GET, |_| plain("/api/demo?token=none")).hiding()),
        "demo_enter" => {
            let make: Make = |it| with("/api/demo/enter", json!({ "token": "none", "staff_id": it.staff }));
            Some(Recipe::new(Method::POST, make).hiding())
        }
        // The company holds something already, so nothing is filled in.
        "demo_fill" => post(|_| plain("/api/demo/fill")),
        "demo_remove" => Some(Recipe::new(Method::POST, |_| plain("/api/demo/remove")).last()),
        "staff_list" => get(|_| plain("/api/staff")),
        "staff_create" => {
            post(|_| with("/api/staff", json!({ "name": "顾清", "email": "taken@example.com", "role": "recruiter" })))
        }
        "staff_revoke" => {
            Some(Recipe::new(Method::POST, |it| plain(&format!("/api/staff/{}/revoke", it.staff))).object())
        }
        "staff_change" => put_object(|it| {
            let body = json!({ "role": "recruiter", "department_id": it.department });
            with(format!("/api/staff/{}", it.staff), body)
        }),
        "staff_sessions" => get_object(|it| plain(&format!("/api/staff/{}/sessions", it.staff))),
        "staff_end_session" => post_object(|it| plain(&format!("/api/staff/{}/sessions/none/end", it.staff))),
        "staff_roles" => get(|_| plain("/api/roles")),
        "view_as_begin" => {
            post_object(|it| with("/api/view-as", json!({ "role": "hiring_manager", "department_id": it.department })))
        }
        "view_as_end" => post(|_| plain("/api/view-as/end")),
        "look_settings" => get(|_| plain("/api/settings/looks")),
        "look_set" => {
            let make: Make = |_| with("/api/settings/looks", json!({ "contacts_a_day": 500 }));
            Some(Recipe { method: Method::PUT, ..Recipe::new(Method::POST, make) })
        }
        "look_alarms" => get(|_| plain("/api/look-alarms")),
        "staff_reinstate" => post_object(|it| plain(&format!("/api/staff/{}/reinstate", it.staff))),
        "staff_reset" => post_object(|it| plain(&format!("/api/staff/{}/reset", it.staff))),
        "overview_get" => get(|_| plain("/api/overview")),
        "mail_settings_get" => get(|_| plain("/api/settings/mail")),
        "mail_settings_put" => {
            let make: Make = |_| {
                let body = json!({ "host": "", "port": 587, "security": "starttls", "from": "a@example.com" });
                with("/api/settings/mail", body)
            };
            Some(Recipe { method: Method::PUT, ..Recipe::new(Method::POST, make) }.last())
        }
        "alert_set_limit" => {
            let make: Make = |_| with("/api/settings/monitor", json!({ "limit_seconds": 600 }));
            Some(Recipe { method: Method::PUT, ..Recipe::new(Method::POST, make) })
        }
        "mail_settings_test" => post(|_| with("/api/settings/mail/test", json!({ "to": "a@example.com" }))),
        "system_get" => get(|_| plain("/api/system")),
        "system_backup" => post(|_| plain("/api/system/backups")),
        "message_template_list" => get(|_| plain("/api/message-templates")),
        "message_template_get" => get(|_| plain("/api/message-templates/invitation.mail")),
        "message_template_save" => {
            let make: Make = |_| {
                let body = json!({ "locale": "zh", "subject": "邀请", "body": "{link}", "number": 0 });
                with("/api/message-templates/invitation.mail", body)
            };
            Some(Recipe::new(Method::PUT, make))
        }
        "message_template_preview" => post(|_| {
            with("/api/message-templates/invitation.mail/preview", json!({ "locale": "zh", "subject": "", "body": "" }))
        }),
        "message_template_restore" => post(|_| {
            let body = json!({ "locale": "zh", "restore": 0, "number": 0 });
            with("/api/message-templates/result.sms/restore", body)
        }),
        "sms_settings_get" => get(|_| plain("/api/settings/sms")),
        "sms_settings_put" => {
            let make: Make = |_| with("/api/settings/sms", json!({ "url": "" }));
            Some(Recipe { method: Method::PUT, ..Recipe::new(Method::POST, make) }.last())
        }
        "sms_settings_test" => post(|_| with("/api/settings/sms/test", json!({ "to": "199 0000 0001" }))),
        "delivery_settings_get" => get(|_| plain("/api/settings/delivery")),
        "delivery_settings_put" => {
            let make: Make = |_| with("/api/settings/delivery", json!({ "preferred": "mail", "quiet": null }));
            Some(Recipe { method: Method::PUT, ..Recipe::new(Method::POST, make) }.last())
        }
        "notice_list" => get(|_| plain("/api/notices")),
        "notice_read" => post(|_| with("/api/notices/read", json!({ "ids": [] }))),
        "notice_mute" => {
            let make: Make = |_| with("/api/notices/muted", json!({ "kinds": [] }));
            Some(Recipe::new(Method::PUT, make))
        }
        "module_list" => get(|_| plain("/api/modules")),
        // What is always on is not switched, so that everything else can be called after it.
        "module_switch" => {
            let make: Make = |_| with("/api/modules/core", json!({ "is_on": false }));
            Some(Recipe::new(Method::PUT, make))
        }
        "trail_list" => get(|_| plain("/api/trail")),
        // Without a connection to upgrade it is refused, but only after the session was looked at.
        "live_live" => get(|_| plain("/api/live")),
        _ => None,
    }
}
