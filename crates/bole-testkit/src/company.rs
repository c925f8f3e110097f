//! Builders of what HR prepares, through the same requests HR's browser sends.

use std::sync::atomic::{AtomicU64, Ordering};

use bole_domain::staff::Role;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::client::{Client, Site};
use crate::interviewee::Interviewee;

/// Somebody who may do everything, and what they prepare. All identifiers are texts, as in JSON.
pub struct Company<'a> {
    test: &'a TestApp,
    /// The super admin at work.
    pub admin: Client,
}

impl<'a> Company<'a> {
    /// An empty company with its first super admin.
    pub async fn new(test: &'a TestApp) -> Self {
        Self { admin: test.as_role(Role::SuperAdmin, None).await, test }
    }

    /// A number nobody else has, in no other company of the same test either.
    pub fn number(&self) -> u64 {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        COUNT.fetch_add(1, Ordering::Relaxed)
    }

    /// A department.
    pub async fn department(&self, name: &str, parent: Option<&str>) -> String {
        id(&self.admin.post("/api/departments", json!({ "name": name, "parent_id": parent })).await.ok())
    }

    /// A position of the customer-service family with ten seats.
    pub async fn position(&self, department: &str) -> String {
        let body =
            json!({ "department_id": department, "title": "在线客服", "family": "customer_service", "seats": 10 });
        id(&self.admin.post("/api/positions", body).await.ok())
    }

    /// A flow from the library, published.
    pub async fn flow(&self, department: Option<&str>) -> String {
        let title = json!({ "zh": "客服面试", "en": "Customer service interview" });
        let body = json!({ "department_id": department, "family": "customer_service", "title": title });
        let flow = self.admin.post("/api/flows", body).await.ok();
        let body = json!({ "revision": flow["revision"], "note": "first" });
        self.admin.post(&format!("/api/flows/{}/publish", id(&flow)), body).await.ok();
        id(&flow)
    }

    /// A requisition for two people.
    pub async fn requisition(&self, position: &str, flow: &str) -> String {
        let body = json!({ "position_id": position, "title": "在线客服", "headcount": 2, "flow_id": flow });
        id(&self.admin.post("/api/requisitions", body).await.ok())
    }

    /// Department, position, flow and requisition at once; gives the requisition.
    pub async fn opening(&self) -> String {
        let department = self.department("客服部", None).await;
        let position = self.position(&department).await;
        let flow = self.flow(Some(&department)).await;
        self.requisition(&position, &flow).await
    }

    /// An application of a new person; gives the whole application.
    pub async fn application(&self, requisition: &str) -> Value {
        let number = self.number();
        let body = json!({
            "requisition_id": requisition,
            "name": "林知夏",
            "phone": format!("199 0000 {number:04}"),
            "email": format!("candidate{number}@example.com"),
            "on_duplicate": "create",
        });
        self.admin.post("/api/applications", body).await.ok()
    }

    /// Invites the person of an application; gives the link's token.
    pub async fn invite(&self, application: &str) -> String {
        let body = json!({ "locale": "zh" });
        let invited = self.admin.post(&format!("/api/applications/{application}/invite"), body).await.ok();
        token_of(invited["link"].as_str().expect("a link"))
    }

    /// The e-mail address of an application's person.
    pub async fn email(&self, application: &str) -> String {
        let contact = self.admin.get(&format!("/api/applications/{application}/contact")).await.ok();
        contact["email"].as_str().expect("an e-mail address").to_owned()
    }

    /// The person of an application, invited and signed in by link and code.
    pub async fn candidate(&self, application: &str) -> Interviewee {
        let token = self.invite(application).await;
        let email = self.email(application).await;
        self.sign_in(&token, &email).await
    }

    /// Signs in by link and code.
    pub async fn sign_in(&self, token: &str, email: &str) -> Interviewee {
        let client = self.test.anonymous(Site::Candidate);
        let asked = client.post("/api/codes", json!({ "token": token, "contact": email })).await.ok();
        self.test.run_jobs().await;
        let code = self.test.code_for(email).expect("a code was sent");
        let body = json!({ "request_id": asked["request_id"], "token": token, "code": code });
        client.post("/api/codes/verify", body).await.ok();
        Interviewee::new(client)
    }
}

/// The identifier of something as JSON.
fn id(value: &Value) -> String {
    value["id"].as_str().expect("an identifier").to_owned()
}

fn token_of(link: &str) -> String {
    link.rsplit('/').next().unwrap_or_default().to_owned()
}
