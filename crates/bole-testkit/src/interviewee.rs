//! A candidate with a device: sends interview commands with numbers of its own, as the candidate application does.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use crate::client::Client;

/// An answer with a task, an action and a result, so that the scorer finds something in it.
pub const TYPICAL_ANSWER: &str = "去年夏天我在一家家居网店做售后，有位顾客收到的书架少了三颗螺丝，当天晚上就要用，在电话里很生气。\
我先听他讲完并道歉，确认订单和型号，然后在十分钟内联系仓库补发，又把附近门店的备件地址发给他。因为他担心再次出错，我第二天主动回访，\
确认已经装好。最后他把差评改成了好评，我还把这件事写进了交接表，后来同类投诉一个月里从九起降到两起。";

/// A candidate with a device.
pub struct Interviewee {
    /// The device's browser.
    pub client: Client,
    /// The device as the server knows it.
    pub device: String,
    next: AtomicU64,
}

impl Interviewee {
    /// A signed-in candidate with a first device.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self::with_device(client, "device-0001")
    }

    /// A signed-in candidate with a device of this name.
    #[must_use]
    pub fn with_device(client: Client, device: &str) -> Self {
        Self { client, device: device.to_owned(), next: AtomicU64::new(1) }
    }

    /// Sends commands as they are; gives the answer.
    pub async fn commands(&self, commands: &[Value]) -> Value {
        self.try_commands(commands).await.ok()
    }

    /// Sends commands as they are; gives the answer, whatever it is.
    pub async fn try_commands(&self, commands: &[Value]) -> crate::Answer {
        let numbered: Vec<Value> = commands.iter().map(|it| self.numbered(it.clone())).collect();
        let body = json!({ "client_id": self.device, "commands": numbered });
        self.client.post("/api/interview/commands", body).await
    }

    /// A command with the device's next number.
    #[must_use]
    pub fn numbered(&self, mut command: Value) -> Value {
        command["client_seq"] = self.next.fetch_add(1, Ordering::Relaxed).into();
        command
    }

    /// Opens the interview, agrees to everything and begins; gives where it stands.
    pub async fn begin(&self) -> Value {
        let consent = json!({ "kind": "consent", "interview": true, "ai_scoring": true });
        self.commands(&[json!({ "kind": "open" }), consent, json!({ "kind": "start" })]).await["state"].clone()
    }

    /// Answers the slot that is open; gives where it stands then.
    pub async fn answer(&self, slot: &str, text: &str) -> Value {
        let body = json!({ "kind": "answer", "slot": slot, "revision": 1, "text": text, "elapsed_ms": 60_000 });
        self.commands(&[body]).await["state"].clone()
    }

    /// Holds the whole interview, the same answer to everything; gives where it stands.
    pub async fn complete(&self, text: &str) -> Value {
        let mut state = self.begin().await;
        for _ in 0..100 {
            let Some(slot) = state["current"]["slot"].as_str().map(str::to_owned) else { return state };
            state = self.answer(&slot, text).await;
        }
        panic!("the interview does not end: {state}");
    }
}
